"""The explained page in a real browser: it can be read, it follows its anchors, and a hostile page does nothing.

Needs playwright and the system's Chromium.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explained_pages import HOSTILE, RECORDS, explained, html_page

from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import seed_text, seed_thread
from scraper.page import Page
from tests.chromium import chromium, opened

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ADDRESS = "https://qa.example/qa/1"
PAGES = {
    "hostile": html_page(HOSTILE),
    "records": html_page(RECORDS),
    "text": Page(seed_text().encode(), source="page.txt"),
    "semantic": html_page(RENDERINGS["semantic"].render(seed_thread(), ADDRESS)),
    "table": html_page(RENDERINGS["table"].render(seed_thread(), ADDRESS)),
    "long": html_page(f"<h1>Long</h1><p>{'words ' * 50_000}</p>" + "<ul><li>line</ul>" * 20_000),
}
READERS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
# The lowest contrast (WCAG 2.2 §1.4.3) of any text with what lies behind it.
LOWEST_CONTRAST = """() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = text => channels(text).slice(0, 3).map(c => c / 255)
    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [.2126, .7152, .0722][n], 0);
  let lowest = [21, ""];
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
    let behind = node;
    const is_clear = text => channels(text)[3] === 0;
    while (behind.parentElement && is_clear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    const pair = [getComputedStyle(node).color, getComputedStyle(behind).backgroundColor].map(light);
    const contrast = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    if (contrast < lowest[0]) lowest = [contrast, node.outerHTML.slice(0, 200)];
  }
  return lowest;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_can_be_read_and_does_nothing(browser: Any, tmp_path: Path, name: str, reader: str) -> None:
    file = tmp_path / "explained.html"
    file.write_text(explained(PAGES[name]), encoding="utf-8")
    context = browser.new_context(**READERS[reader])
    page = context.new_page()
    happened = opened(page, file)
    page.wait_for_timeout(200)
    assert page.url == file.as_uri()
    assert page.evaluate("document.scripts.length + document.querySelectorAll('iframe, img, form, base').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than the screen"
    contrast, where = page.evaluate(LOWEST_CONTRAST)
    assert contrast >= 4.5, where
    shot = page.screenshot(path=tmp_path / f"{name}-{reader}.png")
    assert len(shot) > 5_000
    follow_an_anchor(page)
    assert happened == []
    context.close()


def follow_an_anchor(page: Any) -> None:
    """From the last field of the list to its highlight, and from the label of that back to the list."""
    links = page.locator("aside li b a")
    if links.count() == 0:
        return
    links.last.click()
    target = page.locator(":target")
    assert target.bounding_box()["y"] < page.viewport_size["height"]
    assert page.evaluate("getComputedStyle(document.querySelector(':target')).outlineStyle") == "solid"
    label = page.locator("main mark:has(:target), main mark:target").locator(".tag").first
    label.focus()
    assert float(label.evaluate("node => getComputedStyle(node.parentElement).opacity")) == 1
    label.press("Enter")
    assert page.evaluate("document.querySelector(':target').closest('aside') !== null")
