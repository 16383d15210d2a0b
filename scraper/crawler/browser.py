"""Showing a page in Chromium, which never touches the network itself.

The browser is given the answer that came already, and everything the page asks for while it is shown is answered by
the crawl's own requests (``subrequests``) or refused: pictures, fonts, media, frames, other documents, sockets, workers
and whatever is no GET. Should a request ever slip past that, names do not resolve in this browser and its proxy is a
closed port.

A page is finished when nothing that it asked for is under way, as it sees that itself, and its document has not
changed for ``QUIET_SECONDS``; one that never comes to rest is taken as it stands at the end of its time.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scraper.crawler.rendering import RenderFailed, is_shell
from scraper.crawler.subrequests import Refused, Subrequests
from scraper.errors import FetchError, MissingExtra
from scraper.page import RENDERED_TYPE, Page, rendered

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright, Route
    from playwright.async_api import Page as Tab

AT_ONCE = 2
"""Pages shown at the same time."""
MOST_SECONDS = 20.0
"""For one page, beside the time in which it waits for its requests; ``--timeout`` where that is less."""
QUIET_SECONDS = 0.4
"""A document that has not changed for so long, with nothing under way, is finished."""
MAX_REQUESTS = 60
"""Of one page."""
PAGES_A_BROWSER = 500
"""After so many a new one is started, so that what it leaks does not add up."""

_ALLOWED = frozenset({"script", "xhr", "fetch", "stylesheet"})
_HEAP_MIB = 256
_LOOK_SECONDS = 0.1
_CLOSE_SECONDS = 5.0
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    f"--js-flags=--max-old-space-size={_HEAP_MIB}",
)
_NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there
_LENGTH = "() => document.documentElement ? document.documentElement.outerHTML.length : 0"
_CONTENT = "() => document.documentElement ? document.documentElement.outerHTML : ''"
# Whether the document changed since the last look; without frames, as they are not shown.
_WATCH = """() => {
  if (window.__seen === undefined) {
    window.__seen = 0;
    new MutationObserver(() => { window.__seen += 1 }).observe(document, {
      subtree: true, childList: true, characterData: true, attributes: true });
  }
  const seen = window.__seen; window.__seen = 0; return seen;
}"""


def program() -> str | None:
    """Return the path of the system's Chromium; None where there is none, and Playwright's own is to be used."""
    return next((path for name in _PROGRAMS if (path := shutil.which(name)) is not None), None)


def check_browser() -> None:
    """See that pages can be shown at all.

    :raises MissingExtra: if not.
    """
    if find_spec("playwright") is None:
        raise MissingExtra("Showing pages in a browser needs playwright: pip install 'qaharvest[browser]'.")


@dataclass(slots=True)
class _Shown:
    """One page while it is shown.

    Its time stands still while it waits for what it asked for: that comes at its host's pace.

    :ivar pending: requests that the crawl has still to answer.
    :ivar loading: those that the page itself knows of; between the two lies the way through the browser's processes.
    """

    began: float
    pending: int = 0
    loading: set[str] = field(default_factory=set)
    requests: int = 0
    answered: bool = False
    _waited: float = 0.0
    _waits_since: float = 0.0

    def asks(self, now: float) -> None:
        """Take note that a request of the page is under way."""
        self.pending += 1
        if self.pending == 1:
            self._waits_since = now

    def got(self, now: float) -> None:
        """Take note that one has ended."""
        self.pending -= 1
        if self.pending == 0:
            self._waited += now - self._waits_since

    def spent(self, now: float) -> float:
        """Return the seconds for which the page had all that it asked for."""
        waits = now - self._waits_since if self.pending else 0.0
        return now - self.began - self._waited - waits


class BrowserRenderer:
    """The ``Renderer`` that uses Chromium, through Playwright. It is started with the first page.

    :param mode: see ``Settings.render``.
    :param asked_for: whether the profile of an address's site wants its pages shown.
    :param timeout: seconds for one page, ``MOST_SECONDS`` at most.
    :param max_bytes: of the document as it is shown.
    :param user_agent: told to scripts that ask; requests have the crawl's own.
    """

    def __init__(
        self,
        subrequests: Subrequests,
        *,
        mode: str,
        asked_for: Callable[[str], bool],
        timeout: float,
        max_bytes: int,
        user_agent: str,
    ) -> None:
        self._subrequests = subrequests
        self._mode = mode
        self._asked_for = asked_for
        self._seconds = min(timeout, MOST_SECONDS)
        self._max_bytes = max_bytes
        self._user_agent = user_agent
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._pages = 0

    def wants(self, page: Page, *, has_question: bool) -> bool:
        """Whether a page should be shown; see ``Renderer.wants``."""
        if page.url is None or page.media_type != "text/html" or page.revisit is not None:
            return False
        if self._mode == "always" or (self._mode in ("site", "auto") and self._asked_for(page.url)):
            return True
        return self._mode == "auto" and not has_question and is_shell(page)

    async def render(self, page: Page) -> Page:
        """Show a page; see ``Renderer.render``."""
        async with self._turn:
            browser = await self._started()
            shown = _Shown(_clock())
            try:
                content = await self._in_time(self._shown(browser, page, shown), shown)
            except TimeoutError as error:
                await self._end_browser()  # a script that never gives way holds the browser's process
                raise RenderFailed(f"the page did not come to rest within {self._seconds:g} seconds") from error
            except _playwright_errors() as error:
                if not browser.is_connected():
                    await self._end_browser()
                raise RenderFailed(f"the browser could not show it ({str(error).partition(chr(10))[0]})") from error
        body = f"<!DOCTYPE html>\n{content}".encode("utf-8", "replace")
        if len(body) > self._max_bytes:
            raise RenderFailed(f"what its scripts make of it is larger than {self._max_bytes} bytes")
        return rendered(page, body, datetime.now(UTC))

    async def _in_time(self, work: Coroutine[Any, Any, str], shown: _Shown) -> str:
        """Return what the work gives.

        :raises TimeoutError: if it takes too long; it is cancelled then.
        """
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                if shown.spent(_clock()) > self._seconds + _CLOSE_SECONDS:
                    raise TimeoutError
                await asyncio.wait({task}, timeout=_LOOK_SECONDS)
            return task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def aclose(self) -> None:
        """End the browser."""
        await self._end_browser()
        if self._playwright is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._playwright.stop(), _CLOSE_SECONDS)
            self._playwright = None

    async def _started(self) -> "Browser":
        async with self._starting:
            if self._browser is not None and (self._pages >= PAGES_A_BROWSER or not self._browser.is_connected()):
                await self._end_browser()
            if self._browser is None:
                self._browser = await self._start()
                self._pages = 0
            self._pages += 1
            return self._browser

    async def _start(self) -> "Browser":
        check_browser()
        from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra

        if self._playwright is None:
            self._playwright = await async_playwright().start()
        try:
            return await self._playwright.chromium.launch(
                executable_path=program(),
                args=list(_ARGUMENTS),
                chromium_sandbox=os.geteuid() != 0,  # root is not let into it
                proxy={"server": _NOWHERE},
                # Our own signals end the crawl in order, and that ends the browser.
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except _playwright_errors() as error:
            raise MissingExtra(
                "Chromium could not be started: install it (such as: apt-get install chromium), or leave out --render."
            ) from error

    async def _end_browser(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            with suppress(Exception):
                await asyncio.wait_for(browser.close(), _CLOSE_SECONDS)

    async def _shown(self, browser: "Browser", page: Page, shown: _Shown) -> str:
        context = await browser.new_context(
            service_workers="block", accept_downloads=False, user_agent=self._user_agent, locale="en-US"
        )
        try:
            tab = await self._tab(context, page, shown)
            await tab.goto(page.url or "", wait_until="commit", timeout=0)
            await self._come_to_rest(tab, shown)
            if await tab.evaluate(_LENGTH) > self._max_bytes:
                raise RenderFailed(f"what its scripts make of it is larger than {self._max_bytes} bytes")
            return str(await tab.evaluate(_CONTENT))
        finally:
            with suppress(Exception):
                await asyncio.wait_for(context.close(), _CLOSE_SECONDS)

    async def _tab(self, context: "BrowserContext", page: Page, shown: _Shown) -> "Tab":
        async def answer(route: "Route") -> None:
            shown.asks(_clock())
            try:
                await self._answer(route, page, shown)
            except _playwright_errors():
                pass  # the page is gone, and with it whoever asked
            finally:
                shown.got(_clock())

        await context.route("**/*", answer)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        tab = await context.new_page()
        told = await context.new_cdp_session(tab)
        told.on("Network.requestWillBeSent", lambda event: shown.loading.add(event["requestId"]))
        told.on("Network.loadingFinished", lambda event: shown.loading.discard(event["requestId"]))
        told.on("Network.loadingFailed", lambda event: shown.loading.discard(event["requestId"]))
        await told.send("Network.enable")
        tab.on("dialog", lambda dialog: asyncio.ensure_future(_quietly(dialog.dismiss())))
        tab.on("popup", lambda popup: asyncio.ensure_future(_quietly(popup.close())))
        return tab

    async def _answer(self, route: "Route", page: Page, shown: _Shown) -> None:
        request = route.request
        if not shown.answered and request.is_navigation_request() and request.resource_type == "document":
            shown.answered = True
            # Decoded by us, as what is read afterwards is: a browser knows other labels than Python.
            body = page.text.encode("utf-8", "replace")
            await route.fulfill(status=200, headers={"Content-Type": RENDERED_TYPE}, body=body)
            return
        shown.requests += 1
        if request.method != "GET" or request.resource_type not in _ALLOWED or shown.requests > MAX_REQUESTS:
            await route.abort("blockedbyclient")
            return
        try:
            answer = await self._subrequests.get(request.url)
        except (Refused, FetchError):
            await route.abort("blockedbyclient")
            return
        kind = answer.header("content-type") or "application/octet-stream"
        await route.fulfill(status=answer.status or 200, headers={"Content-Type": kind}, body=answer.body)

    async def _come_to_rest(self, tab: "Tab", shown: _Shown) -> None:
        quiet_since = _clock()
        while (left := self._seconds - shown.spent(_clock())) > 0 and _clock() - quiet_since < QUIET_SECONDS:
            try:
                changed = await asyncio.wait_for(tab.evaluate(_WATCH), left + _LOOK_SECONDS)
            except TimeoutError:
                return  # what is there by then counts
            if changed or shown.pending or shown.loading:
                quiet_since = _clock()
            await asyncio.sleep(_LOOK_SECONDS)


def _clock() -> float:
    return asyncio.get_running_loop().time()


async def _quietly(work: Any) -> None:
    with suppress(Exception):
        await work


def _playwright_errors() -> tuple[type[Exception], ...]:
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    return (Error,)
