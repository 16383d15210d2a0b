import json
from pathlib import Path

import pytest
from calls import Result, assert_one_sentence, call_here

from scraper.demo.server import DemoSite


def first_record(demo: Path) -> dict[str, object]:
    with (demo / "data/demo/records.jsonl").open("rb") as file:
        return dict(json.loads(file.readline()))


def test_status_adds_up(demo: Path) -> None:
    told = json.loads(call_here(demo, "status", "demo", "--json").out)
    assert told["left"] == 0
    assert told["running"] is False
    assert sum(told["states"].values()) >= told["stats"]["pages"]
    text = call_here(demo, "status", "demo").text
    assert text.startswith("data/demo: finished\n")
    assert f"= {sum(told['states'].values()):,}\n" in text
    assert told["hosts"][0]["host"] in text


def test_status_tells_why(demo: Path) -> None:
    url = str(first_record(demo)["provenance"]["source"])  # type: ignore[index]
    entry = json.loads(call_here(demo, "status", "demo", "--why", url, "--json").out)
    assert (entry["url"], entry["state"]) == (url, "done")
    text = call_here(demo, "status", "demo", "--why", f"{url}?utm_source=x#top").text
    assert "state         done" in text


@pytest.mark.parametrize(
    "arguments",
    [["nosuch"], ["a/../b"], ["demo", "--why", "https://site.example/"], ["demo", "--why", "site.example"], [""]],
)
def test_status_mistakes_are_one_sentence(demo: Path, arguments: list[str]) -> None:
    assert_one_sentence(call_here(demo, "status", *arguments), 2)


def explained(result: Result) -> dict[str, dict[str, object]]:
    assert result.code == 0, result.err
    (record,) = json.loads(result.out)["records"]
    return {story["field"]: story for story in record["fields"]}


def test_a_record_is_explained_field_by_field(demo: Path) -> None:
    record = first_record(demo)
    stories = explained(call_here(demo, "explain", str(record["record_id"]), "--run", "demo", "--json"))
    evidence = record["provenance"]["fields"]  # type: ignore[index]
    for pointer, story in stories.items():
        if pointer in evidence:
            assert (story["rule"], story["location"]) == (evidence[pointer]["rule"], evidence[pointer]["location"])
    assert stories["/question/text"]["value"] == record["question"]["text"]  # type: ignore[index]
    assert stories["/question/text"]["rule"]
    assert any(story["value"] is None and story["rule"] is None for story in stories.values())


def test_the_text_form_names_value_rule_place_and_what_found_nothing(demo: Path) -> None:
    text = call_here(demo, "explain", "--run", "demo").text
    record = first_record(demo)
    assert text.startswith(f"{record['record_id']}, read by {record['site']} from http://127.0.0.1:")
    assert f"  title     {record['question']['title']}\n    rule   landmark('title').title\n    where  html > " in text  # type: ignore[index]
    assert text.count("json-ld(upvoteCount - downvoteCount)") == 1
    assert "\nnothing found\n  question.score\n    tried  " in text


def test_a_page_can_be_named_by_its_address_in_the_archive(demo: Path) -> None:
    record = first_record(demo)
    by_url = explained(call_here(demo, "explain", str(record["url"]), "--run", "demo", "--json"))
    by_id = explained(call_here(demo, "explain", str(record["record_id"]), "--run", "demo", "--json"))
    assert by_url == by_id


def test_a_file_can_be_explained(demo: Path, seed: Path) -> None:
    stories = explained(call_here(seed.parent, "explain", seed, "--json"))
    assert stories["/question/title"]["value"] == "Foot cramps"


def test_a_page_without_question_says_why(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>hello</p>")
    result = call_here(tmp_path, "explain", "page.html")
    assert result.code == 1
    assert result.text.startswith("page.html: not_qa: ")


def test_an_address_is_fetched_politely(tmp_path: Path, site: DemoSite, demo: Path) -> None:
    path = str(first_record(demo)["url"]).split("/", 3)[3]
    url = f"{site.url}/{path}"
    told = call_here(tmp_path, "explain", url, "--allow-private-hosts")
    assert told.code == 0, told.err
    assert f"from {url}" in told.text
    refused = call_here(tmp_path, "explain", url)
    assert_one_sentence(refused, 2)
    assert "--allow-private-hosts" in refused.err
    forbidden = call_here(tmp_path, "explain", f"{site.url}/private/", "--allow-private-hosts")
    assert_one_sentence(forbidden, 2)
    assert "robots.txt forbids it" in forbidden.err
    assert_one_sentence(call_here(tmp_path, "explain", f"{site.url}/nowhere", "--allow-private-hosts"), 2)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nosuch:1"],
        ["nosuch:1", "--run", "demo"],
        ["nosuch:1", "--run", "nosuch"],
        ["https://site.example/", "--run", "demo"],
        ["nowhere/page.html"],
        ["data"],
        ["data/demo/archive/pages-00001.warc.gz"],
        ["--run", "demo", "--site", "nosuch"],
        ["ftp://site.example/"],
    ],
)
def test_explain_mistakes_are_one_sentence(demo: Path, arguments: list[str]) -> None:
    assert_one_sentence(call_here(demo, "explain", *arguments), 2)
