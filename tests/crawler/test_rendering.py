"""Which pages are shown in a browser."""

import asyncio
from collections.abc import Callable

import pytest

from scraper.crawler.browser import BrowserRenderer
from scraper.crawler.frontier import HostRobots, Pace
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.gate import Gate
from scraper.crawler.rendering import MAX_SHELL_CHARS, is_shell
from scraper.crawler.scope import Scope
from scraper.crawler.subrequests import MAX_HOPS, Refused, Subrequests
from scraper.page import Page
from scraper.settings import Settings

URL = "http://site.test/q/1"
SHELL = b"<html><head><title>Forum</title></head><body><div id=root></div><script src=/app.js></script></body></html>"
STATIC = b"<html><body><h1>List</h1>" + b"<p>words of a text</p>" * 80 + b"<script>track()</script></body></html>"


def page(body: bytes, media_type: str = "text/html") -> Page:
    return Page(body, URL, URL, 200, (("Content-Type", media_type),))


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (SHELL, "text/html", True),
        (STATIC, "text/html", False),
        (b"<p>short, but nothing runs</p>", "text/html", False),
        (SHELL, "application/json", False),
        (b"<body><noscript>" + b"Please turn scripts on. " * 90 + b"</noscript><SCRIPT>x</SCRIPT>", "text/html", True),
        (b"<script>" + b"var a = 1;" * 900 + b"</script>", "text/html", True),
        (b"<body>" + b"x" * (MAX_SHELL_CHARS + 1) + b"<script></script>", "text/html", False),
        (b"\x00<script>", "text/html", True),
    ],
)
def test_a_shell_is_a_page_of_scripts_without_a_text(body: bytes, media_type: str, expected: bool) -> None:
    assert is_shell(page(body, media_type)) is expected


def renderer(subrequests: Subrequests, mode: str, *, asked_for: bool = False) -> BrowserRenderer:
    return BrowserRenderer(
        subrequests, mode=mode, asked_for=lambda _: asked_for, timeout=5.0, max_bytes=1000, user_agent="x"
    )


class World:
    """A site of a few answers, and a clock that only sleeps move."""

    def __init__(self, frontier: SqliteFrontier, answers: dict[str, Page]) -> None:
        self.asked: list[str] = []
        self._answers = answers
        scope = Scope(["http://site.test/"], Settings())
        self.frontier = frontier
        frontier.open_host("site.test", "http://site.test")
        self.subrequests = Subrequests(
            frontier, self, Gate(frontier, scope, robots=True), scope,
            max_bytes=1000, robots=True, clock=lambda: 1000.0, jitter=lambda: 0.0,
        )  # fmt: skip

    async def fetch(self, url: str, **_: object) -> Page:
        self.asked.append(url)
        await asyncio.sleep(0)  # whoever else asks does so before the answer is there
        return self._answers[url]

    async def aclose(self) -> None:
        pass


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Page]], World]:
    def make(answers: dict[str, Page], robots: bytes | None = b"") -> World:
        frontier = SqliteFrontier(tmp_path_factory.mktemp("w") / "frontier.sqlite", Pace(delay=0.0))
        made = World(frontier, answers)
        if robots is not None:
            frontier.set_robots("site.test", HostRobots("rules", robots, 0.0, 1e9, None))
        return made

    return make


@pytest.mark.parametrize(
    ("mode", "asked_for", "wanted"),
    [
        ("never", True, (False, False, False)),
        ("site", False, (False, False, False)),
        ("site", True, (True, True, True)),
        ("auto", False, (True, False, False)),
        ("auto", True, (True, True, True)),
        ("always", False, (True, True, True)),
    ],
)
def test_the_mode_decides_which_pages_are_shown(
    world: Callable[..., World], mode: str, asked_for: bool, wanted: tuple[bool, ...]
) -> None:
    made = renderer(world({}).subrequests, mode, asked_for=asked_for)
    assert wanted == (
        made.wants(page(SHELL), has_question=False),
        made.wants(page(STATIC), has_question=False),
        made.wants(page(SHELL), has_question=True),
    )
    assert made.wants(page(SHELL, "text/plain"), has_question=False) is False


async def refused(subrequests: Subrequests, url: str) -> str:
    with pytest.raises(Refused) as error:
        await subrequests.get(url)
    return str(error.value)


def test_what_a_page_asks_for_obeys_scope_and_robots(world: Callable[..., World]) -> None:
    allowed = world({}, b"User-agent: *\nDisallow: /api/\n")
    unknown = world({}, None)

    async def ask() -> None:
        assert "outside the scope" in await refused(allowed.subrequests, "http://other.test/app.js")
        assert "outside the scope" in await refused(allowed.subrequests, "http://169.254.169.254/latest/meta-data")
        assert "/api/" in await refused(allowed.subrequests, "http://site.test/api/threads")
        assert "robots.txt" in await refused(unknown.subrequests, "http://site.test/app.js")

    asyncio.run(ask())
    assert allowed.asked == unknown.asked == []


def test_a_redirect_of_a_script_is_judged_at_every_hop(world: Callable[..., World]) -> None:
    def moved(to: str) -> Page:
        return Page(b"", URL, URL, 302, (("Location", to),))

    made = world(
        {
            "http://site.test/a.js": moved("/b.js"),
            "http://site.test/b.js": page(b"1", "text/javascript"),
            "http://site.test/away.js": moved("http://10.0.0.1/x.js"),
            "http://site.test/round.js": moved("/round.js"),
        }
    )

    async def ask() -> None:
        assert (await made.subrequests.get("http://site.test/a.js")).body == b"1"
        assert (await made.subrequests.get("http://site.test/a.js")).body == b"1"
        assert "outside" in await refused(made.subrequests, "http://site.test/away.js")
        assert f"more than {MAX_HOPS} times" in await refused(made.subrequests, "http://site.test/round.js")

    asyncio.run(ask())
    assert made.asked[:3] == ["http://site.test/a.js", "http://site.test/b.js", "http://site.test/away.js"]


def test_what_several_pages_ask_for_at_once_is_asked_for_once(world: Callable[..., World]) -> None:
    made = world({"http://site.test/a.js": page(b"1", "text/javascript")})

    async def ask() -> list[Page]:
        return await asyncio.gather(*(made.subrequests.get("http://site.test/a.js") for _ in range(5)))

    assert [answer.body for answer in asyncio.run(ask())] == [b"1"] * 5
    assert made.asked == ["http://site.test/a.js"]
