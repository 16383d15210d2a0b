"""The fetcher against a real server on loopback, well-behaved and otherwise."""

import asyncio
import gzip
import os
import socket
import ssl
import subprocess
import sys
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.errors import ContentRefused, FetchError, FetchTimeout, NetworkError, StatusError
from scraper.page import Page
from scraper.settings import Settings
from tests.servers import CLOSE, RESET, Pause, Received, Route, Server, answer

T = TypeVar("T")
CERTIFICATE = Path(__file__).parent / "tls" / "localhost.pem"
EXPIRED = CERTIFICATE.with_name("expired.pem")
# Without the time of day in it, so that parameters are the same in every process.
gzipped = partial(gzip.compress, mtime=0)
LONG = 30.0  # a pause that only the end of the test ends


def using(
    server: Server, work: Callable[[HttpFetcher], Awaitable[T]], tls: ssl.SSLContext | None = None, **changes: object
) -> T:
    """Run ``work`` with a fetcher that may connect to the server."""

    async def run() -> T:
        guard = Guard(frozenset({(server.host, server.port)}))
        settings = Settings(timeout=5.0).changed(**changes)
        fetcher = HttpFetcher(settings, guard=guard, version="1.2.3", tls=tls)
        try:
            return await work(fetcher)
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


async def until(happened: Callable[[], bool]) -> None:
    """Wait for something in the server, then let the loop see what came of it."""
    while not happened():  # noqa: ASYNC110 - it happens in a thread of the server
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)


def fetch_one(route: Route, *, truncate: bool = False, max_bytes: int | None = None, **changes: object) -> Page:
    """Return what one request to a server with this one route gives."""
    with Server({"/": route}) as server:
        return using(server, lambda f: f.fetch(server.origin + "/", truncate=truncate, max_bytes=max_bytes), **changes)


def test_a_page_holds_the_answer_as_it_was_sent() -> None:
    with Server({"/a": [answer(200, b"<p>caf\xe9", {"X-Two": "caf\xe9"})]}) as server:
        url = server.origin + "/a?q=%A4%BA#part"
        page = using(server, lambda f: f.fetch(url))
    assert (page.body, page.status, page.source, page.url) == (b"<p>caf\xe9", 200, url, url)
    assert ("X-Two", "caf\xe9") in page.headers
    assert page.fetched_at is not None
    assert page.fetched_at.utcoffset() is not None
    assert server.requests[0].path == "/a?q=%A4%BA"


def test_the_request_says_who_asks_and_nothing_else() -> None:
    with Server({"/": [answer()]}) as server:
        using(server, lambda f: f.fetch(f"http://user:secret@127.0.0.1:{server.port}"), contact="mailto:a@b.example")
        using(server, lambda f: f.fetch(server.origin))
    first, second = server.requests
    assert first.path == "/"
    assert first.header("user-agent") == "qaharvest/1.2.3 (+mailto:a@b.example)"
    assert second.header("user-agent") == "qaharvest/1.2.3"
    assert first.header("host") == f"127.0.0.1:{server.port}"
    assert first.header("accept-encoding") == "gzip, deflate"
    assert {name.lower() for name, _ in first.headers} == {"host", "user-agent", "accept", "accept-encoding"}


def test_cookies_are_not_sent_back() -> None:
    with Server({"/": [answer(200, b"", {"Set-Cookie": "id=1"})]}) as server:

        async def twice(fetcher: HttpFetcher) -> None:
            await fetcher.fetch(server.origin)
            await fetcher.fetch(server.origin)

        using(server, twice)
    assert server.requests[1].header("cookie") is None


