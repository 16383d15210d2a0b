"""Whatever the mark-up, reading it ends well: every profile, every kind of broken page."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.page import Page
from scraper.parser.locate import Locator
from scraper.parser.view import PageView
from scraper.pipeline import extract_page, read_page
from scraper.sites import BUILT_IN

from .fragments import FRAGMENTS

ALL = [fragment for fragments in FRAGMENTS.values() for fragment in fragments]
NAMES = [profile.name for profile in BUILT_IN.all()]
# Authored (CC0-1.0): something for every profile to find, so that fragments also stand in the midst of what is read.
THREAD = """<title>T - Surgery</title><h1>T - Surgery</h1>{}<p>Share to:</p><h2>Title</h2><p>Body{}</p>
<p>bob, 40~49 year old male. Ask Date: 2007/02/03</p><p>Dr. Lin reply Surgery</p>{}<p>Rest.</p><p>Reply Date: 2007/02/04</p>
<div itemscope itemtype="https://schema.org/QAPage"><div itemprop="mainEntity" itemscope
itemtype="https://schema.org/Question"><h3 itemprop="name">Why?{}</h3><div itemprop="text">Because{}</div></div></div>
<ul class="QAunit"><li class="subject">#1 t</li><li class="asker">發問者：明／男／(40~49),2012/03/04</li>
<li class="ask">x{}</li></ul>"""


def page(markup: str, kind: str = "text/html", url: str | None = "https://qa.example/q/1") -> Page:
    body = markup.encode("utf-8", "surrogatepass")
    return Page(body, source="page", url=url, headers=(("Content-Type", f"{kind}; charset=utf-8"),))


def survive(one: Page) -> None:
    """Read a page as a run would and with each profile, and find every place again."""
    read_page(one)
    view = PageView(one)
    locator = Locator(view)
    for name in NAMES:
        for draft in extract_page(one, site=name).drafts:
            for pointer, evidence in draft.evidence.items():
                assert locator.locate(evidence.location) is not None, (pointer, evidence)


@pytest.mark.parametrize("category", FRAGMENTS)
def test_every_fragment_alone_is_survived(category: str) -> None:
    for fragment in FRAGMENTS[category]:
        read_page(page(fragment))
        read_page(page(fragment, "text/plain", None))


@pytest.mark.parametrize("category", FRAGMENTS)
def test_every_fragment_inside_a_thread_is_survived(category: str) -> None:
    for fragment in FRAGMENTS[category]:
        survive(page(THREAD.replace("{}", fragment)))


@pytest.mark.slow
@pytest.mark.parametrize("first", FRAGMENTS)
@pytest.mark.parametrize("second", FRAGMENTS)
def test_every_two_fragments_together_are_survived(first: str, second: str) -> None:
    for one, other in product(FRAGMENTS[first], FRAGMENTS[second]):
        read_page(page(one + other))


PIECES = st.sampled_from(sorted({fragment for fragment in ALL if len(fragment) < 60}))
TAGS = st.sampled_from(
    "a b i p div ul li table tr td th select option form svg math template button pre br h1 dl dt".split()
)
ATTRIBUTES = st.sampled_from(
    ["", " itemscope", " itemprop=text", " itemtype=https://schema.org/Question", " typeof=Question", " property=name",
     " class=answer", " class=QAunit", " id=x", " style='display:none'", " hidden", " href=/q/1", " itemref=x"]
)  # fmt: skip
OPENED = st.builds("<{}{}{}>".format, TAGS, ATTRIBUTES, ATTRIBUTES)
CLOSED = st.builds("</{}>".format, TAGS)
LINES = st.sampled_from(
    ["word ", "Ask Date: 2007/02/03", "Dr. Lin reply Surgery", "Reply Date: 2007/02/04", "More Info", "Similar Q&A", "1.",
     "[Read More] x", "Related FAQ", "Toes (Surgery)", "bob, 40~49 year old male. Ask Date: 2007/02/03", "\n", "Why?"]
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(OPENED, CLOSED, LINES, PIECES), max_size=40))
def test_any_mark_up_is_survived(pieces: list[str]) -> None:
    survive(page("".join(pieces)))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["text/html", "text/plain", "text/html; charset=utf-16", "x/y", ""]))
def test_any_octets_are_survived(body: bytes, kind: str) -> None:
    read_page(Page(body, source="page", headers=(("Content-Type", kind),)))
