"""The sections of a report that tell how the crawl went. Each is a sentence and markup."""

import shlex
from collections.abc import Sequence

from scraper.quality.markup import bar, code, link, name, percent, table, text
from scraper.quality.metrics import Metrics, Rejects
from scraper.quality.subject import HostCounts, Subject
from scraper.stats import Stats

Section = tuple[str, str]
"""What is said (markup), and what is shown."""

_MOST_REASONS = 50
_MOST_SIGNS = 50
_MOST_HOSTS = 50
_MIB = 1024**2


def fates(stats: Stats) -> Section:
    """Tell what became of pages and addresses."""
    pages = {"with records": stats.pages_with_records, "rejected": stats.pages_rejected, "no Q&A": stats.pages_not_qa}
    total = stats.pages or 1
    colours = dict(zip(pages, ("good", "two", "three"), strict=True))
    drawn = bar(*((number / total, colours[fate]) for fate, number in pages.items()), tall=True)
    keys = "".join(
        f'<li><i class="{colours[fate]}"></i>{text(fate)}: {number:,} ({percent(number / total)})</li>\n'
        for fate, number in pages.items()
    )
    addresses = {
        "answered": stats.fetched,
        "failed": stats.failed,
        "skipped": stats.skipped,
        "to be asked later": stats.deferred,
    }
    told = f"<p>Addresses: {', '.join(f'{number:,} {what}' for what, number in addresses.items())}.</p>\n"
    said = f"{stats.pages:,} pages reached extraction and gave {stats.records:,} records."
    return said, f'{drawn}<ul class="key">\n{keys}</ul>\n{told}'


def drift(subject: Subject) -> Section:
    """Tell the signs that a site has changed its layout."""
    if not subject.has_drifted:
        return "No sign that a site has changed its layout.", ""
    signs = "".join(f"<li>{text(sign)}</li>\n" for sign in subject.drift[:_MOST_SIGNS])
    pages = "".join(f"<li>{link(url)}</li>\n" for url in subject.drifted[:_MOST_SIGNS])
    passed = (
        f"<h3>Pages that their own profile should have read and did not</h3>\n<ul>\n{pages}</ul>\n" if pages else ""
    )
    return "A site looks different from what its profile knows.", f"<ul>\n{signs}</ul>\n{passed}"


def rejects(subject: Subject, metrics: Metrics) -> Section:
    """Tell why pages gave no record, and how to look at them."""
    if not metrics.rejects:
        return "None.", ""
    total = sum(reason.number for reason in metrics.rejects.values())
    ordered = sorted(metrics.rejects.items(), key=lambda one: (-one[1].number, one[0]))
    longest, shown = ordered[0][1].number, ordered[:_MOST_REASONS]
    rows = [
        (
            f'<a href="#reject-{place}">{name(reason)}</a>',
            f"{found.number:,}",
            percent(found.number / total),
            bar((found.number / longest, "two")),
        )
        for place, (reason, found) in enumerate(shown, start=1)
    ]
    told = table("By reason", ("reason", "rejects", "share", ""), rows, numbers=(1, 2), drawn=3, kind="bars unheard")
    explained = "".join(
        f"<details><summary>{name(reason)}</summary>\n"
        f'<div id="reject-{place}" class="explained">{_looked_into(subject, reason, found)}</div></details>\n'
        for place, (reason, found) in enumerate(shown, start=1)
    )
    said = f"{total:,} pages or addresses gave no record"
    left = len(ordered) - len(shown)
    said += f"; {left:,} rarer reasons are left out." if left else "."
    return said, f"{told}<h3>Explained</h3>\n{explained}"


def _looked_into(subject: Subject, reason: str, found: Rejects) -> str:
    """Return the issues and the commands that explain the first pages of a reason."""
    issues = "".join(f"<li>{code(issue)} ({number:,})</li>\n" for issue, number in found.issues.most_common())
    command = subject.why if reason.startswith("failed:") and subject.why else subject.explain
    pages = "".join(
        f"<li>{link(source)}<code class=command>{text(f'{command} {shlex.quote(source)}')}</code></li>\n"
        for source in found.sources
    )
    listed = f"<p>What is wrong:</p>\n<ul>\n{issues}</ul>\n" if issues else ""
    return f"{listed}<p>The first pages, and how to look at them:</p>\n<ul>\n{pages}</ul>"


def hosts(asked: Sequence[HostCounts]) -> Section:
    """Tell what was asked of each host."""
    rows = [
        (
            name(host.host),
            f"{host.requests:,}",
            f"{host.received / _MIB:,.1f}",
            f"{host.refusals:,}",
            text(host.robots),
            f"{round(host.interval, 2):g} s",
            text(", ".join(f"{number:,} {state}" for state, number in host.states.items() if number)),
        )
        for host in sorted(asked, key=lambda host: (-host.requests, host.host))[:_MOST_HOSTS]
    ]
    head = ("host", "requests", "MiB", "refusals", "robots.txt", "pace", "addresses")
    return "What was asked of whom.", table("Hosts", head, rows, numbers=(1, 2, 3), kind="hosts unheard")
