"""Bodies of posts in the mark-up of a forum program."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from .threads import Code, Listing, Paragraph, Part, Picture, Quote

AUTHORED = "<!-- Authored for testing in the shape of a forum program's pages; not a real page. CC0-1.0. -->"


@dataclass(frozen=True)
class Style:
    """How a program marks up the parts of a body.

    :param paragraphs: whether paragraphs are elements; else there are empty lines between them.
    :param quote: from the author, or None, and the quoted HTML to a quotation.
    :param heading: line that introduces a quotation, with ``{}`` for the author; None where there is none.
    """

    code: Callable[[str], str]
    quote: Callable[[str | None, str], str]
    picture: Callable[[str], str]
    heading: str | None
    paragraphs: bool = True


def body_html(parts: tuple[Part, ...], style: Style) -> str:
    """Return a body."""
    pieces: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph):
            text = broken(part.text)
            pieces.append(f"<p>{text}</p>" if style.paragraphs else text)
        elif isinstance(part, Listing):
            pieces.append(_list(part))
        elif isinstance(part, Code):
            pieces.append(style.code(escape(part.text)))
        elif isinstance(part, Quote):
            text = broken(part.text)
            pieces.append(style.quote(part.author, f"<p>{text}</p>" if style.paragraphs else text))
        elif isinstance(part, Picture):
            pieces.append(style.picture(escape(part.caption)))
    return ("\n\n" if style.paragraphs else "<br>\n<br>\n").join(pieces)


def broken(text: str) -> str:
    """Return a text whose line feeds are line breaks."""
    return escape(text).replace("\n", "<br>\n")


def _list(listing: Listing) -> str:
    tag = "ol" if listing.ordered else "ul"
    entries = (entry if isinstance(entry, tuple) else (entry, None) for entry in listing.entries)
    items = (f"<li>{escape(text)}{_list(inner) if inner is not None else ''}</li>" for text, inner in entries)
    return f"<{tag}>\n{chr(10).join(items)}\n</{tag}>"
