"""Ways of laying out a thread without any structured mark-up: each makes a page of a story. Authored; CC0-1.0."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.parser.unmarked.stories import Said, Story, long_day


def page(title: str, body: str, *, language: str = "en", head: str = "") -> str:
    """Return a whole page."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{escape(title)}</title>{head}\n'
        f"<!-- Authored for testing; not a real page. CC0-1.0. -->\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _paragraphs(said: Said) -> str:
    return "".join(f"<p>{escape(line)}</p>\n" for line in said.text)


def _lines(said: Said) -> str:
    return "<br>\n".join(escape(line) for line in said.text)


def _furnished(story: Story, main: str) -> str:
    """Return a page with navigation, a side bar and a footer around its main part."""
    w = story.words
    return page(
        f"{story.title} - {story.site}",
        f'<header><div class="logo"><a href="/">{story.site}</a></div><nav><a href="/">{w["home"]}</a> <a'
        f' href="/f">{w["forum"]}</a>'
        f' <a href="/login">{w["login"]}</a></nav></header>\n<main>\n{main}\n</main>\n'
        f'<aside><h3>{w["related"]}</h3><ul><li><a href="/q/8">{escape(story.title[:12])} 2</a></li></ul></aside>\n'
        f'<footer><a href="/about">{w["about"]}</a> © 2024 {story.site}</footer>',
        language=story.language,
    )


def articles(story: Story) -> str:
    """Articles with a header of name and <time>."""
    posts = "".join(
        f'<article class="post" id="p{number}"><header><a class="author"'
        f' href="/users/{number}">{escape(said.author)}</a> '
        f'<time datetime="{said.day}T10:0{number}:00Z">{long_day(story.language, said.day)}</time></header>\n'
        f'<div class="content">{_paragraphs(said)}</div><footer><a href="#">{story.words["reply"]}</a></footer>'
        f"</article>\n"
        for number, said in enumerate(story.posts, 1)
    )
    return _furnished(story, f"<h1>{escape(story.title)}</h1>\n{posts}")


def old_table(story: Story) -> str:
    """A forum's table: a row a post, the poster on the left."""
    rows = "".join(
        f'<tr><td class="c1" valign="top"><b>{escape(said.author)}</b><br>{story.words["member"]}'
        f"<br>{story.words['joined']}</td>"
        f'<td class="c2"><span class="small">{said.day} 10:0{number}</span><hr>{_lines(said)}</td></tr>\n'
        for number, said in enumerate(story.posts)
    )
    return page(
        f"{story.site} - {story.title}",
        f'<p><a href="/">{story.words["home"]}</a> » <a href="/f">{story.words["forum"]}</a></p>'
        f"<h2>{escape(story.title)}</h2>"
        f'<table border="1" width="100%">{rows}</table>',
        language=story.language,
    )


def two_row_table(story: Story) -> str:
    """A forum's table: a row for name and day, a row for the text, a row between posts."""
    rows = "".join(
        f'<tr class="head"><td>{escape(said.author)}</td><td align="right">{said.day.strftime("%d.%m.%Y")},'
        f" 10:0{number}</td></tr>\n"
        f'<tr><td colspan="2"><div>{_lines(said)}</div></td></tr>\n<tr><td colspan="2" class="spacer">&nbsp;</td>'
        f"</tr>\n"
        for number, said in enumerate(story.posts)
    )
    return page(
        f"{story.title} | {story.words['forum']} {story.site}",
        f"<h1>{escape(story.title)}</h1><table><tbody>{rows}</tbody></table>",
        language=story.language,
    )


def flat_headings(story: Story) -> str:
    """A heading of name and day above each text, nothing around them."""
    posts = "".join(
        f"<h4>{escape(said.author)}, {long_day(story.language, said.day)}</h4>\n{_paragraphs(said)}"
        for said in story.posts
    )
    return _furnished(story, f"<h1>{escape(story.title)}</h1>\n{posts}")


def broken_lines(story: Story) -> str:
    """Bare text with line breaks and rules."""
    posts = "<hr>\n".join(
        f"<b>{escape(said.author)}</b> ({said.day})<br>\n{_lines(said)}<br>\n" for said in story.posts
    )
    return page(
        f"{story.words['forum']}: {story.title}",
        f"<h2>{escape(story.title)}</h2>\n{posts}",
        language=story.language,
    )


