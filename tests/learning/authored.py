"""Three invented sites whose mark-up says nothing, made for testing; none of their pages is a real one (CC0-1.0)."""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any


@dataclass(frozen=True)
class Post:
    """One post of an invented thread."""

    author: str
    day: date
    text: str


@dataclass(frozen=True)
class Thread:
    """An invented thread."""

    number: int
    title: str
    section: str
    question: Post
    replies: tuple[Post, ...]


def _post(author: str, day: str, *lines: str) -> Post:
    return Post(author, date.fromisoformat(day), "\n".join(lines))


THREADS = (
    Thread(
        11,
        "Mooring in a side wind",
        "Boats",
        _post(
            "Tilda Marsh",
            "2023-05-14",
            "Our berth lies across the wind and we scrape the pontoon each time.",
            "Is there a trick for two people?",
        ),
        (
            _post("Ole Brandt", "2023-05-15", "Go in backwards and use the wind as a brake.", "Fenders first, always."),
            _post("harbour_cat", "2023-05-19", "Ask the neighbour for a line. Everybody does."),
        ),
    ),
    Thread(
        12,
        "Which paint below the water line?",
        "Maintenance",
        _post("Juno", "2022-11-02", "The old one flakes."),
        (),
    ),
    Thread(
        13,
        "Outboard stalls when warm",
        "Engines",
        _post(
            "Per-Arne Lund",
            "2024-02-29",
            "It runs for ten minutes and stalls.",
            "The fuel is fresh.",
            "I cleaned the filter twice.",
        ),
        (_post("Mia", "2024-03-01", "Look at the vent of the tank."),),
    ),
    Thread(
        14,
        "Tides for beginners: where to start",
        "Navigation",
        _post("A. Reader", "2021-07-30", "I have only sailed on lakes so far. What must I know before the coast?"),
        (
            _post("Ole Brandt", "2021-07-30", "Twelfths rule, and a table."),
            _post("Tilda Marsh", "2021-08-02", "Anchor more than you think.", "Then watch it for an hour."),
            _post("Juno", "2021-08-11", "A good book helps, too:", "the second chapter is enough to begin with."),
            _post("Mia", "2021-12-24", "Thanks, all of you."),
        ),
    ),
    Thread(
        15,
        "Rope for a swinging mooring",
        "Boats",
        _post("harbour_cat", "2020-01-09", "Nylon or polyester?", "It chafes at the chain."),
        (
            _post("Per-Arne Lund", "2020-01-10", "Nylon, with a hose over it."),
            _post("A. Reader", "2020-02-01", "Polyester creaks less at night."),
        ),
    ),
    Thread(
        16,
        "Licence from another country",
        "Law",
        _post("Ida Q.", "2019-10-10", "Mine is from inland waters.", "May I rent a small boat with it?"),
        (_post("Juno", "2019-10-12", "Up to fifteen horse powers, yes.", "Above that, no."),),
    ),
)

URL = "https://{site}.example/thread/{number}"


def record(thread: Thread) -> dict[str, Any]:
    """Return what is to be read of a thread."""
    return {
        "title": thread.title,
        "department": thread.section,
        "tags": [],
        "question": {
            "title": thread.title,
            "text": thread.question.text,
            "asked_on": thread.question.day.isoformat(),
            "score": None,
            "asker": {"name": thread.question.author, "gender": None, "age_text": None},
        },
        "replies": [
            {"author": reply.author, "text": reply.text, "replied_on": reply.day.isoformat()}
            for reply in thread.replies
        ],
    }


def tables(thread: Thread) -> str:
    """Return a thread as a page of tables and font elements; the mark-up is the same for every post's parts."""
    rows = [
        f'<tr><td bgcolor="#ddeeff"><font size="4"><b>{escape(thread.title)}</b></font></td></tr>',
        f'<tr><td><font size="1">Filed under: {escape(thread.section)}</font></td></tr>',
        _row(f"Question from {thread.question.author}, {_slashed(thread.question.day)}", thread.question.text),
    ]
    rows += [_row(f"Answer by {reply.author}, {_slashed(reply.day)}", reply.text) for reply in thread.replies]
    rows.append('<tr><td><font size="1">Write an answer | Tell a friend</font></td></tr>')
    return (
        "<HTML><HEAD><TITLE>The Harbour Wall</TITLE></HEAD><BODY><!-- Authored for testing. CC0-1.0 -->\n"
        '<table width="100%"><tr><td valign="top"><a href="/">Home</a><br><a href="/new">New questions</a></td><td>\n'
        f'<table border="1" width="100%">\n{"".join(rows)}\n</table>\n</td></tr></table>\n'
        "<center>The Harbour Wall, since 1999</center></BODY></HTML>\n"
    )


def _row(line: str, text: str) -> str:
    body = escape(text).replace("\n", "<br>\n")
    return f'<tr><td><font size="2"><i>{escape(line)}</i></font><br><br>{body}</td></tr>\n'


def paragraphs(thread: Thread) -> str:
    """Return a thread as paragraphs without a class; question and answers begin alike."""
    posts = "".join(
        f"<p><b>{escape(post.author)}</b> wrote on {_long(post.day)}:</p>\n"
        + "".join(f"<p>{escape(line)}</p>\n" for line in post.text.split("\n"))
        for post in (thread.question, *thread.replies)
    )
    return (
        f"<!DOCTYPE html>\n<html lang=en><head><title>{escape(thread.title)} ~ Slipway</title></head>\n<body>\n"
        "<!-- Authored for testing. CC0-1.0 -->\n"
        f"<p><a href=/>Slipway</a> / <a href=/s>{escape(thread.section)}</a></p>\n"
        f"<h2>{escape(thread.title)}</h2>\n{posts}<p>Log in to write here.</p>\n<p>Slipway is run by its members.</p>\n"
        "</body></html>\n"
    )


def plain(thread: Thread) -> str:
    """Return a thread as the plain text of a mailing list's archive; all messages begin alike."""
    parts = [f"Subject: {thread.title}\nList: {thread.section}\n"]
    parts += [
        f"From: {post.author}\nDate: {post.day:%d %b %Y}\n\n{post.text}\n"
        for post in (thread.question, *thread.replies)
    ]
    rule = f"\n{'-' * 40}\n"
    return f"{rule.join(parts)}{rule}End of thread. Authored for testing. CC0-1.0\n"


def _slashed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


MAKES = {"harbour": (tables, "text/html"), "slipway": (paragraphs, "text/html"), "chandler": (plain, "text/plain")}
"""Name of the site → how its pages are made, and their type."""
