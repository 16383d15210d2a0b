"""``qaharvest report``."""

import json
from pathlib import Path

from scraper.run import Run
from tests.cli.calls import assert_one_sentence, call_here
from tests.kill.site import Site, question_page
from tests.quality.varied import sample
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
    assert "failed: HTTP 410" in markup
    assert "question/<wbr>text" in markup
    assert "status" in markup
    assert "--why" in markup


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


def test_the_metrics_as_json(demo: Path) -> None:
    result = call_here(demo, "report", "demo", "--json")
    assert (result.code, result.err) == (0, "")
    told = json.loads(result.out)
    assert told["records"] == told["stats"]["records"] == len(list(Run.at(demo / "data/demo").lines()))
    assert {found["reason"] for found in told["rejects"]} >= {"failed: HTTP 404"}
    assert told["hosts"][0]["requests"] > 0


def test_a_report_on_a_file_of_records(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_bytes(b"".join(line + b"\n" for line in sample()[:5]))
    assert_one_sentence(call_here(tmp_path, "report", "some.jsonl"), 2)
    assert_one_sentence(call_here(tmp_path, "report", "some.jsonl", "--json", "-o", "-"), 2)
    result = call_here(tmp_path, "report", "some.jsonl", "-o", "some.html")
    assert (result.code, result.text) == (0, "some.html: 5 records, 0 rejects.\n")
    assert "What became of the pages" not in (tmp_path / "some.html").read_text(encoding="utf-8")
    (tmp_path / "some.jsonl").write_bytes(sample()[0] + b"\n{}\n")
    failed = call_here(tmp_path, "report", "some.jsonl", "-o", "other.html")
    assert_one_sentence(failed, 2)
    assert "line 2" in failed.err
    assert not (tmp_path / "other.html").exists()


def test_a_run_without_records_has_a_report(tmp_path: Path) -> None:
    with Site(pages_of({"/": links("/1"), "/1": 410})) as site:
        crawl(Run.at(tmp_path / "run"), f"{site.url}/")
    result = call_here(tmp_path, "report", tmp_path / "run")
    assert (result.code, result.err) == (1, "")
    assert "0 records, 1 reject." in result.text
