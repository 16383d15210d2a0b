"""Faults that a server commits, each with the outcome that a crawl is to have.

A fault is served under ``/NAME`` to a crawl with one retry, 1.5 seconds for a request and 200,000 octets for a body.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from scraper.crawler.frontier import State
from tests.servers import CLOSE, RESET, Pause, Received, Route, Step, answer

MAX_BYTES = 200_000
TIMEOUT = 1.5
HELD = Pause(30.0)
"""Longer than any crawl here: only the end of the server ends it."""

_gzipped = partial(gzip.compress, mtime=0)
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_ZEROS = b"\0" * 50_000_000
_PACKED = b"\x1b\x0e\0\xf8"  # as a bomb would begin: its coding is refused before a byte of it is unpacked


@dataclass(frozen=True)
class Fault:
    """One fault.

    :param what: what the server does, in words.
    :param state: where its address stands in the ledger in the end.
    :param reason: how the ledger's reason begins.
    :param tries: how often it was asked.
    """

    what: str
    route: Route
    state: State
    reason: str
    tries: int = field(default=1)

    @property
    def retried(self) -> bool:
        return self.tries > 1


def _endlessly(first: bytes, again: bytes) -> Route:
    def steps(_: Received) -> Iterator[Step]:
        yield first
        while True:
            yield again

    return steps


def _passing(what: str, *steps: Step, reason: str = "failed: ") -> Fault:
    return Fault(what, steps, State.FAILED, reason, tries=2)


def _lasting(what: str, reason: str, *steps: Step) -> Fault:
    return Fault(what, steps, State.FAILED, f"failed: {reason}")


def _coded(what: str, reason: str, coding: str, body: bytes) -> Fault:
    return _lasting(what, reason, answer(200, body, {"Content-Encoding": coding}))


def _moved(what: str, location: str, state: State, reason: str) -> Fault:
    return Fault(what, [answer(302, b"", {"Location": location})], state, reason)


_TOO_LARGE = f"The body is larger than {MAX_BYTES} octets."
_NO_ADDRESS = "failed: redirects to what is no address"

CONNECTION = {
    "reset-at-once": _passing("Resets the connection before any answer", RESET),
    "closed-at-once": _passing("Closes the connection before any answer", CLOSE),
    "reset-in-head": _passing("Resets it in the middle of the head", b"HTTP/1.1 200 OK\r\nContent-Ty", RESET),
    "reset-in-body": _passing("Resets it in the middle of the body", answer(200, b"abc", length=10), RESET),
    "cut-short": _passing("Closes it before the length that it told", answer(200, b"abc", length=10), CLOSE),
    "chunk-cut-short": _passing(
        "Closes it in the middle of a chunk", _OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", CLOSE
    ),
    "silent": _passing("Takes the request and says nothing", HELD, reason="failed: 127.0.0.1 did not answer in full"),
    "trickling": _passing(
        "Sends an octet now and then (the time is for the whole answer)",
        answer(200, b"", length=10_000),
        *([b"x", Pause(0.05)] * 200),
        reason="failed: 127.0.0.1 did not answer in full",
    ),
    "trickling-head": _passing(
        "Sends the head an octet now and then",
        *([b"H", Pause(0.05)] * 200),
        reason="failed: 127.0.0.1 did not answer in full",
    ),
}
FRAMING = {
    "length-negative": _passing("Tells a negative length", _OK + b"Content-Length: -3\r\n\r\nabc", CLOSE),
    "length-junk": _passing("Tells a length that is no number", _OK + b"Content-Length: many\r\n\r\nabc", CLOSE),
    "length-twice": _passing(
        "Tells two different lengths", _OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", CLOSE
    ),
    "length-huge": _lasting("Tells a length beyond the limit", _TOO_LARGE, answer(200, b"x", length=10**15), HELD),
    "length-digits": _passing(
        "Tells a length of 5,000 digits", _OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", CLOSE
    ),
    "length-too-short": Fault(
        "Sends more than the length that it told (the rest is not taken for another answer)",
        [answer(200, b"<p>abc</p>" + answer(200, b"smuggled"), length=10)],
        State.DONE,
        "not_qa: ",
    ),
    "chunk-size-junk": _passing(
        "Sends a chunk whose size is no number",
        _OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        CLOSE,
    ),
    "coding-of-transfer-unknown": _passing(
        "Sends the body in a transfer coding nobody knows", _OK + b"Transfer-Encoding: rot13\r\n\r\nabc", CLOSE
    ),
    "status-line-junk": _passing("Answers with no status line", b"SSH-2.0-OpenSSH_9.2\r\n", CLOSE),
    "status-too-long": _passing("Answers with a status of five digits", b"HTTP/1.1 99999 What\r\n\r\n", CLOSE),
    "status-unknown": _lasting("Answers with a status nobody knows", "HTTP 999", answer(999)),
    "http-0.9": _passing("Speaks HTTP/0.9: a body without a head", b"<html><p>hello</p></html>", CLOSE),
    "switching": _passing(
        "Changes to another protocol unasked",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        CLOSE,
    ),
    "redirect-nowhere": _lasting("Redirects without saying where to", "HTTP 302", answer(302)),
}
ENDLESS = {
    "body-endless": Fault(
        "Sends chunks without end",
        _endlessly(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 0x1000 + b"\r\n"),
        State.FAILED,
        f"failed: {_TOO_LARGE}",
    ),
    "body-endless-no-length": Fault(
        "Sends a body without length and without end",
        _endlessly(_OK + b"\r\n", b"x" * 0x1000),
        State.FAILED,
        f"failed: {_TOO_LARGE}",
    ),
    "error-body-endless": Fault(
        "Sends an error page without end",
        _endlessly(b"HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 0x1000 + b"\r\n"),
        State.FAILED,
        "failed: HTTP 404",
    ),
    "head-endless": Fault(
        "Sends header fields without end",
        _endlessly(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 100),
        State.FAILED,
        "failed: ",
        2,
    ),
    "head-line-endless": Fault(
        "Sends one header field without end",
        _endlessly(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 4096),
        State.FAILED,
        "failed: ",
        2,
    ),
    "head-line-1-mb": _passing(
        "Sends a header field of 1 MB", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n"
    ),
    "interim-endless": Fault(
        "Sends interim (1xx) answers without end",
        _endlessly(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        State.FAILED,
        "failed: 127.0.0.1 did not answer in full",
        2,
    ),
    "trailers-endless": Fault(
        "Sends header fields behind the body without end",
        _endlessly(_OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", b"X: y\r\n" * 100),
        State.FAILED,
        "failed: ",
        2,
    ),
}
CODINGS = {
    "bomb-gzip": _coded("Sends a gzip bomb", _TOO_LARGE, "gzip", _gzipped(_ZEROS, 9)),
    "bomb-deflate": _coded("Sends a deflate bomb", _TOO_LARGE, "deflate", zlib.compress(_ZEROS, 9)),
    "bomb-nested": _coded("Sends gzip in gzip", _TOO_LARGE, "gzip, gzip", _gzipped(_gzipped(_ZEROS, 9), 9)),
    "bomb-of-members": _coded(
        "Sends thousands of empty gzip members",
        "The gzip body has more than",
        "gzip",
        _gzipped(b"") * 9_999 + _gzipped(b"a") * 2,
    ),
    "bomb-brotli": _coded(
        "Sends brotli, which was not asked for: bomb or not, it is not unpacked",
        "The body is encoded as 'br'",
        "br",
        _PACKED,
    ),
    "bomb-zstd": _coded(
        "Sends zstd, which was not asked for: bomb or not, it is not unpacked",
        "The body is encoded as 'zstd'",
        "zstd",
        _PACKED,
    ),
    "coded-often": _coded("Names three codings", "The body is encoded 3 times over.", "gzip, gzip, gzip", b""),
    "coding-unknown": _coded("Names a coding nobody knows", "The body is encoded as 'rot13'", "rot13", b"abc"),
    "coding-wrong": _coded("Names gzip, sends text", "The gzip body cannot be decoded.", "gzip", b"<p>hello</p>"),
    "coding-cut-short": _passing(
        "Sends a gzip body whose end is missing",
        answer(200, _gzipped(b"hello" * 100)[:-12], {"Content-Encoding": "gzip"}),
    ),
    "type-wrong": Fault(
        "Answers with a picture",
        [answer(200, b"\x89PNG", {"Content-Type": "image/png"})],
        State.SKIPPED,
        "type: image/png",
    ),
    "type-lies": Fault(
        "Calls a picture text/html", [answer(200, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")], State.DONE, "not_qa: "
    ),
    "type-junk": Fault(
        "Names a type that is none", [answer(200, b"x", {"Content-Type": "\x1b[31m;;=\xff"})], State.SKIPPED, "type: "
    ),
    "charset-junk": Fault(
        "Names an encoding nobody knows",
        [answer(200, b"<p>x", {"Content-Type": "text/html; charset=zlib"})],
        State.DONE,
        "not_qa: ",
    ),
}
REDIRECTS = {
    "to-itself": _moved("Redirects to itself", "/to-itself", State.FAILED, "failed: redirects in a circle"),
    "round-a": _moved("Redirects in a circle", "/round-b", State.SKIPPED, "duplicate: redirects to "),
    "round-b": _moved("… whose other half it is", "/round-a", State.FAILED, "failed: redirects in a circle"),
    "to-a-file": _moved("Redirects to a file", "file:///etc/passwd", State.FAILED, _NO_ADDRESS),
    "to-a-script": _moved("Redirects to a script", "javascript:alert(1)", State.FAILED, _NO_ADDRESS),
    "to-ftp": _moved("Redirects to another protocol", "ftp://127.0.0.1/", State.FAILED, _NO_ADDRESS),
    "to-no-host": _moved("Redirects to no host", "http://[broken/", State.FAILED, _NO_ADDRESS),
    "to-a-steering-host": _moved(
        "Redirects to a host with control characters", "http://a\x1bb/", State.FAILED, "failed: "
    ),
    "to-a-private-host": _moved(
        "Redirects to a private address (it is out of scope, and not asked)",
        "http://169.254.169.254/latest/meta-data",
        State.SKIPPED,
        "duplicate: redirects to http://169.254.169.254/",
    ),
    "to-another-port": _moved(
        "Redirects to another port of the same machine (it is another host, and not asked)",
        "http://127.0.0.1:1/",
        State.SKIPPED,
        "duplicate: redirects to http://127.0.0.1:1/",
    ),
}
STATUSES = {
    "header-no-ascii": Fault(
        "Sends header fields that are no ASCII",
        [answer(200, b"<p>x", {"Set-Cookie": "a=b; caf\xe9", "X": "\x80\x9b\xff;"})],
        State.DONE,
        "not_qa: ",
    ),
    "gone": _lasting("Answers 410", "HTTP 410", answer(410)),
    "error": _passing("Answers 500", answer(500), reason="failed: HTTP 500"),
    "overloaded": _passing("Answers 503", answer(503), reason="failed: HTTP 503"),
    "nothing-modified": _lasting("Answers 304 to a question without conditions", "HTTP 304", answer(304)),
    "retry-after-junk": _passing("Asks for a wait that is no time", answer(500, b"", {"Retry-After": "\x1b[31m soon"})),
}

GROUPS = {
    "connection": CONNECTION,
    "framing": FRAMING,
    "endless": ENDLESS,
    "codings": CODINGS,
    "redirects": REDIRECTS,
    "statuses": STATUSES,
}
"""Name of a group → its faults by their names."""
SITES = {
    "that take their time": CONNECTION | ENDLESS,
    "that come at once": FRAMING | CODINGS | REDIRECTS | STATUSES,
}
"""Faults that one crawl meets together."""
