"""The dashboard over real HTTP: who is let in, what is told, what hostile text becomes."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.operations.dashboard import Door, answering, is_loopback
from scraper.operations.live_page import SCRIPT, chart, main, page, span
from scraper.operations.looking import Looking, Seen, newest_rejects
from scraper.operations.serving import Asked, serving
from scraper.quality.coverage import Drift
from scraper.run import Run, Status
from scraper.run_status import HostStatus, WorkerStatus
from scraper.stats import Stats
from tests.runs import crawl
from tests.servers import NOT_FOUND, Server, answer

EVIL = "</script><img src=x onerror=alert(1)>\"'\u202e"
TOKEN = "0123456789abcdefghij"


def seen(text: str = "run") -> Seen:
    host = HostStatus(
        text, {"queued": 7}, None, text, 99.0, text, 1.0, text, None, None, 3, 100, 1, 2.0, 1.0, 2.0, None
    )  # fmt: skip
    status = Status(
        text, True, (text,), {text: 3, "queued": 7}, {text: 1}, (host,), Stats(pages=5, records=4), 7, None, (),
        (Drift(text, text, "missing", 1.0, 0.0, 9),), (text,), (WorkerStatus(text, 2, 1.5),),
    )  # fmt: skip
    return Seen(50.0, status, 2.5, (1.0, 3.0), 125.0, ((text, text), (f"https://qa.example/{text}", text)), text)


class Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def get(url: str, **headers: str) -> tuple[int, Message, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        opener = urllib.request.build_opener(Unredirected)
        with opener.open(urllib.request.Request(url, headers=named), timeout=10) as reply:
            return reply.status, reply.headers, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


@contextmanager
def shown(token: str | None) -> Iterator[tuple[Door, str]]:
    door = Door(token)
    with serving("127.0.0.1", 0, answering(door, seen)) as port:
        yield door, f"http://127.0.0.1:{port}"


def test_on_loopback_no_token_is_needed_but_a_name_of_loopback_is() -> None:
    with shown(None) as (door, url):
        assert door.link == "/"
        assert get(url)[0] == 200
        assert get(url, Host="localhost:80")[0] == get(url, Host="[::1]:80")[0] == 200
        for name in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::1", ""):
            assert get(url, Host=name)[0] == (200 if name == "[::1" else 403), name


def test_the_page_forbids_what_it_does_not_need() -> None:
    with shown(None) as (_, url):
        headers = get(url)[1]
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_beyond_loopback_a_token_is_needed_for_everything() -> None:
    with shown(TOKEN) as (_, url):
        for path in ("/", "/main", "/status.json", "/?key=", "/?key=wrong", "/nothing"):
            status, headers, body = get(url + path)
            assert (status, headers["WWW-Authenticate"]) == (401, "Bearer"), path
            assert TOKEN not in body
        assert get(url, Authorization=f"Bearer {TOKEN}x")[0] == 401
        assert get(url, Authorization="Bearer \xe9")[0] == 401
        assert get(url, Authorization=f"Basic {TOKEN}")[0] == 401
        assert get(url, Authorization=f"Bearer {TOKEN}")[0] == 200
        assert get(f"{url}/healthz")[2] == "ok\n"


def test_the_link_gives_one_browser_its_cookie_and_is_spent() -> None:
    with shown(TOKEN) as (door, url):
        link = url + door.link
        status, headers, _ = get(link)
        assert (status, headers["Location"]) == (303, "/")
        cookie = headers["Set-Cookie"]
        assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
        assert TOKEN not in cookie
        assert get(url, Cookie=cookie.partition(";")[0])[0] == 200
        assert get(url, Cookie="qaharvest=guess")[0] == 401
        assert get(link)[0] == 401


def test_the_same_is_told_as_json() -> None:
    with shown(None) as (_, url):
        told = json.loads(get(f"{url}/status.json")[2])
    assert told["status"]["stats"]["records"] == 4
    assert told["rejects"][0]["reason"] == "run"


def test_nothing_that_was_read_becomes_markup() -> None:
    told = page(seen(EVIL))
    assert "<img" not in told
    assert "\u202e" not in told
    assert told.count("<script>") == 1
    assert told.count("</script>") == 1
    assert SCRIPT in told


def test_what_the_page_says_is_what_was_seen() -> None:
    told = main(seen())
    assert "<b>2.5</b>pages/s" in told
    assert "<b>0:02:05</b>" in told
    assert "in 0:00:49 (run)" in told


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1e9), max_size=20))
def test_any_speeds_make_a_line_within_the_drawing(speeds: list[float]) -> None:
    assert "nan" not in chart(tuple(speeds))


def test_a_span_is_never_negative() -> None:
    assert (span(-3), span(3725)) == ("0:00:00", "1:02:05")


def test_looking_follows_a_run_and_its_rejects(tmp_path: Path) -> None:
    run = Run(tmp_path / "run")
    with pytest.raises(UsageError), closing(Looking(run, lambda _: 0.0)):
        pass
    with Server({"/robots.txt": NOT_FOUND, "/0": [answer(200, b"<p>page</p>")], "/1": NOT_FOUND}) as server:
        crawl(run, f"{server.origin}/0", f"{server.origin}/1", sitemaps=False)
        with closing(Looking(run, lambda _: 0.0)) as looking:
            look = looking.seen
    assert (look.status.stats.pages, look.status.running, look.eta) == (1, False, None)
    assert [source for source, _ in look.rejects] == [f"{server.origin}/1"]
    assert "404" in look.rejects[0][1]


@settings(max_examples=25)
@given(st.binary(max_size=300))
def test_any_file_of_rejects_can_be_looked_at(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    folder = tmp_path_factory.mktemp("rejects")
    good = b'{"source": "a", "reason": "b", "issues": []}\n'
    (folder / "rejects.jsonl").write_bytes(octets + b"\n" + good + b'{"source": "torn')
    assert newest_rejects(folder)[0] == ("a", "b")


def test_only_the_end_of_a_long_file_is_read(tmp_path: Path) -> None:
    line = json.dumps({"source": "x" * 500, "reason": "r"}).encode() + b"\n"
    (tmp_path / "rejects.jsonl").write_bytes(line * 1000)
    assert len(newest_rejects(tmp_path)) == 10


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("qa", False)],
)
def test_what_is_loopback(host: str, *, is_own: bool) -> None:
    assert is_loopback(host) == is_own


def test_a_long_query_is_no_key() -> None:
    door = Door(TOKEN)
    assert door.unlock(Asked("/", "a=" * 10_000 + door.link[2:], {})) is None
