"""What the universal profile finds has its evidence at a place that exists, and it stands behind other profiles.

What each saved page must give is told by its fixture, and checked with those of all sites.
"""

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from scraper.page import Page
from scraper.parser.locate import Locator, Sight
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Constant, Scope
from scraper.parser.universal import STRUCTURED
from scraper.parser.view import PageView
from scraper.pipeline import Reading, read_page

FIXTURES = Path(__file__).parent.parent / "sites" / "universal"
CASES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
QA_CASES = [name for name in CASES if not name.startswith("not_") and name != "json_ld_ambiguous_quotes"]


def page(markup: str, url: str | None = "https://forum.example/questions/7") -> Page:
    return Page(markup.encode(), source="test", url=url, headers=(("Content-Type", "text/html; charset=utf-8"),))


def reading(case: str) -> tuple[Reading, dict[str, Any]]:
    expected = json.loads((FIXTURES / case / "expected.json").read_text(encoding="utf-8"))
    body = (FIXTURES / case / "page.html").read_text(encoding="utf-8")
    return read_page(page(body, expected["url"]), site="universal"), expected


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


@pytest.mark.parametrize("case", QA_CASES)
def test_every_place_exists_and_json_says_there_what_the_record_has(case: str) -> None:
    found, expected = reading(case)
    locator = Locator(PageView(page((FIXTURES / case / "page.html").read_text(encoding="utf-8"), expected["url"])))
    for record in found.records:
        values = dict(leaves(record.model_dump(mode="json", exclude={"provenance"})))
        for pointer, evidence in record.provenance.fields.items():
            located = locator.locate(evidence.location)
            assert located is not None, (pointer, evidence.location)
            if located.sight is Sight.JSON_LD and pointer.endswith(("/text", "/title", "/name", "/author")):
                assert located.said is not None
                assert "<" in unescape(located.said) or letters(str(values[pointer])) in letters(unescape(located.said))


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_json_ld_evidence_is_the_script_and_the_path_in_its_json() -> None:
    fields = reading("json_ld_graph")[0].records[0].provenance.fields
    script = "html > head > script:nth-of-type(1) [json-ld]"
    assert fields["/question/title"].location == f"{script} /@graph/5/name"
    assert fields["/replies/0/text"].location == f"{script} /@graph/6/text"
    assert fields["/replies/0/accepted"].rule == "json-ld(suggestedAnswer)"
    fields = reading("json_ld_across_blocks")[0].records[0].provenance.fields
    assert fields["/replies/0/text"].location == "html > head > script:nth-of-type(3) [json-ld] /1/text"
    assert fields["/replies/0/author"].location.endswith("script:nth-of-type(4) [json-ld] /@graph/1/alternateName")


def test_microdata_evidence_selects_the_element() -> None:
    found, expected = reading("microdata_question")
    locator = Locator(PageView(page((FIXTURES / "microdata_question" / "page.html").read_text(), expected["url"])))
    fields = found.records[0].provenance.fields
    located = locator.locate(fields["/replies/1/text"].location)
    assert located is not None
    assert located.node is not None
    assert located.node.attributes["itemprop"] == "text"
    assert fields["/question/asked_on"].location.endswith("[datetime]")
    assert fields["/replies/0/accepted"].location.endswith("[itemprop]")


def test_rdfa_evidence_selects_the_element() -> None:
    fields = reading("rdfa_prefixes")[0].records[0].provenance.fields
    assert fields["/question/asker/name"].location.endswith("> a:nth-of-type(1) [content]")
    assert fields["/replies/0/accepted"].rule == "rdfa(suggestedAnswer)"
    assert fields["/question/text"].rule == "rdfa(text) >> text"


def test_a_whole_text_is_told_with_its_own_place() -> None:
    fields = reading("discourse_solved_excerpts")[0].records[0].provenance.fields
    assert fields["/question/text"].rule == fields["/replies/0/text"].rule == "microdata(text) >> text"
    assert fields["/replies/0/accepted"].rule == "json-ld(acceptedAnswer)"
    assert fields["/replies/1/text"].rule == "microdata(text) >> text"


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
