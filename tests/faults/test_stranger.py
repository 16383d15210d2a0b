"""Run folders and sites that somebody made to do harm."""

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from scraper.cli.main import run as command
from scraper.errors import ScraperError
from scraper.run import Run
from tests.kill.site import Answer, Site, question_page, questions
from tests.runs import crawl, links, pages_of, standing
from tests.servers import Server, answer

HARM = {
    "cut": "UPDATE file SET name = '../victim', length = 1 WHERE name = 'records.jsonl'",
    "remove": "INSERT INTO file VALUES ('../victim', 0)",
    "write": "INSERT INTO file VALUES ('archive/pages-2.x/../../../victim', 6)",
    "absolute": "INSERT INTO file VALUES ('{victim}', 0)",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON stat BEGIN DELETE FROM request; END",
    "view": "ALTER TABLE note RENAME TO n; CREATE VIEW note AS SELECT name, load_extension('{victim}') AS value FROM n",
}


@pytest.mark.parametrize("name", HARM)
def test_a_frontier_from_elsewhere_lets_nothing_outside_of_the_run_be_touched(tmp_path: Path, name: str) -> None:
    run, victim = Run.at(tmp_path / "run"), tmp_path / "victim"
    with Site(questions(2)) as site:
        crawl(run, f"{site.url}/")
        victim.write_bytes(b"victim")
        with closing(sqlite3.connect(run.path / "frontier.sqlite")) as db:
            db.executescript(HARM[name].format(victim=victim))
        for act in (crawl, lambda run: list(run.pages()), lambda run: run.status()):
            with suppress(ScraperError):
                act(run)
        with pytest.raises(ScraperError, match="--fresh"):
            crawl(run, f"{site.url}/")
        assert victim.read_bytes() == b"victim"
        assert crawl(run, fresh=True).stats.records == 2


def test_credentials_in_addresses_are_neither_sent_nor_written_wherever_they_are_found(tmp_path: Path) -> None:
    run = Run.at(tmp_path / "run")

    def site_answer(target: str) -> Answer:
        own = f"http://user:pass-word@127.0.0.1:{site.port}"
        pages = {
            "/": links(f"{own}/linked", "/moved", "http://user:pass-word@elsewhere.example/"),
            "/moved": (302, {"Location": f"{own}/target"}, b""),
            "/sitemap.xml": f"<urlset><url><loc>{own}/mapped</loc></url></urlset>",
            "/feed": f"<rss><channel><item><link>{own}/fed</link></item></channel></rss>",
            "/robots.txt": f"User-agent: *\nDisallow:\nSitemap: {own}/feed\n",
            **{f"/{name}": question_page(number) for number, name in enumerate(("linked", "target", "mapped", "fed"))},
        }
        return pages_of(pages)(target)

    with Site(site_answer) as site:
        assert crawl(run, f"{site.url}/").stats.records == 4
        assert standing(run, f"{site.url}/linked")[0] == "done"
    with closing(sqlite3.connect(run.path / "frontier.sqlite")) as db:
        told = [str(row) for row in db.execute("SELECT url, reason FROM request")]
    told += [path.read_text() for path in run.path.iterdir() if path.suffix in (".jsonl", ".json", ".toml")]
    told += [page.url or "" for page in run.pages()]  # what a server itself published is archived as it came
    assert not [text for text in told if "pass-word" in text]


STEERING = "\x1b]0;title\x07\x1b[2J\u202e\u2066\x9b31m\u200e"
_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def steering_site() -> dict[str, list[bytes]]:
    """A site that puts what steers a terminal wherever a server can."""
    latin = STEERING.encode("utf-8").decode("latin-1")
    asked = question_page(1).replace(b"Foot cramps", f"Foot {STEERING} cramps".encode())
    plain = {"Content-Type": "text/html"}
    return {
        "/": [answer(200, links("/q", "/to", "/type", "/error", "/coding", "/none", f"/{STEERING}").encode())],
        "/q": [answer(200, asked, {"X-Steer": latin.replace("\x1b", "")})],
        "/to": [answer(302, b"", {"Location": f"http://a{latin.replace(chr(0x1B), '')}b.example/"})],
        "/type": [answer(200, b"x", {"Content-Type": f"image/{latin.replace(chr(0x1B), '')}"})],
        "/coding": [answer(200, b"x", {"Content-Encoding": latin.replace("\x1b", "")} | plain)],
        "/error": [b"HTTP/1.1 200 " + STEERING.encode() + b"\r\nX" + STEERING.encode() + b": y\r\n\r\n"],
        "/none": [answer(200, f"<title>{STEERING}</title><p>{STEERING}".encode())],
        "/robots.txt": [answer(200, f"User-agent: *\nDisallow: /{STEERING}\n".encode())],
    }


def test_nothing_a_site_says_steers_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "run")
    with Server(steering_site()) as server:
        options = ["--delay", "0", "--retries", "0", "--allow-private-hosts", "--timeout", "5"]
        assert command(["crawl", folder, f"{server.origin}/", *options, "--verbose"]) == 0
        urls = [f"{server.origin}{path}" for path in ("/q", "/to", "/type", "/error", "/coding", "/none")]
    [record] = Run.at(folder).records()
    calls: list[list[str]] = [["status", folder], ["status", folder, "--json"], ["report", folder], ["extract", folder]]
    calls += [["status", folder, "--why", url] for url in urls]
    calls += [["explain", record.record_id, "--run", folder], ["explain", f"{server.origin}/q", "--run", folder]]
    for call in calls:
        command(call)
    told = capsys.readouterr()
    assert "Foot" in told.out
    for text in (told.out, told.err):
        assert not {hex(ord(found)) for found in _STEERS.findall(text)}
