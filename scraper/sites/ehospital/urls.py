"""Addresses of the e-Hospital: the same page is reached under many.

The English rendition's addresses are not known. Those of the Chinese original lie below ``/doctor/``:
``All/ShowDetail.php`` is a question, ``All/history.php`` a listing, ``All/index.php`` a department,
``Often_question/type_detail.php`` a topic with several questions.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from scraper.request import canonical_url
from scraper.sites.ehospital.escapes import canonical_value, read_value

HOSTS = ("sp1.hso.mohw.gov.tw",)
PATHS = re.compile(r"/(?:All|Often_question)/\w+\.php$|/doctor/Index1\.php$|/(?:ShowDetail|type_detail)\.php$", re.I)
"""Paths that tell the site on any host."""
QUESTIONS = re.compile(r"/ShowDetail\.php\?(?:[^#]*&)?q_no=[0-9]", re.I)
"""Addresses of questions."""

_QUESTION_PATH = re.compile(r"/ShowDetail\.php$", re.I)
_QUESTION_NUMBER = re.compile(r"(?:^|&)q_no=([0-9]+)(?:&|$)", re.I)
_TOPIC_PATH = re.compile(r"/type_detail\.php$", re.I)
_TOPIC_DIRECTORY = re.compile(r"/Often_question/[^/]*$", re.I)
_LISTS = (
    (re.compile(r"/All/history\.php$", re.I), "a listing of questions"),
    (re.compile(r"/All/index\.php$", re.I), "a department's page"),
    (re.compile(r"/Often_question/index\.php$", re.I), "a list of topics"),
    (re.compile(r"/doctor/Index1\.php$", re.I), "the front page"),
)
_SMALL_NUMBER = re.compile(r"[0-9]{1,9}")
_DETAIL = "/doctor/All/ShowDetail.php"


def canonical(url: str) -> str:
    """Return the site's form of an address.

    For a question, only ``q_no`` counts. Other pages of the Chinese original keep their parameters, in the site's own
    Big5 escapes; the first page of several is the one without a number.

    :raises ValueError: if the address cannot be split.
    """
    plain = canonical_url(url)
    parts = urlsplit(plain)
    if _QUESTION_PATH.search(parts.path) and (number := _QUESTION_NUMBER.search(parts.query)) is not None:
        return urlunsplit(parts._replace(query=f"q_no={plain_number(number[1])}"))
    if not parts.query or not _is_chinese(parts):
        return plain
    pairs = [_canonical_pair(*pair) for pair in _pairs(parts.query)]
    return urlunsplit(parts._replace(query="&".join(sorted(pair for pair in pairs if pair is not None))))


def is_chinese(url: str | None) -> bool:
    """Whether an address is one of the Chinese original, or of a copy of it on another host."""
    return _is_chinese(_split(url))


def is_chinese_question(url: str | None) -> bool:
    """Whether an address is that of a question of the Chinese original, not of the English rendition."""
    parts = _split(url)
    return _QUESTION_PATH.search(parts.path) is not None and (
        parts.hostname in HOSTS or parts.path.lower().endswith(_DETAIL.lower())
    )


def is_topic(url: str | None) -> bool:
    """Whether an address is that of a topic's page."""
    return _TOPIC_PATH.search(_split(url).path) is not None


def kind_of_list(url: str | None) -> str | None:
    """Return what a page of the site is that leads to questions and shows none; None for any other page."""
    path = _split(url).path
    return next((kind for pattern, kind in _LISTS if pattern.search(path)), None)


def plain_number(digits: str) -> str:
    """Return a question's number without leading zeros."""
    return digits.lstrip("0") or "0"


def question_number(url: str | None) -> str | None:
    """Return the number in a question's address."""
    match = _QUESTION_NUMBER.search(_split(url).query)
    return plain_number(match[1]) if match is not None else None


def question_address(number: str, page_url: str, *, among_others: bool) -> str | None:
    """Return the address of a question on the host of a page that shows it.

    :param among_others: whether the page shows other questions too, so that its own address is not the question's.
    :returns: None where the page's address says nothing of the site, and may well be the question's own.
    """
    parts = _split(page_url)
    if _QUESTION_PATH.search(parts.path):
        path = parts.path
    elif _TOPIC_DIRECTORY.search(parts.path):
        path = urljoin(parts.path, "../All/ShowDetail.php")
    elif among_others or _is_chinese(parts):
        path = _DETAIL
    else:
        return None
    return canonical(urlunsplit((parts.scheme, parts.netloc, path, f"q_no={number}", ""))) if parts.netloc else None


def department_of(url: str | None) -> str | None:
    """Return the department in a topic page's address."""
    query = _split(url).query if is_topic(url) else ""
    return next((read_value(value) for name, value in _pairs(query) if name == "UrlClass"), None)


def with_topic(url: str, topic: str) -> str:
    """Return the address of the first page of another topic of the same department, in canonical form.

    :param topic: escaped.
    :raises ValueError: if the address cannot be split.
    """
    parts = urlsplit(url)
    kept = [f"{name}={value}" for name, value in _pairs(parts.query) if name not in ("PageNo", "q_type")]
    return canonical(urlunsplit(parts._replace(query="&".join([*kept, f"q_type={topic}"]))))


def with_pages(url: str, numbers: Iterable[int]) -> list[str]:
    """Return the addresses of other pages of a list, in canonical form.

    :raises ValueError: if the address cannot be split.
    """
    parts = urlsplit(canonical(url))
    pairs = [pair for pair in parts.query.split("&") if pair and not pair.startswith("PageNo=")]
    first = urlunsplit(parts._replace(query="&".join(pairs)))
    # A department may have thousands: the address is put in order once.
    place = bisect_left(pairs, "PageNo=")
    before, behind = ["".join(f"{pair}&" for pair in pairs[:place]), "".join(f"&{pair}" for pair in pairs[place:])]
    start = urlunsplit(parts._replace(query=""))
    return [first if number == 1 else f"{start}?{before}PageNo={number}{behind}" for number in numbers]


def page_number(url: str | None) -> int:
    """Return which page of a list an address leads to, from 1."""
    numbers = (value for name, value in _pairs(_split(url).query) if name == "PageNo")
    return next((int(value) for value in numbers if _SMALL_NUMBER.fullmatch(value)), 1)


def _is_chinese(parts: SplitResult) -> bool:
    return parts.hostname in HOSTS or PATHS.search(parts.path) is not None


def _canonical_pair(name: str, value: str) -> str | None:
    if name == "PageNo" and value.isascii() and value.isdecimal():
        value = plain_number(value)
        if value == "1":
            return None
    return f"{name}={canonical_value(value)}"


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return names and values; a name without ``=`` has an empty one."""
    split = (pair.partition("=") for pair in query.split("&") if pair)
    return [(name, value) for name, _, value in split]


def _split(url: str | None) -> SplitResult:
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")
