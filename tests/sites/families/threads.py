"""A thread as it is meant, before a forum program shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Paragraph:
    """Lines of text with breaks between them."""

    text: str


@dataclass(frozen=True)
class Listing:
    """A list; an entry may hold a list of its own."""

    entries: tuple["str | tuple[str, Listing]", ...]
    ordered: bool = False


@dataclass(frozen=True)
class Code:
    """A block of code."""

    text: str


@dataclass(frozen=True)
class Quote:
    """Somebody else's words."""

    text: str
    author: str | None = None


@dataclass(frozen=True)
class Picture:
    """A picture with a caption that the program writes under it; no text."""

    caption: str = "1000049833.jpg 800×600 25 KB"


Part = Paragraph | Listing | Code | Quote | Picture


@dataclass(frozen=True)
class Post:
    """One post.

    :param body: its parts; a text stands for one paragraph.
    :param author: None for somebody whom the page does not name.
    :param guest: whether the author has no account any more.
    :param likes: votes for minus votes against, or likes; None where nothing is shown.
    :param comments: what readers wrote under it, where the program has comments.
    """

    body: tuple[Part, ...]
    author: str | None = "Ann"
    day: date = date(2024, 3, 5)
    likes: int | None = 0
    accepted: bool = False
    guest: bool = False
    edited_on: date | None = None
    edited_by: str | None = None
    signature: str | None = None
    comments: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Thread:
    """A thread: the first post is the question."""

    posts: tuple[Post, ...]
    title: str = "Sore throat after a cold night"
    number: int = 4242
    forum: str = "General questions"
    tags: tuple[str, ...] = ("throat", "cold-weather")
    is_question: bool = True
    per_page: int = 1000
    language: str = "en"
    notice: str | None = None

    @property
    def slug(self) -> str:
        """The title as it stands in addresses."""
        words = "".join(character.lower() if character.isascii() else " " for character in self.title)
        kept = ["".join(filter(str.isalnum, word)) for word in words.split()]
        return "-".join(filter(None, kept)) or "thread"


@dataclass(frozen=True)
class Case:
    """A thread, and what of its record differs from what is meant.

    :param reads: JSON pointer → value, where reading changes what is served (folded blanks …).
    """

    thread: Thread
    reads: dict[str, object] = field(default_factory=dict)


def post(*body: Part | str, **said: object) -> Post:
    """Return a post; a text stands for a paragraph."""
    parts = tuple(Paragraph(part) if isinstance(part, str) else part for part in body)
    return Post(parts, **said)  # type: ignore[arg-type]


def thread(*posts: Post, **said: object) -> Thread:
    """Return a thread whose posts have numbers that belong to it."""
    first = 70_000
    numbered = (Post(**{**vars(each), "number": each.number or first + number}) for number, each in enumerate(posts))
    return Thread(tuple(numbered), **said)  # type: ignore[arg-type]


def lines_of(parts: Iterable[Part], heading: str | None) -> list[str]:
    """Return the lines that a reader sees of a body.

    :param heading: how the program introduces a quotation, with ``{}`` for the author; None where it does not.
    """
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Listing):
            lines += _listed(part)
        elif isinstance(part, Quote):
            if part.author is not None and heading is not None:
                lines.append(heading.format(part.author))
            lines += part.text.split("\n")
        elif not isinstance(part, Picture):
            lines += part.text.split("\n")
    return [" ".join(line.split()) for line in lines if line.strip()]


def _listed(listing: Listing) -> list[str]:
    lines: list[str] = []
    for number, entry in enumerate(listing.entries, start=1):
        text, inner = entry if isinstance(entry, tuple) else (entry, None)
        lines.append(f"{number}. {text}" if listing.ordered else f"- {text}")
        lines += _listed(inner) if inner is not None else []
    return lines
