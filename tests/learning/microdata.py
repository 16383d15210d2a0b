"""An invented site that tells of itself in schema.org microdata, as many forum programs do (CC0-1.0)."""

from html import escape

from tests.learning.authored import Post, Thread


def page(thread: Thread) -> str:
    """Return a thread as a QAPage in microdata with the classes of a style sheet kit around it."""
    answers = "".join(_answer(reply, number) for number, reply in enumerate(thread.replies))
    name = escape(thread.title)
    return f"""<!DOCTYPE html>
<html lang="en"><head><title>{name} | Micro</title></head>
<body class="d-flex flex-column"><!-- Authored for testing. CC0-1.0 -->
<header class="navbar"><a class="navbar-brand" href="/">Micro</a></header>
<main class="container" itemscope itemtype="https://schema.org/QAPage">
<div class="row mt-3" itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 class="fs-3" itemprop="name">{name}</h1>
<div class="col">{_body(thread.question)}{_by(thread.question)}</div>
<h2 class="h5"><span itemprop="answerCount">{len(thread.replies)}</span> answers</h2>
{answers}</div></main>
<footer class="mt-auto">Micro, a place to ask.</footer>
</body></html>
"""


def _answer(reply: Post, number: int) -> str:
    role = "acceptedAnswer" if number == 0 else "suggestedAnswer"
    return (
        f'<div class="col border-top" itemprop="{role}" itemscope itemtype="https://schema.org/Answer">'
        f"{_body(reply)}{_by(reply)}</div>\n"
    )


def _body(post: Post) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in post.text.split("\n"))
    return f'<div class="mb-2" itemprop="text">{lines}</div>'


def _by(post: Post) -> str:
    return (
        f'<small class="text-muted"><span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<a href="/u/x" itemprop="name">{escape(post.author)}</a></span> '
        f'<time itemprop="datePublished" datetime="{post.day.isoformat()}T10:00:00Z">{post.day:%d %b}</time></small>'
    )
