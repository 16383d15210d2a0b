"""What the address of a page tells: the site's own number of the thread, and what addresses of questions look like."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.learning.expressions import escaped
from scraper.learning.known import Known
from scraper.parser.rules import quoted
from scraper.parser.view import PageView
from scraper.request import host_key

_ID_NAMES = (
    "q_no",
    "id",
    "tid",
    "t",
    "topic",
    "topic_id",
    "thread",
    "threadid",
    "question",
    "question_id",
    "qid",
    "no",
)
_NOT_IDS = frozenset({"page", "pageno", "p", "start", "offset", "lang", "year", "month"})
_STATIC = re.compile(r"[a-z][a-z_.]{0,15}")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SEGMENT = "[^/?#]+"
# What browsers write at the top of a page that is saved (Chromium and others, after Internet Explorer).
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(https?://\S{1,2000})\s*-->")
_HEAD_CHARS = 4000


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What the address tells.

    :param native_id: rule for the site's own number; None where the address has none.
    :param questions: expression for addresses that should hold a question.
    """

    native_id: str | None = None
    questions: str | None = None


def address_of(view: PageView) -> str | None:
    """Return the address of a page: its own, else that of its canonical link, else that which a browser noted."""
    if view.page.url is not None:
        return view.page.url
    link = view.css_first('link[rel="canonical"]') or view.css_first('meta[property="og:url"]')
    href = (link.attributes.get("href") or link.attributes.get("content") or "") if link is not None else ""
    saved = _SAVED_FROM.search(view.page.text[:_HEAD_CHARS])
    for url in (href, saved[1] if saved else ""):
        if url.startswith(("http://", "https://")) and _host(url):
            return url
    return None


def host_of(url: str) -> str | None:
    """Return the host of an address as profiles name it."""
    return _host(url) or None


def _host(url: str) -> str:
    try:
        return host_key(url)
    except ValueError:
        return ""


def rules_for(url: str, known: Sequence[Known]) -> AddressRules:
    """Return what the address of a thread tells, with everything that differs from thread to thread left open."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return AddressRules()
    if parts.scheme not in ("http", "https"):
        return AddressRules()
    slugs = {_slug(value.text) for value in known if len(value.text) > 2}
    path = list(_path(parts.path, slugs))
    by_query = _in_query(parts.query)
    if by_query is not None:
        shown = "".join(f"/{pattern}" for pattern in (_static_name(segment) for segment in _segments(parts.path)))
        return AddressRules(_rule(rf"[?&]{by_query}=(\d+)"), rf"{shown}\?(?:.*&)?{by_query}=\d+")
    segments = _segments(parts.path)
    numbered = [index for index, pattern in enumerate(path) if r"(\d+)" in pattern and not _is_date(segments, index)]
    if numbered:
        last = max(numbered, key=lambda index: (len(_longest(segments[index])), index))
        whole = "".join(
            f"/{pattern if index == last else pattern.replace('(', '').replace(')', '')}"
            for index, pattern in enumerate(path[: last + 1])
        )
        return AddressRules(_rule(whole), whole.replace(r"(\d+)", r"\d+"))
    if not path:
        return AddressRules()
    return AddressRules(None, "".join(f"/{pattern}" for pattern in [*path[:-1], _SEGMENT]) + "$")


def _is_date(segments: Sequence[str], index: int) -> bool:
    """Whether a part of a path is a year, or a month or day behind one."""
    years = [number for number, segment in enumerate(segments) if _YEAR.fullmatch(segment)]
    return index in years or (len(segments[index]) <= 2 and any(index - year in (1, 2) for year in years))


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/") if segment]


def _path(path: str, slugs: set[str]) -> Iterator[str]:
    """Yield an expression for each part of a path; a number becomes a group."""
    for index, segment in enumerate(_segments(path)):
        number = _longest(segment)
        if number and not re.search(r"[a-z]\d|\d[a-z]", segment.replace(number, "", 1), re.I):
            before, after = segment.split(number, 1)
            yield rf"{_literal_before(before)}(\d+){_literal_behind(after)}"
        elif _STATIC.fullmatch(segment) and segment not in slugs and (index == 0 or len(segment) <= 10):
            yield escaped(segment)
        else:
            yield _SEGMENT


def _longest(segment: str) -> str:
    found = _NUMBER.findall(segment)
    return max(found, key=len) if found else ""


def _literal_before(text: str) -> str:
    """Return an expression for what stands before a number in its part of the path: a mark stays, words do not."""
    if len(text) <= 3:
        return escaped(text)
    return f"[^/?#]*?{'' if text[-1].isalnum() else escaped(text[-1])}"


def _literal_behind(text: str) -> str:
    """Return an expression for the mark that ends a number; what follows need not be matched."""
    return "" if not text or text[0].isalnum() else escaped(text[0])


def _static_name(segment: str) -> str:
    return escaped(segment) if re.fullmatch(r"[A-Za-z_.]{1,20}", segment) else _SEGMENT


def _in_query(query: str) -> str | None:
    """Return the name of the parameter that holds the thread's number."""
    pairs = parse_qsl(query, max_num_fields=50) if query.count("&") < 50 else []
    numbered = [name for name, value in pairs if value.isascii() and value.isdigit() and name.lower() not in _NOT_IDS]
    named = [name for name in numbered if name.lower() in _ID_NAMES]
    best = min(named, key=lambda name: _ID_NAMES.index(name.lower())) if named else None
    found = best or (numbered[0] if len(numbered) == 1 else None)
    return found if found is not None and re.fullmatch(r"[A-Za-z_]{1,20}", found) else None


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _rule(pattern: str) -> str | None:
    text = quoted(pattern)
    return f"address({text})" if text[1:-1] == pattern and pattern.isprintable() else None
