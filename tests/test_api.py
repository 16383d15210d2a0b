from pathlib import Path

import pytest

from scraper.api import crawl, extract
from scraper.demo.seed import seed_text
from scraper.errors import InvalidRecord, NotQAPage, SettingsError, UnknownSite, UsageError

TITLE = "How to Alleviate Foot Cramps Near the Big Toe and Ankle"


def test_a_page_given_as_text_bytes_or_path_gives_the_same_record(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(seed_text(), encoding="utf-8")
    found = [extract(source) for source in (seed_text(), seed_text().encode(), path, str(path))]
    assert {len(records) for records in found} == {1}
    assert {records[0].title for records in found} == {TITLE}
    assert len({records[0].model_dump_json(exclude={"provenance"}) for records in found}) == 1
    assert [records[0].provenance.source for records in found] == ["text", "bytes", str(path), str(path)]


def test_a_text_is_not_decoded_a_second_time_by_what_its_meta_says() -> None:
    html = "<meta charset=big5><pre>" + seed_text().replace("miki", "美紀") + "</pre>"
    (record,) = extract(html)
    assert record.question.asker.name == "美紀"


def test_url_is_the_address_of_the_record() -> None:
    (record,) = extract(seed_text(), url="https://hospital.example/q?x=1#top")
    assert record.url == "https://hospital.example/q?x=1"


def test_a_page_without_a_question_is_an_error_that_says_why() -> None:
    with pytest.raises(NotQAPage, match=r"\w+"):
        extract("<p>Nothing is asked here.</p>")


def test_an_unknown_site_is_an_error() -> None:
    with pytest.raises(UnknownSite, match="ehospital"):
        extract(seed_text(), site="ehospitl")


def test_a_short_string_is_a_path_and_a_missing_one_is_said_so() -> None:
    with pytest.raises(FileNotFoundError):
        extract("no-such-page.html")


def test_invalid_is_another_error_than_not_qa() -> None:
    assert not issubclass(InvalidRecord, NotQAPage)


def test_a_crawl_without_a_seed_or_with_an_impossible_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        crawl(tmp_path / "run")
    with pytest.raises(SettingsError, match="--delay"):
        crawl(tmp_path / "run", "https://site.example/", delay=-1.0)
    with pytest.raises(SettingsError, match="dealy"):
        crawl(tmp_path / "run", "https://site.example/", dealy=1)
    assert not (tmp_path / "run").exists()
