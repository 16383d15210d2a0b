"""Which mark-up lays out the page, and which belongs to its text."""

from collections.abc import Iterable
from dataclasses import dataclass

from scraper.parser.blocks import Block, Frame, FrameKind


@dataclass(frozen=True, slots=True)
class Layout:
    """What the place of the landmarks tells of the elements around them.

    A list that holds landmarks arranges the page: its entries are no list entries of a text. A side bar or footer that
    holds landmarks is no furniture. Navigation stays navigation, since it may repeat the names of sections.
    """

    anchored: frozenset[Frame] = frozenset()

    @classmethod
    def around(cls, landmarks: Iterable[Block]) -> "Layout":
        """Return the layout given by the blocks that are landmarks."""
        return cls(frozenset(frame for block in landmarks for frame in block.frames()))

    def is_furniture(self, block: Block) -> bool:
        """Whether a block belongs to navigation, a banner, a footer or the like."""
        frame = block.frame  # a plain loop: every line of a page is asked
        while frame is not None:
            kind = frame.kind
            if kind is FrameKind.NAVIGATION or (kind is FrameKind.FURNITURE and frame not in self.anchored):
                return True
            frame = frame.outer
        return False

    def arranges(self, entry: Frame) -> bool:
        """Whether the list around an entry (``li``, ``dt``, ``dd``) only lays out the page."""
        enclosing = next((frame for frame in entry.chain() if frame.kind is FrameKind.LIST), None)
        return enclosing is None or enclosing in self.anchored

    def is_listed(self, block: Block) -> bool:
        """Whether a block stands in an entry of a list that belongs to the text."""
        return any(not self.arranges(frame) for frame in block.frames(FrameKind.ITEM))

    def line(self, block: Block) -> str:
        """Return a block's text with the mark its list gives it."""
        return block.mark + block.text if block.mark and self.is_listed(block) else block.text

    def and_around(self, landmarks: Iterable[Block]) -> "Layout":
        """Return this layout, widened by more landmarks."""
        return Layout(self.anchored | Layout.around(landmarks).anchored)


NO_LAYOUT = Layout()
