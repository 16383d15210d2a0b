"""Elements of a page: which stand inside which."""

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode


class Inside:
    """Tells whether an element is one of some elements or stands in one of them.

    What was found out about an element is kept, so that all questions together cost no more than the page's size.
    """

    def __init__(self, nodes: Iterable[LexborNode] = ()) -> None:
        self._known = dict.fromkeys((node.mem_id for node in nodes), True)

    def add(self, node: LexborNode) -> None:
        """Take one more element; questions about what stands in it must not have been asked before."""
        self._known[node.mem_id] = True

    def holds(self, node: LexborNode | None) -> bool:
        """Whether an element is one of them or stands in one."""
        unknown: list[int] = []
        while node is not None and node.mem_id not in self._known:
            unknown.append(node.mem_id)
            node = node.parent
        held = node is not None and self._known[node.mem_id]
        self._known.update(dict.fromkeys(unknown, held))
        return held


def outermost(nodes: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Yield elements but those that stand inside one yielded before.

    :param nodes: in the order of the document.
    """
    yielded = Inside()
    for node in nodes:
        if not yielded.holds(node.parent):
            yielded.add(node)
            yield node
