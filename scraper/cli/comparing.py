"""What differs between two versions of a record: fields by their JSON pointers, with the rules that found them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scraper.validation import escape

Evidence = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, before and after; None where the record lacked it, or no rule is told."""

    field: str
    """JSON pointer."""
    old: Any
    new: Any
    old_rule: str | None
    new_rule: str | None
    old_location: str | None
    new_location: str | None


def compare(old: Mapping[str, Any], new: Mapping[str, Any], *, rules: bool = False) -> list[FieldChange]:
    """Return the fields whose value differs, in the order of the record. Where a record came from is no value of it.

    :param rules: return those too whose value is the same, but was found by another rule or in another place.
    """
    was, now = _Proof(old), _Proof(new)
    pairs = list(_differing(old, new))
    if rules:
        told = {pointer for pointer, _, _ in pairs}
        pairs += [
            (pointer, _value_at(old, pointer), _value_at(new, pointer))
            for pointer in dict.fromkeys([*was.fields, *now.fields])
            if was.of(pointer) != now.of(pointer) and not _within(pointer, told)
        ]
    return [
        FieldChange(pointer, one, other, *_proofs(was.of(pointer), now.of(pointer))) for pointer, one, other in pairs
    ]


def _differing(old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield pointer and both values wherever they differ; an entry or object that one side lacks is yielded whole."""
    waiting: list[tuple[str, Any, Any]] = [("", old, new)]
    while waiting:
        pointer, one, other = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            keys = [key for key in dict.fromkeys([*one, *other]) if pointer or key != "provenance"]
            below = [(f"{pointer}/{escape(key)}", one.get(key), other.get(key)) for key in keys]
        elif isinstance(one, list) and isinstance(other, list):
            below = [
                (f"{pointer}/{n}", one[n] if n < len(one) else None, other[n] if n < len(other) else None)
                for n in range(max(len(one), len(other)))
            ]
        elif one != other or isinstance(one, bool) != isinstance(other, bool):
            yield pointer, one, other
            continue
        else:
            continue
        waiting += reversed(below)


class _Proof:
    """The evidence of one version."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        provenance = record.get("provenance")
        fields = provenance.get("fields") if isinstance(provenance, dict) else None
        self.fields: dict[str, Evidence] = fields if isinstance(fields, dict) else {}
        self._whole: dict[str, Evidence] = {}
        for pointer, found in self.fields.items():
            while pointer := pointer.rpartition("/")[0]:
                self._whole.setdefault(pointer, found)

    def of(self, pointer: str) -> tuple[str | None, str | None]:
        """Return rule and location of a field: its own, else those of the first part of it, else of what holds it."""
        found = self.fields.get(pointer) or self._whole.get(pointer)
        while found is None and pointer:
            pointer = pointer.rpartition("/")[0]
            found = self.fields.get(pointer)
        return (found.get("rule"), found.get("location")) if isinstance(found, dict) else (None, None)


def _proofs(
    was: tuple[str | None, str | None], now: tuple[str | None, str | None]
) -> tuple[str | None, str | None, str | None, str | None]:
    return was[0], now[0], was[1], now[1]


def _within(pointer: str, told: set[str]) -> bool:
    """Whether a field, or something that holds it, is among these."""
    while pointer:
        if pointer in told:
            return True
        pointer = pointer.rpartition("/")[0]
    return False


def _value_at(record: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(record, list):
            record = record[int(key)] if key.isdecimal() and int(key) < len(record) else None
        else:
            record = record.get(key) if isinstance(record, dict) else None
    return record
