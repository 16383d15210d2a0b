"""Threads drawn at random, and the pages that tell of them in each syntax of structured mark-up, written in many ways.

The pages are authored for these tests (CC0-1.0); nothing on them is real.
"""

import html
import json
from dataclasses import dataclass
from random import Random
from typing import Any

WORDS = (
    'foot cramps at night what helps against them salt & water it\'s 3 < 4 said "rest" naïve Ünal 抽筋 怎麼辦 emoji 😀'
    " stretch every evening see a doctor don't worry O'Neil <b> 50% C++ a/b e.g. me@forum.example"
).split(" ")
ZONES = ("", "Z", "+08:00", "-05:00")

Part = tuple[str, list[str]]  # kind of block and its lines


@dataclass(frozen=True)
class Post:
    """A question or an answer."""

    parts: tuple[Part, ...]
    author: str
    written: str
    up: int
    down: int | None
    url: str | None
    accepted: bool = False

    @property
    def text(self) -> str:
        """The text as a record has it."""
        lines = []
        for kind, found in self.parts:
            marks = {"ul": ["- "] * len(found), "ol": [f"{n}. " for n in range(1, len(found) + 1)]}
            lines += [mark + line for mark, line in zip(marks.get(kind, [""] * len(found)), found, strict=True)]
        return "\n".join(lines)

    @property
    def score(self) -> int:
        """Votes for it less those against."""
        return self.up - (self.down or 0)


@dataclass(frozen=True)
class Told:
    """A thread."""

    title: str
    question: Post
    answers: tuple[Post, ...]
    tags: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """Return what must come out of every page that tells of it, accepted answers first."""
        ordered = sorted(self.answers, key=lambda post: not post.accepted)
        return {
            "title": self.title,
            "text": self.question.text,
            "asked_on": self.question.written[:10],
            "score": self.question.score,
            "asker": self.question.author,
            "tags": list(self.tags),
            "replies": [
                {
                    "author": post.author,
                    "text": post.text,
                    "replied_on": post.written[:10],
                    "score": post.score,
                    "accepted": post.accepted,
                    "url": post.url,
                }
                for post in ordered
            ],
        }


def draw(rng: Random) -> Told:
    """Return a thread at random."""
    answers = tuple(
        _post(rng, number, accepted=number == 1 and rng.random() < 0.6) for number in range(rng.randrange(5))
    )
    tags = tuple(f"tag{rng.randrange(9)}{number}" for number in range(rng.randrange(4)))
    return Told(_line(rng, 3), _post(rng, 99), answers, tags)


def _line(rng: Random, least: int = 2) -> str:
    # It begins with a letter: a line that begins like an entry of a list would be told as one.
    return " ".join(["Text", *(rng.choice(WORDS) for _ in range(rng.randrange(least, least + 8)))])


def _post(rng: Random, number: int, *, accepted: bool = False) -> Post:
    kinds = ["p", *rng.choices(["p", "ul", "ol", "pre", "blockquote"], weights=[4, 1, 1, 1, 1], k=rng.randrange(3))]
    parts = tuple((kind, [_line(rng) for _ in range(1 if kind == "p" else rng.randrange(1, 4))]) for kind in kinds)
    written = f"20{rng.randrange(10, 26)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    if rng.random() < 0.7:
        written += f"T{rng.randrange(24):02}:{rng.randrange(60):02}:00{rng.choice(ZONES)}"
    down = rng.randrange(5) if rng.random() < 0.3 else None
    url = f"https://forum.example/a/{number}" if rng.random() < 0.8 else None
    return Post(parts, f"user {rng.choice(WORDS)}{number}", written, rng.randrange(2000), down, url, accepted)


def esc(text: str) -> str:
    """Return text as HTML."""
    return html.escape(text, quote=False)


def quoted(text: str) -> str:
    """Return text as the value of an attribute, with its quotes."""
    return f'"{html.escape(text)}"'


def body_of(post: Post) -> str:
    """Return the text of a post as HTML."""
    made = []
    for kind, lines in post.parts:
        if kind in ("ul", "ol"):
            made.append(f"<{kind}>" + "".join(f"<li>{esc(line)}</li>" for line in lines) + f"</{kind}>")
        elif kind == "pre":
            made.append("<pre>" + "\n".join(map(esc, lines)) + "</pre>")
        elif kind == "blockquote":
            made.append("<blockquote>" + "".join(f"<p>{esc(line)}</p>" for line in lines) + "</blockquote>")
        else:
            made += [f"<p>{esc(line)}</p>" for line in lines]
    return "\n".join(made)


