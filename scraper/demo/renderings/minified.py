"""Minified: no white space between elements, optional end tags left out, attributes unquoted."""

from scraper.demo.renderings.markup import comment, doctor_line, each_line, esc, notice, plain_inline
from scraper.demo.thread import Entry, Reply, Section, Similar, Thread, slashed


def render(thread: Thread, url: str) -> str:
    """Return the page as one line."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        f"<title>{esc(thread.heading)}</title><link rel=canonical href={url}>",
        "<style>h1{font-size:2em}nav a{margin:0 1em}</style>",
        comment(thread),
        "<nav><a href=/>Home</a><a href=/qa/>Departments</a><a href=/about>About</a></nav>",
        f"<h1>{esc(thread.heading)}</h1><p>Share to:<h2>{esc(thread.question_title)}</h2>",
        _paragraphs(thread.question_text),
        f"<p>{esc(thread.asker_line)}",
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        parts += ["<h2>More Info</h2>", *map(_section, thread.article)]
    if thread.similar:
        parts += ["<h2>Similar Q&amp;A</h2>", *map(_similar, thread.similar)]
    if thread.topics:
        parts.append("<h2>Related FAQ</h2><ul>")
        parts += [f"<li><a href={topic.path}>{esc(topic.term)}</a>({esc(topic.department)})" for topic in thread.topics]
        parts.append("</ul>")
    parts.append(f"<footer><p>{esc(notice(thread))}</footer><script>window.started=1</script>")
    return "".join(parts)


def _paragraphs(text: str | None) -> str:
    return "".join(f"<p>{esc(line)}" for line in each_line(text))


def _reply(reply: Reply) -> str:
    doctor = doctor_line(reply.author, reply.department)
    return f"<h2>{doctor}</h2>{_paragraphs(reply.text)}<p>Reply Date: {slashed(reply.replied_on)}"


def _section(section: Section) -> str:
    heading = f"<h3>{esc(section.heading)}</h3>" if section.heading else ""
    return heading + _paragraphs(section.text) + _list("ol", section.entries) + _paragraphs(section.after)


def _list(tag: str, entries: tuple[Entry, ...]) -> str:
    inner = "".join(f"<li>{plain_inline(entry)}{_list('ul', entry.entries)}" for entry in entries)
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _similar(similar: Similar) -> str:
    doctor = f"<p>{doctor_line(similar.author, similar.department)}" if similar.author else ""
    return (
        f"<h3><a href={similar.path}>{esc(similar.title)}</a></h3>{_paragraphs(similar.question)}{doctor}"
        f"{_paragraphs(similar.reply)}<p><a href={similar.path}>[Read More] {esc(similar.title)}</a>"
    )
