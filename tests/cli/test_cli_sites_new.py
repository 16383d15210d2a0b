import json
import tomllib
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence

from tests.servers import Server, answer

PAGE = """<!DOCTYPE html><html><head><title>Knee</title></head><body><h1>Sore knee</h1>
<div class="q"><p>My knee hurts since May.</p></div><p class="by">Anna, 2024-03-03</p>
<div class="a"><i>Bob</i><p>Rest.</p></div><div class="a"><i>Carl</i><p>Ice it.</p></div></body></html>"""
VALUES = {
    "question.text": "My knee hurts since May.",
    "question.asker.name": "Anna",
    "replies.0.text": "Rest.",
    "replies.0.author": "Bob",
    "replies.1.text": "Ice it.",
    "replies.1.author": "Carl",
}
TOLD = [word for name, value in VALUES.items() for word in ("--value", f"{name}={value}")]
MARKED_UP = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "QAPage", "mainEntity":
{"@type": "Question", "name": "Sore knee", "text": "My knee hurts since May.", "suggestedAnswer": [
{"@type": "Answer", "text": "Rest.", "author": {"name": "Bob"}},
{"@type": "Answer", "text": "Ice it.", "author": {"name": "Carl"}}]}}</script>"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def test_a_page_and_values_give_a_profile_and_a_fixture_that_is_right(cli: Cli, work: Path) -> None:
    made = cli("sites", "new", "knees", "page.html", *TOLD, "--url", "https://knees.example/q/7-sore")
    assert (made.code, made.err) == (0, "")
    profile = tomllib.loads((work / "knees.toml").read_text())
    assert profile["hosts"] == ["knees.example"]
    assert profile["rendition"][0]["native_id"] == r"address('/q/(\d+)-')"
    assert profile["rendition"][0]["lists"]["replies"]["each"] == "css('.a')"
    kept = json.loads((work / "tests/sites/knees/first/expected.json").read_text())
    assert [reply["author"] for reply in kept["records"][0]["replies"]] == ["Bob", "Carl"]
    checked = cli("sites", "check", "--profile", "knees.toml", "--json")
    assert checked.code == 0
    read = cli("extract", "page.html", "--profile", "knees.toml", "--url", "https://knees.example/q/7-sore")
    assert json.loads(read.text)["record_id"] == "knees:7"


def test_the_report_names_rules_values_and_the_next_command(cli: Cli, work: Path) -> None:
    made = cli("sites", "new", "knees", "page.html", *TOLD, "--value", "department=Knee", "--value", "tags.0=zzz")
    assert "css('.q')" in made.text
    assert "question.title +" in made.text
    assert "'zzz' is not on the page" in made.text
    assert made.text.splitlines()[-1].endswith("sites check --profile knees.toml")
    assert all(len(line) <= 80 for line in made.text.splitlines())


def test_json_tells_the_same(cli: Cli, work: Path) -> None:
    told = json.loads(cli("sites", "new", "knees", "page.html", *TOLD, "--value", "tags.0=Ice", "--json").text)
    fields = {field["field"]: field for field in told["fields"]}
    assert fields["replies.author"]["value"] == "Bob"
    assert fields["question.title"]["given"] is False
    assert told["lists"]["replies"]["entries"] == 2
    assert told["not_learned"] == [{"field": "tags.0", "text": "Ice"}]


def test_nothing_is_replaced_unasked(cli: Cli, work: Path) -> None:
    (work / "knees.toml").write_text("mine")
    assert_one_sentence(cli("sites", "new", "knees", "page.html", *TOLD), 2)
    assert (work / "knees.toml").read_text() == "mine"
    assert cli("sites", "new", "knees", "page.html", *TOLD, "--force").code == 0
    assert cli("sites", "new", "knees", "page.html", *TOLD, "--out", "there").code == 0
    assert (work / "there/tests/sites/knees/first/page.html").exists()


def test_without_a_rule_for_the_question_nothing_is_written(cli: Cli, work: Path) -> None:
    made = cli("sites", "new", "knees", "page.html", "--value", "question.title=Sore knee")
    assert made.code == 1
    assert "Nothing was written" in made.text
    assert sorted(path.name for path in work.iterdir()) == ["page.html"]


def test_what_the_page_says_of_itself_is_taken_where_nothing_is_told(cli: Cli, work: Path) -> None:
    (work / "page.html").write_text(PAGE.replace("</body>", f"{MARKED_UP}</body>"))
    made = cli("sites", "new", "knees", "page.html")
    assert made.code == 0
    assert "universal" in made.err
    rules = tomllib.loads((work / "knees.toml").read_text())["rendition"][0]
    assert rules["lists"]["replies"]["author"] == "css('i')"


def test_a_page_of_a_run_can_be_learned_from(cli: Cli, work: Path) -> None:
    with Server({"/t/1-sore": [answer(body=PAGE.replace("</body>", f"{MARKED_UP}</body>").encode())]}) as server:
        url = f"{server.origin}/t/1-sore"
        assert cli("crawl", "try", url, "--allow-private-hosts", "--delay", "0").code == 0
        assert cli("sites", "new", "knees", "--run", "try").code == 0
        fetched = cli("sites", "new", "again", url, *TOLD, "--allow-private-hosts")
    assert fetched.code == 0, fetched.err
    assert tomllib.loads((work / "again.toml").read_text())["example"] == url


@pytest.mark.parametrize(
    "given",
    [
        ("Knees", "page.html", *TOLD),
        ("universal", "page.html", *TOLD),
        ("knees", "nothing.html", *TOLD),
        ("knees", *TOLD),
        ("knees", "page.html", "--value", "question.txt=a"),
        ("knees", "page.html", "--host", "a/b", *TOLD),
        ("knees", "empty.html"),
    ],
)
def test_mistakes_are_told_in_a_sentence(cli: Cli, work: Path, given: tuple[str, ...]) -> None:
    (work / "empty.html").write_text("<p>hello</p>")
    assert_one_sentence(cli("sites", "new", *given), 2)


def test_what_a_page_holds_is_harmless_in_report_and_profile(cli: Cli, work: Path) -> None:
    title = 'T\x1b[31m"""\n[rendition] \\ \u202e'
    (work / "page.html").write_text(PAGE.replace("Sore knee", title))
    made = cli("sites", "new", "knees", "page.html", *TOLD)
    assert made.code == 0
    assert "\x1b" not in made.text
    assert "\u202e" not in made.text
    assert set(tomllib.loads((work / "knees.toml").read_text())) == {"name", "description", "rendition"}