def definition_list(story: Story) -> str:
    """A definition list: who and when in the term, the text in the definition."""
    posts = "".join(
        f"<dt>{escape(said.author)} – {said.day} 10:0{number}</dt>\n<dd>{_lines(said)}</dd>\n"
        for number, said in enumerate(story.posts)
    )
    return page(
        f"{story.title} - {story.site} {story.words['forum']}",
        f"<h1>{escape(story.title)}</h1><dl>{posts}</dl>",
        language=story.language,
    )


def signed_below(story: Story) -> str:
    """Names and days below the texts."""
    posts = "".join(
        f'<div class="entry">{_paragraphs(said)}<p class="sig-line">— {escape(said.author)},'
        f" {long_day(story.language, said.day)}</p></div>\n"
        for said in story.posts
    )
    return _furnished(story, f"<h1>{escape(story.title)}</h1>\n{posts}")


def flat_signed_below(story: Story) -> str:
    """Names and days below the texts, nothing around them."""
    posts = "".join(
        f'{_paragraphs(said)}<p class="by">{escape(said.author)}, {long_day(story.language, said.day)}</p>\n'
        for said in story.posts
    )
    return _furnished(story, f'<section class="thread"><h1>{escape(story.title)}</h1>\n{posts}</section>')


def ordered_list(story: Story) -> str:
    """A list of posts with meaningless class names."""
    posts = "".join(
        f'<li class="x{number}"><div class="a"><strong>{escape(said.author)}</strong> · <span>{said.day}</span> ·'
        f" #{number}</div>"
        f'<div class="b">{_paragraphs(said)}</div></li>\n'
        for number, said in enumerate(story.posts, 1)
    )
    return _furnished(story, f"<h1>{escape(story.title)}</h1>\n<ol>{posts}</ol>")


def asked_and_answered(story: Story) -> str:
    """A question, an answers' heading, answers; who asked and answered below each."""
    w, ask = story.words, story.question
    answers = "".join(
        f'<div class="a"><div class="t">{_paragraphs(said)}</div><p class="m">{w["answered"]}'
        f" {escape(said.author)} {w['on']}"
        f" {long_day(story.language, said.day)}</p></div>\n"
        for said in story.replies
    )
    return _furnished(
        story,
        f'<h1>{escape(story.title)}</h1>\n<div class="q"><div class="t">{_paragraphs(ask)}</div>'
        f'<p class="m">{w["asked"]} {escape(ask.author)} {w["on"]} {long_day(story.language, ask.day)}</p></div>\n'
        f"<h2>{w['answers']}</h2>\n{answers}<h2>{w['your']}</h2><form><textarea></textarea></form>",
    )


def question_and_answers(story: Story) -> str:
    """A question with its asker above, answers in elements named so."""
    w, ask = story.words, story.question
    answers = "".join(
        f'<li class="answer"><p class="meta"><span class="user-name">{escape(said.author)}</span> <span'
        f' class="date">{said.day}</span></p>'
        f'<div class="answer-text">{_lines(said)}</div></li>\n'
        for said in story.replies
    )
    return _furnished(
        story,
        f'<div class="question"><h1>{escape(story.title)}</h1><p class="meta"><span'
        f' class="user-name">{escape(ask.author)}</span>'
        f' <span class="date">{ask.day}</span></p><div class="question-text">{_lines(ask)}</div></div>\n'
        f'<section><h2>{w["answers"]}</h2><ul class="answers">{answers}</ul></section>',
    )


def named_parts(story: Story) -> str:
    """Elements named question and answer, without a heading between them."""
    ask = story.question
    answers = "".join(
        f'<div class="answer-box"><div class="author">{escape(said.author)}</div><div class="when">{said.day}</div>'
        f'<div class="text">{_paragraphs(said)}</div></div>\n'
        for said in story.replies
    )
    return _furnished(
        story,
        f'<h1>{escape(story.title)}</h1>\n<div class="question-box"><div class="author">{escape(ask.author)}</div>'
        f'<div class="when">{ask.day}</div><div class="text">{_paragraphs(ask)}</div></div>\n{answers}',
    )


def led_lines(story: Story) -> str:
    """Name and day at the beginning of the line that the text is on."""
    posts = "".join(
        f'<li class="msg"><b>{escape(said.author)}</b> ({said.day}): {escape(" ".join(said.text))}</li>\n'
        for said in story.posts
    )
    return page(
        f"{story.title} - {story.words['forum']}",
        f"<h1>{escape(story.title)}</h1><ul>{posts}</ul>",
        language=story.language,
    )


