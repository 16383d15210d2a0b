import json
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence

from scraper.cli.sites_check import command
from scraper.sites import BUILT_IN

PROFILE = """name = "mine"
hosts = ["forum.example"]
[[rendition]]
[rendition.fields]
"question/text" = "css('h1')"
[rendition.lists.replies]
each = "css('p')"
text = "self"
"""
RECORD = {"title": None, "question": {"text": "Why?"}, "replies": [{"text": "So."}]}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a profile file and two fixtures of its site, one of them not right."""
    (tmp_path / "mine.toml").write_text(PROFILE)
    case(tmp_path, "right", "<h1>Why?</h1><p>So.</p>", {"records": [RECORD]})
    case(tmp_path, "wrong", "<h1>Why\x1b[31m?</h1><p>So.</p><p>No.</p>", {"records": [RECORD]})
    return tmp_path


def case(folder: Path, name: str, page: str, expected: object, site: str = "mine") -> None:
    place = folder / "tests" / "sites" / site / name
    place.mkdir(parents=True)
    (place / "page.html").write_text(page)
    (place / "expected.json").write_text(json.dumps(expected))


def test_check_prints_scores_differences_and_coverage(cli: Cli, work: Path) -> None:
    result = cli("sites", "check", "--profile", "mine.toml")
    assert result.code == 1
    assert result.text.splitlines() == [
        "SITE AND CASE  SCORE  FIELDS  RIGHT  WRONG",
        "mine           0.714       7      5      2",
        "  right        1.000       3      3      0",
        "  wrong        0.500       4      2      2",
        "",
        "mine/wrong",
        "  /0/question/text",
        '      must be  "Why?"',
        '      but is   "Why[31m?"',
        "  /0/replies/+1/text",
        "      must be  nothing",
        '      but is   "No."',
        "",
        "SHARE OF RECORDS  mine",
        "question/text     1.00",
        "replies/text      1.00",
    ]
    assert result.err == "mine: 0.714 of its fields are right, 1 must be.\n"


def test_check_as_json(cli: Cli, work: Path) -> None:
    told = json.loads(cli("sites", "check", "--profile", "mine.toml", "--json").out)
    (site,) = told["sites"]
    assert (told["fixtures"], site["site"], round(site["score"], 3)) == ("tests/sites", "mine", 0.714)
    assert [(one["case"], one["right"], one["wrong"]) for one in site["cases"]] == [("right", 3, 0), ("wrong", 2, 2)]
    assert site["cases"][1]["differences"][1] == {"field": "/0/replies/+1/text", "expected": None, "found": "No."}
    assert site["coverage"]["replies/text"] == 1


def test_a_floor_says_what_is_enough(cli: Cli, work: Path) -> None:
    (work / "floor.json").write_text('{"mine": 0.7, "mine/wrong": 0.5}')
    done = cli("sites", "check", "mine", "--profile", "mine.toml", "--floor", "floor.json")
    assert (done.code, done.err) == (0, "")
    (work / "floor.json").write_text('{"mine": 0.7, "mine/wrong": 0.6}')
    done = cli("sites", "check", "mine", "--profile", "mine.toml", "--floor", "floor.json")
    assert (done.code, done.err) == (1, "mine/wrong: 0.500 of its fields are right, 0.6 must be.\n")


def test_without_its_profile_another_one_reads_the_pages(cli: Cli, work: Path) -> None:
    result = cli("sites", "check", "mine")
    assert result.code == 1
    assert "must be  nothing\n" in result.text or "must be  " in result.text


def test_names_choose_the_sites(cli: Cli, work: Path) -> None:
    case(work, "not_a_question", "<p>A list.", {}, "other")
    lines = cli("sites", "check", "other").text.splitlines()[1:3]
    assert [line.split()[0] for line in lines] == ["other", "not_a_question"]
    assert "  wrong  " in cli("sites", "check").text


def test_a_broken_fixture_is_told_and_the_others_are_read(cli: Cli, work: Path) -> None:
    (work / "tests/sites/mine/wrong/expected.json").write_text("{")
    result = cli("sites", "check", "--profile", "mine.toml")
    assert result.code == 2
    assert "wrong/expected.json is not readable as JSON" in result.err
    assert "  right        1.000" in result.text


def test_fixtures_that_came_with_the_program_are_read_where_there_are_no_others(cli: Cli, tmp_path: Path) -> None:
    result = cli("sites", "check", "ehospital")
    assert result.code == 0, result.err
    assert "  seed " in result.text


def test_many_sites_share_tables_no_wider_than_a_terminal(cli: Cli, tmp_path: Path) -> None:
    for number in range(12):
        case(tmp_path, "one", "<h1>Why?</h1>", {}, f"a_rather_long_name_{number}")
    (tmp_path / "mine.toml").write_text(PROFILE)
    result = cli("sites", "check", *(f"a_rather_long_name_{n}" for n in range(12)), "--profile", "mine.toml")
    assert max(map(len, result.text.splitlines())) <= 80
    assert result.text.count("SHARE OF RECORDS") > 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nine"], "tests/sites holds no fixture of nine; did you mean mine? Another folder"),
        (["elsewhere"], "there are mine."),
        (["--fixtures", "gone"], "gone is no folder"),
        (["--fixtures", "mine.toml"], "mine.toml is no folder"),
        (["--fixtures", "tests"], "tests holds no fixture; they lie in tests/SITE/CASE/expected.json."),
        (["--profile", "gone.toml"], "The profile file gone.toml does not exist"),
        (["--profile", "tests"], "tests is not a file"),
        (["--floor", "gone.json"], "gone.json does not exist"),
        (["--floor", "mine.toml"], "mine.toml is not readable as JSON"),
        (["--floor", "list.json"], "list.json must name least scores"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(cli: Cli, work: Path, arguments: list[str], part: str) -> None:
    (work / "list.json").write_text("[]")
    result = cli("sites", "check", *arguments)
    assert_one_sentence(result, 2)
    assert part in result.err


def test_list_shows_a_profile_file_among_the_others(cli: Cli, work: Path) -> None:
    text = cli("sites", "list", "--profile", "mine.toml").text
    lines = text.splitlines()
    assert "mine           forum.example" in lines
    assert "               from: profile file" in lines
    assert max(map(len, lines)) <= 80
    names = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert names == [*sorted([*(profile.name for profile in BUILT_IN.all()[:-1]), "mine"]), "universal"]


def test_list_without_hosts_or_with_a_long_name_stays_readable(cli: Cli, tmp_path: Path) -> None:
    name = "a_name_that_is_longer_than_the_column"
    (tmp_path / "long.toml").write_text(PROFILE.replace('"mine"', f'"{name}"').replace("hosts", "# hosts"))
    assert (
        f"{name}\n               no host: pages without an address"
        in cli("sites", "list", "--profile", "long.toml").text
    )


def test_the_help_says_where_fixtures_are() -> None:
    assert "tests/sites" in (command.help or "")
