"""Topics in the shape of phpBB's own style, prosilver: of version 3.3 and of version 3.0."""

from html import escape

from .bodies import AUTHORED, Style, body_html, broken
from .threads import Post, Thread

ORIGIN = "https://board.example/forum"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _quote(author: str | None, inner: str, extra: str = "") -> str:
    if author is None:
        return f'<blockquote class="uncited"><div>{inner}</div></blockquote>'
    return f"<blockquote><div><cite>{escape(author)} wrote:{extra}</cite>{inner}</div></blockquote>"


STYLE = Style(
    code=lambda text: (
        '<div class="codebox"><p>Code: <a href="#" onclick="selectCode(this); return false;">Select all'
        "</a></p><pre><code>"
        f"{text}</code></pre></div>"
    ),
    quote=lambda author, inner: _quote(
        author,
        inner,
        ' <a href="./viewtopic.php?p=70000#p70000"><i class="icon fa-arrow-circle-up" aria-hidden="true"></i></a>',
    ),
    picture=lambda caption: (
        '<div class="inline-attachment"><dl class="file"><dt class="attach-image"><img src="./download/file.php?id=1" '
        f'class="postimage" alt="x"></dt><dd>{caption}</dd></dl></div>'
    ),
    heading="{} wrote:",
    paragraphs=False,
)
STYLE_OF_3_0 = Style(
    code=lambda text: (
        '<dl class="codebox"><dt>Code: <a href="#" onclick="selectCode(this); return false;">Select all'
        "</a></dt><dd><code>" + text.replace("\n", "<br />").replace("    ", "&nbsp; &nbsp; ") + "</code></dd></dl>"
    ),
    quote=_quote,
    picture=STYLE.picture,
    heading=STYLE.heading,
    paragraphs=False,
)


def url_of(thread: Thread, page: int = 1) -> str:
    """Return the address of a page of a topic, with the forum's number and a session."""
    start = f"&start={(page - 1) * thread.per_page}" if page > 1 else ""
    return f"{ORIGIN}/viewtopic.php?f=2&t={thread.number}{start}&sid=0123456789abcdef0123456789abcdef"


def address_of(thread: Thread) -> str:
    """Return the address that the record must have."""
    return f"{ORIGIN}/viewtopic.php?t={thread.number}"


def reply_address(thread: Thread, post: Post) -> str:
    """Return the address that a reply must have."""
    return f"{ORIGIN}/viewtopic.php?p={post.number}#p{post.number}"


def printed(post: Post) -> str:
    """Return the day of a post as the board prints it."""
    return f"{post.day:%a} {_MONTHS[post.day.month - 1]} {post.day.day:02}, {post.day.year} 3:04 pm"


def _name(post: Post) -> str:
    if post.author is None:
        return ""
    if post.guest:
        return f'<span class="username">{escape(post.author)}</span>'
    return f'<a href="./memberlist.php?mode=viewprofile&amp;u=5" class="username-coloured">{escape(post.author)}</a>'


