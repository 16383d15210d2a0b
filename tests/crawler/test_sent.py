"""When a request is told as sent: the delay of its host is counted from there."""

import asyncio

import pytest

from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.errors import NetworkError
from scraper.settings import Settings
from tests.crawler.test_http import using
from tests.servers import Server, answer


def test_a_request_is_told_as_sent_once_its_connection_stands() -> None:
    steps: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        steps.append("resolved")
        return ["127.0.0.1"]

    async def ask(server: Server) -> None:
        guard = Guard(frozenset({("a.example", server.port)}), lookup=lookup)
        fetcher = HttpFetcher(Settings(timeout=5.0), guard=guard, version="1")
        try:
            for path in ("/a", "/b"):
                await fetcher.fetch(f"http://a.example:{server.port}{path}", sent=lambda: steps.append("sent"))
                steps.append("answered")
        finally:
            await fetcher.aclose()

    with Server({"/a": [answer()], "/b": [answer()]}) as server:
        asyncio.run(ask(server))
    assert steps == ["resolved", "sent", "answered", "sent", "answered"]


def test_a_request_that_never_goes_out_is_not_told_as_sent() -> None:
    with Server({}) as server:
        port = server.port
    sent: list[str] = []
    with pytest.raises(NetworkError):
        using(server, lambda f: f.fetch(f"http://127.0.0.1:{port}/", sent=lambda: sent.append("sent")))
    assert sent == []
