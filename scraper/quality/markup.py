"""Pieces of HTML for reports: everything that comes from a page is escaped here and nowhere else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from scraper.quality.style import POLICY, STYLE

_MOST_CHARS = 2_000  # of one piece of text
_JOINT = re.compile(r"(?<=[a-z)][/_.])(?=\w)")
_BREAKABLE = r"\g<0><wbr>"


def page(title: str, body: Iterable[str], *, language: str = "en") -> str:
    """Return a whole document."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{''.join(body)}</body>\n</html>\n"
    )


def text(value: object) -> str:
    """Return a value as escaped text; characters that steer a reader's eye or screen are shown as what they are."""
    told = str(value)
    if len(told) > _MOST_CHARS:
        told = told[: _MOST_CHARS - 1] + "…"
    return escape("".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in told))


def name(value: object) -> str:
    """Return what a page calls something; its direction of writing does not reach beyond it."""
    return f"<bdi>{text(value)}</bdi>"


def code(value: object) -> str:
    """Return a name of the program's own world: a field, a rule, an id; it may be broken where it has joints."""
    return f"<code><bdi>{_JOINT.sub(_BREAKABLE, text(value))}</bdi></code>"


def link(address: str) -> str:
    """Return an address as a link where it leads to http or https, else as text."""
    if not address.startswith(("http://", "https://")) or not address.isprintable() or len(address) > _MOST_CHARS:
        return name(address)
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">{name(address)}</a>'


def section(anchor: str, heading: str, said: str, body: str, *, warns: bool = False) -> str:
    """Return a section with its heading and a sentence or two of markup about it."""
    kind = ' class="warn"' if warns else ""
    below = f"<p>{said}</p>\n" if said else ""
    return (
        f'<section id="{anchor}" aria-labelledby="{anchor}-heading"{kind}>\n'
        f'<h2 id="{anchor}-heading">{text(heading)}</h2>\n{below}{body}</section>\n'
    )


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    drawn: int | None = None,
    kind: str = "",
) -> str:
    """Return a table; the first cell of each row is its heading.

    :param rows: cells that are markup already.
    :param numbers: columns that hold numbers.
    :param drawn: the column that holds bars.
    :param kind: how it looks: ``bars``, ``fields``, ``hosts``; ``unheard`` where a heading says what its caption does.
    """

    def cell(tag: str, scope: str, column: int, content: str) -> str:
        scoped = f' scope="{scope}"' if tag == "th" else ""
        look = ' class="number"' if column in numbers else ' class="drawn"' if column == drawn else ""
        return f"<{tag}{scoped}{look}>{content}</{tag}>"

    header = "".join(cell("th" if title else "td", "col", column, text(title)) for column, title in enumerate(head))
    lines = "".join(
        f"<tr>{''.join(cell('td' if column else 'th', 'row', column, content) for column, content in enumerate(row))}"
        "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{text(caption)}"><table class="{kind}">\n'
        f"<caption>{text(caption)}</caption>\n<thead><tr>{header}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table></div>\n"
    )


def bar(*shares: tuple[float, str], tall: bool = False) -> str:
    """Return a bar of parts: share of the whole (0 to 1) and class of each."""
    parts = "".join(f'<i class="{kind}" style="width:{max(0.0, min(share, 1.0)):.2%}"></i>' for share, kind in shares)
    return f'<div class="bar{" tall" if tall else ""}" aria-hidden="true">{parts}</div>'


def bars(caption: str, what: str, counts: Mapping[str, int], *, most: int, kind: str = "") -> str:
    """Return a table of names, counts and bars; the last beyond ``most`` are added up.

    :param what: heading of the names.
    :param kind: see ``table``.
    """
    names = list(counts)
    shown = {one: counts[one] for one in names[:most]}
    if len(names) > most:
        shown["all others"] = sum(counts[one] for one in names[most:])
    total, longest = sum(shown.values()) or 1, max(shown.values(), default=1) or 1
    rows = [
        (name(one), f"{number:,}", percent(number / total), bar((number / longest, "one")))
        for one, number in shown.items()
    ]
    return table(caption, (what, "records", "share", ""), rows, numbers=(1, 2), drawn=3, kind=f"bars {kind}".strip())


def percent(share: float) -> str:
    """Return a share as a person says it: never 0% of something, nor 100% of almost all."""
    if 0 < share < 0.01:
        return "<1%".replace("<", "&lt;")
    if 0.99 < share < 1:
        return "&gt;99%"
    return f"{share:.0%}"


def figure(caption: str, alternative: str, drawing: str, numbers: str) -> str:
    """Return a drawing with what it shows in words, and its numbers to be unfolded; without a drawing the numbers."""
    plot = drawing and f"{drawing}<details><summary>The numbers</summary>\n{numbers}</details>\n"
    return f"<figure><figcaption>{text(caption)}</figcaption>\n<p>{text(alternative)}</p>\n{plot or numbers}</figure>\n"
