"""Posting batches over HTTP."""

import base64
import ssl
from contextlib import closing

import pytest

from scraper.errors import UsageError
from scraper.feeding.port import NotTaken, Refused
from scraper.feeding.web import WebReceiver
from tests.crawler.test_http import server_tls
from tests.feeding.receivers import SAYS_NOTHING, Posted, WebSide, batch_of
from tests.servers import Server, answer

Given = tuple[int, dict[str, str], bytes]


def test_a_batch_is_one_post_of_json_lines() -> None:
    batch = batch_of(1, 2)
    with WebSide() as side, closing(WebReceiver(side.url, token="secret")) as receiver:
        receiver.send(batch)
        assert side.posted == [Posted(f'"{batch.key}"', side.posted[0].fields, batch.body)]
        fields = side.posted[0].fields
        assert fields["Content-Type"] == "application/x-ndjson"
        assert fields["Authorization"] == "Bearer secret"
        assert fields["User-Agent"].startswith("qaharvest/")


@pytest.mark.parametrize("status", [201, 202, 204])
def test_any_success_will_do(status: int) -> None:
    with WebSide(lambda *_: (status, {}, b"")) as side, closing(WebReceiver(side.url)) as receiver:
        receiver.send(batch_of(1))
        assert set(side.records) == {"r:1"}


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ((500, {}, b"oh"), None),
        ((503, {"Retry-After": "7"}, b""), 7),
        ((429, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT", "Date": "Fri, 31 Dec 1999 23:59:49 GMT"}, b""), 10),
        ((408, {"Retry-After": "soon"}, b""), None),
        ((409, {}, b"still at it"), None),
        ((SAYS_NOTHING, {}, b""), None),
    ],
)
def test_what_may_pass_is_tried_again(given: Given, seconds: float | None) -> None:
    with WebSide(lambda *_: given) as side, closing(WebReceiver(side.url)) as receiver:
        with pytest.raises(NotTaken) as caught:
            receiver.send(batch_of(1))
        assert caught.value.retry_after == seconds


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((400, {}, b"bad\x1b[31m rows"), r"HTTP 400 .*bad\\x1b"),
        ((401, {}, b""), "HTTP 401"),
        ((413, {}, b"x" * 200_000), "HTTP 413"),
        ((301, {"Location": "http://127.0.0.1:1/"}, b""), "which is not followed"),
    ],
)
def test_what_will_not_pass_is_a_sentence(given: Given, said: str) -> None:
    with WebSide(lambda *_: given) as side, closing(WebReceiver(side.url)) as receiver:
        with pytest.raises(Refused, match=said) as caught:
            receiver.send(batch_of(1))
        assert len(str(caught.value)) < 600


def test_credentials_are_sent_and_never_shown() -> None:
    def echo(_number: int, posted: Posted) -> Given:
        return 403, {}, posted.fields["Authorization"].encode()

    with WebSide(echo) as side:
        url = side.url.replace("//", "//someone:p%40ss@") + "?key=hidden"
        with closing(WebReceiver(url)) as receiver, pytest.raises(Refused) as caught:
            receiver.send(batch_of(1))
        pair = base64.b64encode(b"someone:p@ss").decode()
        assert side.posted[0].fields["Authorization"] == f"Basic {pair}"
        for secret in ("p%40ss", "p@ss", pair, "hidden"):
            assert secret not in str(caught.value) + receiver.name


def test_nobody_there_is_tried_again() -> None:
    with WebSide() as side:
        gone = side.url
    with closing(WebReceiver(gone)) as receiver, pytest.raises(NotTaken):
        receiver.send(batch_of(1))


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with Server({"/": [answer(200)]}, tls=server_tls(), name="localhost") as server:
        assert isinstance(server_tls(), ssl.SSLContext)
        with closing(WebReceiver(server.origin)) as receiver, pytest.raises(Refused, match="not trusted"):
            receiver.send(batch_of(1))
        assert server.requests == []


@pytest.mark.parametrize("url", ["https://", "http://[::1", "http://h:99999/", "https://h/a b", "http://h\n/"])
def test_an_impossible_address_is_a_sentence(url: str) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        WebReceiver(url)


@pytest.mark.parametrize("token", ["", " ", "a\r\nX: y", "ü"])
def test_an_impossible_token_is_a_sentence(token: str) -> None:
    with pytest.raises(UsageError, match="token"):
        WebReceiver("https://example.org/", token=token)
