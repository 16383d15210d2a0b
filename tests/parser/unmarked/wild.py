"""Threads in the mark-up of many kinds of sites, after their habits, each by hand. Authored; CC0-1.0; none is real."""

from dataclasses import dataclass
from datetime import date

from tests.parser.unmarked.layouts import page

Post = tuple[str | None, str | None, str]
"""Author, day and text; None where the page does not say it."""


@dataclass(frozen=True)
class Wild:
    """A page and the thread on it.

    :param posts: the question first.
    :param also: JSON pointer → other values that the page says.
    :param is_labelled: whether labels tell the question, so that the page's heading is not the question's title.
    """

    html: str
    title: str
    posts: tuple[Post, ...]
    also: tuple[tuple[str, object], ...] = ()
    url: str = "https://site.example/some/page"
    is_labelled: bool = False


Q = "My kettle switches off too early.\nIs it the lid?"
A = "Clean the hinge first."
B = "Mine needed a new base. It cost nine euros."
T = "Kettle switches off too early"
D1, D2, D3 = "2024-03-05", "2024-03-06", "2024-03-08"
POSTS: tuple[Post, ...] = (("ann", D1, Q), ("bob", D2, A), ("cleo", D3, B))


def paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def breaks(text: str) -> str:
    return text.replace("\n", "<br>")


def _us(day: str) -> str:
    return date.fromisoformat(day).strftime("%b %d, %Y")


def each(template: str, posts: tuple[Post, ...] = POSTS, start: int = 1) -> str:
    return "".join(
        template.format(
            n=n,
            a=a,
            d=d,
            us=_us(d or D1),
            p=paragraphs(t),
            br=breaks(t),
            t=t,
            eu=date.fromisoformat(d or D1).strftime("%d.%m.%Y"),
            re="" if n == 1 else "Re: ",
        )
        for n, (a, d, t) in enumerate(posts, start)
    )