def page(content: str, *, head: str = "", html_attributes: str = "", body_attributes: str = "") -> str:
    """Return a page around a thread."""
    return (
        f'<!DOCTYPE html><html lang="en"{html_attributes}><head><meta charset="utf-8"><title>Forum</title>{head}</head>'
        f"<body{body_attributes}><nav><ul><li><a href=/>Home</a></li></ul></nav>{content}"
        "<footer><p>Authored for testing; not a real page.</p></footer></body></html>"
    )


# JSON-LD


def json_ld(told: Told, rng: Random) -> str:
    """Return a page that tells of a thread in JSON-LD."""
    base = rng.choice(["", "", "schema:", "https://schema.org/"])
    question = _question(told, rng, base)
    forms: list[Any] = [
        {"@type": "QAPage", "mainEntity": question},
        {"@graph": [{"@type": "WebSite", "name": "Forum"}, {"@type": ["WebPage", "QAPage"], "mainEntity": question}]},
        [{"@type": "BreadcrumbList", "itemListElement": []}, {"@type": "QAPage", "mainEntity": [question]}],
        {"@type": "http://schema.org/QAPage", "mainEntity": question, "name": "Forum"},
        {"@graph": [{"@type": "QAPage", "mainEntity": {"@id": "#q"}}, {**question, "@id": "#q"}]},
    ]
    form = rng.choice(forms)
    if isinstance(form, dict):
        form = {"@context": rng.choice(["https://schema.org", "http://schema.org/", ["https://schema.org"]]), **form}
    text = json.dumps(form, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 2])).replace("</", "<\\/")
    return page(f"<h1>{esc(told.title)}</h1>", head=f'<script type="application/ld+json">{text}</script>')


def _question(told: Told, rng: Random, base: str) -> dict[str, Any]:
    answers = [({f"{base}{key}": value for key, value in _said(post, rng).items()}, post) for post in told.answers]
    made = {f"{base}{key}": value for key, value in _said(told.question, rng).items()}
    made |= {"@type": f"{base}Question", f"{base}name": told.title}
    if told.tags:
        made[f"{base}keywords"] = rng.choice([", ".join(told.tags), list(told.tags)])
    made[f"{base}answerCount"] = len(answers)
    accepted = [{"@type": f"{base}Answer", **said} for said, post in answers if post.accepted]
    suggested = [{"@type": f"{base}Answer", **said} for said, post in answers if not post.accepted]
    if accepted:
        made[f"{base}acceptedAnswer"] = rng.choice([accepted, accepted[0] if len(accepted) == 1 else accepted])
    if suggested or rng.random() < 0.3:
        made[f"{base}suggestedAnswer"] = suggested[0] if len(suggested) == 1 and rng.random() < 0.5 else suggested
    return made


def _said(post: Post, rng: Random) -> dict[str, Any]:
    name: Any = rng.choice([post.author, {"@type": "Person", "name": post.author, "url": "/u/1"}])
    said = {
        "text": body_of(post),
        "author": rng.choice([name, [name]]),
        rng.choice(["datePublished", "dateCreated"]): post.written,
        "dateModified": "2026-01-01",
        "upvoteCount": rng.choice([post.up, str(post.up)]),
    }
    if post.down is not None:
        said["downvoteCount"] = post.down
    if post.url is not None:
        said["url"] = post.url
    return said


# Microdata


def microdata(told: Told, rng: Random) -> str:
    """Return a page that tells of a thread in microdata."""
    base = rng.choice(["http://schema.org/", "https://schema.org/"])
    tags = "".join(f'<a itemprop="keywords" href="/t/{tag}">{tag}</a> ' for tag in told.tags)
    if any("," in tag for tag in told.tags) or rng.random() < 0.5:
        tags = f'<meta itemprop="keywords" content="{", ".join(told.tags)}">' if told.tags else ""
    answers = "".join(
        f'<div class="answer" itemprop="{"acceptedAnswer" if post.accepted else "suggestedAnswer"}" itemscope'
        f' itemtype="{base}Answer">{_micro_post(post, rng, base)}'
        + '<ul><li itemprop="comment" itemscope><p itemprop="text">No reply.</p></li></ul></div>'
        for post in told.answers
    )
    title = f'<h1><a href="/q/1"><span itemprop="name">{esc(told.title)}</span></a></h1>'
    asked = f'<div class="question">{title}{_micro_post(told.question, rng, base)}{tags}</div>'
    question = f'itemprop="mainEntity" itemscope itemtype="{base}Question"'
    if rng.random() < 0.25:
        content = f'<div {question} itemref="rest"></div><div id="rest">{asked}{answers}</div>'
    else:
        content = f"<main {question}>{asked}{answers}</main>"
    scope = f' itemscope itemtype="{base}QAPage"'
    if rng.random() < 0.5:
        return page(content, body_attributes=scope)
    return page(f"<div{scope}>{content}</div>")


