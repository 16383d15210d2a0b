"""``--profile FILE``: one site's rules from a file, in every verb that reads pages."""

import json
import tomllib
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence

from tests.servers import Server, answer

QUICK = ("--allow-private-hosts", "--delay", "0", "--no-sitemaps")
PAGE = b"<h1>Why?</h1><p>So.</p><p>No.</p><a href=/b>b</a><a href='/list?z=1&a=2'>list</a>"


def profile(folder: Path, hosts: str = "[]", name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(f"""name = "{name}"
hosts = {hosts}
[[rendition]]
[rendition.fields]
"question/text" = "css('h1')"
[rendition.lists.replies]
each = "css('p')"
text = "self"
""")
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    return path


def test_extract_reads_files_with_it(cli: Cli, page: Path, tmp_path: Path) -> None:
    result = cli("extract", page.name, "--profile", profile(tmp_path).name, "--quiet")
    assert result.code == 0, result.err
    record = json.loads(result.out)
    assert (record["site"], [reply["text"] for reply in record["replies"]]) == ("mine", ["So.", "No."])


def test_extract_reads_many_pages_with_it_in_other_processes(process: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(140):
        (folder / f"{number}.html").write_bytes(PAGE)
    result = process("extract", "pages", "--profile", profile(tmp_path).name, "--quiet", "--jobs", "2")
    assert result.code == 0, result.err
    assert {json.loads(line)["site"] for line in result.out.splitlines()} == {"mine"}


def test_it_claims_no_page_of_another_host_unless_it_is_forced(cli: Cli, page: Path, tmp_path: Path) -> None:
    file = profile(tmp_path, '["forum.example"]').name
    elsewhere = ("extract", page.name, "--url", "https://other.example/t/1", "--profile", file, "--quiet")
    assert all(json.loads(line)["site"] != "mine" for line in cli(*elsewhere).out.splitlines())
    assert json.loads(cli(*elsewhere, "--site", "mine").out)["site"] == "mine"
    at_home = ("extract", page.name, "--url", "https://forum.example/t/1", "--profile", file, "--quiet")
    assert json.loads(cli(*at_home).out)["site"] == "mine"


def test_explain_names_the_rules_of_the_file(cli: Cli, page: Path, tmp_path: Path) -> None:
    result = cli("explain", page.name, "--profile", profile(tmp_path).name)
    assert result.code == 0, result.err
    assert "read by mine" in result.text
    assert "css('h1')" in result.text


@pytest.mark.parametrize(
    ("verb", "text", "part"),
    [
        ("extract", None, "The profile file mine.toml does not exist"),
        ("explain", None, "The profile file mine.toml does not exist"),
        ("extract", "name = 1", "mine.toml: name: write a text in quotes"),
        ("explain", "", "mine.toml: name is missing"),
        ("crawl", "x", "mine.toml is not readable as TOML"),
    ],
)
def test_a_file_that_is_no_profile_is_exit_2(cli: Cli, page: Path, verb: str, text: str | None, part: str) -> None:
    if text is not None:
        page.with_name("mine.toml").write_text(text)
    given = ["mine", "http://127.0.0.1:9/"] if verb == "crawl" else [page.name]
    result = cli(verb, *given, "--profile", "mine.toml")
    assert_one_sentence(result, 2)
    assert part in result.err
    assert not (page.parent / "data").exists()


def test_a_crawl_keeps_it_and_knows_it_on_resume(cli: Cli, tmp_path: Path) -> None:
    routes = {"/": [answer(body=PAGE)], "/b": [answer(body=PAGE.replace(b"Why", b"How"))], "/list": [answer(body=b"-")]}
    with Server(routes) as server:
        file = profile(tmp_path, f'["127.0.0.1:{server.port}"]')
        first = cli("crawl", "run", f"{server.origin}/", *QUICK, "--profile", file.name, "--max-pages", "1")
        assert first.code == 0, first.err
        kept = tomllib.loads((tmp_path / "data/run/run.toml").read_text())["settings"]
        assert kept["profile"] == str(file)
        (tmp_path / "else").mkdir()
        again = cli("crawl", str(tmp_path / "data/run"), "--max-pages", "none")
        assert again.code == 0, again.err
        lines = (tmp_path / "data/run/records.jsonl").read_text().splitlines()
        records = [json.loads(line) for line in lines]
        assert [(record["site"], record["question"]["text"]) for record in records] == [
            ("mine", "Why?"),
            ("mine", "How?"),
        ]
        explained = cli("explain", records[0]["record_id"], "--run", "run")
        assert "read by mine" in explained.text
        moved = file.rename(tmp_path / "moved.toml")
        gone = cli("crawl", "run")
        assert_one_sentence(gone, 2)
        assert f"The profile file {file} does not exist; put it there, or name another." in gone.err
        assert cli("status", "run").code == 0
        assert cli("crawl", "run", "--profile", moved.name).code == 0
        assert cli("crawl", "run", "--profile", "").code == 0
        assert "profile" not in tomllib.loads((tmp_path / "data/run/run.toml").read_text())["settings"]


def test_a_crawl_tells_that_no_seed_lies_on_its_hosts(cli: Cli, tmp_path: Path) -> None:
    with Server({"/": [answer(body=PAGE)]}) as server:
        given = ("crawl", "run", f"{server.origin}/", *QUICK, "--max-pages", "1", "--quiet", "--profile")
        result = cli(*given, profile(tmp_path, '["forum.example"]').name)
        home = f"127.0.0.1:{server.port}"
        assert (
            "The profile mine is at home on forum.example, and no seed is there: its rules will read no page. "
            f"Add {home} to hosts in mine.toml, or read every page with it: --site mine\n"
        ) in result.err
        assert "names no hosts" in cli(*given, profile(tmp_path, name="other").name).err
        forced = cli(*given, "mine.toml", "--site", "mine")
        assert forced.err == "" or "no seed" not in forced.err
        logged = cli(*given, "mine.toml", "--site", "", "--log-json").err.splitlines()
        assert "profile_not_at_home" in {json.loads(line)["event"] for line in logged}


def test_it_says_that_it_replaces_a_profile_of_its_name(cli: Cli, page: Path, tmp_path: Path) -> None:
    result = cli("extract", page.name, "--profile", profile(tmp_path, name="ehospital").name, "--quiet")
    assert result.err == "The profile file replaces ehospital of qaharvest.\n"
    assert json.loads(result.out)["site"] == "ehospital"


def test_nothing_in_a_run_folder_or_a_profile_executes(cli: Cli, tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    code = f"import pathlib; pathlib.Path({str(bait)!r}).touch()"
    with Server({"/": [answer(body=PAGE)]}) as server:
        file = profile(tmp_path, f'["127.0.0.1:{server.port}"]')
        cli("crawl", "run", f"{server.origin}/", *QUICK, "--profile", file.name, "--max-pages", "1", "--quiet")
    run = tmp_path / "data" / "run"
    kept = (run / "run.toml").read_text()
    python = tmp_path / "mine.py"
    python.write_text(code)
    for place in (run, tmp_path):
        (place / "conftest.py").write_text(code)
        (place / "sitecustomize.py").write_text(code)
    (run / "run.toml").write_text(kept.replace(str(file), str(python)))
    refused = cli("crawl", "run")
    assert_one_sentence(refused, 2)
    assert "mine.py is not readable as TOML" in refused.err
    for verb in (("status", "run"), ("extract", "data/run"), ("explain", "--run", "run")):
        assert "bug" not in cli(*verb).err
    assert not bait.exists()
