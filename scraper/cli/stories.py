"""Why the fields of a record have their values, field by field and in groups for reading."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from schemas.provenance import FieldEvidence
from schemas.qa import QARecord
from scraper.parser.draft import Draft, Evidence
from scraper.validation import escape

_ELSEWHERE = ("http://", "https://")  # a location that begins so stands on another page of the thread


@dataclass(frozen=True, slots=True)
class FieldStory:
    """Why one field has its value."""

    field: str
    """JSON pointer."""
    value: Any
    rule: str | None
    """The rule that found the value; None where none did."""
    location: str | None
    """Where on the page."""
    tried: tuple[str, ...]
    """Rules that found nothing."""
    borrowed: bool = False
    """Whether the universal rules found it, because the site's own were silent."""


@dataclass(frozen=True, slots=True)
class RecordStory:
    """Why one record of a page is what it is.

    :param record_id: None for a thread that gave no valid record.
    """

    record_id: str | None
    fields: tuple[FieldStory, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together.

    :param kind: ``page``, ``question``, ``asker``, ``reply``, ``article``, ``similar`` or ``related``.
    :param title: for people; numbered from 1 where there are several of a kind.
    """

    kind: str
    title: str
    fields: tuple[FieldStory, ...]


def stories(draft: Draft, merged: QARecord | None = None) -> Iterator[FieldStory]:
    """Yield the story of every field, in the order of the record.

    :param merged: the record as it was made of all pages of the thread; what other pages added comes last.
    """
    seen = set()
    for pointer, value in _leaves("", draft.value):
        seen.add(pointer)
        found = _evidence(pointer, draft.evidence) if value is not None and value != [] else None
        yield _story(pointer, value, found, draft)
    for pointer in draft.silent:
        if pointer not in seen and pointer not in draft.evidence:
            yield _story(pointer, None, None, draft)
    if merged is not None:
        values = dict(_leaves("", merged.model_dump(mode="json", exclude={"provenance"})))
        for pointer, elsewhere in merged.provenance.fields.items():
            if elsewhere.location.startswith(_ELSEWHERE) and values.get(pointer) is not None:
                yield _story(pointer, values[pointer], elsewhere, draft)


def _story(pointer: str, value: Any, found: Evidence | FieldEvidence | None, draft: Draft) -> FieldStory:
    return FieldStory(
        pointer,
        value,
        found.rule if found else None,
        found.location if found else None,
        tuple(draft.silent.get(pointer, ())),
        any(pointer == f"/{name}" or pointer.startswith(f"/{name}/") for name in draft.borrowed),
    )


def groups(fields: Iterable[FieldStory]) -> list[Group]:
    """Return fields in groups: the page's, the question's, those of each reply, and so on."""
    ordered = sorted(fields, key=lambda story: _ORDER.index(_kind(story.field)))
    return [
        Group(kind, f"{kind} {number + 1}" if number is not None else kind, tuple(found))
        for (kind, number), found in groupby(ordered, key=lambda story: (_kind(story.field), _number(story.field)))
    ]


def short_name(field: str) -> str:
    """Return a field's name inside its group: ``asked_on``, ``sections.0.text``."""
    steps = field.split("/")[1:]
    if steps[0] in _KINDS and len(steps) > 1:
        steps = steps[2:] if steps[1].isdecimal() else steps[2:] if steps[1] == "asker" else steps[1:]
    return ".".join(steps) or field.split("/")[1]


def silent_together(fields: Sequence[FieldStory]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Return the rules that found nothing, with the fields that have no value, once for all fields that share them."""
    together: dict[tuple[str, ...], list[str]] = {}
    for story in fields:
        if story.rule is None and story.tried:
            together.setdefault(story.tried, []).append(story.field[1:].replace("/", "."))
    return list(together.items())


_KINDS = {
    "question": "question",
    "replies": "reply",
    "article": "article",
    "similar": "similar",
    "related_faqs": "related",
}
_ORDER = ("page", "question", "asker", "reply", "article", "similar", "related")


def _kind(field: str) -> str:
    first, _, rest = field[1:].partition("/")
    return "asker" if rest.startswith("asker/") else _KINDS.get(first, "page")


def _number(field: str) -> int | None:
    first, _, rest = field[1:].partition("/")
    number = rest.partition("/")[0]
    return int(number) if first in _KINDS and number.isdecimal() else None


def _leaves(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield JSON pointer and value of everything that has no parts; an empty list counts as such."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(f"{pointer}/{escape(str(key))}", part)
    elif isinstance(value, list | tuple) and value:
        for number, part in enumerate(value):
            yield from _leaves(f"{pointer}/{number}", part)
    else:
        yield pointer, list(value) if isinstance(value, tuple) else value


def _evidence(pointer: str, evidence: Mapping[str, Evidence]) -> Evidence | None:
    """Return the evidence of a field, or of the nearest part of the record that holds it."""
    while pointer:
        if pointer in evidence:
            return evidence[pointer]
        pointer = pointer.rpartition("/")[0]
    return None
