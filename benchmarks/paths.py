"""What a page costs by each way of reading it: selectors, landmarks, structured mark-up, its structure alone.

Every way reads the same pages and makes a validated record with evidence of them; the pages carry no article, as no
selector rule reads nested lists. Selectors and landmarks read the same fields of the question pages; structured mark-up
and the structure alone tell neither similar threads and topics nor all of the asker. Of the bare threads both ways read
the same fields. Times are processor time of one thread; the ways take turns, and their ratio is the median of those of
the rounds: it alone means anything.

python -m benchmarks.paths
"""

import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median

from benchmarks.bare_threads import BARE_SELECTORS, bare_thread
from benchmarks.site import question_page, thread
from scraper.executors.worker import search_seldom
from scraper.page import Page
from scraper.parser.links import find_links
from scraper.parser.place import NodePlace, Place
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Css, Each, Scope
from scraper.parser.universal import STRUCTURED, UNIVERSAL
from scraper.parser.values import age_max, age_min, age_text, day, gender, is_truncated
from scraper.parser.view import PageView
from scraper.pipeline import make_record
from scraper.sites import BUILT_IN
from scraper.validation import Rejected

PAGES = 40
ROUNDS = 15
MOST = 2.2
"""Times the cost of selectors beyond which a way has become too slow. The aim is 2; a busy machine blurs the rest."""
STRUCTURE = "structure alone"
_JSON_LD = re.compile(rb'<script type="application/ld\+json">.*?</script>', re.S)


def pages() -> list[Page]:
    """Return question pages that also say in JSON-LD what they show."""
    made = []
    for number in range(PAGES):
        shown = replace(thread(number, PAGES), article=None)
        mark_up = {
            "@context": "https://schema.org",
            "@type": "QAPage",
            "mainEntity": {
                "@type": "Question",
                "name": shown.question_title,
                "text": shown.question_text,
                "author": {"@type": "Person", "name": shown.name},
                "datePublished": str(shown.asked_on),
                "suggestedAnswer": [
                    {"@type": "Answer", "text": reply.text, "author": {"@type": "Person", "name": reply.author}}
                    for reply in shown.replies
                ],
            },
        }
        script = f'<script type="application/ld+json">{json.dumps(mark_up)}</script></head>'
        body = question_page(shown).replace("</head>", script).encode()
        url = f"http://site.invalid/q/{number}.html"
        made.append(Page(body, url, url, 200, (("Content-Type", "text/html; charset=utf-8"),)))
    return made


def _link(scope: Scope) -> tuple[str | None, Place] | None:
    node = scope.node.css_first("a") if scope.node is not None else None
    return (scope.view.absolute(node.attributes.get("href")), NodePlace(node, "href")) if node is not None else None


