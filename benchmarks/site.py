"""The site that everyone reads: question pages of about 27 KB, listings that lead to them, and what must come out.

Every page is made up around the words of one real page, told apart from the others by its number. The files are
written to a folder, so that any server can serve them:

    python -m benchmarks.site FOLDER --pages 4000
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scraper.demo.renderings.markup import doctor_line, esc, link, listed, quoted, rich, strong_outside, wrapped
from scraper.demo.seed import seed_thread, slug
from scraper.demo.thread import Age, Reply, Section, Similar, Thread, expected_record, slashed

BASE = "http://site.invalid"
"""Stands in ``expected.jsonl`` where the server's address belongs."""
PER_LISTING = 20
PAGE_BYTES = 27_000

_DEPARTMENTS = (
    "Rehabilitation",
    "Family Medicine",
    "Neurology",
    "Orthopedics",
    "Surgery",
    "Cardiology",
    "Dermatology",
    "Ophthalmology",
    "Urology",
    "Pediatrics",
)
_DOCTORS = ("Chen Xianchang", "Lin Meiling", "Wang Daming", "Huang Zhiwei", "Liu Yating", "Wu Junjie", "Tsai Peiling")
_AGES = (Age("40~49", 40, 49), Age("20~29", 20, 29), Age("34", 34, 34), Age("80+", 80, None), Age("10~19", 10, 19))
_NOTICE = (
    "Made for measuring programs. The words are those of one real public page, changed by number; mark-up, addresses "
    "and numbers are invented. Nothing here is a real consultation."
)
_ROBOTS = "# Made for measuring programs.\nUser-agent: *\nDisallow: /private/\n"


def question_path(number: int) -> str:
    """Return the address of a question page."""
    return f"/q/{number}.html"


def listing_path(department: str, number: int) -> str:
    """Return the address of one page of a department's listing, from 1."""
    return f"/list/{slug(department)}/{number}.html"


def thread(number: int, pages: int) -> Thread:
    """Return the thread that the page of this number shows."""
    seed = seed_thread()
    department = _department(number)
    doctor = _DOCTORS[number % len(_DOCTORS)]
    asked_on = seed.asked_on + timedelta(days=number % 6000) if seed.asked_on else None
    reply = seed.replies[0]
    return replace(
        seed,
        number=number,
        title=f"{seed.title}, Case {number}",
        department=department,
        question_title=f"{seed.question_title}, case {number}",
        question_text=f"{seed.question_text}\nThis is how it went on day {number}.",
        asked_on=asked_on,
        name=f"miki{number}",
        gender=("female", "male")[number % 2],
        age=_AGES[number % len(_AGES)],
        replies=(
            Reply(
                doctor,
                department,
                f"Hello, miki{number}:\n{reply.text}",
                asked_on + timedelta(days=number % 9) if asked_on else None,
            ),
        ),
        similar=tuple(
            replace(similar, title=f"{similar.title}, Case {other}", path=question_path(other), department=department)
            for step, similar in enumerate(seed.similar, start=1)
            if (other := (number + 7 * step) % pages) is not None
        ),
        topics=tuple(replace(topic, path=f"/faq/{slug(topic.term)}.html") for topic in seed.topics),
    )


