"""Addresses of the e-Hospital: the same question is reached under many."""

import re
from urllib.parse import urlsplit, urlunsplit

from scraper.request import canonical_url

_QUESTION = re.compile(r"/ShowDetail\.php$", re.I)
_QUESTION_NUMBER = re.compile(r"(?:^|&)q_no=(\d+)(?:&|$)", re.I)


def canonical(url: str) -> str:
    """Return the site's form of an address: for a question page, only ``q_no`` counts.

    :raises ValueError: if the address cannot be split.
    """
    plain = canonical_url(url)
    parts = urlsplit(plain)
    number = _QUESTION_NUMBER.search(parts.query)
    if number is None or not _QUESTION.search(parts.path):
        return plain
    return urlunsplit((parts.scheme, parts.netloc, parts.path, f"q_no={number[1]}", ""))
