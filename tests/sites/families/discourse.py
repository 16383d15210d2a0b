"""Topics in the shape of Discourse: the crawler view, the postings of 2014 to 2019, and the page a browser shows."""

import json
from html import escape

from .bodies import AUTHORED, Style, body_html
from .threads import Post, Thread

ORIGIN = "https://talk.example"
STYLE = Style(
    code=lambda text: f'<pre><code class="lang-python">{text}\n</code></pre>',
    quote=lambda author, inner: (
        f"<blockquote>\n{inner}\n</blockquote>"
        if author is None
        else f'<aside class="quote no-group" data-username="{escape(author)}" data-post="1" data-topic="4242">\n<div '
        f'class="title">\n<div class="quote-controls"></div>\n<img alt="" width="24" height="24" src="/a.png" '
        f'class="avatar"> {escape(author)}:</div>\n<blockquote>\n{inner}\n</blockquote>\n</aside>'
    ),
    picture=lambda caption: (
        '<p><div class="lightbox-wrapper"><a class="lightbox" href="/uploads/x.jpeg" title="x"><img'
        ' src="/x.jpeg" alt="x">'
        f'<div class="meta"><svg class="fa d-icon"></svg><span class="filename">{caption}</span></div></a></div></p>'
    ),
    heading="{}:",
)
_MONTHS = "January February March April May June July August September October November December".split()


def url_of(thread: Thread, page: int = 1) -> str:
    """Return the address of a page of a topic."""
    return address_of(thread) + (f"?page={page}" if page > 1 else "")


def address_of(thread: Thread) -> str:
    """Return the address that the record must have."""
    return f"{ORIGIN}/t/{thread.slug}/{thread.number}"


def reply_address(thread: Thread, post: Post) -> str:
    """Return the address that a reply must have: its place in the topic."""
    return f"{address_of(thread)}/{thread.posts.index(post) + 1}"


def _shown(thread: Thread, page: int) -> list[tuple[int, Post]]:
    first = (page - 1) * thread.per_page
    return list(enumerate(thread.posts, start=1))[first : first + thread.per_page]


