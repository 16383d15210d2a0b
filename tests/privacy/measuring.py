"""How much the finders find of what is marked in the labelled texts, and how much of what they find is marked."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scraper.privacy.finding import find
from scraper.privacy.kinds import Finder, Kind
from scraper.privacy.people import People

FOLDER = Path(__file__).parent / "labelled"
PARTS = {"held out": "held_out.toml", "tuned on": "tuned.toml"}
LANGUAGES = {"en": "en", "zh": "zh-Hant"}
_MARK = re.compile(r"<<([a-z-]+)\|([^>]+)>>")


class Mark(NamedTuple):
    """A stretch of a text that is to be found."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Labelled:
    """One authored text."""

    language: str
    text: str
    marks: tuple[Mark, ...]
    people: tuple[tuple[str, bool], ...] = ()


def labelled(language: str, marked: str, people: Sequence[tuple[str, bool]] = ()) -> Labelled:
    parts: list[str] = []
    marks = []
    length = done = 0
    for mark in _MARK.finditer(marked):
        parts += marked[done : mark.start()], mark[2]
        start = length + mark.start() - done
        length = start + len(mark[2])
        marks.append(Mark(start, length, Kind(mark[1])))
        done = mark.end()
    return Labelled(language, "".join(parts) + marked[done:], tuple(marks), tuple(people))


@cache
def texts(part: str) -> tuple[Labelled, ...]:
    content: dict[str, Any] = tomllib.loads((FOLDER / PARTS[part]).read_text(encoding="utf-8"))
    return (
        *(labelled(LANGUAGES[name], text) for name in LANGUAGES for text in content[name]),
        *(
            labelled(
                entry["language"],
                entry["text"],
                [(entry[key], False) for key in ("asker",) if key in entry]
                + [(name, True) for name in entry.get("authors", ())],
            )
            for entry in content["people"]
        ),
    )


@dataclass
class Tally:
    """Of one kind in one language."""

    marked: int = 0
    covered: int = 0
    """Marked stretches whose every character is found as of their kind."""
    found: int = 0
    right: int = 0
    """Found spans that overlap a marked stretch of their kind."""
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.covered / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def measure(part: str, finders: Sequence[Finder] = ()) -> dict[tuple[str, Kind], Tally]:
    """Return the tallies of a part by language and kind."""
    tallies: dict[tuple[str, Kind], Tally] = {}
    for text in texts(part):
        spans = find(text.text, People(text.people), text.language, finders)
        for mark in text.marks:
            tally = tallies.setdefault((text.language, mark.kind), Tally())
            tally.marked += 1
            inside = Counter(at for span in spans if span.kind is mark.kind for at in range(span.start, span.end))
            if all(at in inside for at in range(mark.start, mark.end)):
                tally.covered += 1
            else:
                tally.missed.append(f"{text.text[mark.start : mark.end]!r} in {text.text!r}")
        for span in spans:
            tally = tallies.setdefault((text.language, span.kind), Tally())
            tally.found += 1
            if any(mark.kind is span.kind and mark.start < span.end and span.start < mark.end for mark in text.marks):
                tally.right += 1
            else:
                tally.wrong.append(f"{text.text[span.start : span.end]!r} in {text.text!r}")
    return tallies


def figures() -> Iterator[tuple[str, str, Kind, Tally]]:
    """Yield part, language, kind and tally, in a fixed order."""
    for part in PARTS:
        tallies = measure(part)
        for language, kind in sorted(tallies):
            yield part, language, kind, tallies[language, kind]
