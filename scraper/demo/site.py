"""What the demonstration site holds: every address with its answer, and the records that must come out of a crawl.

Pure and deterministic: the same base address gives the same bytes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scraper.demo import answers, pages, scripted
from scraper.demo.answers import NOT_FOUND, Answer, Kind
from scraper.demo.renderings import RENDERINGS, Rendering
from scraper.demo.renderings.markup import notice
from scraper.demo.seed import SEED_NUMBER, seed_thread, slug
from scraper.demo.thread import Thread, Topic, expected_record
from scraper.demo.threads import demo_threads, thread_path

PER_LISTING = 10
SLOW_SECONDS = 1.0

_QUESTIONS, _PAGES = "/sitemap-questions.xml.gz", "/sitemap-pages.xml"
_SEED_RENDERING = "semantic"
_FLAKY, _SLOW, _MOVED = 1007, 1013, 1022


@dataclass(frozen=True)
class Site:
    """Every address of the demonstration below one base address such as ``http://127.0.0.1:8000``.

    :param scripted: whether the pages of questions are made by a script in the reader's browser.
    """

    base_url: str
    scripted: bool = False
    _made: dict[str, Answer] = field(default_factory=dict, repr=False)

    def answer(self, target: str) -> Answer:
        """Return the answer to a request target (path and query); 404 where there is nothing.

        Of the query only ``page`` counts; page 1 is the address without it.
        """
        path = self.address(target)
        if path not in self._made:
            make = self._routes.get(path)
            if make is None:
                return NOT_FOUND
            self._made[path] = make()
        return self._made[path]

    @staticmethod
    def address(target: str) -> str:
        """Return the one form under which an address is kept."""
        parts = urlsplit(target)
        number = dict(parse_qsl(parts.query)).get("page", "1")
        return parts.path if number == "1" else f"{parts.path}?page={number}"

    @property
    def addresses(self) -> dict[str, Kind]:
        """Every address (path and query) with its kind."""
        return {path: self.answer(path).kind for path in self._routes}

    @cached_property
    def _routes(self) -> dict[str, Callable[[], Answer]]:
        threads = demo_threads()
        routes: dict[str, Callable[[], Answer]] = {
            "/": partial(self._page, lambda: pages.home(_departments(threads), threads[-5:], _oddities(threads))),
            "/qa/": partial(self._page, lambda: pages.page("Departments", _department_links(threads))),
            "/faq/": partial(self._page, lambda: pages.page("FAQ", _topic_links(threads))),
            "/about": partial(self._page, lambda: pages.page("About this site", _ABOUT)),
            "/login": partial(self._page, lambda: pages.page("Log in", _LOGIN)),
            "/robots.txt": self._robots,
            "/sitemap.xml": lambda: answers.sitemap_index(self.base_url + path for path in (_QUESTIONS, _PAGES)),
            _PAGES: lambda: answers.sitemap(self._urls("page")),
            _QUESTIONS: lambda: answers.zipped(answers.sitemap(self._urls("question"))),
            f"/consult/{_MOVED}": self._redirect,
            "/private/draft": lambda: replace(self._question(_private_thread()), kind="private"),
            thread_path(_silent_thread()): lambda: replace(self._question(_silent_thread()), kind="rejected"),
        }
        routes |= {
            path: partial(Answer, "static", body, content_type) for path, (content_type, body) in answers.STATIC.items()
        }
        routes |= {thread_path(thread): partial(self._question, thread) for thread in threads}
        for department in _departments(threads):
            routes |= self._listings(department, [thread for thread in threads if thread.department == department])
        for path, (topic, touching) in _topics(threads).items():
            routes[path] = partial(self._page, partial(pages.topic_page, topic, touching))
        for similar in seed_thread().similar:
            routes[similar.path] = partial(self._page, partial(pages.page, "Not part of the demonstration", _ELSEWHERE))
        if self.scripted:
            routes[scripted.SCRIPT] = scripted.script
            for thread in threads:
                routes[thread_path(thread) + scripted.DATA] = partial(self._data, thread)
        return routes

    def _page(self, make: Callable[[], str]) -> Answer:
        return Answer("page", make().encode())

    def _data(self, thread: Thread) -> Answer:
        return scripted.data(self._plain(thread))

    def _question(self, thread: Thread) -> Answer:
        answer = self._plain(thread)
        return scripted.shell(answer) if self.scripted else answer

    def _plain(self, thread: Thread) -> Answer:
        form = rendering_of(thread)
        return Answer(
            "question",
            form.render(thread, self.base_url + thread_path(thread)).encode(),
            content_type=form.content_type,
            # A page of plain text has no other place for it.
            headers=(("X-Demonstration", notice(thread)),),
            delay=SLOW_SECONDS if thread.number == _SLOW else 0.0,
            fails_first=thread.number == _FLAKY,
        )

    def _listings(self, department: str, threads: list[Thread]) -> dict[str, Callable[[], Answer]]:
        last = -(-len(threads) // PER_LISTING)
        routes: dict[str, Callable[[], Answer]] = {}
        for number in range(1, last + 1):
            shown = threads[(number - 1) * PER_LISTING : number * PER_LISTING]
            path = self.address(f"/qa/{slug(department)}?page={number}")
            routes[path] = partial(self._page, partial(pages.listing, department, shown, number=number, last=last))
        return routes

    def _robots(self) -> Answer:
        body = f"# Demonstration site.\nUser-agent: *\nDisallow: /private/\n\nSitemap: {self.base_url}/sitemap.xml\n"
        return Answer("robots", body.encode(), content_type="text/plain; charset=utf-8")

    def _urls(self, *kinds: Kind) -> list[str]:
        # Kinds are told by making the answers; the sitemaps themselves are of other kinds, so this ends.
        listed = (path for path in self._routes if not path.startswith("/sitemap"))
        return [self.base_url + path for path in listed if self.answer(path).kind in kinds]

    def _redirect(self) -> Answer:
        target = next(thread_path(thread) for thread in demo_threads() if thread.number == _MOVED)
        return Answer("redirect", b"", status=301, headers=(("Location", target),))


def rendering_of(thread: Thread) -> Rendering:
    """Return the rendering in which a thread's page is served."""
    names = list(RENDERINGS)
    return RENDERINGS[_SEED_RENDERING if thread.number == SEED_NUMBER else names[thread.number % len(names)]]