def _last(thread: Thread) -> int:
    return -(-len(thread.posts) // thread.per_page)


def _shown(thread: Thread, page: int) -> tuple[Post, ...]:
    return thread.posts[(page - 1) * thread.per_page : page * thread.per_page]


def version_3_3(thread: Thread, page: int = 1) -> str:
    """Return the page of version 3.3."""
    posts = "".join(_post(thread, post, is_first) for is_first, post in _marked(thread, page))
    topic = f"./viewtopic.php?t={thread.number}"
    steps = "".join(
        f'<li class="active"><span>{number}</span></li>'
        if number == page
        else f'<li><a class="button" href="{topic}&amp;start={(number - 1) * thread.per_page}">{number}</a></li>'
        for number in range(1, _last(thread) + 1)
    )
    pager = f"<ul>{steps}</ul>" if _last(thread) > 1 else "&bull; Page <strong>1</strong> of <strong>1</strong>"
    start = f"&amp;start={(page - 1) * thread.per_page}" if page > 1 else ""
    return f"""<!DOCTYPE html>
<html dir="ltr" lang="{thread.language}">
<head><meta charset="utf-8">
<title>{escape(thread.title)}{f" - Page {page}" if page > 1 else ""} - Board Example</title>
<link rel="canonical" href="{ORIGIN}/viewtopic.php?t={thread.number}{start}">
{AUTHORED}
<!--
	phpBB style name: prosilver
--></head>
<body id="phpbb" class="nojs notouch section-viewtopic ltr ">
<div id="wrap" class="wrap"><div id="page-header"><div class="headerbar" role="banner"><h1>Board Example</h1></div>
<div class="navbar" role="navigation"><ul id="nav-breadcrumbs" class="nav-breadcrumbs linklist navlinks" role="menubar">
<li class="breadcrumbs" itemscope itemtype="https://schema.org/BreadcrumbList">
<span class="crumb" itemtype="https://schema.org/ListItem" itemprop="itemListElement" itemscope><a itemprop="item"
 href="./index.php" accesskey="h"><span itemprop="name">Board index</span></a><meta itemprop="position"
 content="1"></span>
<span class="crumb" itemtype="https://schema.org/ListItem" itemprop="itemListElement" itemscope data-forum-id="1"><a
 itemprop="item" href="./viewforum.php?f=1"><span itemprop="name">Everything</span></a><meta itemprop="position"
 content="2">
</span><span class="crumb" itemtype="https://schema.org/ListItem" itemprop="itemListElement" itemscope
 data-forum-id="2"><a
 itemprop="item" href="./viewforum.php?f=2"><span itemprop="name">{escape(thread.forum)}</span></a><meta
 itemprop="position"
 content="3"></span></li></ul></div></div>
<div id="page-body" class="page-body" role="main">
<h2 class="topic-title"><a href="./viewtopic.php?t={thread.number}{start}">{escape(thread.title)}</a></h2>
<div style="display: none !important;">A description of the forum<br></div>
<div class="action-bar bar-top"><a href="./posting.php?mode=reply" class="button"
 title="Post a reply"><span>Post Reply</span></a>
<div class="pagination">{len(thread.posts)} posts {pager}</div></div>
{posts}
<div class="action-bar bar-bottom"><div class="pagination">{len(thread.posts)} posts {pager}</div></div>
<div class="stat-block online-list"><h3>Who is online</h3><p>Users browsing this forum: No registered users</p></div>
</div><div id="page-footer" class="page-footer" role="contentinfo"><div class="copyright">Powered by
<a href="https://www.phpbb.com/">phpBB</a></div></div></div></body></html>
"""


def _marked(thread: Thread, page: int) -> list[tuple[bool, Post]]:
    return [(page == 1 and number == 0, post) for number, post in enumerate(_shown(thread, page))]


def _notices(post: Post) -> str:
    edit = ""
    if post.edited_on is not None:
        who = escape(post.edited_by or post.author or "")
        edit = (
            f'<div class="notice">Last edited by <a class="username">{who}</a> on '
            f"{post.edited_on:%a %b %d, %Y} 4:00 pm, edited 1 time in total.</div>"
        )
    signature = f'<div id="sig{post.number}" class="signature">{broken(post.signature)}</div>' if post.signature else ""
    return edit + signature


def _post(thread: Thread, post: Post, is_first: bool) -> str:
    subject = escape(thread.title if is_first else f"Re: {thread.title}")
    return f"""
<div id="p{post.number}" class="post has-profile bg2"><div class="inner">
<dl class="postprofile" id="profile{post.number}"><dt class="no-profile-rank no-avatar"><div
 class="avatar-container"></div>
{_name(post)}</dt><dd class="profile-posts"><strong>Posts:</strong> <a href="./search.php?author_id=5">12</a></dd>
<dd class="profile-joined"><strong>Joined:</strong> Mon Jan 01, 2001 9:00 am</dd></dl>
<div class="postbody"><div id="post_content{post.number}"><h3{' class="first"' if is_first else ""}><a
 href="./viewtopic.php?p={post.number}#p{post.number}">{subject}</a></h3>
<ul class="post-buttons"><li><a href="./posting.php?mode=quote&amp;p={post.number}" title="Reply with quote"
 class="button button-icon-only"><span class="sr-only">Quote</span></a></li></ul>
<p class="author"><a class="unread" href="./viewtopic.php?p={post.number}&amp;sid=1#p{post.number}" title="Post"><i
 class="icon fa-file" aria-hidden="true"></i><span class="sr-only">Post</span></a>
<span class="responsive-hide">by <strong>{_name(post)}</strong> &raquo; </span><time
 datetime="{post.day}T23:04:00+00:00">\
{printed(post)}</time></p>
<div class="content">{body_html(post.body, STYLE)}</div>
<dl class="attachbox"><dt>Attachments</dt><dd><dl
 class="file"><dt>x.pdf</dt><dd>(12 KiB) Downloaded 3 times</dd></dl></dd></dl>
{_notices(post)}
</div></div><div class="back2top"><a href="#top" class="top" title="Top"><span class="sr-only">Top</span></a></div>
</div></div>
"""


def version_3_0(thread: Thread, page: int = 1) -> str:
    """Return the page of version 3.0."""
    topic = f"./viewtopic.php?f=2&amp;t={thread.number}"
    posts = "".join(_post_of_3_0(thread, post, is_first) for is_first, post in _marked(thread, page))
    steps = '<span class="page-sep">, </span>'.join(
        f"<strong>{number}</strong>"
        if number == page
        else f'<a href="{topic}&amp;start={(number - 1) * thread.per_page}">{number}</a>'
        for number in range(1, _last(thread) + 1)
    )
    where = f"Page <strong>{page}</strong> of <strong>{_last(thread)}</strong>"
    pager = f'<a href="#" onclick="jumpto()">{where}</a> &bull; <span>{steps}</span>' if _last(thread) > 1 else where
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" lang="{thread.language}" xml:lang="{thread.language}">
<head><meta http-equiv="content-type" content="text/html; charset=UTF-8" />
<title>Board Example &bull; View topic - {escape(thread.title)}</title>
{AUTHORED}</head>
<body id="phpbb" class="section-viewtopic ltr">
<div id="wrap"><div id="page-header"><div class="headerbar"><h1>Board Example</h1></div><div class="navbar">
<ul class="linklist navlinks"><li class="icon-home"><a href="./index.php" accesskey="h">Board index</a>
<strong>&#8249;</strong> <a href="./viewforum.php?f=1">Everything</a> <strong>&#8249;</strong>
<a href="./viewforum.php?f=2">{escape(thread.forum)}</a></li>
<li class="rightside"><a href="#" class="fontsize">Change font size</a></li></ul></div></div>
<a name="start_here"></a><div id="page-body">
<h2><a href="./viewtopic.php?f=2&amp;t={thread.number}">{escape(thread.title)}</a></h2>
<div class="topic-actions"><div class="pagination">{len(thread.posts)} posts &bull; {pager}</div></div><div
 class="clear"></div>
{posts}
<form id="viewtopic" method="post" action="./viewtopic.php"><fieldset
 class="display-options">Display posts from previous
</fieldset></form><hr />
<div class="topic-actions"><div class="pagination">{len(thread.posts)} posts &bull; {pager}</div></div>
</div></div></body></html>
"""


def _post_of_3_0(thread: Thread, post: Post, is_first: bool) -> str:
    subject = escape(thread.title if is_first else f"Re: {thread.title}")
    return f"""
<div id="p{post.number}" class="post bg1"><div class="inner"><span class="corners-top"><span></span></span>
<div class="postbody"><ul class="profile-icons"><li class="quote-icon"><a
 href="./posting.php"><span>Reply with quote</span></a>
</li></ul><h3{' class="first"' if is_first else ""}><a href="#p{post.number}">{subject}</a></h3>
<p class="author"><a href="./viewtopic.php?p={post.number}#p{post.number}"><img src="./icon.gif" alt="Post" /></a>by
 <strong>{_name(post)}</strong> &raquo; {printed(post)} </p>
<div class="content">{body_html(post.body, STYLE_OF_3_0)}</div>
{_notices(post)}</div>
<dl class="postprofile"
 id="profile{post.number}"><dt>{_name(post)}</dt><dd>&nbsp;</dd><dd><strong>Posts:</strong> 12</dd>
<dd><strong>Joined:</strong> Mon Jan 01, 2001 9:00 am</dd></dl>
<div class="back2top"><a href="#wrap" class="top" title="Top">Top</a></div><span
 class="corners-bottom"><span></span></span>
</div></div><hr class="divider" />
"""


VARIANTS = {"3.3": version_3_3, "3.0": version_3_0}
