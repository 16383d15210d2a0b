"""Threads in the shape of XenForo: of version 2.3 and of version 1.5."""

import json
from html import escape

from .bodies import AUTHORED, Style, body_html, broken
from .threads import Post, Thread, lines_of

ORIGIN = "https://club.example/community"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
STYLE = Style(
    code=lambda text: (
        '<div class="bbCodeBlock bbCodeBlock--screenLimited bbCodeBlock--code"><div'
        ' class="bbCodeBlock-title">Python:</div>'
        f'<div class="bbCodeBlock-content" dir="ltr"><pre class="bbCodeCode" dir="ltr"><code>{text}'
        f"</code></pre></div></div>"
    ),
    quote=lambda author, inner: (
        '<blockquote class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch">'
        + (
            '<div class="bbCodeBlock-title"><a href="/community/goto/post?id=70000" class="bbCodeBlock-sourceJump" '
            f'rel="nofollow">{escape(author)} said:</a></div>'
            if author is not None
            else ""
        )
        + f'<div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent js-expandContent'
        f' ">{inner}</div><div '
        'class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Click to expand...</a></div></div>'
        "</blockquote>"
    ),
    picture=lambda caption: f'<div class="lbContainer"><img src="/x.jpg" class="bbImage" alt="{caption}"></div>',
    heading="{} said:",
    paragraphs=False,
)
STYLE_OF_1 = Style(
    code=lambda text: f'<div class="bbCodeBlock bbCodeCode"><div class="type">Code:</div><pre>{text}</pre></div>',
    quote=lambda author, inner: (
        '<div class="bbCodeBlock bbCodeQuote"><aside>'
        + (f'<div class="attribution type">{escape(author)} said:</div>' if author is not None else "")
        + f'<blockquote class="quoteContainer"><div class="quote">{inner}</div><div'
        f' class="quoteExpand">Click to expand...'
        "</div></blockquote></aside></div>"
    ),
    picture=lambda caption: f'<img src="/x.jpg" class="bbCodeImage" alt="{caption}">',
    heading=STYLE.heading,
    paragraphs=False,
)


def url_of(thread: Thread, page: int = 1) -> str:
    """Return the address of a page of a thread."""
    return address_of(thread) + (f"page-{page}" if page > 1 else "")


def address_of(thread: Thread) -> str:
    """Return the address that the record must have."""
    return f"{ORIGIN}/threads/{thread.slug}.{thread.number}/"


def reply_address(thread: Thread, post: Post) -> str:
    """Return the address that a reply must have."""
    return f"{address_of(thread)}post-{post.number}"


def reply_address_of_1(thread: Thread, post: Post) -> str:
    """Return the address that a reply must have in version 1: its page and its place on it."""
    page = thread.posts.index(post) // thread.per_page + 1
    return f"{url_of(thread, page)}#post-{post.number}"


def _shown(thread: Thread, page: int) -> list[tuple[int, Post]]:
    first = (page - 1) * thread.per_page
    return list(enumerate(thread.posts, start=1))[first : first + thread.per_page]


