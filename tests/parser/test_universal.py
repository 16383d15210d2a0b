"""Every fixture of the universal profile gives exactly the records it says, and each value has its evidence.

A fixture is a page authored for these tests (CC0-1.0) with what must come out; what is not written there is absent.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.page import Page
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Constant, Scope
from scraper.parser.universal import STRUCTURED
from scraper.parser.view import PageView
from scraper.pipeline import Reading, read_page

FIXTURES = Path(__file__).parent.parent / "sites" / "universal"
CASES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
QA_CASES = [name for name in CASES if not name.startswith("not_") and name != "json_ld_ambiguous_quotes"]

ASKER = dict.fromkeys(("name", "gender", "age_min", "age_max", "age_text"))
REPLY = dict.fromkeys(("author", "department", "organization", "text", "replied_on", "score", "accepted", "url"))
LISTS: dict[str, list[Any]] = {"tags": [], "similar": [], "related_faqs": []}


def page(markup: str, url: str | None = "https://forum.example/questions/7") -> Page:
    return Page(markup.encode(), source="test", url=url, headers=(("Content-Type", "text/html; charset=utf-8"),))


def reading(case: str) -> tuple[Reading, dict[str, Any]]:
    expected = json.loads((FIXTURES / case / "expected.json").read_text(encoding="utf-8"))
    body = (FIXTURES / case / "page.html").read_text(encoding="utf-8")
    return read_page(page(body, expected["url"]), site="universal"), expected


def whole(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record of a fixture with everything that is not written in it."""
    question = {"title": None, "asked_on": None, "score": None} | record["question"]
    question["asker"] = ASKER | question.get("asker", {})
    absent = {"schema_version": "1.0", "site": "universal", "language": None, "department": None, "article": None}
    replies = [REPLY | reply for reply in record["replies"]]
    return absent | LISTS | record | {"question": question, "replies": replies}


@pytest.mark.parametrize("case", CASES)
def test_fixture_gives_its_records(case: str) -> None:
    found, expected = reading(case)
    assert found.rejected == ()
    records = [record.model_dump(mode="json", exclude={"record_id", "provenance"}) for record in found.records]
    assert records == [whole(record) for record in expected.get("records", [])]
    assert (expected["not_qa"] in (found.not_qa or "")) if "not_qa" in expected else found.not_qa is None


@pytest.mark.parametrize("case", QA_CASES)
def test_every_value_has_evidence_and_every_evidence_a_value(case: str) -> None:
    for record in reading(case)[0].records:
        value = record.model_dump(mode="json", exclude={"provenance"})
        pointers = {pointer for pointer, leaf in leaves(value) if leaf is not None}
        pointers -= {"/schema_version", "/record_id", "/site", "/url"}
        assert set(record.provenance.fields) == pointers


@pytest.mark.parametrize("case", QA_CASES)
def test_record_ids_of_a_page_differ(case: str) -> None:
    ids = [record.record_id for record in reading(case)[0].records]
    assert len(set(ids)) == len(ids)


def leaves(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for key, part in value.items() for leaf in leaves(part, f"{pointer}/{key}")]
    if isinstance(value, list):
        return [leaf for index, part in enumerate(value) for leaf in leaves(part, f"{pointer}/{index}")]
    return [(pointer, value)]


def test_json_ld_evidence_is_the_path_of_the_value() -> None:
    fields = reading("json_ld_graph")[0].records[0].provenance.fields
    assert fields["/question/title"].location == "json-ld[0]/@graph/5/name"
    assert fields["/replies/0/text"].location == "json-ld[0]/@graph/6/text"
    assert fields["/replies/0/accepted"].rule == "json-ld(suggestedAnswer)"


