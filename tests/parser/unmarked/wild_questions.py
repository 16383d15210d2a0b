"""Questions with answers in the mark-up of many kinds of sites, and some that are hard to read. Authored; CC0-1.0."""

from tests.parser.unmarked.layouts import page
from tests.parser.unmarked.wild import D1, D2, D3, POSTS, A, B, Q, T, Wild, breaks, each, paragraphs

QUESTIONS: dict[str, Wild] = {
    "link_aggregator": Wild(
        page(
            "Ask KT: Kettle switches off too early? | Kettle News",
            '<table id="kt"><tr><td><b>Kettle News</b> <a href="newest">new</a> | <a href="ask">ask</a></td></tr>'
            '<tr><td><table><tr class="athing" id="1">'
            '<td class="title"><span class="titleline"><a href="item?id=1">Ask KT: Kettle switches off too early?'
            "</a></span></td></tr>"
            '<tr><td class="subtext"><span class="subline"><span class="score">12 points</span> by <a'
            ' class="ktuser" href="user?id=ann">ann</a>'
            ' <span class="age" title="2024-03-05T10:00:00"><a href="item?id=1">7 months ago</a></span> | <a'
            ' href="hide">hide</a> | <a href="item?id=1">2 comments</a>'
            f'</span></td></tr><tr><td><div class="toptext">{paragraphs(Q)}</div></td></tr></table><table class="tree">'
            + each(
                '<tr class="athing comtr" id="{n}"><td class="default"><div><span class="comhead"><a'
                ' class="ktuser" href="user?id={a}">{a}</a>'
                ' <span class="age" title="{d}T10:00:00"><a href="item?id={n}">7 months ago</a></span> <span'
                ' class="navs">| <a href="#3">next</a> [–]</span></span></div>'
                '<div class="text"><span>{p}</span><div class="reply"><u><a href="reply?id={n}">reply</a></u>'
                "</div></div></td></tr>",
                POSTS[1:],
                2,
            )
            + "</table></td></tr></table>",
        ),
        "Ask KT: Kettle switches off too early?",
        POSTS,
        (
            ("question/score", 12),
            ("replies/0/url", "https://site.example/some/item?id=2"),
            ("replies/1/url", "https://site.example/some/item?id=3"),
        ),
    ),
    "chinese_answers": Wild(
        page(
            "水壶总是提前断电怎么办？_问问茶友",
            '<div class="wgt-ask"><h1>水壶总是提前断电怎么办？</h1><div class="q-info">提问者：小雨点 | 2024-03-05'
            ' 10:00</div><div class="q-text">新买的水壶，水没开就断电了。</div></div>'
            '<h2>2个回答</h2><div class="list"><div class="it"><div class="best-mark">最佳答案</div><div'
            ' class="it-c">把盖子盖紧，再清理一下蒸汽口。</div><div class="it-i">老茶客 2024-03-06 回答</div></div>'
            '<div class="it"><div class="it-c">底座接触不好也会这样。</div><div class="it-i">青山 2024-03-08 回答'
            "</div></div></div>",
            language="zh",
        ),
        "水壶总是提前断电怎么办？",
        (
            ("小雨点", D1, "新买的水壶，水没开就断电了。"),
            ("老茶客", D2, "把盖子盖紧，再清理一下蒸汽口。"),
            ("青山", D3, "底座接触不好也会这样。"),
        ),
        (("replies/0/accepted", True),),
    ),
    "japanese_answers": Wild(
        page(
            "ケトルがすぐ切れるのはなぜ？ - お茶の知恵",
            "<h1>ケトルがすぐ切れるのはなぜ？</h1><div><p>質問者：あん 2024/3/5 10:00</p><p>"
            "お湯が沸く前に切れてしまいます。どうすれば直りますか。</p></div>"
            "<h2>ベストアンサー</h2><div><p>回答者：ぼぶ 2024/3/6 11:00</p><p>ふたをしっかり閉めてください。</p></div>",
            language="ja",
        ),
        "ケトルがすぐ切れるのはなぜ？",
        (
            ("あん", D1, "お湯が沸く前に切れてしまいます。どうすれば直りますか。"),
            ("ぼぶ", D2, "ふたをしっかり閉めてください。"),
        ),
    ),
    "italian_answers": Wild(
        page(
            "Perché il bollitore si spegne presto? | Chiedi al tè",
            "<h1>Perché il bollitore si spegne presto?</h1><div class='domanda'><p>Si spegne dopo dieci secondi."
            "</p><p>Chiesto da <a href='/u/1'>Anna</a> il 5 marzo 2024</p></div>"
            "<h3>2 risposte</h3><div class='risposta'><p>Pulisci il coperchio.</p><p>Risposto da <a href='/u/2'>"
            "Bruno</a> il 6 marzo 2024</p></div>"
            "<div class='risposta'><p>Cambia la base.</p><p>Risposto da <a href='/u/3'>Carla</a> il 8 marzo 2024"
            "</p></div>",
            language="it",
        ),
        "Perché il bollitore si spegne presto?",
        (
            ("Anna", D1, "Si spegne dopo dieci secondi."),
            ("Bruno", D2, "Pulisci il coperchio."),
            ("Carla", D3, "Cambia la base."),
        ),
    ),
    "asked_and_answered_by": Wild(
        page(
            "Can I boil milk in a kettle?",
            "<h1>Can I boil milk in a kettle?</h1><p>My son wants cocoa every evening, and our stove is broken."
            "</p><p>Asked by Ann Lee (female, 34) on March 5, 2024</p>"
            "<h2>Answer</h2><p>Please do not: milk burns at the bottom.</p><p>Use a pan.</p><p>Answered by Dr. Bob"
            " Moore on March 6, 2024</p>",
        ),
        "Can I boil milk in a kettle?",
        (
            ("Ann Lee", D1, "My son wants cocoa every evening, and our stove is broken."),
            ("Dr. Bob Moore", D2, "Please do not: milk burns at the bottom.\nUse a pan."),
        ),
        (
            ("question/asker/age_text", "34"),
            ("question/asker/gender", "female"),
            ("question/asker/age_min", 34),
            ("question/asker/age_max", 34),
        ),
    ),
    "asked_and_answered_above": Wild(
        page(
            "Can I boil milk in a kettle?",
            "<h1>Can I boil milk in a kettle?</h1><p>Asked by Ann Lee on March 5, 2024</p><p>My son wants cocoa"
            " every evening, and our stove is broken.</p>"
            "<p>Answered by Bob Moore on March 6, 2024</p><p>Please do not: milk burns at the bottom.</p><p>"
            "Answered by Cleo on March 8, 2024</p><p>Use a pan.</p>",
        ),
        "Can I boil milk in a kettle?",
        (
            ("Ann Lee", D1, "My son wants cocoa every evening, and our stove is broken."),
            ("Bob Moore", D2, "Please do not: milk burns at the bottom."),
            ("Cleo", D3, "Use a pan."),
        ),
    ),
    "one_answer": Wild(
        page(
            "Is rust in a kettle bad?",
            '<h1>Is rust in a kettle bad?</h1><div class="q"><p>There are brown spots at the bottom.</p><span'
            ' class="by">ann</span> <span class="on">2024-03-05</span></div>'
            '<h2>1 Answer</h2><div class="a"><p>Usually it is only limescale with iron in it.</p><span class="by">'
            'bob</span> <span class="on">2024-03-06</span></div>'
            "<h2>Related questions</h2><ul><li><a href=/2>Can I use vinegar?</a></li></ul>",
        ),
        "Is rust in a kettle bad?",
        (
            ("ann", D1, "There are brown spots at the bottom."),
            ("bob", D2, "Usually it is only limescale with iron in it."),
        ),
    ),
    "answers_without_days": Wild(
        page(
            "Is rust in a kettle bad?",
            '<h1>Is rust in a kettle bad?</h1><div class="question"><p>There are brown spots at the bottom.</p>'
            '<cite class="author">ann</cite></div>'
            '<h2>2 Answers</h2><div class="answer"><p>Usually it is only limescale with iron in it.</p><cite'
            ' class="author">bob</cite></div>'
            '<div class="answer"><p>Throw it away.</p><cite class="author">cleo</cite></div>',
        ),
        "Is rust in a kettle bad?",
        (
            ("ann", None, "There are brown spots at the bottom."),
            ("bob", None, "Usually it is only limescale with iron in it."),
            ("cleo", None, "Throw it away."),
        ),
    ),
    "quotations": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            "<div class='post'><div class='who'>ann, 2024-03-05</div><div class='msg'><p>My kettle switches off"
            " too early.</p><p>Is it the lid?</p></div></div>"
            "<div class='post'><div class='who'>bob, 2024-03-06</div><div class='msg'><blockquote>ann wrote: Is it"
            " the lid?</blockquote><p>Yes.</p></div></div>"
            "<div class='post'><div class='who'>ann, 2024-03-08</div><div class='msg'><p>Thanks!</p></div></div>",
        ),
        T,
        (("ann", D1, Q), ("bob", D2, "ann wrote: Is it the lid?\nYes."), ("ann", D3, "Thanks!")),
    ),
    "lists_and_code": Wild(
        page(
            "Script does not count - Forum",
            "<h1>Script does not count</h1>"
            "<div class='post'><div class='who'>ann</div><div class='when'>2024-03-05 10:00</div><div class='txt'>"
            "<p>Why does it print nothing?</p><pre>for n in range(3):\n    count(n)</pre></div></div>"
            "<div class='post'><div class='who'>bob</div><div class='when'>2024-03-06 10:00</div><div class='txt'>"
            "<p>Two ways:</p><ol><li>print(n)</li><li>return n</li></ol><p>Since 2024-01-01 both work.</p></div>"
            "</div>",
        ),
        "Script does not count",
        (
            ("ann", D1, "Why does it print nothing?\nfor n in range(3):\ncount(n)"),
            ("bob", D2, "Two ways:\n1. print(n)\n2. return n\nSince 2024-01-01 both work."),
        ),
    ),
    "days_of_the_month_first": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            + "".join(
                f"<div class=p><div><b>{a}</b> {d} 10:00</div><div>{breaks(t)}</div></div>"
                for a, d, t in (("ann", "05/03/2024", Q), ("bob", "06/03/2024", A), ("cleo", "18/03/2024", B))
            ),
        ),
        T,
        (("ann", D1, Q), ("bob", D2, A), ("cleo", "2024-03-18", B)),
    ),
    "days_nobody_can_tell": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            + "".join(
                f"<div class=p><div><b>{a}</b> {d} 10:00</div><div>{breaks(t)}</div></div>"
                for a, d, t in (("ann", "05/03/2024", Q), ("bob", "06/03/2024", A))
            ),
        ),
        T,
        (("ann", None, Q), ("bob", None, A)),
    ),
    "replies_inside_replies": Wild(
        page(
            f"{T}? - Forum",
            f"<h1>{T}?</h1><div class=thread><ul><li><div class=post><p class=meta><span class=user>ann</span>"
            f" {D1}</p><div class=text>{paragraphs(Q)}</div></div>"
            f"<ul><li><div class=post><p class=meta><span class=user>bob</span> {D2}</p><div class=text>{paragraphs(A)}"
            f"</div></div><ul><li><div class=post><p class=meta><span class=user>cleo</span> {D3}</p>"
            f"<div class=text>{paragraphs(B)}</div></div></li></ul></li></ul></li></ul></div>",
        ),
        f"{T}?",
        POSTS,
    ),
    "votes_and_marks": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1><div class=question><div class=votes>7</div>{paragraphs(Q)}<p>asked {D1} by <a class=user"
            f" href=/u/1>ann</a></p><a rel=tag href=/t/1>kettles</a> <a rel=tag href=/t/2>lids</a></div>"
            f"<h2>2 Answers</h2><div class='answer accepted-answer'><div class=votes>4</div>{paragraphs(A)}<p>answered"
            f" {D2} by <a class=user href=/u/2>bob</a></p></div>"
            f"<div class=answer><div class=votes>-1</div>{paragraphs(B)}<p>answered {D3} by "
            f"<a class=user href=/u/3>cleo"
            f"</a></p></div>",
        ),
        f"{T}?",
        POSTS,
        (
            ("question/score", 7),
            ("replies/0/score", 4),
            ("replies/1/score", -1),
            ("replies/0/accepted", True),
            ("tags/0", "kettles"),
            ("tags/1", "lids"),
        ),
    ),
    "comments_below_answers": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1><div class=question>{paragraphs(Q)}<p>asked {D1} by "
            f"<a class=user href=/u/1>ann</a></p></div>"
            f"<h2>2 Answers</h2>"
            f"<div class=answer>{paragraphs(A)}<p>answered {D2} by <a class=user href=/u/2>bob</a></p>"
            f"<ul class=comments>"
            f"<li>Which hinge? – <a class=user href=/u/1>ann</a> 2024-03-06</li></ul></div>"
            f"<div class=answer>{paragraphs(B)}<p>answered {D3} by <a class=user href=/u/3>cleo</a></p></div>",
        ),
        f"{T}?",
        POSTS,
    ),
    "person_in_parentheses": Wild(
        page(
            "Is green tea good for me? - Ask the doctor",
            "<h1>Is green tea good for me?</h1><div class=question><p>Question from Ann, F/34, on March 5, 2024"
            "</p><p>I drink six cups a day, and I sleep badly.</p></div>"
            "<div class=answer><p>Answer by Dr. Moore, March 6, 2024</p><p>Drink the last one at noon.</p></div>",
        ),
        "Is green tea good for me?",
        (("Ann", D1, "I drink six cups a day, and I sleep badly."), ("Dr. Moore", D2, "Drink the last one at noon.")),
        (
            ("question/asker/age_text", "34"),
            ("question/asker/gender", "female"),
            ("question/asker/age_min", 34),
            ("question/asker/age_max", 34),
        ),
    ),
    "labelled_question": Wild(
        page(
            "Kettles and milk",
            "<h1>Kettles and milk</h1><p><b>Question:</b> May I boil milk in a kettle?</p><p>Asked by: Ann, March"
            " 5, 2024</p><p><b>Answer:</b> Please do not.</p><p>It burns.</p><p>Answered by: Bob, March 6, 2024</p>"
            "<footer>© 2024 Kettles</footer>",
        ),
        "Kettles and milk",
        (("Ann", D1, "May I boil milk in a kettle?"), ("Bob", D2, "Please do not.\nIt burns.")),
    ),
    "mail_archive": Wild(
        page(
            "[kettle-users] Lid does not close",
            "<h1>[kettle-users] Lid does not close</h1>"
            "<div class=message><div class=headers>From: Ann Lee &lt;ann at mail.example&gt;<br>Date: Tue, 5 Mar"
            " 2024 10:00:00 +0100<br>Subject: [kettle-users] Lid does not close</div><pre>Hello,\nmy lid does not"
            " close. What can I do?</pre></div>"
            "<div class=message><div class=headers>From: Bob Moore &lt;bob at mail.example&gt;<br>Date: Wed, 6 Mar"
            " 2024 11:00:00 +0100<br>Subject: Re: [kettle-users] Lid does not close</div><pre>Bend the hinge."
            "</pre></div>",
        ),
        "[kettle-users] Lid does not close",
        (("Ann Lee", D1, "Hello,\nmy lid does not close. What can I do?"), ("Bob Moore", D2, "Bend the hinge.")),
    ),
    "group_by_article": Wild(
        page(
            "Lid does not close - kettle newsgroup",
            "<h2>Lid does not close</h2>"
            + each("<div role=listitem class=msg><h3>{a}</h3><span>{us}, 10:00:00 AM</span><div>{p}</div></div>"),
        ),
        "Lid does not close",
        POSTS,
    ),
}

