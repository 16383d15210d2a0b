"""What a page costs by each way of reading it: selectors, landmarks, structured mark-up, its structure alone.

Every way reads the same pages to the same fields and makes a validated record with evidence of them; the pages carry
no article, as no selector rule reads nested lists. Times are processor time of one thread, the least of several
rounds, in one run: only their ratio means anything.

python -m benchmarks.paths
"""

import json
import sys
import time
from dataclasses import replace

from benchmarks.site import question_page, thread
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
ROUNDS = 7
MOST = 2.0
"""Times the cost of selectors that any other way may take."""


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


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Return microseconds a page by way of reading."""
    made = pages()
    ways = {"selectors": SELECTORS, "landmarks": BUILT_IN.named("ehospital"), "structured mark-up": UNIVERSAL}
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, profile in ways.items():
            # A page keeps what it decoded: each round begins with new ones.
            fresh = [replace(page) for page in made]
            began = time.thread_time()
            for page in fresh:
                _read(page, profile)
            best[name] = min(best[name], (time.thread_time() - began) / len(made) * 1e6)
    return best


def _read(page: Page, profile: SiteProfile) -> None:
    view = PageView(page)
    drafts = profile.drafts(view, base=None if profile is UNIVERSAL else STRUCTURED.fields)
    links = find_links(view)
    for draft in drafts:
        made = make_record(page, profile, draft, f"{profile.name}:1", page.url)
        lines = [] if isinstance(made, Rejected) else [made.model_dump_json()]
        if not lines:
            raise RuntimeError(f"{profile.name} gave no record of {page.source}")
    if not drafts or not links.follow:
        raise RuntimeError(f"{profile.name} read nothing on {page.source}")


def main() -> int:
    found = measure()
    print(json.dumps(found))
    return int(max(found.values()) > MOST * found["selectors"])


if __name__ == "__main__":
    sys.exit(main())
