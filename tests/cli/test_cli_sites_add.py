import json
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence

PROFILE = """name = "mine"
[[rendition]]
[rendition.fields]
"question/text" = "css('h1')"
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(PROFILE)
    (tmp_path / "page.html").write_text("<h1>Why?</h1>")
    (tmp_path / "list.html").write_text("<p>A list.</p>")
    return tmp_path


def test_a_page_becomes_a_fixture_that_is_right(cli: Cli, work: Path) -> None:
    url = "https://forum.example/t/1"
    added = cli(
        "sites", "add", "mine", "first", "page.html", "--profile", "mine.toml", "--url", url, "--fixtures", "here"
    )
    assert added.code == 1, "mine is not at home there"
    added = cli("sites", "add", "mine", "first", "page.html", "--profile", "mine.toml")
    assert (added.code, added.out) == (0, b"")
    assert added.err.startswith(
        "tests/sites/mine/first keeps the page and 1 record; now read tests/sites/mine/first/exp"
    )
    kept = json.loads((work / "tests/sites/mine/first/expected.json").read_text())
    assert kept == {"url": None, "records": [{"question": {"text": "Why?"}}]}
    assert cli("sites", "check", "--profile", "mine.toml").code == 0


def test_a_page_without_a_question_needs_a_name_that_says_so(cli: Cli, work: Path) -> None:
    given = ("list.html", "--profile", "mine.toml")
    refused = cli("sites", "add", "mine", "list", *given)
    assert refused.code == 1
    assert "list.html gives no record (css('h1') found nothing (mine)" in refused.err
    assert cli("sites", "add", "mine", "not_a_thread", *given).code == 0
    assert cli("sites", "check", "--profile", "mine.toml").code == 0
    refused = cli("sites", "add", "mine", "not_one", "page.html", "--profile", "mine.toml")
    assert (refused.code, refused.err) == (
        1,
        "page.html gives 1 record; only what must give none has a name that begins with not_.\n",
    )


def test_a_page_of_a_run_is_kept_with_its_address(cli: Cli, demo: Path, tmp_path: Path) -> None:
    added = cli("sites", "add", "ehospital", "one", "--run", demo / "data" / "demo")
    assert added.code == 0, added.err
    assert json.loads((tmp_path / "tests/sites/ehospital/one/expected.json").read_text())["url"].startswith("http://")
    assert cli("sites", "check").code == 0


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["mine", "../up", "page.html"], "'../up' is no name for a fixture"),
        (["Mine", "x", "page.html"], "'Mine' is no name for a fixture"),
        (["mine", "x"], "which page is to be kept?"),
        (["mine", "x", "gone.html"], "gone.html is no file"),
        (["mine", "x", "page.html", "--url", "forum.example"], "write https://forum.example"),
        (["mine", "x", "page.html", "--profile", "page.html"], "page.html is not readable as TOML"),
        (["mine", "there", "page.html"], "there exists already; choose another name"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(cli: Cli, work: Path, arguments: list[str], part: str) -> None:
    (work / "tests/sites/mine/there").mkdir(parents=True)
    result = cli("sites", "add", *arguments)
    assert_one_sentence(result, 2)
    assert part in result.err
