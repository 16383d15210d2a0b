"""Question pages in the shape of Stack Exchange: as they are now, and the tables of the years before 2018."""

from html import escape

from .bodies import AUTHORED, Style, body_html
from .threads import Post, Thread

ORIGIN = "https://health.stackexchange.com"
_NO_AUTHOR = '<span class="community-wiki" title="This post is community owned">community wiki</span>'
_NOTICES = {"closed": " [closed]", "duplicate": " [duplicate]"}


def _picture(caption: str) -> str:
    return f'<p><a href="https://i.sstatic.net/x.png"><img src="https://i.sstatic.net/x.png" alt="{caption}"></a></p>'


def _quote(_: str | None, inner: str) -> str:
    return f"<blockquote>\n{inner}\n</blockquote>"


STYLE = Style(
    code=lambda text: f'<pre class="lang-py s-code-block"><code class="hljs">{text}\n</code></pre>',
    quote=_quote,
    picture=_picture,
    heading=None,
)
STYLE_OF_OLD = Style(
    code=lambda text: f'<pre class="lang-py prettyprint prettyprinted"><code>{text}\n</code></pre>',
    quote=_quote,
    picture=_picture,
    heading=None,
)


def url_of(thread: Thread, page: int = 1) -> str:
    """Return the address of a page of a thread."""
    query = f"?page={page}&tab=scoredesc" if page > 1 else ""
    return f"{ORIGIN}/questions/{thread.number}/{thread.slug}{query}"


def address_of(thread: Thread) -> str:
    """Return the address that the record must have."""
    return f"{ORIGIN}/questions/{thread.number}"


def reply_address(thread: Thread, post: Post) -> str:
    """Return the address that a reply must have."""
    return f"{ORIGIN}/a/{post.number}"


def modern(thread: Thread, page: int = 1) -> str:
    """Return the page with voting cells and prose boxes."""
    question, *answers = thread.posts
    shown = answers[(page - 1) * thread.per_page : page * thread.per_page]
    name = escape(thread.title + _NOTICES.get(thread.notice or "", ""))
    path = f"/questions/{thread.number}/{thread.slug}"
    return f"""<!DOCTYPE html>
{AUTHORED}
<html itemscope itemtype="https://schema.org/QAPage" class="html__responsive" lang="{thread.language}">
<head>
<title>{escape(thread.tags[0]) + " - " if thread.tags else ""}{name} - Health Example</title>
<link rel="stylesheet" type="text/css" href="https://cdn.sstatic.net/Shared/stacks.css">
<link rel="canonical" href="{ORIGIN}{path}">
<meta property="og:type" content="website">
</head>
<body class="question-page unified-theme">
<header class="s-topbar ps-fixed js-top-bar"><a href="/" class="s-topbar--logo">Health Example</a>
<ol class="s-topbar--content" role="menubar"><li><a href="/users/login">Log in</a></li></ol></header>
<div class="container">
<div id="left-sidebar" role="navigation"><ol class="nav-links"><li><a href="/questions">Questions</a></li></ol></div>
<div id="content" class="snippet-hidden">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<link itemprop="image" href="https://cdn.sstatic.net/Sites/health/img/apple-touch-icon.png">
<div class="inner-content clearfix">
<div id="question-header" class="d-flex sm:fd-column">
<h1 itemprop="name" class="fs-headline1 ow-break-word mb8 flex--item fl1"><a href="{path}" class="question-hyperlink">\
{name}</a></h1>
<div class="ml12 aside-cta flex--item print:d-none"><a href="/questions/ask"
 class="ws-nowrap s-btn">Ask Question</a></div>
</div>
<div class="d-flex fw-wrap pb8 mb16 bb bc-black-200">
<div class="flex--item ws-nowrap mr16 mb8" title="{question.day} 06:57:08Z"><span class="fc-black-400 mr2">Asked</span>
<time itemprop="dateCreated" datetime="{question.day}T06:57:08">3 years, 9 months ago</time></div>
<div class="flex--item ws-nowrap mr16 mb8"><span class="fc-black-400 mr2">Modified</span>
<a href="?lastactivity" class="s-link s-link__inherit" title="2025-02-01 18:41:00Z">9 months ago</a></div>
<div class="flex--item ws-nowrap mb8" title="Viewed 15,693 times">Viewed 16k times</div>
</div>
<div id="mainbar" role="main" aria-label="question and answers">
<div class="question js-question" data-questionid="{thread.number}" data-position-on-page="0" id="question">
<div class="post-layout ">
{_votes(question)}
<div class="postcell post-layout--right">
{_notice(thread)}<div class="s-prose js-post-body" itemprop="text">
{body_html(question.body, STYLE)}
</div>
<div class="mt24 mb12"><div class="post-taglist d-flex gs4 gsy fd-column"><div class="d-flex ps-relative fw-wrap">
<ul class="ml0 list-ls-none js-post-tag-list-wrapper d-inline">{"".join(map(_tag, thread.tags))}</ul></div></div></div>
{_foot(question, f"/q/{thread.number}", "asked", owner=True)}
</div>
{_comments(question)}
</div>
</div>
<div id="answers">
<a name="tab-top"></a>
<div id="answers-header"><h2 class="mb0" data-answercount="{len(answers)}">{len(answers)} Answers
<span style="display:none;" itemprop="answerCount">{len(answers)}</span></h2></div>
{"".join(map(_answer, shown))}
{_pager(thread, page, len(answers), path)}
</div>
</div>
<div id="sidebar" class="show-votes" role="complementary"><div class="module sidebar-related"><h4>Related</h4>
<div class="linked"><a href="/q/77" title="Score"><div class="answer-votes answered-accepted">5</div></a>
<a href="/questions/77/hoarse" class="question-hyperlink">Hoarse voice after a long day</a></div></div></div>
</div></div></div></div>
<footer id="footer" class="site-footer js-footer">Site design / logo; user contributions licensed under
<a href="https://stackoverflow.com/help/licensing">CC BY-SA</a></footer>
</body></html>
"""