def _links(thread: Thread, page: int) -> str:
    last = -(-len(thread.posts) // thread.per_page)
    prev = f'<link rel="prev" href="{url_of(thread, page - 1).removeprefix(ORIGIN)}">\n' if page > 1 else ""
    following = f'<link rel="next" href="{url_of(thread, page + 1).removeprefix(ORIGIN)}">\n' if page < last else ""
    return prev + following


def _head(thread: Thread, page: int) -> str:
    return f"""<meta charset="utf-8">
<title>{escape(thread.title)} - {escape(thread.forum)} - Talk Example</title>
{AUTHORED}
<meta name="generator" content="Discourse 2026.1.0 - https://github.com/discourse/discourse version 0">
<link rel="canonical" href="{url_of(thread, page)}">
{_links(thread, page)}"""


def crawler(thread: Thread, page: int = 1) -> str:
    """Return the crawler view of today."""
    is_qa = thread.is_question and len(thread.posts) > 1
    container = "https://schema.org/QAPage" if is_qa else "http://schema.org/DiscussionForumPosting"
    opened = '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">' if is_qa else ""
    tags = ", ".join(
        f'<a href="{ORIGIN}/tag/{escape(tag)}" class="discourse-tag" rel="tag">{escape(tag)}</a>' for tag in thread.tags
    )
    posts = "".join(_crawler_post(number, post, is_qa) for number, post in _shown(thread, page))
    return f"""<!DOCTYPE html>
<html lang="{thread.language}"><head>{_head(thread, page)}</head>
<body class="crawler">
<header><a href="/">Talk Example</a></header>
<div id="main-outlet" class="wrap" role="main">
<div id="topic-title">
<h1><a href="/t/{thread.slug}/{thread.number}">{escape(thread.title)}</a></h1>
<div class="topic-category" itemscope itemtype="http://schema.org/BreadcrumbList">
<span itemprop="itemListElement" itemscope itemtype="http://schema.org/ListItem"><a href="/c/all/1"
 class="badge-wrapper"
 itemprop="item"><span class='badge-category'><span class='category-name' itemprop='name'>Everything</span></span></a>
<meta itemprop="position" content="1"></span>
<span itemprop="itemListElement" itemscope itemtype="http://schema.org/ListItem"><a href="/c/all/sub/6" itemprop="item">
<span class='badge-category'><span class='category-name' itemprop='name'>{escape(thread.forum)}</span></span></a>
<meta itemprop="position" content="2"></span>
</div>
<div class="topic-category"><div class='discourse-tags list-tags'>{tags}</div></div>
</div>
<div itemscope itemtype="{container}">{opened}<meta itemprop='headline' content='{escape(thread.title)}'>
{posts}
{"</div>" if is_qa else ""}</div>
{_navigation(thread, page)}
<div id="related-topics" class="more-topics__list" role="complementary"><h3>Related topics</h3>
<table class='topic-list'><tr class="topic-list-item"><td class="main-link"><a href='{ORIGIN}/t/hoarse/99'
 class='title'>Hoarse
 voice</a><div class="link-bottom-line"><span class="category-name">Other</span><a class="discourse-tag"
 href="/tag/voice">voice</a>
</div></td><td class="replies"><span class='posts'>3</span></td></tr></table></div>
</div>
<footer class="container wrap"><nav class='crawler-nav'><ul><li><a href='/'>Home </a></li></ul></nav>
<p class='powered-by-link'>Powered by <a href="https://www.discourse.org">Discourse</a></p></footer>
</body></html>
"""


def _navigation(thread: Thread, page: int) -> str:
    last = -(-len(thread.posts) // thread.per_page)
    if page >= last:
        return ""
    return (
        "<div role='navigation' itemscope itemtype='http://schema.org/SiteNavigationElement' class=\"topic-body "
        f'crawler-post"><span itemprop=\'name\'><b><a rel="next" itemprop="url" href="{url_of(thread, page + 1)}">next'
        " page →</a></b></span></div>"
    )


def _crawler_post(number: int, post: Post, is_qa: bool) -> str:
    if number == 1:
        role = ' data-qa-question="true"' if is_qa else ""
    elif is_qa:
        kind = "acceptedAnswer" if post.accepted else "suggestedAnswer"
        role = f' itemprop="{kind}" itemscope itemtype="https://schema.org/Answer"'
    else:
        role = ' itemprop="comment" itemscope itemtype="http://schema.org/Comment"'
    creator = (
        '<span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" '
        f"rel='nofollow' href='{ORIGIN}/u/x'><span itemprop='name'>{escape(post.author)}</span></a> (Full Name)</span>"
        if post.author is not None
        else ""
    )
    likes = (
        '<div itemprop="interactionStatistic" itemscope itemtype="http://schema.org/InteractionCounter">\n<meta '
        f'itemprop="interactionType" content="http://schema.org/LikeAction"/><meta itemprop="userInteractionCount" '
        f"content=\"{post.likes}\"><span class='post-likes'>{post.likes} Like{'s' * (post.likes != 1)}</span></div>"
        if post.likes
        else ""
    )
    modified = f"<meta itemprop='dateModified' content='{post.edited_on}T10:00:00Z'>" if post.edited_on else ""
    return f"""
<div id='post_{number}'{role} class='topic-body crawler-post'>
<div class='crawler-post-meta'>{creator}
<span class="crawler-post-infos"><time itemprop='datePublished' datetime='{post.day}T23:59:00Z' class='post-time'>
{_MONTHS[post.day.month - 1]} {post.day.day}, {post.day.year}, 11:59pm</time>{modified}
<span itemprop='position'>{number}</span></span></div>
<div class='post' itemprop='text'>
{body_html(post.body, STYLE)}
</div>
<div itemprop="interactionStatistic" itemscope itemtype="http://schema.org/InteractionCounter"><meta
 itemprop="interactionType" content="http://schema.org/CommentAction"/><meta itemprop="userInteractionCount"
 content="7"></div>
{likes}
<div class='crawler-linkback-list'><div><a href="{ORIGIN}/t/other/9">Another topic that links here</a></div></div>
</div>"""


def postings(thread: Thread, page: int = 1) -> str:
    """Return the page of the years in which each post was a posting of its own."""
    tags = "".join(
        f"<div itemprop='itemListElement' itemscope itemtype='http://schema.org/ListItem'><meta itemprop='url' "
        f"content='{ORIGIN}/tags/x'><a href='{ORIGIN}/tags/x' itemprop='item'><span"
        f" itemprop='name'>{escape(tag)}</span></a></div>"
        for tag in thread.tags
    )
    posts = "".join(_posting(thread, number, post) for number, post in _shown(thread, page))
    solution = next((number for number, post in enumerate(thread.posts, start=1) if post.accepted), None)
    return f"""<!DOCTYPE html>
<html lang="{thread.language}"><head>{_head(thread, page)}{_solved(thread, solution) if page == 1 else ""}</head>
<body class="docked"><noscript data-path="/t/{thread.slug}/{thread.number}">
<header class="d-header"><div class='title'><a href="/">Talk Example</a></div></header>
<div id="main-outlet" class="wrap">
<h1><a href="/t/{thread.slug}/{thread.number}">{escape(thread.title)}</a></h1>
<div id='breadcrumbs'><div id="breadcrumb-0" itemscope itemtype="http://data-vocabulary.org/Breadcrumb"
 itemref="breadcrumb-1">
<a href="/c/all" itemprop="url"><span itemprop="title">Everything</span></a></div>
<div id="breadcrumb-1" itemscope itemtype="http://data-vocabulary.org/Breadcrumb"><a href="/c/all/sub" itemprop="url">
<span itemprop="title">{escape(thread.forum)}</span></a></div></div>
<div class='tags-list' itemscope itemtype='http://schema.org/ItemList'>{tags}</div>
<hr>
{posts}
</div><footer class="container wrap"><nav><a href='/'>Home</a></nav></footer></noscript>
<script src="/assets/application.js"></script></body></html>
"""


def _posting(thread: Thread, number: int, post: Post) -> str:
    creator = f"<a href='/u/x'><b itemprop='author'>{escape(post.author)}</b></a>" if post.author is not None else ""
    likes = f"<meta itemprop='interactionCount' content='UserLikes:{post.likes}'>" if post.likes is not None else ""
    return f"""
<div itemscope itemtype='http://schema.org/DiscussionForumPosting'>
<div class='creator'><span>{creator} <time datetime='{post.day}T10:11:12Z' itemprop='datePublished'>
{post.day} 10:11:12 UTC</time></span> <span itemprop='position'>#{number}</span></div>
<div class='post' itemprop='articleBody'>
{body_html(post.body, STYLE)}
</div>
{likes}<meta itemprop='interactionCount' content='UserComments:2'><meta itemprop='headline'
 content='{escape(thread.title)}'>
<hr><a href="{ORIGIN}/t/other/9">Another topic that links here</a><hr></div>"""


def _solved(thread: Thread, number: int | None) -> str:
    if number is None:
        return ""
    solution = {"@type": "Answer", "text": "cut …", "url": f"{address_of(thread)}/{number}"}
    question = {"@type": "Question", "name": "x", "text": "cut", "answerCount": 1, "acceptedAnswer": solution}
    page = {"@context": "http://schema.org", "@type": "QAPage", "mainEntity": question}
    return f'<script type="application/ld+json">{json.dumps(page)}</script>'


def rendered(thread: Thread, page: int = 1) -> str:
    """Return the page as a browser holds it after the scripts have run."""
    tags = " ".join(
        f'<a href="/tag/x" data-tag-name="x" class="discourse-tag simple">{escape(tag)}</a>' for tag in thread.tags
    )
    posts = "".join(_article(number, post) for number, post in _shown(thread, page))
    return f"""<!DOCTYPE html>
<html lang="{thread.language}" class="desktop-view"><head>{_head(thread, page)}</head>
<body class="docked category-general archetype-regular">
<discourse-assets></discourse-assets>
<div id="main-outlet-wrapper" class="wrap"><div id="main-outlet" role="main"><div class="container posts">
<div id="topic-title" class="ember-view"><div class="title-wrapper"><h1 data-topic-id="{thread.number}"><a
 href="/t/{thread.slug}/{thread.number}" class="fancy-title"><span dir="auto">{escape(thread.title)}</span></a></h1>
<div class="topic-category"><a class="badge-category__wrapper" href="/c/all"><span class="badge-category"><span
 class="badge-category__name">Everything</span></span></a><a class="badge-category__wrapper" href="/c/sub"><span
 class="badge-category"><span class="badge-category__name">{escape(thread.forum)}</span></span></a>
<div class="discourse-tags">{tags}</div></div></div></div>
<div class="post-stream">{posts}</div></div></div></div></body></html>
"""


def _article(number: int, post: Post) -> str:
    names = (
        f'<span class="first username"><a href="/u/x"'
        f' data-user-card="{escape(post.author)}">{escape(post.author)}</a></span>'
        if post.author is not None
        else ""
    )
    likes = f'<button class="like-count button-count">{post.likes}</button>' if post.likes else ""
    printed = f"{_MONTHS[post.day.month - 1][:3]} {post.day.day}, {post.day.year} 11:59 pm"
    return f"""
<div class="topic-post clearfix regular"><article id="post_{number}" aria-label="Post #{number}"
 data-post-id="{post.number}"
 data-topic-id="4242" class="boxed onscreen-post{" accepted-answer" if post.accepted else ""}"><div class="row">
<div class="topic-avatar"><a class="trigger-user-card main-avatar" href="/u/x"></a></div>
<div class="topic-body clearfix"><div class="topic-meta-data"><div class="names trigger-user-card">{names}</div>
<div class="post-infos"><div class="post-info post-date"><a class="post-date" href="/t/x/4242/{number}"
 title="{printed}"><span
 class="relative-date" data-time="1709679540000" data-format="tiny">3y</span></a></div></div></div>
<div class="regular contents"><div class="cooked">
{body_html(post.body, STYLE)}
</div><section class="post-menu-area"><nav class="post-controls"><div
 class="double-button">{likes}</div></nav></section>
</div></div></div></article></div>"""


VARIANTS = {"crawler": crawler, "postings": postings, "rendered": rendered}