def time_ago(story: Story) -> str:
    """How long ago, with the day in an attribute."""
    posts = "".join(
        f'<div class="message"><div class="info"><a class="username" href="/u/{number}">{escape(said.author)}</a>'
        f' <span class="age" title="{said.day}T10:0{number}:00">{9 - number} months ago</span></div>'
        f'<div class="message-body">{_paragraphs(said)}</div><div class="tools"><a href="#">{story.words["reply"]}'
        f"</a> |"
        f' <a href="#">{story.words["quote"]}</a></div></div>\n'
        for number, said in enumerate(story.posts, 1)
    )
    return _furnished(story, f"<h1>{escape(story.title)}</h1>\n<div>{posts}</div>")


def mails(story: Story) -> str:
    """A mailing list's archive."""
    posts = "<hr>\n".join(
        f"<div><b>From:</b> {escape(said.author)} &lt;user{number}@mail.example&gt;<br>\n<b>Date:</b> {said.day}"
        f" 10:0{number}:00<br>\n"
        f"<b>Subject:</b> {'Re: ' if number else ''}{escape(story.title)}<br>\n"
        f"<pre>{escape(chr(10).join(said.text))}</pre></div>\n"
        for number, said in enumerate(story.posts)
    )
    return page(f"{story.title} - list archive", f"<h1>{escape(story.title)}</h1>\n{posts}", language=story.language)


def utility_classes(story: Story) -> str:
    """A page built of utility classes."""
    posts = "".join(
        f'<div class="flex p-4 border-b"><div class="w-1/4 font-bold">{escape(said.author)}</div><div class="w-3/4">'
        f'<div class="text-xs text-gray-500">{long_day(story.language, said.day)}</div><div class="mt-2'
        f' leading-6">{_paragraphs(said)}</div></div></div>\n'
        for said in story.posts
    )
    return _furnished(story, f'<h1 class="text-2xl">{escape(story.title)}</h1>\n<div class="mt-8">{posts}</div>')


def question_without_text(story: Story) -> str:
    """A title that is the whole question, and answers under a heading."""
    w, ask = story.words, story.question
    answers = "".join(
        f'<div class="response"><p class="who">{escape(said.author)} · {said.day}</p>{_paragraphs(said)}</div>\n'
        for said in story.replies
    )
    return _furnished(
        story,
        f"<h1>{escape(story.title)}</h1>\n<p>{w['asked']} {escape(ask.author)} {w['on']} {ask.day}</p>\n"
        f"<h2>{w['answers']}</h2>\n{answers}",
    )


def accepted_answer(story: Story) -> str:
    """Votes beside each post, and an answer marked as the right one."""
    w = story.words

    def post(number: int, said: Said, kind: str, mark: str = "") -> str:
        return (
            f'<div class="{kind} row" id="{kind}-{number}"><div class="vote-count">{7 - number}</div>{mark}<div'
            f' class="post-text">{_paragraphs(said)}</div>'
            f'<div class="user-info">{w["asked"] if kind == "question" else w["answered"]} <a'
            f' href="/users/{number}">{escape(said.author)}</a>'
            f" {w['on']} {said.day}</div></div>\n"
        )

    best = f'<div class="accepted-label">{w["best"]}</div>'
    answers = "".join(post(n, said, "answer", best if n == 1 else "") for n, said in enumerate(story.replies, 1))
    return _furnished(
        story,
        f"<h1>{escape(story.title)}</h1>\n{post(0, story.question, 'question')}\n<h2>{w['answers']}</h2>{answers}",
    )


@dataclass(frozen=True)
class Layout:
    """A way of laying out threads.

    :param leaves_out: fields of the record that its pages do not say, as the prefix of their JSON pointers.
    :param one_line: whether a text's paragraphs are on one line.
    """

    make: Callable[[Story], str]
    leaves_out: tuple[str, ...] = ()
    one_line: bool = False
    title_only: bool = False
    votes: bool = False


LAYOUTS = {
    layout.make.__name__: layout
    for layout in (
        Layout(articles), Layout(old_table), Layout(two_row_table), Layout(flat_headings), Layout(broken_lines),
        Layout(definition_list), Layout(signed_below), Layout(flat_signed_below), Layout(ordered_list),
        Layout(asked_and_answered),
        Layout(question_and_answers), Layout(named_parts), Layout(led_lines, one_line=True), Layout(time_ago),
        Layout(mails),
        Layout(utility_classes), Layout(question_without_text, title_only=True), Layout(accepted_answer, votes=True),
    )
}  # fmt: skip