def _tag(tag: str) -> str:
    return (
        f'<li class="d-inline mr4 js-post-tag-list-item"><a href="/questions/tagged/{escape(tag)}"'
        f' class="s-tag post-tag"'
        f' title="show questions tagged" rel="tag">{escape(tag)}</a></li>'
    )


def _notice(thread: Thread) -> str:
    if thread.notice is None:
        return ""
    return (
        '<aside class="s-notice s-notice__info post-notice js-post-notice mb16" role="status">'
        "<div>Closed. This question"
        " needs details. It is not currently accepting answers.</div></aside>\n"
    )


def _votes(post: Post) -> str:
    score = ""
    if post.likes is not None:
        shown = f"{post.likes / 1000:.1f}k" if abs(post.likes) >= 10_000 else str(post.likes)
        score = (
            '<div class="js-vote-count flex--item d-flex fd-column ai-center fc-theme-body-font" itemprop="upvoteCount"'
            f' data-value="{post.likes}">\n{shown}\n</div>'
        )
    mark = "" if post.accepted else " d-none"
    return f"""<div class="votecell post-layout--left"><div class="js-voting-container" data-post-id="{post.number}">
<button class="js-vote-up-btn" aria-label="Up vote" title="This answer is useful">up</button>
{score}
<button class="js-vote-down-btn" aria-label="Down vote">down</button>
<div class="js-accepted-answer-indicator flex--item{mark}" title="Loading when this answer was accepted..."></div>
</div></div>"""


def _user(post: Post, verb: str, owner: bool) -> str:
    if post.author is None:
        details = f'<div class="user-details">{_NO_AUTHOR}</div>'
        when = (
            f'<a href="/posts/{post.number}/revisions">edited <span title="2025-02-03 10:00:00Z" class="relativetime">\
Feb 3</span></a>'
        )
    else:
        name = escape(post.author)
        link = name if post.guest else f'<a href="/users/5/x">{name}</a>'
        details = (
            '<div class="user-details" itemprop="author" itemscope itemtype="http://schema.org/Person">\n'
            f'{link}<span class="d-none" itemprop="name">{name}</span>\n<div class="-flair"><span'
            f' class="reputation-score"'
            ' dir="ltr">3,727</span><span title="6 gold badges"><span class="badgecount">6</span></span></div>\n</div>'
        )
        when = f'{verb} <span title="{post.day} 07:45:31Z" class="relativetime">Nov 14</span>'
    return f"""<div class="post-signature {"owner " if owner else ""}flex--item">
<div class="user-info "><div class="user-action-time fs-fine">{when}</div>
<div class="user-gravatar32"></div>
{details}
</div></div>"""


def _editor(post: Post) -> str:
    if post.edited_on is None:
        return ""
    who = (
        ""
        if post.edited_by is None
        else f'<a href="/users/1/ed">{escape(post.edited_by)}</a><div class="-flair">9</div>'
    )
    return f"""<div class="post-signature flex--item"><div class="user-info "><div class="user-action-time fs-fine">
<a href="/posts/{post.number}/revisions" title="show all edits to this post">edited <span
 title="{post.edited_on} 13:43:46Z"
 class="relativetime">Nov 30</span></a></div><div class="user-details">{who}</div></div></div>"""


