"""The report in a real browser: it can be read on every screen, and hostile records do nothing in it.

Needs playwright and the system's Chromium. The screenshots stay in pytest's temporary folder, to be looked at.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.quality.coverage import Drift
from scraper.quality.duplicates import Duplicates
from scraper.quality.languages import Identifier
from scraper.quality.metrics import measure
from scraper.quality.report import render
from scraper.quality.subject import HostCounts, Subject
from scraper.stats import Stats
from tests.chromium import chromium, opened
from tests.quality.varied import lines, varied

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EVIL = (
    "</style></script><script>document.title = 'owned'</script><img src=https://evil.example/x onerror=alert(1)>\"'>"
    "\u202e\u2066 javascript:alert(1) `${alert(1)}` "
)
READERS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "desktop-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True},
    "phone-dark": {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "color_scheme": "dark"},
}
CONTENT = "document.scripts.length + document.querySelectorAll('iframe, img, form, base, object, link').length"
# The lowest contrast (WCAG 2.2 §1.4.3) of any text that is shown, letters of the plots included.
LOWEST_CONTRAST = """() => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = text => {
    const [r, g, b] = numbers(text).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const paper = node => {
    while (node.parentElement && numbers(getComputedStyle(node).backgroundColor)[3] === 0) node = node.parentElement;
    return luminance(getComputedStyle(node).backgroundColor);
  };
  let worst = [21, ""];
  for (const node of document.querySelectorAll("body *")) {
    const says = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!says || !node.getClientRects().length) continue;
    const style = getComputedStyle(node), is_drawn = node instanceof SVGElement;
    const pair = [luminance(is_drawn ? style.fill : style.color), paper(node)];
    const contrast = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    if (contrast < worst[0]) worst = [contrast, node.outerHTML.slice(0, 200)];
  }
  return worst;
}"""
SMALLEST_PLOT_TEXT = """() => Math.min(...[...document.querySelectorAll('svg text')]
  .filter(node => node.getClientRects().length).map(node => node.getBoundingClientRect().height))"""


def full() -> str:
    """A report of every section, long names and many languages among them."""
    reasons = ["invalid: /replies/0/score: should be a valid integer", "failed: HTTP 404"] * 3
    rejects = [
        {"source": f"https://qa.example/{n}", "reason": reason, "issues": []} for n, reason in enumerate(reasons)
    ]
    subject = Subject(
        "mysite", "2026-01-01T00:00:00Z", "qaharvest explain --run mysite", "qaharvest status mysite --why",
        ("https://qa.example/",),
        Stats(pages=900, pages_with_records=700, pages_rejected=20, pages_not_qa=180, records=700, fetched=912),
        (Drift("forum", "replies/author", "borrowed", 1.0, 0.1, 20),), ("https://qa.example/odd",),
        (HostCounts("qa.example", {"done": 900}, 912, 30_000_000, 1, "rules", 1.0),),
    )  # fmt: skip
    with Duplicates() as duplicates:
        told = measure(
            lines(700), (json.dumps(one).encode() for one in rejects), duplicates=duplicates, identifier=Identifier()
        )
    return render(subject, told)


def hostile() -> str:
    """A report in which everything that comes from outside tries to act, and one name is a megabyte long."""
    records = []
    for number, record in enumerate(varied(40)):
        record |= {"site": EVIL, "record_id": f"{EVIL}{number}", "language": EVIL}
        record["department"] = EVIL + "W" * 1_000_000 if number % 2 else EVIL
        record["provenance"]["licence"] = EVIL
        record["provenance"]["fields"]["/question/text"] = {"rule": EVIL, "location": EVIL}
        record["replies"] = [{"text": f"{EVIL}\n{EVIL}", "replied_on": "0001-01-01", "author": EVIL}]
        records.append(json.dumps(record).encode())
    issues = [{"field": EVIL, "message": EVIL, "rule": EVIL}]
    rejects = [
        {"source": f"{prefix}{EVIL}", "reason": EVIL, "issues": issues} for prefix in ("", "https://qa.example/")
    ]
    host = HostCounts(EVIL, {EVIL: 1}, 1, 1, 1, EVIL, 1.0)
    subject = Subject(
        EVIL,
        "now",
        EVIL,
        EVIL,
        [EVIL] * 9,
        Stats(pages=3),
        [Drift(EVIL, EVIL, "missing", 1, 0, 9)],
        [EVIL] * 999,
        [host],
    )
    with Duplicates() as duplicates:
        told = measure(records, (json.dumps(one).encode() for one in rejects), duplicates=duplicates)
    return render(subject, told)


def empty() -> str:
    return render(Subject("new", "2026-01-01T00:00:00Z", "explain", "why", stats=Stats()), measure([], []))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made = {}
    for make in (full, hostile, empty):
        made[make.__name__] = folder / f"{make.__name__}.html"
        made[make.__name__].write_text(make(), encoding="utf-8")
    return made


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["full", "hostile", "empty"])
def test_the_report_can_be_read_and_does_nothing(
    browser: Any, files: dict[str, Path], tmp_path: Path, name: str, reader: str
) -> None:
    file = files[name]
    assert file.stat().st_size < 400_000
    context = browser.new_context(**READERS[reader])
    page = context.new_page()
    happened = opened(page, file)
    page.screenshot(path=tmp_path / f"{name}-{reader}.png", full_page=True)
    assert_is_readable(page)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.wait_for_timeout(200)
    assert_is_readable(page)
    page.screenshot(path=tmp_path / f"{name}-{reader}-unfolded.png", full_page=True)
    assert page.evaluate(CONTENT) == 0
    assert page.title().startswith("qaharvest report")
    assert happened == []
    context.close()


def assert_is_readable(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], "wider than the screen"
    contrast, where = page.evaluate(LOWEST_CONTRAST)
    assert contrast >= 4.5, where


@pytest.mark.parametrize("reader", ["desktop", "phone"])
def test_one_plot_of_each_kind_is_shown_with_letters_to_be_read(
    browser: Any, files: dict[str, Path], reader: str
) -> None:
    context = browser.new_context(**READERS[reader])
    page = context.new_page()
    page.goto(files["full"].as_uri())
    assert page.locator("svg:visible").count() == 3
    assert page.evaluate(SMALLEST_PLOT_TEXT) >= 11
    assert page.get_by_role("img", name="Questions by").count() == 1
    context.close()


def test_the_keyboard_reaches_the_sections_and_a_reject_is_unfolded(browser: Any, files: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(files["full"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("nav a", has_text="Outliers").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#outliers"
    page.locator("#rejects table a").first.click()
    assert page.locator(":target code.command").first.is_visible()
    assert page.get_by_role("region", name="By reason").count() == 1
    page.close()


def test_on_paper_there_is_no_navigation(browser: Any, files: dict[str, Path], tmp_path: Path) -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto(files["full"].as_uri())
    assert not page.locator("nav").is_visible()
    page.pdf(path=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").stat().st_size > 20_000
    page.close()