BOARDS: dict[str, Wild] = {
    "old_board_of_tables": Wild(
        page(
            f"{T} :: Kettle forum",
            f'<a class="maintitle" href="viewtopic.php?t=1">{T}</a><table class="forumline">'
            + each(
                '<tr><td width="150" align="left" valign="top" class="row1"><span class="name"><b>{a}</b></span>'
                '<br><span class="postdetails">Newbie<br><br>'
                'Joined: 03 Jan 2019<br>Posts: 12<br>Location: Hull<br></span></td><td class="row1"><table><tr>'
                '<td><span class="postdetails">Posted: {us} 10:00 am'
                '</span></td><td><a href="posting.php?mode=quote">Quote</a></td></tr><tr><td colspan="2"><hr></td>'
                '</tr><tr><td colspan="2"><span class="postbody">{br}'
                '</span></td></tr></table></td></tr><tr><td class="row1"><a href="#top">Back to top</a></td><td'
                ' class="row1">profile pm www</td></tr>'
                '<tr><td class="spaceRow" colspan="2"></td></tr>'
            )
            + "</table>",
        ),
        T,
        POSTS,
    ),
    "machine_forum": Wild(
        page(
            T,
            f'<div id="forumposts"><h3>Topic: {T} (Read 120 times)</h3>'
            + each(
                '<div class="windowbg"><div class="poster"><h4>{a}</h4><ul><li>Full Member</li><li>Posts: 12</li>'
                '</ul></div><div class="postarea"><div class="keyinfo"><h5>{re}'
                + T
                + '</h5><div class="smalltext">« on: {us}, 10:00:12 AM »</div></div><div class="post"><div'
                ' class="inner">{br}</div></div></div><div class="signature">'
                "Boil wisely.</div></div>"
            )
            + "</div>",
        ),
        T,
        POSTS,
    ),
    "bulletin_tables": Wild(
        page(
            f"{T} - Kettle Bulletin Board",
            f"<h1>{T}</h1>"
            + each(
                '<table class="tborder" id="post{n}"><tr><td class="thead"><div>#<a href="showpost.php?p={n}">'
                "<strong>{n}</strong></a></div><div>{us}, 10:00 AM</div></td></tr>"
                '<tr><td class="alt2"><div><a class="bigusername" href="member.php?u={n}">{a}</a></div><div>Senior'
                " Member</div><div>Join Date: Jan 2019</div><div>Posts: 12</div></td></tr>"
                '<tr><td class="alt1"><div id="post_message_{n}">{br}</div></td></tr></table>'
            ),
        ),
        T,
        POSTS,
    ),
    "plugin_board": Wild(
        page(
            f"{T} - Kettles",
            f'<h1>{T}</h1><p><a href="/">Home</a> › <a href="/forums">Forums</a></p><ul class="topic">'
            + each(
                '<li><div class="reply-header"><span class="post-date">{us} at 10:00 am</span> <a'
                ' class="permalink" href="#post-{n}">#{n}</a></div>'
                '<div class="type-reply"><div class="reply-author"><a href="/users/{a}">{a}</a><br><span>'
                'Participant</span></div><div class="reply-content">{p}</div></div></li>'
            )
            + "</ul>",
        ),
        T,
        POSTS,
        (
            ("replies/0/url", "https://site.example/some/page#post-2"),
            ("replies/1/url", "https://site.example/some/page#post-3"),
        ),
    ),
    "chinese_board": Wild(
        page(
            "水壶总是提前断电_茶友论坛",
            '<div class="atl-menu"><h1>水壶总是提前断电</h1></div>'
            '<div class="atl-item"><div class="atl-info">楼主：<a href="/u/1">小雨点</a> 时间：2024-03-05 10:00:00'
            " 点击：120 回复：2</div>"
            '<div class="atl-con">水壶不到水开就断电了，请问是什么原因？<br>已经除过水垢。</div></div>'
            '<div class="atl-item"><div class="atl-info">作者：<a href="/u/2">老茶客</a> 时间：2024-03-06 11:00:00'
            '</div><div class="atl-con">多半是盖子没有盖紧。</div>'
            "<div>举报 | 2楼 | 评论</div></div>"
            '<div class="atl-item"><div class="atl-info">作者：<a href="/u/3">青山</a> 时间：2024-03-08 12:00:00'
            '</div><div class="atl-con">换一个底座就好了。</div>'
            "<div>举报 | 3楼 | 评论</div></div>",
            language="zh-CN",
        ),
        "水壶总是提前断电",
        (
            ("小雨点", D1, "水壶不到水开就断电了，请问是什么原因？\n已经除过水垢。"),
            ("老茶客", D2, "多半是盖子没有盖紧。"),
            ("青山", D3, "换一个底座就好了。"),
        ),
    ),
    "russian_board": Wild(
        page(
            "Чайник выключается раньше времени - Форум о чае",
            "<h1>Чайник выключается раньше времени</h1><div class='thread'>"
            "<div class='m'><b>Анна</b> <i>5 марта 2024, 10:00</i><div>Чайник выключается раньше, чем закипит"
            " вода. Что делать?</div></div>"
            "<div class='m'><b>Борис</b> <i>6 марта 2024, 11:00</i><div>Проверьте крышку.</div></div></div>",
            language="ru",
        ),
        "Чайник выключается раньше времени",
        (("Анна", D1, "Чайник выключается раньше, чем закипит вода. Что делать?"), ("Борис", D2, "Проверьте крышку.")),
    ),
    "french_board": Wild(
        page(
            "Ma bouilloire s'arrête trop tôt - Forum cuisine",
            "<h1>Ma bouilloire s'arrête trop tôt</h1>"
            "<article class='message'><p class='auteur'>Anne</p><p class='date'>Posté le 5 mars 2024 à 10:00</p>"
            "<div class='contenu'>Elle s'arrête avant l'ébullition. Quelqu'un a une idée ?</div></article>"
            "<article class='message'><p class='auteur'>Benoît</p><p class='date'>Posté le 6 mars 2024 à 11:00</p>"
            "<div class='contenu'>Nettoie le couvercle.</div></article>",
            language="fr",
        ),
        "Ma bouilloire s'arrête trop tôt",
        (
            ("Anne", D1, "Elle s'arrête avant l'ébullition. Quelqu'un a une idée ?"),
            ("Benoît", D2, "Nettoie le couvercle."),
        ),
    ),
    "plain_posts": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1>" + each('<div class="post"><p class="author">{a}</p><p class="date">{us}</p>{p}</div>'),
        ),
        f"{T}?",
        POSTS,
    ),
    "spans_and_breaks": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1><div>"
            + each('<span class="user">{a}</span> <span class="date">{d} 10:00</span><br>{br}<br><br>')
            + "</div>",
        ),
        T,
        POSTS,
    ),
    "tables_of_posts": Wild(
        page(
            f"{T} - Forum",
            f"<h2>{T}</h2>"
            + each(
                "<table border=1><tr><td><b>{a}</b></td><td>{d} 10:00</td></tr><tr><td"
                " colspan=2>{br}</td></tr></table><br>"
            ),
        ),
        T,
        POSTS,
    ),
    "wrote_on": Wild(
        page(f"{T} - Forum", f"<h1>{T}</h1>" + each("<h3>{a} wrote on {us}:</h3>{p}")),
        T,
        POSTS,
    ),
    "small_below": Wild(
        page(f"{T} - Forum", f"<h1>{T}</h1>" + each("<div>{p}<small>Posted by {a} on {us}</small></div>")),
        T,
        POSTS,
    ),
    "semantic_tags": Wild(
        page(
            f"{T} - Forum",
            f"<main><h1>{T}</h1>"
            + each(
                "<section><address><a rel=author href=/p/{n}>{a}</a></address><time"
                " datetime={d}>{us}</time>{p}</section>"
            )
            + "</main>",
        ),
        T,
        POSTS,
    ),
    "advertisements_between": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1><div>"
            + each(
                '<div class="post"><div class="head"><b>{a}</b>, {d}</div><div class="body">{br}</div></div>'
                '<div class="ad"><p>Buy the best kettle today, only 9.90!</p></div>'
            )
            + "</div>",
        ),
        T,
        POSTS,
    ),
    "sloppy_tags": Wild(
        f"<HTML><HEAD><TITLE>{T} - Forum</TITLE><BODY><!-- Authored --><H1>{T}</H1>"
        + each("<TABLE><TR><TD><B>{a}</B><BR>{d}<TD><P>{br}<P></TABLE>"),
        T,
        POSTS,
    ),
    "one_line_of_source": Wild(
        page(f"{T} - Forum", f"<h1>{T}</h1><ul>" + each("<li><b>{a}</b><i>{d}</i>{p}</li>") + "</ul>").replace(
            "\n", ""
        ),
        T,
        POSTS,
    ),
    "own_elements": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1><post-list>"
            + each(
                "<forum-post><post-author>{a}</post-author><post-date>{d}"
                "</post-date><post-body>{p}</post-body></forum-post>"
            )
            + "</post-list>",
        ),
        T,
        POSTS,
    ),
    "site_name_above": Wild(
        page(
            f"{T} | Kettle Forum",
            f"<h1><a href=/>Kettle Forum</a></h1><h2>{T}</h2>"
            + each("<div class=p><p><b>{a}</b> – {eu}, 10:00</p>{p}</div>"),
        ),
        T,
        POSTS,
    ),
    "title_only_in_the_head": Wild(
        page(
            f"{T} - Kettle Forum",
            "<div class=thread>" + each("<div class=p><div><b>{a}</b> {d} 10:00</div><div>{br}</div></div>") + "</div>",
        ),
        T,
        POSTS,
    ),
    "status_and_badge": Wild(
        page(
            f"{T} - Kettle Community",
            f'<h1><span class="label">Solved</span> {T}</h1>'
            + each(
                '<div class="message" id="m{n}"><div class="user"><span class="username">{a}</span><span'
                ' class="userTitle">Tea master</span></div><div class="when"><a href="#m{n}">{us}</a></div><div'
                ' class="messageText">{p}</div></div>'
            ),
        ),
        T,
        POSTS,
        (
            ("replies/0/url", "https://site.example/some/page#m2"),
            ("replies/1/url", "https://site.example/some/page#m3"),
        ),
    ),
}