def _last(thread: Thread) -> int:
    return -(-len(thread.posts) // thread.per_page)


def _printed(post: Post) -> str:
    return f"{_MONTHS[post.day.month - 1]} {post.day.day}, {post.day.year}"


def version_2(thread: Thread, page: int = 1) -> str:
    """Return the page of version 2.3."""
    template = "thread_view_type_question" if thread.is_question else "thread_view"
    tags = "\n".join(
        f'<a href="/community/tags/x/" class="tagItem" dir="auto">{escape(tag)}</a>' for tag in thread.tags
    )
    steps = "".join(
        f'<li class="pageNav-page{" pageNav-page--current" if number == page else ""}"><a'
        f' href="{url_of(thread, number)}">'
        f"{number}</a></li>"
        for number in range(1, _last(thread) + 1)
    )
    pager = f'<nav class="pageNavWrapper"><div class="pageNav"><ul class="pageNav-main">{steps}</ul></div></nav>' * (
        _last(thread) > 1
    )
    label = '<span class="label label--green" dir="auto">Solved</span><span class="label-append">&nbsp;</span>'
    return f"""<!DOCTYPE html>
<html id="XF" lang="{thread.language}" dir="LTR" data-xf="2.3" data-app="public" data-template="{template}"
 data-container-key="node-2" data-content-key="thread-{thread.number}" data-logged-in="false" class="has-no-js">
<head><meta
 charset="utf-8"><title>Solved - {escape(thread.title)}{f" | Page {page}" if page > 1 else ""} | Club Example</title>
<link rel="canonical" href="{url_of(thread, page)}">
{_structured(thread)}
{AUTHORED}</head>
<body data-template="{template}"><div class="p-pageWrapper" id="top"><header class="p-header"><a
 href="/community/">Club</a></header>
<div class="p-body"><div class="p-body-inner"><ul class="p-breadcrumbs " itemscope
 itemtype="https://schema.org/BreadcrumbList">
<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a href="/community/"
 itemprop="item"><span
 itemprop="name">Forums</span></a><meta itemprop="position" content="1"></li>
<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a href="/community/forums/sub.2/"
 itemprop="item"><span itemprop="name">{escape(thread.forum)}</span></a><meta itemprop="position" content="2"></li></ul>
<div class="p-body-header"><div class="p-title "><h1 class="p-title-value">{label}{escape(thread.title)}</h1></div>
<div class="p-description"><ul class="listInline"><li><i class="fa--xf"></i><span class="u-srOnly">Thread starter</span>
<a href="/community/members/x.5/" class="username u-concealed">x</a></li><li><span class="u-srOnly">Start date</span>
<a href="{address_of(thread)}" class="u-concealed"><time class="u-dt"
 datetime="2001-01-01T00:00:00+0000">Jan 1, 2001</time></a>
</li><li><dl class="tagList"><dt>Tags</dt><dd><span class="js-tagList">{tags}</span></dd></dl></li></ul></div></div>
<div class="p-body-main"><div class="p-body-content"><div class="block block--messages" data-type="post">
<div class="block-outer">{pager}</div><div class="block-container lbContainer"><div
 class="block-body js-replyNewMessageContainer">
{"".join(_post(thread, number, post) for number, post in _shown(thread, page))}
</div></div><div class="block-outer block-outer--after">{pager}</div></div>
<div class="block"><div class="block-container"><h3 class="block-header">Similar threads</h3><div class="structItem
 structItem--thread" data-author="z"><div class="structItem-title"><a
 href="/community/threads/hoarse.9/">Hoarse</a></div></div>
</div></div></div></div></div></div><footer class="p-footer">Community platform by XenForo</footer></div></body></html>
"""


def _structured(thread: Thread) -> str:
    """Return what the program says of the thread in JSON-LD, on every page: texts without mark-up, and cut."""
    question, *replies = thread.posts
    told = {
        "datePublished": f"{question.day}T23:04:00-05:00",
        "author": {"@type": "Person", "name": question.author},
        "keywords": ", ".join(thread.tags),
    }
    if not thread.is_question:
        counted = {"@type": "InteractionCounter", "interactionType": "https://schema.org/LikeAction"}
        posting = {
            "@type": "DiscussionForumPosting",
            "headline": thread.title,
            "articleBody": f"{_plain(question)[:150]}…",
            "articleSection": thread.forum,
            "interactionStatistic": [counted | {"userInteractionCount": question.likes}],
        }
        page = {"@context": "https://schema.org", "@type": "WebPage", "mainEntity": posting | told}
    else:
        asked = {"@type": "Question", "name": thread.title, "text": _plain(question), "upvoteCount": question.likes}
        for name, is_accepted in (("acceptedAnswer", True), ("suggestedAnswer", False)):
            asked[name] = [
                {
                    "@type": "Answer",
                    "text": _plain(reply),
                    "author": {"@type": "Person", "name": reply.author},
                    "datePublished": f"{reply.day}T23:04:00-05:00",
                    "upvoteCount": reply.likes,
                    "url": reply_address(thread, reply),
                }
                for reply in replies
                if reply.accepted is is_accepted
            ]
        page = {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": asked | told}
    return f'<script type="application/ld+json">{json.dumps(page).replace("</", "<" + chr(92) + "/")}</script>'


def _plain(post: Post) -> str:
    return "\n".join(lines_of(post.body, None))


def _post(thread: Thread, number: int, post: Post) -> str:
    role, kind = "comment", "Comment"
    if thread.is_question:
        role, kind = ("acceptedAnswer" if post.accepted else "suggestedAnswer"), "Answer"
    marked = f' itemprop="{role}" itemscope itemtype="https://schema.org/{kind}"' if number > 1 else ""
    solution = " message--solution" if post.accepted else ""
    author = escape(post.author) if post.author is not None else ""
    name = (
        f'<span class="username ">{author}</span>'
        if post.guest
        else f'<a href="/community/members/x.5/" class="username ">{author}</a>'
    )
    address = reply_address(thread, post).removeprefix("https://club.example")
    votes = likes = ""
    if post.likes is not None and thread.is_question and number > 1:
        shown = f"{post.likes // 1000}K" if post.likes > 9999 else str(post.likes)
        votes = f"""<div class="message-cell message-cell--vote"><div class="contentVote js-contentVote"><a
 class="contentVote-vote contentVote-vote--up" data-vote="up"><span class="u-srOnly">Upvote</span></a><span
 class="contentVote-score js-voteCount"
 data-score="{post.likes}">{shown}</span></div></div>"""
    elif post.likes is not None:
        likes = f"""<div class="message-microdata" itemprop="interactionStatistic" itemtype="https://schema.org/InteractionCounter"
 itemscope><meta itemprop="userInteractionCount" content="{post.likes}"><meta itemprop="interactionType"
 content="https://schema.org/LikeAction"></div>"""
    edit = ""
    if post.edited_on is not None:
        edit = (
            f'<div class="message-lastEdit">Last edited: <time class="u-dt"'
            f' datetime="{post.edited_on}T10:00:00-0500">x</time></div>'
        )
    signature = ""
    if post.signature:
        signature = f'<aside class="message-signature"><div class="bbWrapper">{broken(post.signature)}</div></aside>'
    return f"""
<article class="message message--post js-post js-inlineModContainer{solution}" data-author="{author}"
 data-content="post-{post.number}" id="js-post-{post.number}"{marked}>
<span class="u-anchorTarget" id="post-{post.number}"></span><div class="message-inner">
<div class="message-cell message-cell--user"><section class="message-user" itemprop="author" itemscope
 itemtype="https://schema.org/Person"><div class="message-userDetails"><h4 class="message-name">{name}</h4><h5
 class="userTitle message-userTitle">Member</h5></div><div class="message-userExtras"><dl class="pairs"><dt>Joined</dt>
<dd><time datetime="2001-01-01T00:00:00+0000">Jan 1, 2001</time></dd></dl></div></section></div>
<div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget">
<header class="message-attribution message-attribution--split"><ul class="message-attribution-main listInline ">
<li class="u-concealed"><a href="{address}" rel="nofollow"><time class="u-dt" dir="auto"
 datetime="{post.day}T23:04:00-0500"
 data-timestamp="1709672640" title="{_printed(post)} at 11:04 PM"
 itemprop="datePublished">3 years ago</time></a></li></ul>
<ul class="message-attribution-opposite message-attribution-opposite--list "><li><a href="{address}"
 class="message-attribution-gadget"
 data-xf-init="share-tooltip" rel="nofollow"><i class="fa--xf"></i></a></li><li><a href="{address}"
 rel="nofollow">#{number:,}</a></li>
</ul></header>
<div class="message-content js-messageContent"><div class="message-userContent lbContainer js-lbContainer "
 data-lb-id="post-{post.number}"><article class="message-body js-selectToQuote"><div itemprop="text"><div
 class="bbWrapper">\
{body_html(post.body, STYLE)}</div></div><div
 class="js-selectToQuoteEnd">&nbsp;</div></article></div>{edit}{signature}</div>
<footer class="message-footer">{likes}<div class="reactionsBar js-reactionsList is-active"><span
 class="u-srOnly">Reactions:</span>
<a class="reactionsBar-link" href="/community/posts/1/reactions"><bdi>Somebody</bdi> and 4 others</a></div></footer>
</div></div>{votes}</div></article>"""


def version_1(thread: Thread, page: int = 1) -> str:
    """Return the page of version 1.5."""
    tags = "".join(
        f'<li><a href="tags/x/" class="tag"><span class="arrow"></span>{escape(tag)}</a></li>' for tag in thread.tags
    )
    steps = "".join(
        f'<a href="threads/{thread.slug}.{thread.number}/page-{number}"'
        f' class="{"currentPage " if number == page else ""}">{number}</a>'
        for number in range(1, _last(thread) + 1)
    )
    pager = f"""<div class="PageNav" data-page="{page}" data-range="2" data-start="2" data-end="5"
 data-last="{_last(thread)}">
<span class="pageNavHeader">Page {page} of {_last(thread)}</span><nav>{steps}</nav></div>""" * (_last(thread) > 1)
    return f"""<!DOCTYPE html>
<html id="XenForo" lang="{thread.language}" dir="LTR" class="Public NoJs LoggedOut">
<head><meta charset="utf-8"><base href="{ORIGIN}/"><title>Solved - {escape(thread.title)} | Club Example</title>
{AUTHORED}<link rel="canonical" href="{url_of(thread, page)}"></head>
<body class="node2 node1"><div id="headerMover"><div id="content" class="thread_view"><div class="pageWidth"><div
 class="pageContent">
<div class="breadBoxTop "><nav><fieldset class="breadcrumb"><span class="crumbs"><span class="crust"><a
 href="forums/sub.2/"
 class="crumb" rel="up"><span>Crumb</span></a></span></span></fieldset></nav></div>
<div class="titleBar"><h1><span class="prefix prefixGreen">Solved</span> {escape(thread.title)}</h1>
<p id="pageDescription" class="muted ">Discussion in '<a href="forums/sub.2/">{escape(thread.forum)}</a>' started by
<a href="members/x.5/" class="username">x</a>, <a href="threads/{thread.slug}.{thread.number}/"><span class="DateTime"
 title="Jan 1, 2001 at 1:00 AM">Jan 1, 2001</span></a>.</p></div>
<div class="tagBlock TagContainer">Tags:<ul class="tagList">{tags}</ul></div>
<div class="pageNavLinkGroup">{pager}</div>
<form action="inline-mod/post/switch" method="post" class="InlineModForm section"><ol class="messageList"
 id="messageList">
{"".join(_post_of_1(thread, number, post) for number, post in _shown(thread, page))}
</ol></form><div class="pageNavLinkGroup">{pager}</div></div></div></div></div>
<footer><div class="footerLegal">Forum software by XenForo</div></footer></body></html>
"""


def _post_of_1(thread: Thread, number: int, post: Post) -> str:
    author = escape(post.author) if post.author is not None else ""
    address = reply_address_of_1(thread, post).removeprefix(f"{ORIGIN}/")
    edit = (
        f'<div class="editDate">Last edited: <span class="DateTime" title="{post.edited_on:%b %d, %Y}">x</span></div>'
        if post.edited_on
        else ""
    )
    signature = ""
    if post.signature:
        signature = f'<div class="baseHtml signature messageText ugc"><aside>{broken(post.signature)}</aside></div>'
    date = f'<span class="DateTime" title="{_printed(post)} at 3:04 PM">{_printed(post)}</span>'
    if number % 2:
        date = (
            f'<abbr class="DateTime" data-time="1709672640" data-diff="1" data-datestring="{_printed(post)}" '
            f'data-timestring="3:04 PM" title="{_printed(post)} at 3:04 PM">{_printed(post)}</abbr>'
        )
    return f"""
<li id="post-{post.number}" class="message   " data-author="{author}"><div class="messageUserInfo"><div
 class="messageUserBlock ">
<h3 class="userText"><a href="members/x.5/" class="username" dir="auto">{author}</a><em
 class="userTitle">Member</em></h3>
</div></div><div class="messageInfo primaryContent"><div class="messageContent"><article><blockquote class="messageText
 SelectQuoteContainer ugc baseHtml">{body_html(post.body, STYLE_OF_1)}<div
 class="messageTextEndMarker">&nbsp;</div></blockquote>
</article></div>{edit}{signature}<div class="messageMeta ToggleTriggerAnchor"><div class="privateControls"><span
 class="item
 muted"><span class="authorEnd"><a href="members/x.5/" class="username author">{author}</a>,</span> <a href="{address}"
 title="Permalink" class="datePermalink">{date}</a></span></div><div class="publicControls"><a href="{address}"
 title="Permalink" class="item muted postNumber hashPermalink OverlayTrigger">#{number}</a></div></div>
<div id="likes-post-{post.number}"><div class="likesSummary"><span class="LikeText"><a
 class="username">A</a> likes this.</span></div>
</div></div></li>"""


VARIANTS = {"2": version_2, "1": version_1}