def _micro_post(post: Post, rng: Random, base: str) -> str:
    author = rng.choice(
        [
            f'<span itemprop="author">{esc(post.author)}</span>',
            f'<span itemprop="author" itemscope itemtype="{base}Person"><a itemprop="url" href="/u/1">'
            f'<span itemprop="name">{esc(post.author)}</span></a></span>',
            f'<div itemprop="author" itemscope><meta itemprop="name" content={quoted(post.author)}></div>',
        ]
    )
    name = rng.choice(["datePublished", "dateCreated"])
    written = rng.choice(
        [
            f'<time itemprop="{name}" datetime="{post.written}">some day</time>',
            f'<meta itemprop="{name}" content="{post.written}">',
        ]
    )
    made = [f'<div itemprop="text">{body_of(post)}</div>', author, written]
    made.append('<meta itemprop="dateModified" content="2026-01-01">')
    made.append(
        rng.choice(
            [
                f'<span itemprop="upvoteCount">{post.up}</span>',
                f'<span itemprop="upvoteCount" content="{post.up}">{post.up / 1000:.1f}K</span>',
                f'<data itemprop="upvoteCount" value="{post.up}">many</data>',
            ]
        )
    )
    if post.down is not None:
        made.append(f'<meta itemprop="downvoteCount" content="{post.down}">')
    if post.url is not None:
        made.append(f'<link itemprop="url" href="{post.url}">')
    rng.shuffle(made)
    return "\n".join(made)


# RDFa


def rdfa(told: Told, rng: Random) -> str:
    """Return a page that tells of a thread in RDFa, with a vocabulary or with prefixes."""
    attributes, base = rng.choice(
        [
            (' vocab="https://schema.org/"', ""),
            (' vocab="http://schema.org/"', ""),
            (' prefix="schema: http://schema.org/"', "schema:"),
            (' prefix="s: https://schema.org/ dc: http://purl.org/dc/terms/"', "s:"),
        ]
    )
    way = rng.choice(["property", "rel", "about"])
    answers = "".join(
        _rdfa_answer(post, number, rng, base, way if base or way != "rel" else "property")
        for number, post in enumerate(told.answers)
    )
    tags = ", ".join(told.tags)
    keywords = f'<meta property="{base}keywords" content="{tags}">' if tags else ""
    title = f'<h1 property="{base}name">{esc(told.title)}</h1>'
    asked = f"<div>{title}{_rdfa_post(told.question, rng, base)}{keywords}</div>"
    main = f'<main property="{base}mainEntity" resource="#q" typeof="{base}Question">{asked}{answers}</main>'
    if rng.random() < 0.5:
        return page(main, html_attributes=attributes, body_attributes=f' typeof="{base}QAPage"')
    return page(f'<div{attributes} typeof="{base}QAPage">{main}</div>')


def _rdfa_answer(post: Post, number: int, rng: Random, base: str, way: str) -> str:
    name = f"{base}{'acceptedAnswer' if post.accepted else 'suggestedAnswer'}"
    inner = _rdfa_post(post, rng, base)
    if way == "property":
        return f'<article property="{name}" typeof="{base}Answer">{inner}</article>'
    if way == "rel":
        return f'<div rel="{name}"><article typeof="{base}Answer">{inner}</article></div>'
    return (
        f'<link property="{name}" href="#a{number}"><article about="#a{number}" typeof="{base}Answer">{inner}</article>'
    )


def _rdfa_post(post: Post, rng: Random, base: str) -> str:
    author = rng.choice(
        [
            f'<span property="{base}author">{esc(post.author)}</span>',
            f'<span property="{base}author" typeof="{base}Person">'
            f'<b property="{base}name">{esc(post.author)}</b></span>',
            f'<div property="{base}author" typeof="{base}Person"><meta property="{base}name"'
            f" content={quoted(post.author)}></div>",
        ]
    )
    name = rng.choice(["datePublished", "dateCreated"])
    written = rng.choice(
        [
            f'<time property="{base}{name}" datetime="{post.written}">some day</time>',
            f'<span property="{base}{name}" content="{post.written}">some day</span>',
        ]
    )
    made = [f'<div property="{base}text">{body_of(post)}</div>', author, written]
    made.append(f'<meta property="{base}dateModified" content="2026-01-01">')
    made.append(
        rng.choice(
            [
                f'<span property="{base}upvoteCount">{post.up}</span>',
                f'<span property="{base}upvoteCount" datatype="xsd:integer" content="{post.up}">many</span>',
            ]
        )
    )
    if post.down is not None:
        made.append(f'<meta property="{base}downvoteCount" content="{post.down}">')
    if post.url is not None:
        made.append(f'<a property="{base}url" href="{post.url}">link</a>')
    rng.shuffle(made)
    return "\n".join(made)


SYNTAXES = {"json-ld": json_ld, "microdata": microdata, "rdfa": rdfa}
