"""From a draft to a record, or to the reasons why it is none."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from schemas import QARecord
from scraper.parser.draft import Evidence

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Issue:
    """One reason why a draft is no record.

    :param field: JSON pointer to the field.
    :param message: what is wrong with it.
    :param rule: the rule that found the value; None where no rule found one.
    """

    field: str
    message: str
    rule: str | None = None

    def __str__(self) -> str:
        """Return the issue as one line."""
        found = f": found by {self.rule}" if self.rule else ""
        return f"{self.field}: {self.message}{found}"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page, or one thread of it, that gave no record: a line of ``rejects.jsonl``.

    :param source: URL asked for, or the path of the file as it was given.
    :param reason: ``invalid: …``, ``not_qa: …`` or ``failed: …``.
    """

    source: str
    reason: str
    issues: tuple[Issue, ...] = ()

    def to_json(self) -> str:
        """Return the line, without its line feed."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def validate(draft: Mapping[str, Any], evidence: Mapping[str, Evidence], *, source: str) -> QARecord | Rejected:
    """Check a draft against the contract.

    :param draft: the whole record as plain values, identity and provenance included.
    :param evidence: JSON pointer → rule, to tell which rule found a wrong value.
    """
    return validate_as(QARecord, draft, evidence, source=source)


def validate_as(
    model: type[M], draft: Mapping[str, Any], evidence: Mapping[str, Evidence], *, source: str
) -> M | Rejected:
    """Check plain values against a model that need not be the whole record."""
    try:
        return model.model_validate(draft)
    except ValidationError as error:
        issues = tuple(issue_of(details, evidence) for details in error.errors(include_url=False))
        return Rejected(source, f"invalid: {issues[0]}", issues)


def issue_of(details: Any, evidence: Mapping[str, Evidence] | None = None) -> Issue:
    """Return one of pydantic's error details as an issue; its location is the provenance key."""
    pointer = "".join(f"/{escape(str(part))}" for part in details["loc"])
    message = str(details["msg"]).replace("Input should", "should", 1)
    if details["type"] == "missing" or details.get("input", "") is None:
        message = "is missing"
    found = (evidence or {}).get(pointer)
    return Issue(pointer, message, found.rule if found else None)


def escape(part: str) -> str:
    """Return one step of a JSON pointer (RFC 6901 §3)."""
    return part.replace("~", "~0").replace("/", "~1")
