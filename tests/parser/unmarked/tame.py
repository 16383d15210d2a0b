"""Pages of many kinds of sites with several people's words and no questions with answers. Authored; CC0-1.0."""

from tests.parser.unmarked.layouts import page

Said = tuple[str, str, str]
"""Name, day and words."""

FIRST: Said = ("Ann Lee", "2024-03-05", "Does anybody know when the tea house opens? I would love to go.")
SAID: tuple[Said, ...] = (
    FIRST,
    ("bobcat", "2024-03-06", "At nine, I think. The cake is good."),
    ("Cleo", "2024-03-08", "I was there yesterday and had to wait."),
)
TEXT = (
    "<p>The tea house at the harbour has opened its doors again after three years of work, and the first guests"
    " came at dawn.</p>"
    "<p>“Why did it take so long?” asks Rosa Quill, who runs it. “Because the lids did not fit.”</p>"
)


def _each(template: str, said: tuple[Said, ...] = SAID) -> str:
    return "".join(template.format(n=n, a=a, d=d, t=t) for n, (a, d, t) in enumerate(said, 1))


_POST = '<div class="post"><p class="author">{a}</p><p class="date">{d}</p><p>{t}</p></div>'
_PLAIN = "<div><b>{a}</b> {d}<p>{t}</p></div>"
_FORUM = '<nav><a href="/">Home</a> <a href="/forum">Forum</a></nav>'


def _page(title: str, body: str, *, name: str | None = None) -> str:
    return page(name or title, f"<h1>{title}</h1>{body}")


