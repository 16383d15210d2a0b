"""Places on a page: where a value stands, put into words only when somebody asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block

MAX_STEPS = 200  # of a path; an element nested deeper is told by its innermost steps


class Place(Protocol):
    """Where on the page a value stands."""

    def describe(self, paths: "CssPaths") -> str:
        """Return the place as text: a CSS path and character span, a line range, or a path in structured markup."""


@dataclass(frozen=True, slots=True)
class At:
    """A place that is known as text already."""

    text: str

    def describe(self, paths: "CssPaths") -> str:  # noqa: ARG002
        """Return the text."""
        return self.text


@dataclass(frozen=True, slots=True)
class NodePlace:
    """An element of the page, or one of its attributes."""

    node: LexborNode
    attribute: str | None = None

    def describe(self, paths: "CssPaths") -> str:
        """Return the element's CSS path, with the attribute in brackets."""
        path = paths.of(self.node)
        return f"{path} [{self.attribute}]" if self.attribute else path


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A run of blocks, or a span of characters inside one.

    :param start: first character inside the first block's text.
    :param end: the character after the last one, inside the last block's text; None means its end.
    """

    blocks: Sequence[Block]
    start: int = 0
    end: int | None = None

    def describe(self, paths: "CssPaths") -> str:
        """Return ``line 3`` or ``lines 3-5`` in a text, CSS paths in HTML, each with its character span."""
        first, last = self.blocks[0], self.blocks[-1]
        end = len(last.text) if self.end is None else self.end
        if first.node is None or last.node is None:
            lines = f"line {first.line}" if first is last else f"lines {first.line}-{last.line}"
            return f"{lines} [{self.start}:{end}]"
        path, last_path = paths.of(first.node), paths.of(last.node)
        return f"{path} [{self.start}:{end}]" if first is last else f"{path} [{self.start}:] … {last_path} [:{end}]"


class CssPaths:
    """CSS paths of one page's elements: each selects that element and no other.

    Positions among siblings are counted once for all children of an element, so that a page with very many of them
    costs no more than its size.
    """

    def __init__(self) -> None:
        self._steps: dict[int, str] = {}
        self._paths: dict[int, str] = {}

    def of(self, node: LexborNode) -> str:
        """Return the path of child steps from the root to an element."""
        unknown: list[LexborNode] = []
        current: LexborNode | None = node
        path = ""
        while current is not None and (tag := current.tag) and not tag.startswith("-"):
            known = self._paths.get(current.mem_id)
            if known is not None:
                path = known
                break
            unknown.append(current)
            if len(unknown) > MAX_STEPS:
                path = "…"
                break
            current = current.parent
        for element in reversed(unknown):
            tag = element.tag or ""
            step = tag if tag in ("html", "body", "head") else self._step(element)
            path = self._paths[element.mem_id] = f"{path} > {step}" if path else step
        return path

    def _step(self, node: LexborNode) -> str:
        step = self._steps.get(node.mem_id)
        if step is not None or node.parent is None:
            return step or (node.tag or "")
        positions: dict[str, int] = {}
        for child in node.parent.iter():
            tag = child.tag or ""
            positions[tag] = positions.get(tag, 0) + 1
            self._steps[child.mem_id] = f"{tag}:nth-of-type({positions[tag]})"
        return self._steps[node.mem_id]
