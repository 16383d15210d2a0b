"""``qaharvest report``."""

from pathlib import Path

from scraper.run import Run
from tests.cli.calls import assert_one_sentence, call_here
from tests.kill.site import Site, question_page
from tests.runs import crawl, links, pages_of

PAGES = {"/": links("/1", "/2", "/3"), "/1": question_page(1), "/2": question_page(2), "/3": 410}


def test_the_report_lies_in_the_run_folder_and_can_be_made_again(tmp_path: Path) -> None:
    with Site(pages_of(dict(PAGES))) as site:
        crawl(Run.at(tmp_path / "run"), f"{site.url}/")
    for _ in range(2):
        result = call_here(tmp_path, "report", tmp_path / "run")
        assert (result.code, result.err) == (0, "")
        assert "2 records, 1 reject." in result.text
    markup = (tmp_path / "run/report.html").read_text(encoding="utf-8")
    assert "HTTP …" in markup
    assert "/question/text" in markup


def test_a_report_elsewhere_and_on_standard_output(tmp_path: Path) -> None:
    with Site(pages_of(dict(PAGES))) as site:
        crawl(Run.at(tmp_path / "run"), f"{site.url}/")
    assert call_here(tmp_path, "report", tmp_path / "run", "-o", "quality.html").code == 0
    assert (tmp_path / "quality.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not (tmp_path / "run/report.html").exists()
    assert call_here(tmp_path, "report", tmp_path / "run", "-o", "-").out.startswith(b"<!DOCTYPE html>")


def test_a_run_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    assert_one_sentence(call_here(tmp_path, "report", "nothing"), 2)


def test_a_report_into_a_folder_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    with Site(pages_of(dict(PAGES))) as site:
        crawl(Run.at(tmp_path / "run"), f"{site.url}/")
    assert_one_sentence(call_here(tmp_path, "report", tmp_path / "run", "-o", "no/such/report.html"), 2)
