"""Invented pages of 台灣e院 in both of its makes. None of them is a real consultation (CC0-1.0)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from scraper.page import Page

HOST = "https://sp1.hso.mohw.gov.tw"
AUTHORED = "<!-- Authored for testing; not a page of any site. CC0-1.0 -->"


@dataclass(frozen=True)
class Asker:
    """An asker as printed, and what is to be read."""

    printed: str
    name: str | None = None
    gender: str | None = None
    age_text: str | None = None
    age_min: int | None = None
    age_max: int | None = None


@dataclass(frozen=True)
class Reply:
    """A reply with its line as printed, and what is to be read.

    :param printed: None where there is no line.
    :param asker: whether it is the asker who writes again.
    """

    text: str
    printed: str | None
    author: str | None = None
    department: str | None = None
    organization: str | None = None
    replied_on: str | None = None
    asker: bool = False


@dataclass(frozen=True)
class Thread:
    """A thread. ``reads`` is what of its record differs from what is written in it, by JSON pointer."""

    number: int = 310002
    title: str | None = "左手小指麻木"
    asker: Asker | None = field(default_factory=lambda: ANNA)
    asked_on: str | None = "2007-02-03"
    question: str | None = "醫師您好：\n左手小指麻木已經兩個月。\n請問該看哪一科？"
    replies: tuple[Reply, ...] = field(default_factory=lambda: (DOCTOR,))
    topic: str | None = None
    reads: dict[str, Any] = field(default_factory=dict)


ANNA = Asker("小安／女／(30~39),2007/02/03", "小安", "female", "30~39", 30, 39)
DOCTOR = Reply(
    "您好：\n請先到復健科門診檢查。\n祝健康",
    "台北醫院／復健科／王大明, 2007/02/05",
    "王大明",
    "復健科",
    "台北醫院",
    "2007-02-05",
)


def lines(text: str) -> str:
    """Return a body as both makes write it: each line break is a ``<br />``."""
    return escape(text, quote=False).replace("\n", "<br />\n")


def paragraphs(text: str) -> str:
    """Return a body as somebody's template may write it."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


Body = Callable[[str], str]


def legacy_unit(thread: Thread, body: Body = lines) -> str:
    """Return a thread as ``ul.QAunit``."""
    subject = f"#{thread.number} {escape(thread.title or '', quote=False)}"
    parts = [f'<li class="subject">{subject}</li>', '<li class="count">閱覽人次：1234</li>']
    if thread.topic:
        parts.append(f'<li class="count">相關分類 ：{thread.topic}</li>')
    if thread.asker is not None:
        parts.append(f'<li class="asker">發問者：{escape(thread.asker.printed, quote=False)}</li>')
    parts.append(f'<li class="ask">{body(thread.question or "")}</li>')
    for reply in thread.replies:
        label, line, text = ("發問者", "asker", "ask") if reply.asker else ("答復者", "doctor", "ans")
        if reply.printed is not None:
            parts.append(f'<li class="{line}">{label}：{escape(reply.printed, quote=False)}</li>')
        parts.append(f'<li class="{text}">{body(reply.text)}</li>')
    return '<ul class="QAunit">\n' + "\n".join(parts) + "\n</ul>"


def w3_thread(thread: Thread, body: Body = lines) -> str:
    """Return a thread as bars and messages."""
    title = escape(thread.title or "", quote=False)
    asked = f"{thread.asker.printed}&nbsp;提問：" if thread.asker is not None else None
    parts = [f'<div class="w3-bar">{_entry(f"<h2>#{thread.number}</h2>")}{_entry(f"<h2>{title}</h2>")}</div>']
    parts.append(_w3_message(asked, thread.question or "", body))
    for reply in thread.replies:
        label = "提問：" if reply.asker else "回覆："
        line = f"{reply.printed}&nbsp;{label}" if reply.printed is not None else None
        parts.append(_w3_message(line, reply.text, body))
    return '<div class="w3-container">\n' + "\n".join(parts) + "\n</div>"


def _entry(content: str) -> str:
    return f'<div class="w3-bar-item w3-padding-0">{content}</div>\n'


def _w3_message(line: str | None, text: str, body: Body) -> str:
    shown = escape(line, quote=False).replace("&amp;nbsp;", "&nbsp;") if line is not None else None
    named = _entry(f"<div>{shown}</div>") if shown is not None else ""
    icon = _entry('<img src="/doctor/img/p.png" alt="">')
    bar = f'<div class="w3-bar">{icon}{named}</div>'
    return f'<div class="w3-panel">{bar}<div class="msg"><div>{body(text)}</div></div></div>'