def _foot(post: Post, short: str, verb: str, *, owner: bool = False) -> str:
    created = (
        ""
        if owner
        else f'<div class="d-none"><time itemprop="dateCreated" datetime="{post.day}T07:45:31"></time></div>'
    )
    return f"""<div class="mb0 "><div class="mt16 d-flex gs8 gsy fw-wrap jc-end ai-start pt4 mb16">
<div class="flex--item mr16 fl1 w96"><div class="js-post-menu pt2"><a href="{short}" rel="nofollow" itemprop="url"
 class="js-share-link js-gps-track" title="Short permalink">Share</a></div></div>
{_editor(post)}
{_user(post, verb, owner)}
</div></div>{created}"""


def _comments(post: Post) -> str:
    entries = "".join(
        f"""<li id="comment-{number}" class="comment js-comment" data-comment-id="{number}"><div class="comment-score">
<span class="cool">4</span></div><div class="comment-text"><div class="comment-body">
<span class="comment-copy">{escape(text)}</span> &ndash;&nbsp;<a href="/users/8/c" class="comment-user">Commentator</a>
<span class="comment-date"><span title="2018-04-11 16:27:03Z"
 class="relativetime-clean">Apr 11</span></span></div></div></li>"""
        for number, text in enumerate(post.comments, start=1)
    )
    return f"""<div class="post-layout--right js-post-comments-component"><div class="comments js-comments-container">
<ul class="comments-list js-comments-list">{entries}</ul></div>
<div id="comments-link-{post.number}"><a class="js-add-link comments-link" href="#">Add a comment</a></div></div>"""


def _answer(post: Post) -> str:
    kind = "acceptedAnswer" if post.accepted else "suggestedAnswer"
    score = f' data-score="{post.likes}"' if post.likes is not None else ""
    return f"""
<a name="{post.number}"></a>
<div id="answer-{post.number}" class="answer js-answer{" accepted-answer" if post.accepted else ""}"
 data-answerid="{post.number}"{score} itemprop="{kind}" itemscope
 itemtype="https://schema.org/Answer">
<div class="post-layout">
{_votes(post)}
<div class="answercell post-layout--right">
<div class="s-prose js-post-body" itemprop="text">
{body_html(post.body, STYLE)}
</div>
{_foot(post, f"/a/{post.number}", "answered")}
</div>
{_comments(post)}
</div></div>"""