def test_proxies_of_the_environment_are_not_used() -> None:
    program = """
import asyncio, sys
from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.settings import Settings
guard = Guard(frozenset({("127.0.0.1", int(sys.argv[1].rpartition(":")[2]))}))
print(asyncio.run(HttpFetcher(Settings(), guard=guard, version="1").fetch(sys.argv[1])).body)
"""
    with Server({"/": [answer(200, b"direct")]}) as server:
        environment = os.environ | dict.fromkeys(("http_proxy", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:1")
        done = subprocess.run(
            [sys.executable, "-c", program, server.origin], env=environment, capture_output=True, check=True, timeout=60
        )
    assert done.stdout == b"b'direct'\n"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_returned_not_followed(status: int) -> None:
    with Server({"/": [answer(status, b"gone there", {"Location": "/x"})], "/x": [answer()]}) as server:
        page = using(server, lambda f: f.fetch(server.origin + "/", accept=lambda _: False))
    assert (page.status, page.header("location")) == (status, "/x")
    assert [request.path for request in server.requests] == ["/"]


@pytest.mark.parametrize(("status", "transient"), [(400, False), (404, False), (410, False), (429, True), (503, True)])
def test_an_error_status_is_raised(status: int, transient: bool) -> None:
    with pytest.raises(StatusError) as caught:
        fetch_one([answer(status, b"sorry", {"Retry-After": "7"})])
    assert (caught.value.status, caught.value.transient, caught.value.retry_after) == (status, transient, 7.0)


def test_retry_after_as_a_date_is_read_by_the_servers_clock() -> None:
    headers = {"Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:51:37 GMT"}
    with pytest.raises(StatusError) as caught:
        fetch_one([answer(503, b"", headers)])
    assert caught.value.retry_after == 120.0


def test_an_error_status_is_known_although_its_body_never_ends() -> None:
    with pytest.raises(StatusError):
        fetch_one([answer(503, b"x", length=10), Pause(LONG)])


def test_connections_are_used_again() -> None:
    routes: dict[str, Route] = {
        "/page": [answer(200, b"x" * 100_000)],
        "/chunked": [answer(200, b"y" * 1000, chunked=True)],
        "/error": [answer(500, b"oops")],
        "/moved": [answer(301, b"there", {"Location": "/page"})],
    }
    with Server(routes) as server:

        async def all_of_them(fetcher: HttpFetcher) -> None:
            for path in ("/page", "/chunked", "/error", "/moved", "/page"):
                with suppress(StatusError):
                    await fetcher.fetch(server.origin + path)

        using(server, all_of_them)
    assert [request.connection for request in server.requests] == [0, 0, 0, 0, 0]


def test_a_long_error_page_is_not_read_to_its_end() -> None:
    with Server({"/long": [answer(500, b"x" * 500_000)], "/": [answer(200, b"fine")]}) as server:

        async def both(fetcher: HttpFetcher) -> bytes:
            with pytest.raises(StatusError):
                await fetcher.fetch(server.origin + "/long")
            return (await fetcher.fetch(server.origin + "/")).body

        assert using(server, both) == b"fine"
    assert [request.connection for request in server.requests] == [0, 1]


def test_a_connection_that_went_wrong_is_not_used_again() -> None:
    with Server({"/cut": [answer(200, b"abc", length=10), CLOSE], "/": [answer(200, b"fine")]}) as server:

        async def both(fetcher: HttpFetcher) -> bytes:
            with pytest.raises(NetworkError):
                await fetcher.fetch(server.origin + "/cut")
            return (await fetcher.fetch(server.origin + "/")).body

        assert using(server, both) == b"fine"
    assert [request.connection for request in server.requests] == [0, 1]


def test_what_a_server_sends_unasked_is_not_taken_for_the_next_answer() -> None:
    go_on, sent = threading.Event(), threading.Event()

    def smuggle(_: Received) -> Iterator[bytes]:
        yield answer(200, b"asked for")
        go_on.wait(LONG)
        yield answer(200, b"smuggled")
        sent.set()

    with Server({"/": smuggle, "/2": [answer(200, b"2")]}) as server:

        async def both(fetcher: HttpFetcher) -> bytes:
            await fetcher.fetch(server.origin + "/")
            go_on.set()
            await until(sent.is_set)
            return (await fetcher.fetch(server.origin + "/2")).body

        assert using(server, both) == b"2"


@pytest.mark.parametrize("status", [200, 301, 404])
def test_what_lies_behind_the_length_of_an_answer_is_not_taken_for_the_next(status: int) -> None:
    longer = answer(status, b"asked for" + answer(200, b"smuggled"), {"Location": "/2"}, length=9)
    with Server({"/": [longer], "/2": [answer(200, b"2")]}) as server:

        async def both(fetcher: HttpFetcher) -> bytes:
            with suppress(StatusError):
                await fetcher.fetch(server.origin + "/")
            return (await fetcher.fetch(server.origin + "/2")).body

        assert using(server, both) == b"2"


def test_a_connection_the_server_closed_meanwhile_is_replaced() -> None:
    with Server({"/": [answer(200, b"fine"), CLOSE]}) as server:

        async def both(fetcher: HttpFetcher) -> bytes:
            await fetcher.fetch(server.origin)
            await until(lambda: server.ended == 1)
            return (await fetcher.fetch(server.origin)).body

        assert using(server, both) == b"fine"


def test_requests_at_once_each_have_their_own_answer() -> None:
    def echo(request: Received) -> list[bytes]:
        return [answer(200, request.path.encode())]

    paths = [f"/{number}" for number in range(20)]
    with Server(dict.fromkeys(paths, echo)) as server:

        async def together(fetcher: HttpFetcher) -> list[Page]:
            return await asyncio.gather(*(fetcher.fetch(server.origin + path) for path in paths))

        bodies = [page.body.decode() for page in using(server, together)]
    assert bodies == paths


@pytest.mark.parametrize(
    "route",
    [
        [RESET],
        [CLOSE],
        [answer(200, b"abc", length=10), RESET],
        [answer(200, b"abc", length=10), CLOSE],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", CLOSE],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", CLOSE],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", CLOSE],
        [b"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabcd", CLOSE],
        [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", CLOSE],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000 + b"\r\n", CLOSE],
        [b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", CLOSE],
        [b"SSH-2.0-OpenSSH_9.2\r\n", CLOSE],
        [b"\x16\x03\x01 TLS on a plain port", CLOSE],
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", CLOSE],
        [b"HTTP/1.1 99999 What\r\n\r\n", CLOSE],
    ],
)
def test_a_broken_answer_is_a_network_error_that_may_pass(route: Route) -> None:
    with pytest.raises(NetworkError) as caught:
        fetch_one(route)
    assert caught.value.transient
    assert str(caught.value).isprintable()


def test_a_body_without_length_ends_with_the_connection() -> None:
    assert fetch_one([b"HTTP/1.1 200 OK\r\n\r\nall of it", CLOSE]).body == b"all of it"
    assert fetch_one([b"HTTP/1.0 200 OK\r\n\r\nall of it", CLOSE]).body == b"all of it"


def test_interim_answers_are_passed_over() -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    assert fetch_one([hint * 3 + answer(200, b"at last")]).body == b"at last"


@pytest.mark.parametrize(
    "route",
    [
        [Pause(LONG)],
        [b"HTTP/1.1 200", Pause(LONG)],
        [answer(200, b"abc", length=10), Pause(LONG)],
        # Always something, never enough: no single wait is long, only their sum.
        [answer(200, b"", length=10_000), *([b"x", Pause(0.02)] * 500)],
        [b"HTTP/1.1 100 Continue\r\n\r\n", *([b"HTTP/1.1 100 Continue\r\n\r\n", Pause(0.02)] * 500)],
    ],
)
def test_the_timeout_is_for_the_whole_request(route: Route) -> None:
    with pytest.raises(FetchTimeout, match=r"within 0\.3 seconds"):
        fetch_one(route, timeout=0.3)


def test_a_cancelled_request_leaves_nothing_behind() -> None:
    with Server({"/": [Pause(LONG)], "/2": [answer(200, b"fine")]}) as server:

        async def cancel(fetcher: HttpFetcher) -> bytes:
            task = asyncio.create_task(fetcher.fetch(server.origin + "/"))
            await until(lambda: bool(server.requests))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return (await fetcher.fetch(server.origin + "/2")).body

        assert using(server, cancel) == b"fine"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzipped(b"hello")),
        ("x-gzip", gzipped(b"hello")),
        ("GZip", gzipped(b"hel") + gzipped(b"lo")),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")[2:-4]),
        ("identity", b"hello"),
        ("gzip, gzip", gzipped(gzipped(b"hello"))),
        ("deflate, gzip", gzipped(zlib.compress(b"hello"))),
    ],
)
def test_content_codings_are_undone(coding: str, body: bytes) -> None:
    page = fetch_one([answer(200, body, {"Content-Encoding": coding})])
    assert page.body == b"hello"
    assert page.header("content-encoding") == coding


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", "gzip, gzip, gzip", "nonsense"])
def test_a_coding_not_asked_for_is_refused(coding: str) -> None:
    with pytest.raises(ContentRefused):
        fetch_one([answer(200, b"\x0b\x02\x80hello\x03", {"Content-Encoding": coding})])


