"""Every location that a record tells can be found again, and there stands what the record says."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import seed_thread
from scraper.demo.threads import authored_threads
from scraper.page import Page
from scraper.parser import universal, values
from scraper.parser.draft import Draft
from scraper.parser.language import language_tag
from scraper.parser.locate import Located, Locator, Sight, locate
from scraper.parser.markup_text import running_text
from scraper.parser.place import BlockPlace
from scraper.parser.things import local_name
from scraper.parser.view import PageView
from scraper.pipeline import extract_page

SITES = Path(__file__).parent.parent / "sites"
FIXTURES = sorted(path.parent for path in SITES.glob("*/*/expected.json"))
THREADS = [seed_thread(), *list(authored_threads())[:1]]
ADDRESS = "https://qa.example/qa/1"


def page_of(folder: Path) -> Page:
    told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    path = next(folder.glob("page.*"))
    kind = told.get("content_type") or ("text/plain" if path.suffix == ".txt" else "text/html")
    return Page(path.read_bytes(), source=path.name, url=told.get("url"), headers=(("Content-Type", kind),))


def html_view(markup: str) -> PageView:
    return PageView(Page(markup.encode(), source="test", url=ADDRESS, headers=(("Content-Type", "text/html"),)))


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_locations_of_fixtures_hold(folder: Path) -> None:
    assert_locations_hold(page_of(folder))


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_locations_of_renderings_hold(rendering: str) -> None:
    form = RENDERINGS[rendering]
    for thread in THREADS:
        headers = (("Content-Type", form.content_type),)
        page = Page(form.render(thread, ADDRESS).encode(), source="test", url=ADDRESS, headers=headers)
        assert assert_locations_hold(page) > 10


def assert_locations_hold(page: Page) -> int:
    view = PageView(page)
    locator = Locator(view)
    extraction = extract_page(page)
    told = [(draft, pointer) for draft in extraction.drafts for pointer in draft.evidence]
    wrong = []
    for draft, pointer in told:
        rule, location = draft.evidence[pointer]
        located = locator.locate(location)
        if located is None or not says(located, value_at(draft, pointer), rule, view):
            wrong.append((pointer, value_at(draft, pointer), rule, location, located and located.text))
    assert not wrong
    for path in {path for draft, pointer in told for path in paths_in(draft.evidence[pointer].location)}:
        assert [node.mem_id for node in view.css(path)] == [locator.element(path).mem_id]  # type: ignore[union-attr]
    return len(told)


def value_at(draft: Draft, pointer: str) -> Any:
    value: Any = draft.value
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list | tuple) else value[step]
    return value


def paths_in(location: str) -> Iterator[str]:
    """The CSS paths of a location, read as any other program would."""
    for part in re.split(r" \+ | … ", location):
        path = part.partition(" [")[0]
        if path.startswith("html"):
            yield path


READERS: dict[str, Callable[[str], object]] = {
    "text": running_text,
    "line": lambda text: (running_text(text) or "").replace("\n", " "),
    "person": lambda text: (running_text(text) or "").replace("\n", " "),
    "written_day": values.day,
    "tag": language_tag,
    "person_gender": lambda text: values.gender(local_name(text)),
}
COMPUTED = re.compile(
    r"upvoteCount - downvoteCount|interactionStatistic|[aA]cceptedAnswer|suggestedAnswer|address of the post"
)


def says(located: Located, value: object, rule: str, view: PageView) -> bool:
    """Whether what stands at a place is the value, or what the rule's converters make a value of."""
    text = located.text
    if located.sight is Sight.ELSEWHERE or COMPUTED.search(rule):
        return True
    if text is None:
        return False
    read: object = text
    for name in rule.split(" >> ")[1:]:
        reader = READERS.get(name) or getattr(values, name, None) or getattr(universal, name, None)
        if reader is None:
            return True  # another module's converter; that the place is found must do
        read = reader(read)
    if isinstance(value, str) and value.startswith(("http://", "https://")) and value != text:
        return view.absolute(text.strip()) == value or value in text or value.endswith(text.strip())
    if rule.endswith("(keywords) >> line") and "," in text:
        return str(value) in text  # one of several
    if rule == "language of the page":
        read = language_tag(text)
    if isinstance(value, str):
        return isinstance(read, str) and folded(read) == folded(value)
    if isinstance(value, date):
        return read == value or any(value in written.readings for written in values.written_days(text))
    return read == value or isinstance(value, bool) or values.count(text) == value


def folded(text: str) -> str:
    """Text without the marks of lists and without the difference between blanks."""
    return re.sub(r"\s+", " ", re.sub(r"^(?:\d+\.|-)\s+", "", text, flags=re.M)).strip()


MARKUP = """<title>A   title</title><main lang=en>
<p>one <b>two <i>three</i></b> four<br>five <a href="/x" title="t">six</a></p>
<o:p>seven</o:p><ul><li>eight<li>nine</ul><pre>ten
 eleven</pre></main><script type="application/ld+json">{"a/b": [{"text": "<b>twelve</b>"}, 13]}</script>"""


