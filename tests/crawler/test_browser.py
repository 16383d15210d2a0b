"""Pages shown in a real Chromium: what they become, and what gets out of it."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.browser import MAX_REQUESTS
from scraper.demo.server import DemoSite
from scraper.demo.threads import demo_threads, thread_path
from scraper.pipeline import read_page
from scraper.run import Run
from tests.cli.calls import COMMAND
from tests.politeness.hosts import StampingServer, handler_of, parse_head, read_head
from tests.politeness.judge import TOLERANCE
from tests.runs import Events, crawl
from tests.servers import NOT_FOUND, Received, Route, Server, answer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = """<h1>Cramps in the calf</h1><h2>What helps?</h2><p>My calf hurts at night.</p>
<p>Ann, 40~49 year old female. Ask Date: 2007/02/03</p>
<h3>Dr. Jane Doe reply Rehabilitation</h3><p>Stretch it.</p><p>Reply Date: 2007/02/04</p>"""


def scripted(script: str) -> bytes:
    return answer(200, f"<html><head><title>Q</title></head><body><div id=a></div><script>{script}</script>".encode())


PUT = f"document.getElementById('a').innerHTML = {json.dumps(QUESTION)};"


def told(record: dict[str, Any], base: str) -> dict[str, Any]:
    """Return a record without what differs by nature between two sites."""
    return json.loads(json.dumps({**record, "record_id": None, "provenance": None}).replace(base, "http://demo"))


def records(run: Run) -> list[dict[str, Any]]:
    return sorted(map(json.loads, run.lines()), key=lambda record: record["url"])


def test_a_scripted_page_becomes_the_same_record_as_its_plain_twin(tmp_path: Path) -> None:
    made = {}
    paths = [thread_path(thread) for thread in demo_threads()[14:27:2]]
    for scripts in (False, True):
        with DemoSite(scripted=scripts) as site:
            run = Run(tmp_path / str(scripts))
            crawl(run, *[site.url + path for path in paths], max_depth=0, sitemaps=False, render="auto")
            made[scripts] = [told(record, site.url) for record in records(run)]
            asked = [served.target for served in site.requests]
    assert made[True] == made[False]
    assert len(made[True]) == len(paths)
    assert sum(target.endswith(".json") for target in asked) >= len(paths) - 1  # one is plain text
    assert asked.count("/static/app.js") == 1  # held, and given out again
    again = [record.model_dump(mode="json") for page in run.pages() for record in read_page(page).records]
    assert sorted(again, key=lambda record: record["url"]) == records(run)


def test_the_content_that_was_read_is_the_one_in_the_archive(tmp_path: Path) -> None:
    with Server({"/q": [scripted(PUT)], "/robots.txt": NOT_FOUND}) as server:
        run = Run(tmp_path / "run")
        crawl(run, f"{server.origin}/q", render="auto", sitemaps=False)
        [record] = records(run)
        [page] = run.pages()
    assert record["question"]["text"] == "My calf hurts at night."
    assert page.sha256 == record["provenance"]["content_sha256"]
    assert page.archive is not None
    assert page.archive.offset == record["provenance"]["archive"]["offset"]
    assert record["provenance"]["http_status"] == page.status == 200


HOSTILE: dict[str, str] = {
    "loop": "while (true) {}",
    "endless-requests": "setInterval(() => fetch('/x?' + Math.random()), 1)",
    "huge": "document.body.innerHTML = 'x'.repeat(50e6)",
    "redirect-away": "location = 'http://169.254.169.254/'",
    "file": "location = 'file:///etc/passwd'",
    "chrome": "location = 'chrome://version'",
    "reload": "setTimeout(() => location.reload(), 50)",
    "dialogs": "onbeforeunload = () => 'no'; alert(1); confirm(2); prompt(3)",
    "popup": "open('/popup'); open('http://127.0.0.1:1/')",
    "worker": "navigator.serviceWorker && navigator.serviceWorker.register('/sw.js')",
    "socket": "new WebSocket('ws://' + location.host + '/ws')",
    "beacon": "navigator.sendBeacon('/beacon', 'x'); fetch('/post', {method: 'POST', body: 'x'})",
    "private": "fetch('http://169.254.169.254/'); fetch('http://127.0.0.1:PORT/secret')",
    "robots": "fetch('/private/data')",
    "picture": "new Image().src = '/pixel.gif'; document.body.innerHTML += '<iframe src=/frame></iframe>'",
}


def test_nothing_gets_out_of_hostile_pages_and_the_crawl_goes_on(tmp_path: Path) -> None:
    with Server({"/secret": [answer(200, b"secret")]}) as other:
        routes: dict[str, Route] = {
            f"/q-{name}": [scripted(script.replace("PORT", str(other.port)) + ";" + PUT)]
            for name, script in HOSTILE.items()
        }
        routes |= {
            "/robots.txt": [answer(200, b"User-agent: *\nDisallow: /private/\n", {"Content-Type": "text/plain"})]
        }
        with Server(routes) as server:
            run, events = Run(tmp_path / "run"), Events()
            seeds = [f"{server.origin}/q-{name}" for name in HOSTILE]
            outcome = crawl(run, *seeds, render="auto", sitemaps=False, max_depth=0, timeout=12.0, max_bytes=2**20,
                            observer=events)  # fmt: skip
            asked = [request.path for request in server.requests]
    assert outcome.ended == "done"
    assert outcome.stats.pages == len(HOSTILE)
    assert not other.requests
    forbidden = ("/popup", "/sw.js", "/ws", "/beacon", "/post", "/private/data", "/pixel.gif", "/frame")
    assert not [path for path in asked if path.startswith(forbidden)]
    assert 0 < len([path for path in asked if path.startswith("/x?")]) <= MAX_REQUESTS
    assert asked.count("/q-reload") == 1
    failed = {str(fields["url"]).rpartition("/q-")[2] for name, fields in events.seen if name == "not_rendered"}
    assert {"loop", "huge"} <= failed
    read = {record["url"].rpartition("/q-")[2] for record in map(json.loads, run.lines())}
    wanted = {"popup", "socket", "private", "robots", "picture", "beacon", "worker"}
    assert wanted <= read, [fields for name, fields in events.seen if name == "not_rendered"]


def test_requests_of_a_page_keep_the_pace_of_their_host(tmp_path: Path) -> None:
    script = "Promise.all([1, 2, 3].map((n) => fetch('/data/' + n))).then(() => {" + PUT + "})"
    data = answer(200, b"{}", {"Content-Type": "application/json", "Cache-Control": "no-store"})
    times: list[float] = []

    def serve(connection: socket.socket) -> None:
        with suppress(OSError):
            while received := read_head(connection):
                path, _ = parse_head(received[0])
                times.append(received[1])  # as the kernel stamped it
                found = scripted(script) if path.startswith("/q") else data if path.startswith("/data") else answer(404)
                connection.sendall(found)

    server = StampingServer(("127.0.0.1", 0), handler_of(serve))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        run = Run(tmp_path / "run")
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        crawl(run, *[f"{origin}/q{n}" for n in range(2)], render="auto", sitemaps=False, delay=0.2)
    finally:
        server.shutdown()
        server.server_close()
    assert len(times) == 1 + 2 + 6
    assert min(later - earlier for earlier, later in pairwise(sorted(times))) > 0.2 - TOLERANCE
    assert len(records(run)) == 2


def test_a_page_gets_what_it_asks_for_before_a_long_queue_and_however_long_it_must_wait(tmp_path: Path) -> None:
    script = "fetch('/d1').then(() => fetch('/d2')).then(() => fetch('/d3')).then(() => {" + PUT + "})"
    routes: dict[str, Route] = {"/q": [scripted(script)], "/robots.txt": NOT_FOUND}
    routes |= {f"/d{n}": [answer(200, b"{}", {"Content-Type": "application/json"})] for n in (1, 2, 3)}
    routes |= {f"/list{n}": [answer(200, b"<p>A list of this and that.</p>")] for n in range(5)}
    with Server(routes) as server:
        run = Run(tmp_path / "run")
        seeds = [f"{server.origin}/{path}" for path in ("q", *(f"list{n}" for n in range(5)))]
        crawl(run, *seeds, render="auto", sitemaps=False, delay=1.2, timeout=3.0)
        asked = [request.path for request in server.requests]
    assert len(records(run)) == 1
    assert asked.index("/d3") < asked.index("/list4")


def test_a_browser_that_dies_costs_its_page_alone(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill(_: Received) -> list[bytes]:
        for number in _browsers_of(os.getpid()) if not killed else ():
            killed.append(number)
            os.kill(number, signal.SIGKILL)
        return [answer(200, b"0", {"Content-Type": "text/javascript"})]

    routes: dict[str, Route] = {"/kill.js": kill, "/robots.txt": NOT_FOUND}
    routes |= {"/a": [answer(200, b"<div id=a></div><script src=/kill.js></script>")], "/b": [scripted(PUT)]}
    with Server(routes) as server:
        run = Run(tmp_path / "run")
        seeds = [f"{server.origin}/{name}" for name in "ab"]
        outcome = crawl(run, *seeds, render="auto", sitemaps=False, per_host=1, concurrency=1)
    assert killed
    assert outcome.ended == "done"
    assert len(records(run)) == 1


def test_a_kill_leaves_no_browser_behind(tmp_path: Path) -> None:
    with Server({"/a": [scripted("setInterval(() => fetch('/x?' + Math.random()), 100)")]}) as server:
        command = [*COMMAND, "crawl", str(tmp_path / "run"), f"{server.origin}/a", "--allow-private-hosts"]
        crawl = subprocess.Popen([*command, "--render", "auto", "--no-sitemaps", "--delay", "0", "--quiet"])
        _await(lambda: any(request.path.startswith("/x") for request in server.requests))
        browsers = _browsers_of(crawl.pid)
        assert browsers
        crawl.kill()
        crawl.wait()
        _await(lambda: not any(map(_is_browser, browsers)))


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _browsers_of(process: int) -> list[int]:
    """Return the browsers that a process has started, or one that it started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = []
    for number in parents:
        above: int | None = number
        while above is not None and above != process:
            above = parents.get(above)
        if above == process and _is_browser(number):
            found.append(number)
    return found


def _is_browser(number: int) -> bool:
    """Whether a process is a browser itself, none of the many that one starts."""
    try:
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False
    return b"chrom" in command and b"--type=" not in command and b"MAP * ~NOTFOUND" in command
