"""How the demonstration site answers over HTTP."""

import gzip
import http.client
import socket
from contextlib import suppress

import pytest

from scraper.demo.server import DemoSite
from scraper.demo.site import Site, expected_records
from scraper.errors import UsageError


@pytest.fixture(scope="module")
def site():
    with DemoSite() as running:
        yield running


def ask(site: DemoSite, target: str, *, method: str = "GET", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def special(site: DemoSite, **wanted: object) -> str:
    content = Site(site.url)
    (path,) = (
        path
        for path in content.addresses
        if all(getattr(content.answer(path), name) == value for name, value in wanted.items())
    )
    return path


def test_pages_are_served_as_they_are_made(site: DemoSite) -> None:
    content = Site(site.url)
    for path in ["/", "/robots.txt", "/sitemap.xml", "/qa/surgery?page=2"]:
        status, headers, body = ask(site, path)
        assert (status, body) == (200, content.answer(path).body)
        assert headers["Content-Type"] == content.answer(path).content_type


def test_text_is_zipped_when_asked(site: DemoSite) -> None:
    _, headers, body = ask(site, "/about", Accept_Encoding="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == ask(site, "/about")[2]


def test_one_connection_serves_many_requests(site: DemoSite) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("GET", "/about")
    connection.getresponse().read()
    first = connection.sock
    connection.request("GET", "/faq/")
    assert connection.getresponse().read()
    assert connection.sock is first is not None
    connection.close()


def test_a_page_fails_at_the_first_request_of_a_start() -> None:
    with DemoSite() as site:
        path = special(site, fails_first=True)
        status, headers, _ = ask(site, path)
        assert (status, headers["Retry-After"]) == (503, "1")
        assert ask(site, path)[0] == 200
        assert ask(site, path)[0] == 200


def test_an_old_address_redirects(site: DemoSite) -> None:
    status, headers, _ = ask(site, special(site, kind="redirect"))
    assert status == 301
    assert site.url + headers["Location"] in expected_records(site.url)


def test_unknown_addresses_are_404(site: DemoSite) -> None:
    for target in ["/nothing", "/qa/surgery?page=99", "/qa/surgery?page=x", "/..%2f..%2fetc/passwd", "//"]:
        assert ask(site, target)[0] == 404


def test_other_query_parameters_do_not_matter(site: DemoSite) -> None:
    assert ask(site, "/about?utm_source=home")[2] == ask(site, "/about")[2]


def test_head_has_no_body(site: DemoSite) -> None:
    status, headers, body = ask(site, "/about", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == len(ask(site, "/about")[2])


def test_other_methods_are_refused(site: DemoSite) -> None:
    assert ask(site, "/login", method="POST")[0] == 405


@pytest.mark.parametrize(
    "sent", [b"hello\r\n\r\n", b"GET\r\n\r\n", b"\xff\xfe \x00 \r\n\r\n", b"GET http://x/ HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_request_is_refused(site: DemoSite, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(sent)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert ask(site, "/about")[0] == 200


def test_an_endless_head_is_cut_off(site: DemoSite) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"x" * 40_000)
        with suppress(ConnectionResetError):
            assert connection.recv(100) == b""
    assert ask(site, "/about")[0] == 200


def test_requests_are_remembered() -> None:
    with DemoSite() as site:
        ask(site, "/about")
        ask(site, "/nothing")
        assert [(served.target, served.status) for served in site.requests] == [("/about", 200), ("/nothing", 404)]


def test_a_taken_port_is_one_sentence(site: DemoSite) -> None:
    with pytest.raises(UsageError, match="choose another port"):
        DemoSite(site.port).start()
    with pytest.raises(UsageError, match="choose another port"):
        DemoSite(99_999).start()


def test_after_stopping_nothing_listens() -> None:
    site = DemoSite().start()
    site.stop()
    site.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", site.port), timeout=10)


def test_stopping_with_open_connections_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    site = DemoSite().start()
    idle = socket.create_connection(("127.0.0.1", site.port), timeout=10)
    idle.sendall(b"GET /about HTTP/1.1\r\n\r\n")
    assert idle.recv(100)
    site.stop()
    idle.close()
    assert not caplog.records


def test_only_loopback_is_served(site: DemoSite) -> None:
    assert site.url == f"http://127.0.0.1:{site.port}"
