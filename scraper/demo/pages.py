"""The demonstration site's other pages: home, lists, topics. None of them holds a question of its own."""

from collections.abc import Iterable

from scraper.demo.renderings.markup import doctor_line, esc, link
from scraper.demo.seed import slug
from scraper.demo.thread import Thread, Topic
from scraper.demo.threads import thread_path

_NOTICE = (
    "Demonstration. Everything on this site was authored for testing a program, except the words of one real public "
    "page, which says so. Nothing here is a real consultation."
)
_TEASER_CHARS = 120


def page(title: str, body: str) -> str:
    """Return a page of the site with menu and footer."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{esc(title)}</title>
<link rel="stylesheet" href="/static/site.css">
</head>
<body>
<!-- {_NOTICE} -->
<nav><a href="/">Home</a> <a href="/qa/">Departments</a> <a href="/faq/">FAQ</a> <a href="/about">About</a></nav>
<main>
<h1>{esc(title)}</h1>
{body}</main>
<footer><p>{_NOTICE}</p></footer>
</body>
</html>
"""


def listed_links(links: Iterable[tuple[str, str]]) -> str:
    """Return (address, text) pairs as a list of links."""
    return "<ul>\n" + "".join(f"<li>{link(path, esc(text))}</li>\n" for path, text in links) + "</ul>\n"


def home(departments: Iterable[str], latest: Iterable[Thread], oddities: Iterable[tuple[str, str]]) -> str:
    """Return the home page: departments, the latest threads, and links that lead somewhere unusual."""
    body = (
        "<p>Questions from people, replies from doctors. All of it is made up.</p>\n<h2>Departments</h2>\n"
        f"{listed_links((f'/qa/{slug(name)}', name) for name in departments)}<h2>Latest</h2>\n{teasers(latest)}"
        f"<h2>Odds and ends</h2>\n{listed_links(oddities)}"
    )
    return page("Health Questions", body)


def listing(department: str, threads: Iterable[Thread], *, number: int, last: int) -> str:
    """Return one page of a department's list."""
    path = f"/qa/{slug(department)}"
    steps = [
        link(f"{path}?page={step}" if step > 1 else path, text)
        for step, text in ((number - 1, "Previous"), (number + 1, "Next"))
        if 1 <= step <= last
    ]
    return page(department, f"{teasers(threads)}<p>Page {number} of {last} {' '.join(steps)}</p>\n")


def topic_page(topic: Topic, threads: Iterable[Thread]) -> str:
    """Return the page of a FAQ topic: what it is filed under and which threads touch it."""
    body = f"<p>A topic of {link(f'/qa/{slug(topic.department)}', esc(topic.department))}.</p>\n{teasers(threads)}"
    return page(f"FAQ: {topic.term}", body)


def teasers(threads: Iterable[Thread]) -> str:
    """Return threads as lists show them: title, beginning of the question, who replied."""
    return "".join(_teaser(thread) for thread in threads)


def _teaser(thread: Thread) -> str:
    start = (thread.question_text or "").replace("\n", " ")[:_TEASER_CHARS]
    doctors = "".join(f"<p>{doctor_line(reply.author, reply.department)}</p>\n" for reply in thread.replies)
    path = thread_path(thread)
    return (
        f"<section>\n<h3>{link(path, esc(thread.title))}</h3>\n<p>{esc(start)}...</p>\n{doctors}"
        f"<p>{link(path, f'[Read More] {esc(thread.title)}')}</p>\n</section>\n"
    )
