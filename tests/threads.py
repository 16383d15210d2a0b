"""A forum whose threads span several pages, made up for the tests: its profile, its pages, and a site of them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schemas.qa import QARecord
from scraper.page import Page, ThreadPart
from scraper.pipeline import read_page
from scraper.sites import Sites
from tests.kill.site import Answer

PROFILE = r"""
name = "forum"
description = "A made-up forum"
example = "http://forum.test/t/1"
hosts = ["forum.test"]

[[rendition]]
name = "only"
native_id = "address('/t/(\\d+)')"
part = "css('.pager')[data-page] >> count"

[rendition.fields]
"question/title" = "css('h1')"
"question/text" = "css('.question')"

[rendition.lists.replies]
each = "css('.answer')"
required = ["text"]
author = "css('.by')"
text = "css('.said')"
url = "css('a.own')[href] >> absolute"
"""

ANSWERS = 3
"""On a page."""


def profile_file(folder: Path) -> Path:
    path = folder / "forum.toml"
    path.write_text(PROFILE)
    return path


def answer(thread: int, number: int, *, url: bool = False) -> str:
    own = f'<a class="own" href="/a/{thread}-{number}">link</a>' if url else ""
    return (
        f'<div class="answer"><b class="by">member{number}</b> {own}'
        f'<p class="said">Answer {number} in thread {thread}.</p></div>'
    )


def thread_page(
    thread: int,
    number: int | None,
    *,
    answers: Iterable[str] | None = None,
    question: bool | None = None,
    head: str = "",
    links: Iterable[str] = (),
) -> bytes:
    """Return one page of a thread.

    :param number: of the page; None for a thread that stands on one page.
    :param question: whether it holds the question; by default only the first page does.
    """
    if answers is None:
        first = ((number or 1) - 1) * ANSWERS
        answers = [answer(thread, n) for n in range(first, first + ANSWERS)]
    asked = number in (None, 1) if question is None else question
    pager = "" if number is None else f'<div class="pager" data-page="{number}">Page {number}</div>'
    body = f'<div class="question">What of {thread}?</div>' if asked else ""
    body += "".join(answers) + "".join(f'<a href="{link}">more</a>' for link in links)
    return (
        f"<!doctype html><html><head><title>t</title>{head}</head>"
        f"<body><h1>Thread {thread}</h1>{pager}{body}</body></html>"
    ).encode()


def address(thread: int, number: int = 1) -> str:
    return f"/t/{thread}" if number == 1 else f"/t/{thread}?page={number}"


def page(thread: int, number: int | None, *, host: str = "http://forum.test", **made: Any) -> Page:
    url = host + address(thread, number or 1)
    return Page(body=thread_page(thread, number, **made), source=url, url=url, status=200)


def sites(folder: Path) -> Sites:
    return Sites.of(profile=profile_file(folder))


def parts(known: Sites, *pages: Page) -> list[ThreadPart]:
    return [part for one in pages for part in read_page(one, site="forum", sites=known).parts]


def forum(threads: int, pages: int, *, per_listing: int = 20) -> Callable[[str], Answer]:
    """Return a site of so many threads of so many pages, linked from listings; each page names the first as its own."""

    def answered(target: str) -> Answer:
        parsed = urlsplit(target)
        number = int(parse_qs(parsed.query).get("page", ["1"])[0])
        if parsed.path.startswith("/t/"):
            thread = int(parsed.path.removeprefix("/t/"))
            canonical = f'<link rel="canonical" href="/t/{thread}">'
            links = [address(thread, number + 1)] if number < pages else []
            body = thread_page(thread, number, head=canonical, links=links)
        elif parsed.path == "/":
            first = (number - 1) * per_listing
            links = [f"/t/{thread}" for thread in range(first, min(first + per_listing, threads))]
            links += [f"/?page={number + 1}"] if first + per_listing < threads else []
            body = "".join(f'<a href="{link}">more</a> ' for link in links).encode()
        else:
            return 404, {"Content-Type": "text/plain"}, b"not here"
        return 200, {"Content-Type": "text/html; charset=utf-8"}, body

    return answered


def replies(record: QARecord) -> list[str]:
    return [reply.text.split()[1] for reply in record.replies]