def test_microdata_evidence_selects_the_element() -> None:
    found = reading("microdata_question")[0].records[0]
    body = (FIXTURES / "microdata_question" / "page.html").read_text(encoding="utf-8")
    tree = PageView(page(body)).tree
    assert tree is not None
    path = found.provenance.fields["/replies/1/text"].location
    assert [node.attributes.get("itemprop") for node in tree.css(path)] == ["text"]
    assert found.provenance.fields["/question/asked_on"].location.endswith("[datetime]")


def test_values_of_both_syntaxes_name_their_own() -> None:
    fields = reading("microdata_and_json_ld")[0].records[0].provenance.fields
    assert fields["/question/text"].rule == "json-ld(text) >> text"
    assert fields["/question/asker/name"].rule == "microdata(author) >> person"


def test_faq_entries_of_one_name_and_other_answers_are_two_records() -> None:
    entry = '{"@type": "Question", "name": "How much?", "acceptedAnswer": {"text": "%s"}}'
    markup = f'{{"@type": "FAQPage", "mainEntity": [{entry % "One."}, {entry % "Two."}, {entry % "One."}]}}'
    records = read_page(page(f'<script type="application/ld+json">{markup}</script>')).records
    assert [record.replies[0].text for record in records] == ["One.", "Two."]
    assert len({record.record_id for record in records}) == 2


def test_faq_ids_come_from_the_address_and_the_name() -> None:
    markup = '<script type="application/ld+json">{"@type": "FAQPage", "mainEntity": %s}</script>'
    one = '{"@type": "Question", "name": "How much?", "acceptedAnswer": {"text": "%s"}}'
    before = read_page(page(markup % (one % "One."))).records[0]
    after = read_page(page(markup % f"[{one.replace('much', 'many') % 'Few.'}, {one % 'Two.'}]")).records[1]
    assert before.record_id == after.record_id


QUESTION = '{"@type": "Question", "name": "Why?", "text": "Body.", "acceptedAnswer": {"text": "So."}}'


def site(count: int = 1) -> SiteProfile:
    """A profile of its own that knows the text of its threads and nothing else."""
    return SiteProfile(
        name="other",
        description="",
        example="https://other.example/",
        renditions=(
            Rendition(
                name="only",
                threads=lambda view: [Scope(view)] * count,
                fields={"question/text": Constant("its own text"), "title": Computed("nothing", lambda scope: None)},
            ),
        ),
    )


def view_of(*questions: str, kind: str = "QAPage") -> PageView:
    markup = f'{{"@type": "{kind}", "mainEntity": [{", ".join(questions)}]}}'
    return PageView(page(f'<html lang="en"><script type="application/ld+json">{markup}</script>'))


def test_as_a_base_it_fills_what_the_site_did_not_find() -> None:
    (draft,) = site().drafts(view_of(QUESTION), base=STRUCTURED.fields)
    assert draft.value["question"]["text"] == "its own text"
    assert draft.value["question"]["title"] == draft.value["title"] == "Why?"
    assert [reply["text"] for reply in draft.value["replies"]] == ["So."]
    assert draft.silent["/title"] == ("nothing", "h1")
    assert draft.key is None
    assert draft.address is None


def test_as_a_base_it_is_silent_where_the_page_tells_of_several_threads() -> None:
    (draft,) = site().drafts(view_of(QUESTION, QUESTION.replace("Why", "How")), base=STRUCTURED.fields)
    assert draft.value["question"]["title"] is None
    assert draft.value["replies"] == []


def test_as_a_base_it_does_not_take_a_faq_for_the_thread() -> None:
    (draft,) = site().drafts(view_of(QUESTION, kind="FAQPage"), base=STRUCTURED.fields)
    assert draft.value["replies"] == []


def test_as_a_base_it_says_nothing_of_several_threads_of_the_site() -> None:
    drafts = site(2).drafts(view_of(QUESTION), base=STRUCTURED.fields)
    assert [draft.value["replies"] for draft in drafts] == [[], []]


def test_base_never_fills_articles_or_similar_threads() -> None:
    assert not {"article", "similar", "related_faqs", "department"} & set(STRUCTURED.fields)