@pytest.mark.parametrize(
    ("location", "sight", "text"),
    [
        ("html > body > main:nth-of-type(1) > p:nth-of-type(1) [4:13]", Sight.SHOWN, "two three"),
        ("html > body > main:nth-of-type(1) > p:nth-of-type(1) [14:27]", Sight.SHOWN, "four\nfive six"),
        ("html > body > main:nth-of-type(1) > p:nth-of-type(1) > b:nth-of-type(1) [4:9]", Sight.SHOWN, "three"),
        ("html > body > main:nth-of-type(1) > o\\:p:nth-of-type(1) [0:5]", Sight.SHOWN, "seven"),
        (
            "html > body > main:nth-of-type(1) > ul:nth-of-type(1) > li:nth-of-type(2) [0:] … "
            "html > body > main:nth-of-type(1) > pre:nth-of-type(1) [:10]",
            Sight.SHOWN,
            "nine\nten\neleven",
        ),
        (
            "html > body > main:nth-of-type(1) > ul:nth-of-type(1) > li:nth-of-type(1) [1:3] + "
            "html > body > main:nth-of-type(1) > pre:nth-of-type(1) [4:6]",
            Sight.SHOWN,
            "ig\nel",
        ),
        ("html > head > title:nth-of-type(1) [2:7]", Sight.UNSEEN, "title"),
        ("html > body > main:nth-of-type(1) > p:nth-of-type(1) > a:nth-of-type(1) [href]", Sight.ATTRIBUTE, "/x"),
        ("html > body > script:nth-of-type(1) [json-ld] /a~1b/0/text", Sight.JSON_LD, "<b>twelve</b>"),
        ("html > body > script:nth-of-type(1) [json-ld] /a~1b/1", Sight.JSON_LD, "13"),
        ("element 6 [0:5]", Sight.SHOWN, "one t"),
        ("the page's address", Sight.ELSEWHERE, None),
        (f"{ADDRESS}?page=2 html > body > p:nth-of-type(1) [0:3]", Sight.ELSEWHERE, None),
    ],
)
def test_places_of_a_page(location: str, sight: Sight, text: str | None) -> None:
    located = locate(html_view(MARKUP), location)
    assert located is not None
    assert (located.sight, located.text) == (sight, text)


@pytest.mark.parametrize(
    "location",
    [
        "html > body > main:nth-of-type(2) [0:1]",
        "html > body > main:nth-of-type(1) > p:nth-of-type(1) [20:99]",
        "html > body > main:nth-of-type(1) > p:nth-of-type(1) [3:2]",
        "html > body > main:nth-of-type(1) [class]",
        "html > body > main:nth-of-type(1) [0:] … html > body > p:nth-of-type(1) [:1]",
        "html > body > main:nth-of-type(1) [0:1] + html > body > p:nth-of-type(9) [0:1]",
        "html > body > script:nth-of-type(1) [json-ld] /a~1b/2",
        "html > body > script:nth-of-type(1) [json-ld] /a~1b/0/text/0",
        "html > body > main:nth-of-type(1) [json-ld] /a",
        "element 99 [0:1]",
        "line 3 [0:1]",
        "html > body",
    ],
)
def test_places_that_a_page_does_not_have(location: str) -> None:
    assert locate(html_view(MARKUP), location) is None


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ("line 1 [4:7]", "two"),
        ("lines 1-4 [4:3]", "two\nthr"),
        ("line 1 [0:3] + line 4 [0:1]", "one\nt"),
        ("line 2 [0:0]", None),
        ("line 9 [0:1]", None),
        ("line 1 [0:99]", None),
    ],
)
def test_places_of_a_text(location: str, text: str | None) -> None:
    view = PageView(Page(b"one  two\n\n\nthree\n", source="page.txt"))
    located = locate(view, location)
    assert (located and located.text) == text


def test_places_in_a_text_with_marks_are_those_of_the_page() -> None:
    text = """# How to Sleep - Family Medicine\n\nShare to:\n\n## Sleepless\n
I **wake** up __early__.\n---\nMore words.\n
owl, 30~39 year old male. Ask Date: 2011/05/07\n\nDr. Lin reply Surgery\n\nRead.\n\nReply Date: 2011/05/08\n
## More Info\n\n### Habits\n\n1. **Heat:** Warm packs **help** much.\n"""
    page = Page(text.encode(), source="page.txt")
    (draft,) = extract_page(page).drafts
    locator = Locator(PageView(page))
    found = {pointer: locator.locate(told.location) for pointer, told in draft.evidence.items()}
    said = {pointer: located.text for pointer, located in found.items() if located is not None}
    assert (said["/title"], said["/department"]) == ("How to Sleep", "Family Medicine")
    assert said["/question/title"] == "Sleepless"
    assert said["/question/text"] == "I **wake** up __early__.\nMore words."
    assert said["/article/heading"] == "More Info"
    assert said["/article/sections/0/items/0/label"] == "Heat"
    assert said["/article/sections/0/items/0/text"] == "Warm packs **help** much."


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <div> <b> </b> <br> <table> <td> <li> <pre> <a\xa0href=x> </a> words and\nmore".split(" ")
        )
    ),
    st.data(),
)
def test_every_run_of_lines_is_found_again(pieces: list[str], data: st.DataObject) -> None:
    view = html_view("".join(pieces).replace("\xa0", " "))
    blocks = data.draw(st.lists(st.sampled_from(view.blocks), unique_by=id)) if view.blocks else []
    blocks = sorted(blocks, key=lambda block: block.index)
    if blocks:
        located = locate(view, BlockPlace(blocks).describe(view.paths))
        assert located is not None
        assert located.text == "\n".join(block.text for block in blocks)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from("html > body p:nth-of-type(1) [0:9] [0:] [:9] + … element line 3-5 [json-ld] /a".split(" "))
    )
)
def test_any_words_are_a_place_or_none(words: list[str]) -> None:
    located = locate(html_view(MARKUP), " ".join(words))
    assert located is None or isinstance(located, Located)