SELECTORS = SiteProfile(
    name="selectors",
    description="the benchmark's pages by their mark-up alone",
    example="http://site.invalid/q/1.html",
    hosts=("site.invalid",),
    renditions=(
        Rendition(
            name="only",
            threads=lambda view: [Scope(view, node=view.css_first("main.thread"))],
            fields={
                "title": Css("h1"),
                "question/title": Css("section.question > h2"),
                "question/text": Css("section.question > div.text"),
                "question/asker/name": Css("p.asker") >> (lambda line: line.split(",")[0]),
                "question/asker/gender": Css("p.asker") >> (lambda line: gender(line.split(".")[0].split()[-1])),
                "question/asker/age_min": Css("p.asker") >> (lambda line: age_min(line.split(",")[1].split()[0])),
                "question/asker/age_max": Css("p.asker") >> (lambda line: age_max(line.split(",")[1].split()[0])),
                "question/asker/age_text": Css("p.asker") >> (lambda line: age_text(line.split(",")[1].split()[0])),
                "question/asked_on": Css("p.asker") >> (lambda line: day(line.split()[-1])),
                "replies": Each(
                    lambda scope: [Scope(scope.view, node) for node in scope.node.css("section.reply")],
                    {
                        "author": Css("h2.doctor") >> (lambda line: line[4:].split(" reply ")[0]),
                        "department": Css("h2.doctor") >> (lambda line: line.split(" reply ")[1]),
                        "text": Css("div.text"),
                        "replied_on": Css("p.reply-date") >> (lambda line: day(line.split()[-1])),
                    },
                    required=("text",),
                ),
                "similar": Each(
                    lambda scope: [Scope(scope.view, node) for node in scope.node.css("section.similar > div.entry")],
                    {
                        "title": Css("h3 > a"),
                        "url": Computed("link", _link),
                        "question_excerpt": Css("p.asked"),
                        "author": Css("p.doctor") >> (lambda line: line[4:].split(" reply ")[0]),
                        "department": Css("p.doctor") >> (lambda line: line.split(" reply ")[1]),
                        "reply_excerpt": Css("p.replied"),
                        "question_truncated": Css("p.asked") >> is_truncated,
                        "reply_truncated": Css("p.replied") >> is_truncated,
                    },
                ),
                "related_faqs": Each(
                    lambda scope: [Scope(scope.view, node) for node in scope.node.css("section.faqs li")],
                    {"term": Css("a"), "url": Computed("link", _link)},
                ),
            },
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages of one kind, and the profile for each way of reading them, that by selectors first."""

    name: str
    pages: Sequence[Page]
    ways: Mapping[str, SiteProfile]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way of reading pages of one kind costs.

    :param microseconds: the least of the rounds, a page.
    :param ratio: to what selectors cost in the same round: the median.
    """

    pages: str
    way: str
    microseconds: float
    ratio: float


def kinds() -> list[Kind]:
    """Return the pages and the ways of reading them."""
    marked = pages()
    bare = [replace(page, body=_JSON_LD.sub(b"", page.body)) for page in marked]
    landmarks = BUILT_IN.named("ehospital")
    found = [
        Kind(
            "question, 27 KB",
            marked,
            {"selectors": SELECTORS, "landmarks": landmarks, "structured mark-up": UNIVERSAL},
        ),
        Kind("the same without mark-up", bare, {"selectors": SELECTORS, STRUCTURE: UNIVERSAL}),
    ]
    for posts in (10, 30):
        threads = [bare_thread(number, posts) for number in range(PAGES * 10 // posts)]
        found.append(Kind(f"bare thread, {posts} posts", threads, {"selectors": BARE_SELECTORS, STRUCTURE: UNIVERSAL}))
    return found


def measure(rounds: int = ROUNDS) -> list[Cost]:
    """Return the costs by kind of page and way of reading."""
    made = kinds()
    spent: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds):
        for kind in made:
            ways = list(kind.ways.items())
            for way, profile in ways if number % 2 else reversed(ways):
                spent.setdefault((kind.name, way), []).append(_seconds(kind.pages, profile) / len(kind.pages))
    return [
        Cost(
            kind.name,
            way,
            min(spent[kind.name, way]) * 1e6,
            median(
                own / least for own, least in zip(spent[kind.name, way], spent[kind.name, "selectors"], strict=True)
            ),
        )
        for kind in made
        for way in kind.ways
    ]


def _seconds(made: Sequence[Page], profile: SiteProfile) -> float:
    # A page keeps what it decoded: each round begins with new ones.
    fresh = [replace(page) for page in made]
    began = time.thread_time()
    for page in fresh:
        read(page, profile)
    return time.thread_time() - began


def read(page: Page, profile: SiteProfile) -> None:
    view = PageView(page)
    drafts = profile.drafts(view, base=None if profile is UNIVERSAL else STRUCTURED.fields)
    links = find_links(view)
    for draft in drafts:
        made = make_record(page, profile, draft, f"{profile.name}:1", page.url, robots=())
        lines = [] if isinstance(made, Rejected) else [made.model_dump_json()]
        if not lines:
            raise RuntimeError(f"{profile.name} gave no record of {page.source}")
    if not drafts or not links.follow:
        raise RuntimeError(f"{profile.name} read nothing on {page.source}")


def main() -> int:
    search_seldom()  # as in the processes that read pages
    found = measure()
    print(json.dumps([asdict(cost) for cost in found]))
    return int(any(cost.ratio > MOST for cost in found))


if __name__ == "__main__":
    sys.exit(main())