def _pager(thread: Thread, page: int, answers: int, path: str) -> str:
    last = -(-answers // thread.per_page)
    if last < 2:
        return ""
    steps = "".join(
        f'<div class="s-pagination--item is-selected">{number}</div>'
        if number == page
        else f'<a class="s-pagination--item js-pagination-item" href="{path}?page={number}&amp;tab=scoredesc#tab-top"'
        f' title="Go to page {number}">{number}</a>'
        for number in range(1, last + 1)
    )
    return f'<div class="s-pagination site1 themed pager float-left pager-answers">{steps}</div>'


def old(thread: Thread, page: int = 1) -> str:
    """Return the page made of tables."""
    question, *answers = thread.posts
    shown = answers[(page - 1) * thread.per_page : page * thread.per_page]
    name = escape(thread.title + _NOTICES.get(thread.notice or "", ""))
    path = f"/questions/{thread.number}/{thread.slug}"
    tags = " ".join(
        f'<a href="/questions/tagged/{escape(tag)}" class="post-tag" rel="tag">{escape(tag)}</a>' for tag in thread.tags
    )
    return f"""<!DOCTYPE html>
<html lang="{thread.language}"><head><title>{name} - Health Example</title>
{AUTHORED}
<link rel="stylesheet" type="text/css" href="//cdn.sstatic.net/health/all.css"></head>
<body class="question-page new-topbar"><div class="container"><div id="content">
<div itemscope itemtype="http://schema.org/Question">
<div id="question-header"><h1 itemprop="name"><a href="{path}" class="question-hyperlink">{name}</a></h1></div>
<div id="mainbar"><div class="question" data-questionid="{thread.number}" id="question"><table><tr>
{_old_votes(question)}
<td class="postcell"><div><div class="post-text" itemprop="text">
{_old_notice(thread)}{body_html(question.body, STYLE_OF_OLD)}
</div><div class="post-taglist">{tags}</div>
{_old_foot(question, f"/q/{thread.number}", "asked", owner=True)}</div></td></tr>
<tr><td class="votecell"></td><td>{_old_comments(question)}</td></tr></table></div>
<div id="answers"><a name="tab-top"></a><div id="answers-header"><div class="subheader answers-subheader">
<h2>{len(answers)} Answers</h2></div></div>
{"".join(map(_old_answer, shown))}
{_old_pager(thread, page, len(answers), path)}
</div></div>
<div id="sidebar"><div class="module question-stats"><table id="qinfo"><tr><td><p class="label-key">asked</p></td>
<td><p class="label-key" title="{question.day} 06:57:08Z"><b>5 years ago</b></p></td></tr></table></div></div>
</div></div></div><div id="footer">user contributions licensed under
<a href="http://creativecommons.org/licenses/by-sa/3.0/" rel="license">cc by-sa 3.0</a></div></body></html>
"""


def _old_notice(thread: Thread) -> str:
    if thread.notice is None:
        return ""
    return (
        '<div class="question-originals-of-duplicate"><p>This question already has an answer here:</p><ul><li>\n'
        '<a href="/questions/9/cold">Cold</a> <span class="question-originals-answer-count">3 answers'
        "</span></li></ul></div>\n"
    )


def _old_votes(post: Post) -> str:
    score = (
        f'<span itemprop="upvoteCount" class="vote-count-post ">{post.likes}</span>' if post.likes is not None else ""
    )
    mark = (
        '<span class="vote-accepted-on load-accepted-answer-date" title="loading">accepted</span>'
        if post.accepted
        else ""
    )
    return f"""<td class="votecell"><div class="vote"><input type="hidden" name="_id_" value="{post.number}">
<a class="vote-up-off" title="This is useful">up vote</a>
{score}
<a class="vote-down-off">down vote</a>{mark}</div></td>"""


def _old_foot(post: Post, short: str, verb: str, *, owner: bool = False) -> str:
    if post.author is None:
        details = f"{_NO_AUTHOR}<br><a href='/posts/{post.number}/revisions'>2 revs</a>"
        when = (
            "<a href='/posts/1/revisions'>edited <span class='relativetime' title='2015-01-01 10:00:00Z'>Jan"
            " 1</span></a>"
        )
    else:
        details = escape(post.author) if post.guest else f'<a href="/users/5/x">{escape(post.author)}</a>'
        when = f'{verb} <span title="{post.day} 07:45:31Z" class="relativetime">Nov 14</span>'
        details += '<br><span class="reputation-score" dir="ltr">3,727</span><span class="badgecount">26</span>'
    edit = ""
    if post.edited_on is not None:
        who = f'<a href="/users/1/e">{escape(post.edited_by)}</a>' if post.edited_by else ""
        edit = f"""<td class="post-signature" align="right"><div class="user-info"><div class="user-action-time">
<a href="/posts/{post.number}/revisions">edited <span title="{post.edited_on} 13:43:46Z"
 class="relativetime">Nov 30</span></a>
</div><div class="user-details">{who}</div></div></td>"""
    return f"""<table class="fw"><tr><td class="vt"><div class="post-menu"><a href="{short}" title="short permalink"
 class="short-link">share</a></div></td>{edit}
<td class="post-signature{" owner" if owner else ""}"><div class="user-info"><div class="user-action-time">{when}</div>
<div class="user-gravatar32"></div><div class="user-details">{details}</div></div></td></tr></table>"""


def _old_comments(post: Post) -> str:
    rows = "".join(
        f'<tr class="comment"><td class="comment-score">4</td><td class="comment-text"><div class="comment-body"><span'
        f' class="comment-copy">{escape(text)}</span> &ndash; <a href="/users/8/c" class="comment-user">C</a> <span'
        f' class="comment-date"><span title="2014-04-11 16:27:03Z" class="relativetime-clean">Apr 11'
        f"</span></span></div>"
        "</td></tr>"
        for text in post.comments
    )
    return f'<div class="comments"><table><tbody>{rows}</tbody></table></div>'


def _old_answer(post: Post) -> str:
    role = ' itemprop="acceptedAnswer"' if post.accepted else ""
    return f"""
<a name="{post.number}"></a><div id="answer-{post.number}" class="answer{" accepted-answer" if post.accepted else ""}"
 data-answerid="{post.number}" itemscope itemtype="http://schema.org/Answer"{role}><table><tr>
{_old_votes(post)}
<td class="answercell"><div class="post-text" itemprop="text">
{body_html(post.body, STYLE_OF_OLD)}
</div>{_old_foot(post, f"/a/{post.number}", "answered")}</td></tr>
<tr><td class="votecell"></td><td>{_old_comments(post)}</td></tr></table></div>"""


def _old_pager(thread: Thread, page: int, answers: int, path: str) -> str:
    last = -(-answers // thread.per_page)
    steps = " ".join(
        f'<span class="page-numbers current">{number}</span>'
        if number == page
        else f'<a href="{path}?page={number}&amp;tab=votes#tab-top"><span class="page-numbers">{number}</span></a>'
        for number in range(1, last + 1)
    )
    return f'<div class="pager-answers">{steps}</div>' if last > 1 else ""


VARIANTS = {"modern": modern, "tables": old}