def test_a_compressed_body_that_ends_early_is_a_network_error() -> None:
    with pytest.raises(NetworkError, match="ended early"):
        fetch_one([answer(200, gzipped(b"hello" * 100)[:-12], {"Content-Encoding": "gzip"})])


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"x" * 10_001),
        ({"Content-Encoding": "gzip"}, gzipped(b"\0" * 50_000_000, 1)),
        ({"Content-Encoding": "gzip, gzip"}, gzipped(gzipped(b"\0" * 50_000_000, 1))),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_the_size_limit_holds_after_decoding(headers: dict[str, str], body: bytes, chunked: bool) -> None:
    route = [answer(200, body, headers, chunked=chunked)]
    with pytest.raises(ContentRefused, match="larger than 10000"):
        fetch_one(route, max_bytes=10_000)
    page = fetch_one(route, max_bytes=10_000, truncate=True)
    assert len(page.body) == 10_000


def test_a_body_that_never_ends_is_refused() -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with pytest.raises(ContentRefused):
        fetch_one([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *([piece] * 1000)], max_bytes=300_000)


def test_a_body_of_just_the_limit_is_read() -> None:
    assert len(fetch_one([answer(200, b"x" * 10_000)], max_bytes=10_000).body) == 10_000


def test_an_unwanted_type_is_refused_before_its_body() -> None:
    asked: list[str] = []

    def accept(media_type: str) -> bool:
        asked.append(media_type)
        return False

    route = [answer(200, b"", {"Content-Type": "Image/PNG; q=1"}, length=10_000_000), Pause(LONG)]
    with Server({"/": route}) as server, pytest.raises(ContentRefused, match="image/png"):
        using(server, lambda f: f.fetch(server.origin + "/", accept=accept))
    assert asked == ["image/png"]


