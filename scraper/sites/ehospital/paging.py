"""Where a page of 台灣e院 leads without a link: a choice of page numbers, a choice of topics."""

from collections.abc import Iterator
from urllib.parse import quote

from scraper.parser.view import PageView
from scraper.sites.ehospital.urls import is_topic, page_number, with_pages, with_topic

MAX_PAGES = 5000  # of one listing; the longest one had 1,755 in 2024
MAX_TOPICS = 500  # of one department
REACH = 25
"""Pages before and behind the current one that a page leads to, except the first, which leads to all of them.

Each of a thousand pages offers the choice of all thousand: following them all from each would be a million links.
"""


def page_links(view: PageView) -> list[str]:
    """Return the addresses that a page's choices lead to, in the site's own escapes."""
    url = view.page.url
    if url is None:
        return []
    try:
        links = with_pages(url, _pages(view, page_number(url)))
        if is_topic(url):
            topics = _choices(view, 'select[name="q_type"] option', MAX_TOPICS)
            links += [with_topic(url, quote(topic, safe="")) for topic in topics]
    except ValueError:
        return []
    return links


def _pages(view: PageView, current: int) -> Iterator[int]:
    for value in _choices(view, "#PageNo option", MAX_PAGES):
        number = int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0
        if number > 0 and (current == 1 or abs(number - current) <= REACH):
            yield number


def _choices(view: PageView, selector: str, most: int) -> Iterator[str]:
    """Yield the values of a choice: what would be sent, else what is shown."""
    for node in view.css(selector)[:most]:
        value = node.attributes.get("value")
        value = (value if value is not None else node.text()).strip()
        if value:
            yield value