def files(pages: int) -> Iterator[tuple[str, str]]:
    """Yield every address of the site with its content."""
    yield "/robots.txt", _ROBOTS
    departments = {name: [n for n in range(pages) if _department(n) == name] for name in _DEPARTMENTS}
    topics = seed_thread().topics
    home = "".join(f"<li>{link(listing_path(name, 1), name)}</li>\n" for name in departments)
    faqs = "".join(f"<li>{link(f'/faq/{slug(topic.term)}.html', esc(topic.term))}</li>\n" for topic in topics)
    yield "/index.html", _plain_page("Health Questions", f"<ul>\n{home}</ul>\n<h2>FAQ</h2>\n<ul>\n{faqs}</ul>\n")
    for topic in topics:
        yield f"/faq/{slug(topic.term)}.html", _plain_page(topic.term, "<p>A topic of several departments.</p>\n")
    for name, numbers in departments.items():
        last = max(1, -(-len(numbers) // PER_LISTING))
        for page in range(1, last + 1):
            shown = numbers[(page - 1) * PER_LISTING : page * PER_LISTING]
            yield listing_path(name, page), _listing(name, [thread(n, pages) for n in shown], last)
    for number in range(pages):
        yield question_path(number), question_page(thread(number, pages))


def write_site(folder: Path, pages: int) -> None:
    """Write the site below ``folder/www`` and the records it must give to ``folder/expected.jsonl``."""
    for path, content in files(pages):
        target = folder / "www" / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    with (folder / "expected.jsonl").open("w", encoding="utf-8", newline="\n") as lines:
        for number in range(pages):
            record = expected_record(thread(number, pages), url=BASE + question_path(number), links=True)
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def question_page(thread: Thread) -> str:
    """Return a question page, filled up to its size with what such pages carry: menus, styles, scripts."""
    page = _question_page(thread, "")
    return _question_page(thread, _script(thread, PAGE_BYTES - len(page.encode())))


def _department(number: int) -> str:
    return _DEPARTMENTS[number * 7 % len(_DEPARTMENTS)]


def _question_page(thread: Thread, script: str) -> str:
    return f"""{_head(thread.heading, question_path(thread.number))}<main class="thread" data-id="{thread.number}">
<h1>{esc(thread.heading)}</h1>
<p class="share-links">Share to: <a href="https://social.example/share?q={thread.number}">Social</a></p>
<section class="question">
<h2>{esc(thread.question_title)}</h2>
<div class="text">
{rich(thread.question_text)}
</div>
<p class="asker">{esc(thread.asker_line)}</p>
</section>
{"".join(map(_reply, thread.replies))}<section class="more-info">
<h2>More Info</h2>
{"".join(map(_section, thread.article or ()))}</section>
<section class="similar">
<h2>Similar Q&amp;A</h2>
{"".join(map(_similar, thread.similar))}</section>
<section class="faqs">
<h2>Related FAQ</h2>
<ul>
{"".join(f"<li>{link(topic.path, esc(topic.term))} ({esc(topic.department)})</li>" for topic in thread.topics)}
</ul>
</section>
</main>
{script}{_FOOT}"""


def _reply(reply: Reply) -> str:
    return f"""<section class="reply">
<h2 class="doctor">{doctor_line(reply.author, reply.department)}</h2>
<div class="text">
{rich(reply.text)}
</div>
<p class="reply-date">Reply Date: {slashed(reply.replied_on)}</p>
</section>
"""


def _section(section: Section) -> str:
    heading = f"<h3>{esc(section.heading)}</h3>\n" if section.heading else ""
    inner = wrapped(section.text) + listed(section.entries, strong_outside) + wrapped(section.after)
    return f'<div class="part">\n{heading}{inner}</div>\n'


def _similar(similar: Similar) -> str:
    doctor = doctor_line(similar.author or "", similar.department)
    return f"""<div class="entry">
<h3>{link(similar.path, esc(similar.title))}</h3>
<p class="asked">{esc(similar.question)}</p>
<p class="doctor">{doctor}</p>
<p class="replied">{esc(similar.reply)}</p>
<p class="more">{link(similar.path, f"[Read More] {esc(similar.title)}")}</p>
</div>
"""


def _listing(department: str, threads: list[Thread], last: int) -> str:
    rows = "".join(
        f"<tr><td>{slashed(thread.asked_on)}</td><td>{esc(thread.name)}</td>"
        f"<td>{link(question_path(thread.number), esc(thread.title))}</td></tr>\n"
        for thread in threads
    )
    pager = " ".join(link(listing_path(department, page), str(page)) for page in range(1, last + 1))
    return _plain_page(department, f'<table>\n{rows}</table>\n<p class="pages">{pager}</p>\n')


def _plain_page(title: str, body: str) -> str:
    return f"{_head(title)}<main>\n<h1>{esc(title)}</h1>\n{body}</main>\n{_FOOT}"


def _head(title: str, canonical: str | None = None) -> str:
    named = f'<link rel="canonical" href={quoted(canonical)}>\n' if canonical else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{esc(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{named}<style>
{_STYLE}</style>
</head>
<body>
<!-- {_NOTICE} -->
<div class="cookie-banner" role="dialog"><p>This site uses cookies.</p><button type="button">Accept</button></div>
<header class="site-header"><a href="/">Health Questions</a>
<nav class="menu">
<ul>
{_MENU}</ul>
</nav>
</header>
"""


def _script(thread: Thread, size: int) -> str:
    """Return a script of about so many bytes: a page's settings, numbered so that no two pages share them."""
    lines = [f'<script>\nwindow.pageSettings = {{"thread": {thread.number},\n']
    size -= 50
    row = 0
    while size > 0:
        slot = f"{thread.number * 7919 + row:010d}"
        line = f'  "slot-{row}": {{"id": "{slot}", "sizes": [[300, 250], [728, 90]], "lazy": true}},\n'
        lines.append(line)
        size -= len(line)
        row += 1
    lines.append('  "end": null};\n</script>\n')
    return "".join(lines)


_MENU = "".join(
    f"<li>{link(listing_path(name, 1), name)}\n<ul>\n"
    + "".join(f"<li>{link(f'{listing_path(name, 1)}#{part}', f'{part.title()} in {name}')}</li>\n" for part in parts)
    + "</ul></li>\n"
    for parts in (("newest", "unanswered"),)
    for name in _DEPARTMENTS
)
_STYLE = "".join(
    f".{name} {{ margin: {size}px auto; padding: {size // 2}px; color: #333; font: 16px/1.5 sans-serif }}\n"
    for size, name in enumerate(
        "thread question reply more-info similar faqs entry part asker doctor text menu pages".split(), start=8
    )
)
_FOOT = f"""<footer class="site-footer">
<p>{_NOTICE}</p>
<p><a href="/">Home</a></p>
</footer>
</body>
</html>
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=4000)
    options = parser.parse_args()
    write_site(options.folder, options.pages)


if __name__ == "__main__":
    main()
