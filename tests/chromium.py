"""The system's Chromium, for tests that look at pages as a reader would."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def chromium() -> Iterator[Any]:
    """Needs playwright too."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the quick tests run without it

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path is not None, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def opened(page: Any, file: Path) -> list[str]:
    """Open a file; return the list of what it says, does or asks for beside that, which goes on to grow."""
    happened = watch(page, file.as_uri())
    page.goto(file.as_uri())
    return happened


def watch(page: Any, url: str) -> list[str]:
    """Return the list of what a page will say, do or ask for beyond addresses that begin with its own."""
    happened: list[str] = []
    page.on("console", lambda message: happened.append(message.text))
    page.on("dialog", lambda dialog: happened.append(dialog.message))
    page.on("pageerror", lambda error: happened.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(url) else happened.append(request.url))
    return happened
