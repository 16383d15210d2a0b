"""Every rendering of every thread gives exactly the record it says; pages that ask nothing give none and say why."""

from dataclasses import replace

import pytest
from ehospital.awkward import CASES, PLAIN, Case
from ehospital.chinese import MAKES
from ehospital.compare import FLOOR, URL, differences, found, page_of, wanted
from ehospital.not_questions import PAGES

from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import seed_record, seed_text, seed_thread
from scraper.demo.thread import Thread, expected_record
from scraper.demo.threads import authored_threads
from scraper.page import Page
from scraper.pipeline import read_page

AUTHORED = {f"authored_{thread.number}": Case(thread) for thread in authored_threads()}
ALL = {"seed": Case(seed_thread())} | CASES | AUTHORED


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_rendering_gives_every_record(rendering: str) -> None:
    wrong = [
        f"{name}: {difference}"
        for name, case in ALL.items()
        for difference in differences(wanted(rendering, case), found(page_of(rendering, case.thread)))
    ]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.slow
@pytest.mark.parametrize("rendering", RENDERINGS)
def test_share_of_right_fields_does_not_fall(rendering: str) -> None:
    fields = wrong = 0
    for case in ({"seed": Case(seed_thread())} | CASES).values():
        expected = wanted(rendering, case)
        fields += len(expected)
        wrong += len(differences(expected, found(page_of(rendering, case.thread))))
    assert 1 - wrong / fields >= FLOOR[rendering]


def test_every_rendering_has_a_floor() -> None:
    assert set(FLOOR) == {*RENDERINGS, *MAKES}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_without_an_address_relative_links_are_null(rendering: str) -> None:
    page = page_of(rendering, PLAIN)
    page = Page(body=page.body, source="page.html", headers=page.headers)
    values = found(page)
    assert values["/question/text"] == PLAIN.question_text
    similar = values["/similar/0/url"]
    # Only this rendering writes absolute links.
    assert similar == ("https://qa.example" + PLAIN.similar[0].path if rendering == "modern" else None)


def test_text_form_of_the_seed_is_the_real_page() -> None:
    assert RENDERINGS["text"].render(seed_thread(), URL) == seed_text()


def test_record_of_the_seed_is_the_real_record() -> None:
    assert expected_record(seed_thread(), url=None, links=False) == seed_record()


def test_real_page_as_a_text_file_gives_the_real_record() -> None:
    reading = read_page(Page(body=seed_text().encode(), source="page.txt"))
    assert [record.model_dump(mode="json", exclude={"record_id", "provenance"}) for record in reading.records] == [
        seed_record()
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(seed_text().replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + seed_text().encode(), id="UTF-8 with a mark"),
        pytest.param(seed_text().encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param(f"\n\n{seed_text()}\n\n\n".encode(), id="blank lines around"),
        pytest.param("\n".join(f"  {line} " for line in seed_text().split("\n")).encode(), id="indented"),
    ],
)
def test_real_page_in_other_text_files_gives_the_real_record(body: bytes) -> None:
    reading = read_page(Page(body=body, source="page.txt"))
    assert [record.model_dump(mode="json", exclude={"record_id", "provenance"}) for record in reading.records] == [
        seed_record()
    ]


@pytest.mark.parametrize("encoding", ["big5hkscs", "utf-16", "shift_jis", "gb18030"])
@pytest.mark.parametrize("rendering", ["semantic", "cards", "br"])
def test_other_encodings_give_the_same_record(rendering: str, encoding: str) -> None:
    reply = replace(CASES["doctor_cjk"].thread.replies[0], author="山田 太", department="外科")
    thread = replace(CASES["doctor_cjk"].thread, replies=(reply,))
    declared = "big5" if encoding == "big5hkscs" else encoding
    html = RENDERINGS[rendering].render(thread, URL).replace("©", "&copy;").replace("–", "&ndash;")
    headers = (("Content-Type", f"text/html; charset={declared}"),)
    page = Page(body=html.encode(encoding), source="fixture", url=URL, headers=headers)
    assert not differences(wanted(rendering, Case(thread)), found(page))


@pytest.mark.parametrize("name", PAGES)
def test_page_without_a_question_gives_no_record_and_a_reason(name: str) -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    reading = read_page(Page(body=PAGES[name].encode(), source=name, url=URL, headers=headers))
    assert reading.records == ()
    assert reading.rejected == ()
    assert reading.not_qa


@pytest.mark.parametrize("rendering", [name for name in RENDERINGS if name != "text"])
def test_html_pages_say_that_they_are_authored(rendering: str) -> None:
    html = RENDERINGS[rendering].render(PLAIN, URL)
    assert "<!-- Demonstration. This page was authored" in html
    assert html.count("It is not a real consultation.") == 2


def test_renderings_differ() -> None:
    pages = {form.render(PLAIN, URL) for form in RENDERINGS.values()}
    assert len(pages) == len(RENDERINGS)


def test_thread_prints_its_asker_line() -> None:
    assert _asker(PLAIN) == "sunny, 20~29 year old female. Ask Date: 2011/05/07"
    assert _asker(CASES["age_absent"].thread) == "sunny, female. Ask Date: 2011/05/07"
    assert _asker(CASES["asker_unknown"].thread) == "Ask Date: 2011/05/07"


def _asker(thread: Thread) -> str:
    return thread.asker_line