MENU = "".join(
    f'<div class="w3-col l4 m6 s6"><a href="/doctor/All/index.php?d_class={name}" target="_top">{shown}</a></div>\n'
    for name, shown in (("內科", "內　科"), ("復健科", "復健科"), ("牙科", "牙　科"))
)


def legacy_page(*threads: Thread, body: Body = lines, rest: str = "") -> str:
    """Return a page of the first make."""
    units = "\n".join(legacy_unit(thread, body) for thread in threads)
    return (
        f"<html><head><title>台灣e院</title></head><body>\n{AUTHORED}\n<h1>台灣e院</h1>\n"
        f'<div id="content">\n{units}\n{rest}</div>\n<div id="footer">衛生福利部 版權所有</div>\n</body></html>\n'
    )


def w3_page(*threads: Thread, body: Body = lines, rest: str = "") -> str:
    """Return a page of the second make."""
    shown = "\n".join(w3_thread(thread, body) for thread in threads)
    return (
        "<!DOCTYPE html>\n<html><head><title>台灣e院</title>"
        f'<meta name="viewport" content="width=device-width"></head><body>\n{AUTHORED}\n'
        '<div class="w3-bar w3-teal"><a class="w3-bar-item w3-button" href="/doctor/Index1.php">首頁</a>'
        '<a class="w3-bar-item w3-button" href="/doctor/Often_question/index.php">常見問題</a></div>\n'
        f'<div class="w3-row">{MENU}</div>\n<div id="sidebar-content"><div>\n{shown}\n{rest}</div></div>\n'
        '<footer class="w3-container"><h5>衛生福利部</h5></footer>\n</body></html>\n'
    )


MAKES: dict[str, Callable[..., str]] = {"zh_w3": w3_page, "zh_legacy": legacy_page}


def question_url(number: int, host: str = HOST) -> str:
    """Return the canonical address of a question."""
    return f"{host}/doctor/All/ShowDetail.php?q_no={number}"


def big5(html: str) -> bytes:
    """Return a page in the octets the site sends: what Big5 does not have is a numeric reference."""
    return html.encode("big5hkscs", "xmlcharrefreplace")


def served(html: str | bytes, url: str | None, content_type: str = "text/html") -> Page:
    """Return a page as the site serves it."""
    body = big5(html) if isinstance(html, str) else html
    return Page(body, url or "page.html", url, headers=(("Content-Type", content_type),))


def expected(thread: Thread, url: str | None, *, department: str | None = None) -> dict[str, Any]:
    """Return the record of a thread, without ``record_id`` and ``provenance``."""
    asker = thread.asker or Asker("")
    return {
        "schema_version": "1.0",
        "site": "ehospital",
        "url": url,
        "language": "zh-Hant",
        "title": thread.title,
        "department": department or next((one.department for one in thread.replies if one.department), None),
        "tags": [thread.topic] if thread.topic else [],
        "question": {
            "title": thread.title,
            "text": thread.question or thread.title,
            "asked_on": thread.asked_on if thread.asker is not None else None,
            "score": None,
            "asker": {name: getattr(asker, name) for name in ("name", "gender", "age_min", "age_max", "age_text")},
        },
        "replies": [_expected_reply(reply) for reply in thread.replies if reply.text],
        "article": None,
        "similar": [],
        "related_faqs": [],
    }


def _expected_reply(reply: Reply) -> dict[str, Any]:
    read = {name: getattr(reply, name) for name in ("author", "department", "organization", "text", "replied_on")}
    return read | {"score": None, "accepted": None, "url": None}


def listing(rows: Sequence[Thread], department: str, pages: Sequence[int] = ()) -> str:
    """Return a listing of a department's questions, with the choice of pages where there are several."""
    shown = "".join(
        f"<tr><td>2007/02/03</td><td>小安</td><td>王大明</td><td>5</td><td>4.5</td><td>12</td>"
        f'<td><a href="ShowDetail.php?q_no={row.number}&SortBy=q_no&PageNo=1">{escape(row.title or "")}</a></td></tr>\n'
        for row in rows
    )
    options = "".join(f'<option value="{number}">{number}</option>' for number in pages)
    choice = f'<select id="PageNo" name="PageNo">{options}</select>' if pages else ""
    return (
        f"<html><head><title>台灣e院</title></head><body>\n{AUTHORED}\n<h2>{department}</h2>\n"
        f'<p>共 <span style="color:red;">{len(rows)}</span> 筆</p>\n<form method="get">{choice}\n'
        f'<table class="table1"><tr><th>日期</th><th>發問者</th><th>醫師</th><th>滿意度</th><th>評分</th><th>閱覽</th>'
        f"<th>主題</th></tr>\n{shown}</table></form>\n{MENU}</body></html>\n"
    )
