"""The data dictionary is what the models say today, and tells of every field."""

import pytest

from schemas.qa import QARecord
from scraper.exporters.port import View
from scraper.exporters.views import VIEWS
from tests.dictionary import PAGE, Field, fields_of, page


def field(path: str) -> Field:
    return next(one for one in fields_of(QARecord) if one.path == path)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.dictionary"


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_every_column_has_a_meaning(view: View) -> None:
    fields = list(fields_of(view.row))
    assert [one.path for one in fields if "." not in one.path] == list(view.columns)
    assert [one.path for one in fields if not one.meaning.endswith(".")] == []


@pytest.mark.parametrize(
    ("path", "kind", "nullable"),
    [
        ("record_id", "text", False),
        ("url", "address", True),
        ("tags", "list of texts", False),
        ("question.asked_on", "day", True),
        ("question.asker.gender", "`female` or `male` or `other`", True),
        ("article.sections[].items[].items", "list of the same", False),
        ("provenance.fetched_at", "time", True),
        ("provenance.archive.offset", "whole number", False),
        ("provenance.fields{}.rule", "text", False),
        ("replies[].accepted", "truth value", True),
    ],
)
def test_a_field_has_its_type(path: str, kind: str, nullable: bool) -> None:
    assert (field(path).kind, field(path).nullable) == (kind, nullable)


def test_the_page_gives_an_example_of_the_sample() -> None:
    assert '| `replies[].author` | text | yes | Who answered. | `"Su Yi-Chen"` |' in page()
