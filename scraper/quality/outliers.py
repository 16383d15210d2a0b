"""Records that are probably wrong, or that one would rather look at before relying on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scraper.quality.counting import clip

KINDS = {
    "question length": "The question is far longer or shorter than the others",
    "reply length": "A reply is far longer or shorter than the others",
    "date in the future": "Asked or answered after the page was read",
    "date before the web": "Asked or answered before there was a public web (6 August 1991)",
    "reply before question": "A reply is older than its question",
    "age": "The asker is older than 110",
    "hardly any text": "A question or reply has fewer than five letters or digits",
    "reply repeats question": "A reply is the question's text again",
    "language": "The text is in another language than its page says",
}
"""Kind of outlier → what it means."""

IMPOSSIBLE = frozenset({"date in the future", "date before the web"})
"""Kinds whose dates tell no time."""

_MOST_EXAMPLES = 10
_WEB = "1991-08-06"
_OLDEST = 110
_LEAST_LETTERS = 5


@dataclass(slots=True)
class Outliers:
    """Number of the records of each kind, and the first few."""

    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    """Kind → id of a record and what is odd about it."""

    def add(self, kind: str, record_id: str, what: str) -> None:
        """Count a record."""
        self.numbers[kind] += 1
        if len(self.examples[kind]) < _MOST_EXAMPLES:
            self.examples[kind].append((clip(record_id), clip(what)))


def oddities(record: Mapping[str, Any], today: str) -> Iterator[tuple[str, str]]:
    """Yield kind and description of what is odd about one record by itself, each kind once.

    :param today: ISO 8601; for records that do not say when their page was read.
    """
    question, replies = record["question"], record["replies"]
    read_on = (record["provenance"]["fetched_at"] or today)[:10]
    asked_on = question["asked_on"]
    dates = [day for day in (asked_on, *(reply["replied_on"] for reply in replies)) if day]
    if dates and max(dates) > read_on:
        yield "date in the future", f"{max(dates)}, read on {read_on}"
    if dates and min(dates) < _WEB:
        yield "date before the web", min(dates)
    replied = min((reply["replied_on"] for reply in replies if reply["replied_on"]), default=None)
    if asked_on and replied and replied < asked_on:
        yield "reply before question", f"asked on {asked_on}, answered on {replied}"
    age = max((year for year in (question["asker"]["age_min"], question["asker"]["age_max"]) if year), default=0)
    if age > _OLDEST:
        yield "age", f"{age} years"
    texts = [question["text"], *(reply["text"] for reply in replies)]
    empty = next((text for text in texts if not _has_letters(text)), None)
    if empty is not None:
        yield "hardly any text", empty[:60]
    if question["text"] in texts[1:]:
        yield "reply repeats question", question["text"][:60]


def _has_letters(text: str) -> bool:
    found = 0
    for character in text:
        found += character.isalnum()
        if found == _LEAST_LETTERS:
            return True
    return False