HARD: dict[str, Wild] = {
    "two_figures_for_the_year": Wild(
        page(
            f"{T} - Forum",
            f"<h1>{T}</h1>"
            + "".join(
                f"<div class=p><div><b>{a}</b> {d} 10:00</div><div>{breaks(t)}</div></div>"
                for a, d, t in (("ann", "05.03.24", Q), ("bob", "06.03.24", A))
            ),
        ),
        T,
        POSTS[:2],
    ),
    "nobody_asks": Wild(
        page(
            "Lid does not close - Forum",
            "<h1>Lid does not close</h1>"
            + each(
                "<div class=p><b>{a}</b> {d}{p}</div>",
                (("ann", D1, "My lid does not close any more."), ("bob", D2, "Bend the hinge.")),
            ),
        ),
        "Lid does not close",
        (("ann", D1, "My lid does not close any more."), ("bob", D2, "Bend the hinge.")),
    ),
    "unknown_language": Wild(
        page(
            "Kattila sammuu liian aikaisin?",
            "<h1>Kattila sammuu liian aikaisin?</h1><div><p>Kysyjä: Anna 5.3.2024</p><p>Vesi ei kiehu loppuun"
            " asti.</p></div>"
            "<h2>Vastaukset</h2><div><p>Vastaaja: Pekka 6.3.2024</p><p>Puhdista saranat ensin kunnolla.</p></div>",
            language="fi",
        ),
        "Kattila sammuu liian aikaisin?",
        (("Anna", D1, "Vesi ei kiehu loppuun asti."), ("Pekka", D2, "Puhdista saranat ensin kunnolla.")),
    ),
    "mails_in_one_element": Wild(
        page(
            "Lid does not close - list archive",
            "<h1>Lid does not close</h1><pre>"
            + each("From: {a}\nDate: {d}\nSubject: {re}Lid does not close\n\n{t}\n\n")
            + "</pre>",
        ),
        "Lid does not close",
        POSTS,
    ),
    "unanswered": Wild(
        page(
            f"{T}?",
            f"<h1>{T}?</h1><div class=question>{paragraphs(Q)}<p>asked {D1} by "
            f"<a class=user href=/u/1>ann</a></p></div>"
            f"<h2>0 Answers</h2><p>Be the first.</p>",
        ),
        f"{T}?",
        POSTS[:1],
    ),
}
"""What their structure does not tell for sure stays unread."""
