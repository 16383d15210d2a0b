"""No exception of a library crosses the border of the package."""

import inspect
import socket
import ssl

import h11
import httpcore2
import httpx2
import pytest

from scraper.crawler.faults import FOREIGN, fetch_error
from scraper.errors import FetchError, FetchTimeout, NetworkError


@pytest.mark.parametrize("library", [httpx2, httpcore2, h11])
def test_no_exception_of_the_libraries_is_left_unmapped(library: object) -> None:
    classes = [
        member
        for _, member in inspect.getmembers(library, inspect.isclass)
        if issubclass(member, Exception) and not issubclass(member, Warning)
    ]
    assert classes
    for each in classes:
        assert issubclass(each, FOREIGN), each


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx2.ReadTimeout("slow"), FetchTimeout),
        (httpcore2.ConnectTimeout("slow"), FetchTimeout),
        (TimeoutError(), FetchTimeout),
        (httpcore2.RemoteProtocolError("\x1b[31mred\nalert"), NetworkError),
        (ConnectionResetError(104, "Connection reset by peer"), NetworkError),
        (ssl.SSLError(1, "[SSL] bad"), NetworkError),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), NetworkError),
        (OSError(), NetworkError),
    ],
)
def test_a_mapped_error_is_one_printable_sentence(error: Exception, expected: type[FetchError]) -> None:
    mapped = fetch_error(error, "a.example")
    assert type(mapped) is expected
    assert str(mapped).isprintable()
    assert "a.example" in str(mapped)
