"""Pieces of HTML for reports: everything that comes from a page is escaped here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy of every page that is written: no script, no network."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --dim: #566070; --paper: #fff; --line: #d9dee6; --bar: #2f6fb0;
  --borrowed: #a86b00; --warn-ink: #7a3d00; --warn: #fff3df; --card: #f5f7fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --dim: #a4aebc; --paper: #12161c; --line: #313a47;
  --bar: #6fa8dc; --borrowed: #e0a23c; --warn-ink: #ffd9a0; --warn: #3a2a10; --card: #1b212a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0; } .dim { color: var(--dim); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tile { background: var(--card); border-radius: .5rem; padding: .75rem 1rem; }
.tile b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.warn { background: var(--warn); color: var(--warn-ink); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
.warn ul { margin: .25rem 0; padding-left: 1.25rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--dim); padding-bottom: .25rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: flex; height: .8rem; min-width: 6rem; background: var(--card); border-radius: .2rem; overflow: hidden;
  margin-top: .35rem; }
.bar i { display: block; background: var(--bar); } .bar i.borrowed { background: var(--borrowed); }
code { font-size: .875em; } .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr));
  gap: 0 2.5rem; }
details summary { cursor: pointer; padding: .3rem 0; }
"""


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
    return escape("".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in str(value)))


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """Return a table.

    :param rows: cells that are markup already.
    :param numbers: columns that hold numbers.
    """

    def cell(tag: str, column: int, content: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{' class=number' if column in numbers else ''}>{content}</{tag}>"

    header = "".join(cell("th", column, text(name)) for column, name in enumerate(head))
    lines = "".join(
        f"<tr>{''.join(cell('td', column, content) for column, content in enumerate(row))}</tr>\n" for row in rows
    )
    return (
        f'<div class="scroll"><table>\n<caption>{text(caption)}</caption>\n<thead><tr>{header}</tr></thead>\n'
        f"<tbody>\n{lines}</tbody>\n</table></div>\n"
    )


def bar(*shares: tuple[float, str]) -> str:
    """Return a bar of parts: share of the whole (0 to 1) and class of each."""
    parts = "".join(f'<i class="{name}" style="width:{max(0.0, min(share, 1.0)):.1%}"></i>' for share, name in shares)
    return f'<div class="bar" aria-hidden="true">{parts}</div>'


def bars(caption: str, counts: Mapping[str, int], *, most: int) -> str:
    """Return a table of names, counts and bars; the smallest beyond ``most`` are added up."""
    names = list(counts)
    shown = {name: counts[name] for name in names[:most]}
    if len(names) > most:
        shown["all others"] = sum(counts[name] for name in names[most:])
    longest = max(shown.values(), default=1)
    rows = [(text(name), f"{number:,}", bar((number / longest, "own"))) for name, number in shown.items()]
    return table(caption, ("", "records", ""), rows, numbers=(1,))