def test_a_refused_connection_is_a_network_error() -> None:
    with Server({}) as server:
        port = server.port
    with pytest.raises(NetworkError, match="refused the connection"):
        using(server, lambda f: f.fetch(f"http://127.0.0.1:{port}/"))


def test_a_name_that_does_not_resolve_is_a_network_error() -> None:
    async def lookup(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    fetcher = HttpFetcher(Settings(), guard=Guard(lookup=lookup), version="1")
    with pytest.raises(NetworkError, match=r"host\.invalid could not be resolved"):
        asyncio.run(fetcher.fetch("http://host.invalid/"))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "//a.example/",
        "http://",
        "http:///x",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://[::1/",
        "http://a.example/caf\xe9",
        "http://a.example/a b",
        "http://a.example/\x7f",
        "http://" + "a" * 64 + ".\xe9.example/",
        "",
    ],
)
def test_what_is_no_address_is_an_error_that_lasts(url: str) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with Server({}) as server:
        guard = Guard(frozenset({("a.example", 80)}), lookup=lookup)
        fetcher = HttpFetcher(Settings(), guard=guard, version="1")
        with pytest.raises(FetchError) as caught:
            asyncio.run(fetcher.fetch(url))
        assert not server.requests
    assert isinstance(caught.value, NetworkError)
    assert not caught.value.transient or "refused" in str(caught.value)


def server_tls(certificate: Path = CERTIFICATE) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    with Server({"/": [answer()]}, tls=server_tls(), name="localhost") as server:
        with pytest.raises(NetworkError, match="certificate of localhost is not valid") as caught:
            using(server, lambda f: f.fetch(server.origin + "/"))
        assert not caught.value.transient
        assert not server.requests


def test_a_certificate_that_has_expired_is_refused_although_it_is_trusted() -> None:
    trusting = ssl.create_default_context(cafile=EXPIRED)
    with Server({"/": [answer()]}, tls=server_tls(EXPIRED), name="localhost") as server:
        with pytest.raises(
            NetworkError, match="certificate of localhost is not valid: certificate has expired"
        ) as caught:
            using(server, lambda f: f.fetch(server.origin + "/"), tls=trusting)
        assert not caught.value.transient
        assert not server.requests


def test_https_works_and_the_host_name_is_verified() -> None:
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    with Server({"/": [answer(200, b"x" * 200_000)]}, tls=server_tls(), name="localhost") as server:
        open_hosts = frozenset({("localhost", server.port), ("127.0.0.1", server.port)})

        async def run() -> None:
            fetcher = HttpFetcher(Settings(timeout=5.0), guard=Guard(open_hosts), version="1", tls=trusting)
            for _ in range(2):
                assert (await fetcher.fetch(server.origin + "/")).body == b"x" * 200_000
            with pytest.raises(NetworkError, match="certificate of 127"):
                await fetcher.fetch(f"https://127.0.0.1:{server.port}/")
            await fetcher.aclose()

        asyncio.run(run())
    assert [request.connection for request in server.requests] == [0, 0]


def test_https_to_a_plain_port_is_a_network_error() -> None:
    with Server({}) as server, pytest.raises(NetworkError):
        using(server, lambda f: f.fetch(server.origin.replace("http:", "https:") + "/"), timeout=2.0)
