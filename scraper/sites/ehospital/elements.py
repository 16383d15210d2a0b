"""Elements that a reader sees, each only once where one lies inside another."""

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from scraper.parser.tags import is_unseen

MAX_ELEMENTS = 20_000  # that are looked at on one page


class Cover:
    """Tells what lies inside elements that were read already, or that no reader sees."""

    def __init__(self) -> None:
        self._verdicts: dict[int, bool] = {}

    def add(self, node: LexborNode) -> None:
        """Take an element as read, with all that is inside it. To be called in reading order."""
        self._verdicts[node.mem_id] = True

    def holds(self, node: LexborNode) -> bool:
        """Whether an element lies inside one that is covered. Each element above is looked at once."""
        unknown: list[LexborNode] = []
        current: LexborNode | None = node
        verdict = False
        while current is not None and current.tag:
            known = self._verdicts.get(current.mem_id)
            if known is not None:
                verdict = known
                break
            unknown.append(current)
            current = current.parent
        for one in reversed(unknown):
            verdict = verdict or is_unseen(one.tag or "", one.attributes)
            self._verdicts[one.mem_id] = verdict
        return verdict


def seen(nodes: Iterable[LexborNode], cover: Cover) -> Iterator[LexborNode]:
    """Yield those elements that are not covered when their turn comes.

    :param nodes: in reading order; one that several selectors match may come several times.
    """
    before: int | None = None
    for number, node in enumerate(nodes):
        if number == MAX_ELEMENTS:
            return
        if node.mem_id != before and not cover.holds(node):
            yield node
        before = node.mem_id
