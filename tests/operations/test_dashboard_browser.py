"""The dashboard in a real browser, while a crawl goes on. The screenshots stay in pytest's temporary folder."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scraper.operations.dashboard import Door, answering
from scraper.operations.serving import serving
from tests.chromium import chromium, watch
from tests.operations.test_dashboard import EVIL, seen
from tests.quality.test_report_browser import LOWEST_CONTRAST

pytestmark = [pytest.mark.slow, pytest.mark.browser]

COMMAND = [sys.executable, "-m", "scraper.cli.main"]
PAGES = "[data-part=numbers] .tile:nth-child(2) b"


@contextmanager
def at_work(folder: Path, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen([*COMMAND, *arguments], cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Any:
    with chromium() as started:
        yield started


def test_numbers_move_while_the_demonstration_is_crawled(browser: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect  # noqa: PLC0415 - the quick tests run without it

    with at_work(tmp_path, "demo", "live", "--delay", "0.2", "--quiet") as crawl:
        while not (tmp_path / "data/live/frontier.sqlite").exists():
            assert crawl.poll() is None
            time.sleep(0.05)
        with at_work(tmp_path, "dashboard", "live") as dashboard:
            assert dashboard.stdout is not None
            url = dashboard.stdout.readline().split()[4]
            for width, scheme, name in ((1440, "light", "desk"), (360, "dark", "phone")):
                context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
                page = context.new_page()
                happened = watch(page, url)
                page.goto(url)
                first = page.locator(PAGES).inner_text()
                expect(page.locator(PAGES)).not_to_have_text(first, timeout=20_000)
                page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                contrast, where = page.evaluate(LOWEST_CONTRAST)
                assert contrast >= 4.5, where
                assert happened == []
                context.close()
        assert dashboard.returncode == 0
    assert crawl.returncode == 130


def test_hostile_text_does_nothing_and_keys_reach_the_tables(browser: Any, tmp_path: Path) -> None:
    with serving("127.0.0.1", 0, answering(Door(None), lambda: seen(EVIL))) as port:
        page = browser.new_page()
        url = f"http://127.0.0.1:{port}/"
        happened = watch(page, url)
        page.goto(url)
        page.wait_for_timeout(1500)
        assert page.locator("img, iframe, form, object").count() == 0
        assert page.evaluate("document.scripts.length") == 1
        assert happened == []
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Hosts"
        page.screenshot(path=tmp_path / "hostile.png", full_page=True)
        page.close()


def test_without_scripts_the_page_is_whole_and_renews_itself(browser: Any) -> None:
    door = Door("0123456789abcdefghij")
    with serving("127.0.0.1", 0, answering(door, seen)) as port:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}{door.link}")
        assert page.url == f"http://127.0.0.1:{port}/"
        assert page.locator("h1").inner_text() == "run"
        with page.expect_navigation(timeout=20_000):
            pass
        assert page.locator("h1").inner_text() == "run"
        context.close()
