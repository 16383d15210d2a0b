"""The posts of a thread, each part of them found in the place where all of them have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Found
from scraper.parser.unmarked.authors import Author, AuthorFinder
from scraper.parser.unmarked.bodies import BodyFinder
from scraper.parser.unmarked.labels import label_length
from scraper.parser.unmarked.marks import find_accepted, find_addresses, find_days, find_person, find_score
from scraper.parser.unmarked.repetition import Unit
from scraper.parser.unmarked.sorting import LineSorter
from scraper.parser.unmarked.structure import Slot, Structure
from scraper.parser.values import paragraphs


@dataclass(slots=True)
class Post:
    """One post.

    :param found: field → value with its evidence: ``author``, ``text``, ``day``, ``score``, ``accepted``, ``url``, and
        of the first post ``gender`` and ``age_text``.
    :param starts: whether the post says that its author began the thread.
    :param body: the lines of its text.
    :param slot: the kind of element that names its author, where one does.
    """

    unit: Unit
    starts: bool
    body: list[Block]
    slot: Slot | None = None
    found: dict[str, Found] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its text; empty where it has none."""
        return self.found["text"].value if "text" in self.found else ""

    @property
    def author(self) -> str | None:
        """Its author's name."""
        return self.found["author"].value if "author" in self.found else None


def read_posts(structure: Structure, units: Sequence[Unit], shape: str, titles: Iterable[int]) -> list[Post]:
    """Return the posts of a thread, those without text too.

    :param units: the posts' lines, the question's first.
    :param shape: how their element is written as a selector; it names the rules.
    :param titles: indexes of the lines that are the thread's title.
    """
    rule = f"repetition('{shape}')"
    sorter = LineSorter(structure, units, titles)
    posts = sorter.sort()
    bodies = BodyFinder(structure).find(posts)
    authors = AuthorFinder(structure, rule, sorter.slot).find(posts, bodies)
    bodies = [
        body[1:] if author is not None and author.is_first_line else body
        for author, body in zip(authors, bodies, strict=True)
    ]
    days = find_days([unit.stamp for unit in units], rule)
    addresses = find_addresses(posts, structure, bodies, rule)
    made = []
    for lines, body, author, day, address in zip(posts, bodies, authors, days, addresses, strict=True):
        post = Post(lines.unit, lines.starts, [structure.blocks[index] for index in body])
        _put_author(post, author)
        said = {
            "text": _text(post, sorter, rule),
            "day": day,
            "score": find_score(lines, structure, body, rule),
            "accepted": find_accepted(lines, structure, rule),
            "url": address,
        }
        post.found.update({name: found for name, found in said.items() if found is not None})
        made.append(post)
    made[0].found.update(find_person(posts[0], structure, made[0].found.get("author"), rule))
    accepted = [post for post in made if "accepted" in post.found]
    if len(accepted) > 1 and len(accepted) * 2 > len(made):
        for post in accepted:  # a word that most posts have marks none of them
            del post.found["accepted"]
    return made


def _put_author(post: Post, author: Author | None) -> None:
    if author is not None:
        post.found["author"] = author.found
        post.slot = author.slot


def _text(post: Post, sorter: LineSorter, rule: str) -> Found | None:
    """Return the text, without a label before it and without the name and day on its first line."""
    if not post.body:
        return None
    stamp, first = post.unit.stamp, post.body[0]
    start = label_length(first)
    if stamp is not None and stamp.body is not None and first is stamp.block:
        start = stamp.body
    lines = [first.text[start:] if start else sorter.layout.line(first), *map(sorter.layout.line, post.body[1:])]
    value = paragraphs(line.strip() for line in lines)
    return Found(value, f"{rule}.text", BlockPlace(post.body, start)) if value is not None else None