def expected_records(base_url: str) -> dict[str, dict[str, Any]]:
    """Return address → record (without ``record_id`` and ``provenance``) for every record a whole crawl must give."""
    records = {}
    for thread in demo_threads():
        url = base_url + thread_path(thread)
        records[url] = expected_record(thread, url=url, links=rendering_of(thread).links)
    return records


_ABOUT = """<p>This site exists inside a program and shows how a crawl goes. It has pages that move, fail, wait and
mislead, because real sites have them.</p>
"""
_LOGIN = """<form action="/login"><label>Name <input name="name"></label> <button>Log in</button></form>
"""
_ELSEWHERE = """<p>The real page points to another thread here. That thread is not part of the demonstration.</p>
"""


def _departments(threads: Iterable[Thread]) -> list[str]:
    return sorted({thread.department for thread in threads})


def _department_links(threads: Iterable[Thread]) -> str:
    return pages.listed_links((f"/qa/{slug(name)}", name) for name in _departments(threads))


def _topics(threads: Iterable[Thread]) -> dict[str, tuple[Topic, list[Thread]]]:
    topics: dict[str, tuple[Topic, list[Thread]]] = {}
    for thread in threads:
        for topic in thread.topics:
            topics.setdefault(topic.path, (topic, []))[1].append(thread)
    return topics


def _topic_links(threads: Iterable[Thread]) -> str:
    topics = _topics(threads).items()
    return pages.listed_links((path, f"{topic.term} ({topic.department})") for path, (topic, _) in topics)


def _silent_thread() -> Thread:
    """Return a thread whose question says nothing: there is a reply, but no valid record."""
    return replace(demo_threads()[20], number=9001, question_title="", question_text=None, similar=(), topics=())


def _private_thread() -> Thread:
    """Return a thread that robots.txt keeps out: a record of it would show that robots.txt was not obeyed."""
    return replace(demo_threads()[50], number=9002, similar=(), topics=())


def _oddities(threads: Iterable[Thread]) -> list[tuple[str, str]]:
    paths = {thread.number: thread_path(thread) for thread in threads}
    return [
        (f"/consult/{_MOVED}", "A page that has moved"),
        ("/qa/rehabilitation/999-gone", "A link that is dead"),
        (paths[_FLAKY], "A page that fails at the first request"),
        (paths[_SLOW], "A page that takes a second"),
        (thread_path(_silent_thread()), "A page whose question says nothing"),
        ("/private/draft", "A page that robots.txt keeps out"),
        (f"{paths[SEED_NUMBER]}?utm_source=home", "A link that says where it was clicked"),
        ("https://elsewhere.example/", "A link to another site"),
        ("/login", "Log in"),
    ]