PAGES: dict[str, str] = {
    "newspaper_with_a_forum_below": page(
        "Tea house opens again - The Daily Leaf",
        f"{_FORUM}<article><h1>Tea house opens again</h1>{TEXT}</article><section><h2>Forum: 3 posts"
        f"</h2>{_each(_POST)}</section>",
    ),
    "asking_newspaper_with_a_forum_below": page(
        "Why did the tea house close? - The Daily Leaf",
        f'{_FORUM}<article><h1>Why did the tea house close?</h1><p class="author">Rosa Quill</p><p class="date">'
        f"2024-03-04</p>{TEXT}</article><section>{_each(_POST)}</section>",
    ),
    "discussion_below_an_article": _page("Tea house opens again", f"{TEXT}<h3>Join the discussion</h3>{_each(_POST)}"),
    "readers_prompt": _page(
        "What is your favourite tea?", f"<p>Tell us below, and win a pot for the whole family.</p>{_each(_POST)}"
    ),
    "readers_prompt_without_words": _page("What do you think of the new tea house?", _each(_PLAIN)),
    "what_guests_say": _page("What do our guests say?", _each(_PLAIN)),
    "why_us": _page("Why choose us?", _each("<blockquote>{t}<cite>{a}, {d}</cite></blockquote>")),
    "quotes_of_the_press": _page("Press", _each("<blockquote><p>{t}</p><footer>{a}, {d}</footer></blockquote>")),
    "video_with_comments": _page(
        "How to pour tea",
        f'<div id="player"></div><p>120 views · 2024-03-04</p><div'
        f' id="comments"><h2>3 Comments</h2>{_each(_POST)}</div>',
    ),
    "photo_with_comments": _page(
        "At the harbour",
        f'<img src="a.jpg"><p>Photo by Rosa, 2024-03-04</p><div class="comments">{_each(_PLAIN)}</div>',
    ),
    "recipe_with_comments": _page(
        "Citrus cake",
        f"<h2>Ingredients</h2><ul><li>2 eggs</li><li>1 lemon</li></ul><h2>Method</h2><p>Stir"
        f" everything and bake it for an hour at a medium heat.</p><h3>Comments</h3>{_each(_PLAIN)}",
    ),
    "recipe_with_unnamed_comments": _page(
        "Citrus cake?",
        f"<h2>Ingredients</h2><ul><li>2 eggs</li><li>1 lemon</li></ul><h2>Method</h2><p>Stir"
        f" everything and bake it for an hour at a medium heat.</p>{_each(_POST)}",
    ),
    "manual_with_users_notes": _page(
        "pour()",
        f"<p>Pours tea into a cup and returns how much was spilled.</p><h3>User Contributed Notes</h3>{_each(_POST)}",
    ),
    "event_with_comments": _page(
        "Tea evening", f"<p>March 9, 2024, 19:00, at the harbour.</p><h2>Guest comments</h2>{_each(_PLAIN)}"
    ),
    "microblog": _page(
        "Home", _each('<article class="post"><header>{a} · {d}</header><p>{t}</p></article>', SAID[::-1])
    ),
    "microblog_oldest_first": _page(
        "Home", _each('<article class="post"><header>{a} · {d}</header><p>{t}</p></article>')
    ),
    "thread_of_one": _page(
        "Why I stopped drinking coffee", _each('<div class="post"><b>Ann Lee</b> <i>{d}</i><p>{t} 1/3</p></div>')
    ),
    "private_messages": _page("Messages", _each('<div class="message"><b>{a}</b> {d} 10:0{n}<p>{t}</p></div>')),
    "mail_box": _page(
        "Inbox", _each('<div class="mail"><b>{a}</b> <a href="/m/{n}">About the tea house</a> {d}<p>{t}</p></div>')
    ),
    "support_chat": _page(
        "Chat with us", _each('<div class="msg"><b>{a}</b> <time datetime="{d}">{d}</time><p>{t}</p></div>')
    ),
    "forum_search": page(
        "Search the forum",
        f"{_FORUM}<h1>Search found 3 matches</h1>"
        + _each('<div class="post"><h3><a href="/t/{n}">Tea house {n}</a></h3><p>by {a} » {d}</p><p>{t}</p></div>'),
    ),
    "forum_search_without_headings": page(
        "Search the forum",
        f"{_FORUM}<h1>Search found 3 matches</h1>"
        + _each(
            '<div class="post"><p>by {a} » {d}'
            ' » in <a href="/t/{n}">Tea house number {n}</a></p><p>{t}</p><p><a href="/p/{n}">Jump to post</a></p>'
            "</div>"
        ),
    ),
    "latest_posts_of_a_forum": page("Forum - latest posts", f"{_FORUM}<h1>Latest posts</h1>" + _each(_POST)),
    "new_posts": page(
        "New posts | Tea forum",
        f"{_FORUM}<h1>What's new?</h1>"
        + _each(
            '<div class="row"><a'
            ' href="/t/{n}">Which pot for number {n}?</a> <span>{a}</span> <time datetime="{d}">{d}</time><p>{t}</p>'
            "</div>"
        ),
    ),
    "member_posts": page(
        "Posts by Ann Lee | Tea forum",
        f"{_FORUM}<h1>Ann Lee</h1>" + _each('<div class="post"><p>Ann Lee, {d}</p><p>{t}</p></div>'),
    ),
    "forum_rules": page(
        "Rules | Tea forum",
        f"{_FORUM}<h1>Rules</h1>"
        + _each(
            '<div class="post"><p>Moderator {n}, {d}</p><p>Rule {n}: be kind and do not pour tea over others.</p></div>'
        ),
    ),
    "announcements": page(
        "News | Tea forum",
        f"{_FORUM}<h1>News</h1>"
        + _each('<div class="post"><p>{a}, {d}</p><p>The forum moved to new rooms with more chairs.</p></div>'),
    ),
    "board_index": page(
        "Tea forum",
        f"{_FORUM}<h1>Tea forum</h1>"
        + _each(
            '<div class="row"><h3><a href="/f/{n}">Board {n}</a>'
            "</h3><p>Everything about pots and lids.</p><p>Last post by {a} on {d}</p></div>"
        ),
    ),
    "later_page_of_a_thread": page(
        "Which pot? - Page 2 | Tea forum", f"{_FORUM}<h1>Which pot?</h1><p>Page 2 of 3</p>{_each(_POST)}"
    ),
    "talk_page": _page(
        "Talk: Tea",
        "<h2>Why was the lid removed?</h2><p>It was fine. Ann (talk) 10:00, 5 March 2024 (UTC)</p>"
        "<h2>Sources</h2><p>Where are they? Bob (talk) 11:00, 6 March 2024 (UTC)</p>",
    ),
    "list_of_issues": _page(
        "Issues", _each('<li><a href="/i/{n}">Lid {n} does not close</a><br>#{n} opened on {d} by {a} · 3 replies</li>')
    ),
    "commits": _page(
        "Commits", _each('<li><a href="/c/{n}">Why twice? Close lid {n}</a><br>{a} committed on {d}</li>')
    ),
    "tickets": _page(
        "Your tickets",
        _each("<tr><td>Ticket {n}</td><td>{a}</td><td>{d}</td><td>Answered</td></tr>").join(("<table>", "</table>")),
    ),
    "orders": _page(
        "Orders",
        _each("<div class=order><p>Order {n} by {a}</p><p>{d}</p><p>One red pot with a lid that closes</p></div>"),
    ),
    "episodes": _page("Podcast", _each("<article><h2>Episode {n}: Why tea?</h2><p>{a}, {d}</p><p>{t}</p></article>")),
    "columns": _page("Letters to the editor", _each("<div><p>{t}</p><p>{a}, {d}</p></div>")),
    "condolences": _page("In memory of Rosa: condolences", _each(_PLAIN)),
    "classified_ads": _page(
        "For sale",
        _each(
            "<div class=ad-box><b>Red pot, hardly used</b><p>{a}, {d}</p><p>Who"
            " wants it? Ten euros and it is yours.</p></div>"
        ),
    ),
    "volunteers": _page(
        "Who helps?", _each("<p><b>{a}</b>, since {d}<br>Pours, washes and smiles every Saturday.</p>")
    ),
    "agenda": _page("Agenda", _each("<p>{d}, {a}:<br>Should the lid be red? Vote at noon.</p>")),
    "history": _page("Our history", _each("<h3>{d}</h3><p>{a} poured the first cup. Who would have thought?</p>")),
    "lectures": _page(
        "What is tea?", _each("<tr><td>{d}</td><td>{a}</td><td>{t}</td></tr>").join(("<table>", "</table>"))
    ),
    "survey_of_voices": _page("What do readers want?", _each("<p>“{t}” ({a}, {d})</p>")),
    "live_report": _page(
        "Live: the tea house opens", _each("<div><p>{d} 1{n}:00, {a}</p><p>{t}</p></div>", SAID[::-1])
    ),
    "archive_of_lists": _page(
        "Mailing list archive for March 2024",
        _each('<li><a href="/m/{n}">Lid {n} does not close</a> <i>{a}</i> {d}</li>'),
    ),
    "answers_by_post": _page("Answers", "<ol><li>The Danube</li><li>Eight</li></ol>"),
    "doctors": _page(
        "Our doctors answer",
        _each("<div><h3>Dr. {a}</h3><p>Since {d}</p><p>Answers questions on lids. Any questions? Call us.</p></div>"),
    ),
    "ask_the_expert_list": _page(
        "Ask the expert",
        _each('<div class="question"><p>{t}</p><p>Asked by {a} on {d}</p><a href="/q/{n}">Read the answer</a></div>'),
    ),
    "question_tags": _page(
        "Questions tagged tea",
        _each(
            '<div class="question-summary"><h3><a href="/q/{n}">Which'
            " pot for number {n}?</a></h3><div>{n} answers</div><div>asked {d} by {a}</div></div>"
        ),
    ),
    "similar_questions": _page(
        "Which pot?",
        "<h2>Similar questions</h2>"
        + _each('<div><a href="/q/{n}">Which pot for number {n}?</a><p>{a} asked on {d}</p></div>'),
    ),
    "faq_about_faqs": _page(
        "What is a FAQ?",
        "<p>A FAQ is a list of questions.</p><h2>Who reads it?</h2><p>"
        "Nobody.</p><h2>Why write one?</h2><p>For peace of mind.</p>",
    ),
    "product_with_faq_link": _page(
        "Red pot",
        "<p>Holds one litre.</p><h2>FAQ</h2><p>See our <a href=/faq>"
        "questions</a>.</p><h2>Why red?</h2><p>It looks good.</p>",
    ),
    "long_product_with_small_faq": _page(
        "Red pot",
        "<p>"
        + "It holds one litre and keeps the tea warm for a long time. " * 20
        + "</p><h2>FAQ</h2><h3>Is it red?</h3><p>Yes.</p><h3>Is it big?</h3><p>Yes, one litre.</p>",
    ),
    "press_conference": _page(
        "Press conference on the opening",
        "<p>Question: When do you open?</p><p>Answer: At"
        " nine.</p><p>Question: Is there cake?</p><p>Answer: Every day.</p>",
    ),
    "meet_the_team": _page(
        "Meet the team: Rosa",
        "<p>Q: Tea or coffee?</p><p>A: Tea, and nothing else in the"
        " morning.</p><p>Q: Red or blue?</p><p>A: Red, like the pot on my table.</p>",
    ),
    "flash_cards": _page(
        "Flashcards: tea",
        "<p>Q: What is oolong?</p><p>A: A tea between green and black.</p><p>"
        "Q: Where does it grow?</p><p>A: In Fujian and Taiwan.</p>",
    ),
    "consent": _page(
        "Your choice", "<p>Question 1: Do you accept?</p><p>Answer: <select><option>Yes<option>No</select></p>"
    ),
}
