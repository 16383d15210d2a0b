"""Threads in the mark-up of many kinds of sites, written after their habits, each by hand. Authored; CC0-1.0; none is real."""

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
    """

    html: str
    title: str
    posts: tuple[Post, ...]
    also: tuple[tuple[str, object], ...] = ()
    url: str = "https://site.example/some/page"


Q = "My kettle switches off too early.\nIs it the lid?"
A = "Clean the hinge first."
B = "Mine needed a new base. It cost nine euros."
T = "Kettle switches off too early"
D1, D2, D3 = "2024-03-05", "2024-03-06", "2024-03-08"
POSTS: tuple[Post, ...] = (("ann", D1, Q), ("bob", D2, A), ("cleo", D3, B))


def _p(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def _br(text: str) -> str:
    return text.replace("\n", "<br>")


def _us(day: str) -> str:
    return date.fromisoformat(day).strftime("%b %d, %Y")


def _each(template: str, posts: tuple[Post, ...] = POSTS, start: int = 1) -> str:
    return "".join(
        template.format(
            n=n,
            a=a,
            d=d,
            us=_us(d or D1),
            p=_p(t),
            br=_br(t),
            t=t,
            eu=date.fromisoformat(d or D1).strftime("%d.%m.%Y"),
            re="" if n == 1 else "Re: ",
        )
        for n, (a, d, t) in enumerate(posts, start)
    )


PAGES: dict[str, Wild] = {
    "link_aggregator": Wild(
        page(
            "Ask KT: Kettle switches off too early? | Kettle News",
            '<table id="kt"><tr><td><b>Kettle News</b> <a href="newest">new</a> | <a href="ask">ask</a></td></tr><tr><td><table><tr class="athing" id="1">'
            '<td class="title"><span class="titleline"><a href="item?id=1">Ask KT: Kettle switches off too early?</a></span></td></tr>'
            '<tr><td class="subtext"><span class="subline"><span class="score">12 points</span> by <a class="ktuser" href="user?id=ann">ann</a>'
            ' <span class="age" title="2024-03-05T10:00:00"><a href="item?id=1">7 months ago</a></span> | <a href="hide">hide</a> | <a href="item?id=1">2 comments</a>'
            f'</span></td></tr><tr><td><div class="toptext">{_p(Q)}</div></td></tr></table><table class="tree">'
            + _each(
                '<tr class="athing comtr" id="{n}"><td class="default"><div><span class="comhead"><a class="ktuser" href="user?id={a}">{a}</a>'
                ' <span class="age" title="{d}T10:00:00"><a href="item?id={n}">7 months ago</a></span> <span class="navs">| <a href="#3">next</a> [–]</span></span></div>'
                '<div class="text"><span>{p}</span><div class="reply"><u><a href="reply?id={n}">reply</a></u></div></div></td></tr>',
                POSTS[1:], 2,
            )
            + "</table></td></tr></table>",
        ),
        "Ask KT: Kettle switches off too early?", POSTS, (("/question/score", 12),),
    ),
    "old_board_of_tables": Wild(
        page(
            f"{T} :: Kettle forum",
            f'<a class="maintitle" href="viewtopic.php?t=1">{T}</a><table class="forumline">'
            + _each(
                '<tr><td width="150" align="left" valign="top" class="row1"><span class="name"><b>{a}</b></span><br><span class="postdetails">Newbie<br><br>'
                'Joined: 03 Jan 2019<br>Posts: 12<br>Location: Hull<br></span></td><td class="row1"><table><tr><td><span class="postdetails">Posted: {us} 10:00 am'
                '</span></td><td><a href="posting.php?mode=quote">Quote</a></td></tr><tr><td colspan="2"><hr></td></tr><tr><td colspan="2"><span class="postbody">{br}'
                '</span></td></tr></table></td></tr><tr><td class="row1"><a href="#top">Back to top</a></td><td class="row1">profile pm www</td></tr>'
                '<tr><td class="spaceRow" colspan="2"></td></tr>'
            )
            + "</table>",
        ),
        T, POSTS,
    ),
    "machine_forum": Wild(
        page(
            T,
            f'<div id="forumposts"><h3>Topic: {T} (Read 120 times)</h3>'
            + _each(
                '<div class="windowbg"><div class="poster"><h4>{a}</h4><ul><li>Full Member</li><li>Posts: 12</li></ul></div><div class="postarea"><div class="keyinfo"><h5>{re}'
                + T
                + '</h5><div class="smalltext">« on: {us}, 10:00:12 AM »</div></div><div class="post"><div class="inner">{br}</div></div></div><div class="signature">'
                "Boil wisely.</div></div>"
            )
            + "</div>",
        ),
        T, POSTS,
    ),
    "bulletin_tables": Wild(
        page(
            f"{T} - Kettle Bulletin Board",
            f"<h1>{T}</h1>"
            + _each(
                '<table class="tborder" id="post{n}"><tr><td class="thead"><div>#<a href="showpost.php?p={n}"><strong>{n}</strong></a></div><div>{us}, 10:00 AM</div></td></tr>'
                '<tr><td class="alt2"><div><a class="bigusername" href="member.php?u={n}">{a}</a></div><div>Senior Member</div><div>Join Date: Jan 2019</div><div>Posts: 12</div></td></tr>'
                '<tr><td class="alt1"><div id="post_message_{n}">{br}</div></td></tr></table>'
            ),
        ),
        T, POSTS,
    ),
    "plugin_board": Wild(
        page(
            f"{T} - Kettles",
            f'<h1>{T}</h1><p><a href="/">Home</a> › <a href="/forums">Forums</a></p><ul class="topic">'
            + _each(
                '<li><div class="reply-header"><span class="post-date">{us} at 10:00 am</span> <a class="permalink" href="#post-{n}">#{n}</a></div>'
                '<div class="type-reply"><div class="reply-author"><a href="/users/{a}">{a}</a><br><span>Participant</span></div><div class="reply-content">{p}</div></div></li>'
            )
            + "</ul>",
        ),
        T, POSTS, (("/replies/0/url", "https://site.example/some/page#post-2"),),
    ),
    "chinese_board": Wild(
        page(
            "水壶总是提前断电_茶友论坛",
            '<div class="atl-menu"><h1>水壶总是提前断电</h1></div>'
            '<div class="atl-item"><div class="atl-info">楼主：<a href="/u/1">小雨点</a> 时间：2024-03-05 10:00:00 点击：120 回复：2</div>'
            '<div class="atl-con">水壶不到水开就断电了，请问是什么原因？<br>已经除过水垢。</div></div>'
            '<div class="atl-item"><div class="atl-info">作者：<a href="/u/2">老茶客</a> 时间：2024-03-06 11:00:00</div><div class="atl-con">多半是盖子没有盖紧。</div>'
            "<div>举报 | 2楼 | 评论</div></div>"
            '<div class="atl-item"><div class="atl-info">作者：<a href="/u/3">青山</a> 时间：2024-03-08 12:00:00</div><div class="atl-con">换一个底座就好了。</div>'
            "<div>举报 | 3楼 | 评论</div></div>",
            language="zh-CN",
        ),
        "水壶总是提前断电",
        (("小雨点", D1, "水壶不到水开就断电了，请问是什么原因？\n已经除过水垢。"), ("老茶客", D2, "多半是盖子没有盖紧。"), ("青山", D3, "换一个底座就好了。")),
    ),
    "chinese_answers": Wild(
        page(
            "水壶总是提前断电怎么办？_问问茶友",
            '<div class="wgt-ask"><h1>水壶总是提前断电怎么办？</h1><div class="q-info">提问者：小雨点 | 2024-03-05 10:00</div><div class="q-text">新买的水壶，水没开就断电了。</div></div>'
            '<h2>2个回答</h2><div class="list"><div class="it"><div class="best-mark">最佳答案</div><div class="it-c">把盖子盖紧，再清理一下蒸汽口。</div><div class="it-i">老茶客 2024-03-06 回答</div></div>'
            '<div class="it"><div class="it-c">底座接触不好也会这样。</div><div class="it-i">青山 2024-03-08 回答</div></div></div>',
            language="zh",
        ),
        "水壶总是提前断电怎么办？",
        (("小雨点", D1, "新买的水壶，水没开就断电了。"), ("老茶客", D2, "把盖子盖紧，再清理一下蒸汽口。"), ("青山", D3, "底座接触不好也会这样。")),
        (("/replies/0/accepted", True), ("/replies/1/accepted", None)),
    ),
    "japanese_answers": Wild(
        page(
            "ケトルがすぐ切れるのはなぜ？ - お茶の知恵",
            "<h1>ケトルがすぐ切れるのはなぜ？</h1><div><p>質問者：あん 2024/3/5 10:00</p><p>お湯が沸く前に切れてしまいます。どうすれば直りますか。</p></div>"
            "<h2>ベストアンサー</h2><div><p>回答者：ぼぶ 2024/3/6 11:00</p><p>ふたをしっかり閉めてください。</p></div>",
            language="ja",
        ),
        "ケトルがすぐ切れるのはなぜ？",
        (("あん", D1, "お湯が沸く前に切れてしまいます。どうすれば直りますか。"), ("ぼぶ", D2, "ふたをしっかり閉めてください。")),
    ),
    "russian_board": Wild(
        page(
            "Чайник выключается раньше времени - Форум о чае",
            "<h1>Чайник выключается раньше времени</h1><div class='thread'>"
            "<div class='m'><b>Анна</b> <i>5 марта 2024, 10:00</i><div>Чайник выключается раньше, чем закипит вода. Что делать?</div></div>"
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
            "<article class='message'><p class='auteur'>Anne</p><p class='date'>Posté le 5 mars 2024 à 10:00</p><div class='contenu'>Elle s'arrête avant l'ébullition. Quelqu'un a une idée ?</div></article>"
            "<article class='message'><p class='auteur'>Benoît</p><p class='date'>Posté le 6 mars 2024 à 11:00</p><div class='contenu'>Nettoie le couvercle.</div></article>",
            language="fr",
        ),
        "Ma bouilloire s'arrête trop tôt",
        (("Anne", D1, "Elle s'arrête avant l'ébullition. Quelqu'un a une idée ?"), ("Benoît", D2, "Nettoie le couvercle.")),
    ),
    "italian_answers": Wild(
        page(
            "Perché il bollitore si spegne presto? | Chiedi al tè",
            "<h1>Perché il bollitore si spegne presto?</h1><div class='domanda'><p>Si spegne dopo dieci secondi.</p><p>Chiesto da <a href='/u/1'>Anna</a> il 5 marzo 2024</p></div>"
            "<h3>2 risposte</h3><div class='risposta'><p>Pulisci il coperchio.</p><p>Risposto da <a href='/u/2'>Bruno</a> il 6 marzo 2024</p></div>"
            "<div class='risposta'><p>Cambia la base.</p><p>Risposto da <a href='/u/3'>Carla</a> il 8 marzo 2024</p></div>",
            language="it",
        ),
        "Perché il bollitore si spegne presto?",
        (("Anna", D1, "Si spegne dopo dieci secondi."), ("Bruno", D2, "Pulisci il coperchio."), ("Carla", D3, "Cambia la base.")),
    ),
    "asked_and_answered_by": Wild(
        page(
            "Can I boil milk in a kettle?",
            "<h1>Can I boil milk in a kettle?</h1><p>My son wants cocoa every evening, and our stove is broken.</p><p>Asked by Ann Lee (female, 34) on March 5, 2024</p>"
            "<h2>Answer</h2><p>Please do not: milk burns at the bottom.</p><p>Use a pan.</p><p>Answered by Dr. Bob Moore on March 6, 2024</p>",
        ),
        "Can I boil milk in a kettle?",
        (("Ann Lee", D1, "My son wants cocoa every evening, and our stove is broken."), ("Dr. Bob Moore", D2, "Please do not: milk burns at the bottom.\nUse a pan.")),
        (("/question/asker/gender", "female"), ("/question/asker/age_min", 34), ("/question/asker/age_max", 34)),
    ),
    "asked_and_answered_above": Wild(
        page(
            "Can I boil milk in a kettle?",
            "<h1>Can I boil milk in a kettle?</h1><p>Asked by Ann Lee on March 5, 2024</p><p>My son wants cocoa every evening, and our stove is broken.</p>"
            "<p>Answered by Bob Moore on March 6, 2024</p><p>Please do not: milk burns at the bottom.</p><p>Answered by Cleo on March 8, 2024</p><p>Use a pan.</p>",
        ),
        "Can I boil milk in a kettle?",
        (("Ann Lee", D1, "My son wants cocoa every evening, and our stove is broken."), ("Bob Moore", D2, "Please do not: milk burns at the bottom."), ("Cleo", D3, "Use a pan.")),
    ),
    "one_answer": Wild(
        page(
            "Is rust in a kettle bad?",
            '<h1>Is rust in a kettle bad?</h1><div class="q"><p>There are brown spots at the bottom.</p><span class="by">ann</span> <span class="on">2024-03-05</span></div>'
            '<h2>1 Answer</h2><div class="a"><p>Usually it is only limescale with iron in it.</p><span class="by">bob</span> <span class="on">2024-03-06</span></div>'
            "<h2>Related questions</h2><ul><li><a href=/2>Can I use vinegar?</a></li></ul>",
        ),
        "Is rust in a kettle bad?", (("ann", D1, "There are brown spots at the bottom."), ("bob", D2, "Usually it is only limescale with iron in it.")),
    ),
    "answers_without_days": Wild(
        page(
            "Is rust in a kettle bad?",
            '<h1>Is rust in a kettle bad?</h1><div class="question"><p>There are brown spots at the bottom.</p><cite class="author">ann</cite></div>'
            '<h2>2 Answers</h2><div class="answer"><p>Usually it is only limescale with iron in it.</p><cite class="author">bob</cite></div>'
            '<div class="answer"><p>Throw it away.</p><cite class="author">cleo</cite></div>',
        ),
        "Is rust in a kettle bad?",
        (("ann", None, "There are brown spots at the bottom."), ("bob", None, "Usually it is only limescale with iron in it."), ("cleo", None, "Throw it away.")),
    ),
    "plain_posts": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1>" + _each('<div class="post"><p class="author">{a}</p><p class="date">{us}</p>{p}</div>'),
        ),
        f"{T}?", POSTS,
    ),
    "spans_and_breaks": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1><div>" + _each('<span class="user">{a}</span> <span class="date">{d} 10:00</span><br>{br}<br><br>') + "</div>",
        ),
        T, POSTS,
    ),
    "tables_of_posts": Wild(
        page(
            f"{T} - Forum",
            f"<h2>{T}</h2>" + _each("<table border=1><tr><td><b>{a}</b></td><td>{d} 10:00</td></tr><tr><td colspan=2>{br}</td></tr></table><br>"),
        ),
        T, POSTS,
    ),
    "wrote_on": Wild(
        page(f"{T} - Forum", f"<h1>{T}</h1>" + _each("<h3>{a} wrote on {us}:</h3>{p}")), T, POSTS,
    ),
    "small_below": Wild(
        page(f"{T} - Forum", f"<h1>{T}</h1>" + _each("<div>{p}<small>Posted by {a} on {us}</small></div>")), T, POSTS,
    ),
    "semantic_tags": Wild(
        page(
            f"{T} - Forum",
            f"<main><h1>{T}</h1>" + _each("<section><address><a rel=author href=/p/{n}>{a}</a></address><time datetime={d}>{us}</time>{p}</section>") + "</main>",
        ),
        T, POSTS,
    ),
    "advertisements_between": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1><div>"
            + _each('<div class="post"><div class="head"><b>{a}</b>, {d}</div><div class="body">{br}</div></div><div class="ad"><p>Buy the best kettle today, only 9.90!</p></div>')
            + "</div>",
        ),
        T, POSTS,
    ),
    "sloppy_tags": Wild(
        f"<HTML><HEAD><TITLE>{T} - Forum</TITLE><BODY><!-- Authored --><H1>{T}</H1>"
        + _each("<TABLE><TR><TD><B>{a}</B><BR>{d}<TD><P>{br}<P></TABLE>"),
        T, POSTS,
    ),
    "one_line_of_source": Wild(
        page(f"{T} - Forum", f"<h1>{T}</h1><ul>" + _each("<li><b>{a}</b><i>{d}</i>{p}</li>") + "</ul>").replace("\n", ""), T, POSTS,
    ),
    "own_elements": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1><post-list>" + _each("<forum-post><post-author>{a}</post-author><post-date>{d}</post-date><post-body>{p}</post-body></forum-post>") + "</post-list>",
        ),
        T, POSTS,
    ),
    "quotations": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            "<div class='post'><div class='who'>ann, 2024-03-05</div><div class='msg'><p>My kettle switches off too early.</p><p>Is it the lid?</p></div></div>"
            "<div class='post'><div class='who'>bob, 2024-03-06</div><div class='msg'><blockquote>ann wrote: Is it the lid?</blockquote><p>Yes.</p></div></div>"
            "<div class='post'><div class='who'>ann, 2024-03-08</div><div class='msg'><p>Thanks!</p></div></div>",
        ),
        T, (("ann", D1, Q), ("bob", D2, "ann wrote: Is it the lid?\nYes."), ("ann", D3, "Thanks!")),
    ),
    "lists_and_code": Wild(
        page(
            "Script does not count - Forum",
            "<h1>Script does not count</h1>"
            "<div class='post'><div class='who'>ann</div><div class='when'>2024-03-05 10:00</div><div class='txt'><p>Why does it print nothing?</p><pre>for n in range(3):\n    count(n)</pre></div></div>"
            "<div class='post'><div class='who'>bob</div><div class='when'>2024-03-06 10:00</div><div class='txt'><p>Two ways:</p><ol><li>print(n)</li><li>return n</li></ol><p>Since 2024-01-01 both work.</p></div></div>",
        ),
        "Script does not count",
        (("ann", D1, "Why does it print nothing?\nfor n in range(3):\ncount(n)"), ("bob", D2, "Two ways:\n1. print(n)\n2. return n\nSince 2024-01-01 both work.")),
    ),
    "site_name_above": Wild(
        page(
            f"{T} | Kettle Forum",
            f"<h1><a href=/>Kettle Forum</a></h1><h2>{T}</h2>" + _each("<div class=p><p><b>{a}</b> – {eu}, 10:00</p>{p}</div>"),
        ),
        T, POSTS,
    ),
    "title_only_in_the_head": Wild(
        page(f"{T} - Kettle Forum", "<div class=thread>" + _each("<div class=p><div><b>{a}</b> {d} 10:00</div><div>{br}</div></div>") + "</div>"), T, POSTS,
    ),
    "days_of_the_month_first": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            + "".join(
                f"<div class=p><div><b>{a}</b> {d} 10:00</div><div>{_br(t)}</div></div>" for a, d, t in (("ann", "05/03/2024", Q), ("bob", "06/03/2024", A), ("cleo", "18/03/2024", B))
            ),
        ),
        T, (("ann", D1, Q), ("bob", D2, A), ("cleo", "2024-03-18", B)),
    ),
    "days_nobody_can_tell": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            + "".join(f"<div class=p><div><b>{a}</b> {d} 10:00</div><div>{_br(t)}</div></div>" for a, d, t in (("ann", "05/03/2024", Q), ("bob", "06/03/2024", A))),
        ),
        T, (("ann", None, Q), ("bob", None, A)),
    ),
    "replies_inside_replies": Wild(
        page(
            f"{T}? - Forum",
            f"<h1>{T}?</h1><div class=thread><ul><li><div class=post><p class=meta><span class=user>ann</span> {D1}</p><div class=text>{_p(Q)}</div></div>"
            f"<ul><li><div class=post><p class=meta><span class=user>bob</span> {D2}</p><div class=text>{_p(A)}</div></div><ul><li><div class=post><p class=meta><span class=user>cleo</span> {D3}</p>"
            f"<div class=text>{_p(B)}</div></div></li></ul></li></ul></li></ul></div>",
        ),
        f"{T}?", POSTS,
    ),
    "votes_and_marks": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1><div class=question><div class=votes>7</div>{_p(Q)}<p>asked {D1} by <a class=user href=/u/1>ann</a></p><a rel=tag href=/t/1>kettles</a> <a rel=tag href=/t/2>lids</a></div>"
            f"<h2>2 Answers</h2><div class='answer accepted-answer'><div class=votes>4</div>{_p(A)}<p>answered {D2} by <a class=user href=/u/2>bob</a></p></div>"
            f"<div class=answer><div class=votes>-1</div>{_p(B)}<p>answered {D3} by <a class=user href=/u/3>cleo</a></p></div>",
        ),
        f"{T}?", POSTS, (("/question/score", 7), ("/replies/0/score", 4), ("/replies/1/score", -1), ("/replies/0/accepted", True), ("/replies/1/accepted", None), ("/tags", ["kettles", "lids"])),
    ),
    "comments_below_answers": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1><div class=question>{_p(Q)}<p>asked {D1} by <a class=user href=/u/1>ann</a></p></div><h2>2 Answers</h2>"
            f"<div class=answer>{_p(A)}<p>answered {D2} by <a class=user href=/u/2>bob</a></p><ul class=comments><li>Which hinge? – <a class=user href=/u/1>ann</a> 2024-03-06</li></ul></div>"
            f"<div class=answer>{_p(B)}<p>answered {D3} by <a class=user href=/u/3>cleo</a></p></div>",
        ),
        f"{T}?", POSTS,
    ),
    "person_in_parentheses": Wild(
        page(
            "Is green tea good for me? - Ask the doctor",
            "<h1>Is green tea good for me?</h1><div class=question><p>Question from Ann, F/34, on March 5, 2024</p><p>I drink six cups a day, and I sleep badly.</p></div>"
            "<div class=answer><p>Answer by Dr. Moore, March 6, 2024</p><p>Drink the last one at noon.</p></div>",
        ),
        "Is green tea good for me?", (("Ann", D1, "I drink six cups a day, and I sleep badly."), ("Dr. Moore", D2, "Drink the last one at noon.")),
    ),
    "labelled_question": Wild(
        page(
            "Kettles and milk",
            "<h1>Kettles and milk</h1><p><b>Question:</b> May I boil milk in a kettle?</p><p>Asked by: Ann, March 5, 2024</p><p><b>Answer:</b> Please do not.</p><p>It burns.</p><p>Answered by: Bob, March 6, 2024</p>"
            "<footer>© 2024 Kettles</footer>",
        ),
        "Kettles and milk", (("Ann", D1, "May I boil milk in a kettle?"), ("Bob", D2, "Please do not.\nIt burns.")),
    ),
    "mail_archive": Wild(
        page(
            "[kettle-users] Lid does not close",
            "<h1>[kettle-users] Lid does not close</h1>"
            "<div class=message><div class=headers>From: Ann Lee &lt;ann at mail.example&gt;<br>Date: Tue, 5 Mar 2024 10:00:00 +0100<br>Subject: [kettle-users] Lid does not close</div><pre>Hello,\nmy lid does not close. What can I do?</pre></div>"
            "<div class=message><div class=headers>From: Bob Moore &lt;bob at mail.example&gt;<br>Date: Wed, 6 Mar 2024 11:00:00 +0100<br>Subject: Re: [kettle-users] Lid does not close</div><pre>Bend the hinge.</pre></div>",
        ),
        "[kettle-users] Lid does not close", (("Ann Lee", D1, "Hello,\nmy lid does not close. What can I do?"), ("Bob Moore", D2, "Bend the hinge.")),
    ),
    "group_by_article": Wild(
        page(
            "Lid does not close - kettle newsgroup",
            "<h2>Lid does not close</h2>" + _each("<div role=listitem class=msg><h3>{a}</h3><span>{us}, 10:00:00 AM</span><div>{p}</div></div>"),
        ),
        "Lid does not close", POSTS,
    ),
    "status_and_badge": Wild(
        page(
            f"{T} - Kettle Community",
            f'<h1><span class="label">Solved</span> {T}</h1>'
            + _each('<div class="message" id="m{n}"><div class="user"><span class="username">{a}</span><span class="userTitle">Tea master</span></div><div class="when"><a href="#m{n}">{us}</a></div><div class="messageText">{p}</div></div>'),
        ),
        T, POSTS, (("/replies/0/url", "https://site.example/some/page#m2"),),
    ),
}  # fmt: skip
