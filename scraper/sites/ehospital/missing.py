"""Pages of 台灣e院 that show no question, and say so: nobody else need look for one there."""

import re

from scraper.errors import NotQAPage
from scraper.parser.values import clean_line
from scraper.parser.view import PageView
from scraper.sites.ehospital.posts import ENGLISH, MISSING, says_missing
from scraper.sites.ehospital.speakers import MAX_LINE_CHARS
from scraper.sites.ehospital.urls import is_chinese, is_chinese_question, is_topic, kind_of_list

_HEADINGS = "h1, h2, h3, h4, h5, h6, .subject, .w3-bar-item"
_MAX_HEADINGS = 100
# What every question shows, in one make or another: where none of it is there, there is nothing to be read.
_SIGNS = re.compile(r"發問者|答[復覆]者|提問\s?[：:]|回[覆復]\s?[：:]|schema\.org|ld\+json", re.I)


def refuse(view: PageView) -> None:
    """Say why a page shows no question, where it is plainly one of the site's that shows none.

    To be asked only when no question was found.

    :raises NotQAPage: if it is such a page.
    """
    text, url = view.page.text, view.page.url
    if ENGLISH in text:
        return
    if MISSING in text and _says_missing(view):
        raise NotQAPage(f"the page says that the question does not exist ({MISSING})", certain=is_chinese(url))
    if (kind := kind_of_list(url)) is not None:
        raise NotQAPage(kind, certain=True)
    if "table1" in text and view.css_first('table.table1 a[href*="ShowDetail.php"]') is not None:
        raise NotQAPage("a listing of questions", certain=True)
    if "QAunit" in text and view.css_first(".QAunit") is not None:
        raise NotQAPage("no subject: a question's frame without a question", certain=True)
    if is_topic(url) and _SIGNS.search(text) is None:
        raise NotQAPage("a topic's page without a question: it is empty, or behind the last one", certain=True)
    if is_chinese_question(url):
        certain = _SIGNS.search(text) is None
        raise NotQAPage("no subject" if certain else "no subject that the rules find", certain=certain)


def _says_missing(view: PageView) -> bool:
    texts = (node.text() for node in view.css(_HEADINGS)[:_MAX_HEADINGS])
    return any(says_missing(clean_line(text)) for text in texts if len(text) <= MAX_LINE_CHARS)
