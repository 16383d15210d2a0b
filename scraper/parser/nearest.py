"""For many elements of a page, the nearest one above each that is marked: every step up the tree is made once."""

from collections.abc import Container

from selectolax.lexbor import LexborNode

MAX_STEPS = 2_000_000  # for all elements of a page together


class Nearest:
    """Finds the nearest marked element above others.

    :param marked: identities (``mem_id``) of the marked elements; it may grow as long as elements are asked for in the
        order of the document.
    """

    def __init__(self, marked: Container[int]) -> None:
        self._marked = marked
        self._known: dict[int, int] = {}
        self._left = MAX_STEPS

    def above(self, node: LexborNode) -> int:
        """Return the identity of the nearest marked element above an element, or 0."""
        passed: list[int] = []
        current = node.parent
        found = 0
        while current is not None and self._left > 0:
            identity = current.mem_id
            if identity in self._marked:
                found = identity
                break
            if identity in self._known:
                found = self._known[identity]
                break
            self._left -= 1
            passed.append(identity)
            current = current.parent
        self._known.update(dict.fromkeys(passed, found))
        return found
