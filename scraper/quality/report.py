"""A run's quality on one page of HTML: no script, no network, readable on a phone, in the dark and on paper."""

from collections.abc import Iterator
from importlib import import_module

from scraper.quality.coverage_section import coverage
from scraper.quality.markup import name, page, section, text
from scraper.quality.metrics import Metrics
from scraper.quality.record_sections import copies, departments, languages, outliers, passages
from scraper.quality.run_sections import drift, fates, hosts, rejects
from scraper.quality.shape_sections import Drawing, askers, lengths, timeline
from scraper.quality.subject import Subject

__all__ = ["Subject", "render"]

_MOST_SEEDS = 5


def render(subject: Subject, metrics: Metrics) -> str:
    """Return the report as one HTML document.

    The same subject and metrics always give the same document. Without the extra ``quality`` tables stand where plots
    would, and one line says how to get them.
    """
    return page(f"qaharvest report: {subject.name}", _body(subject, metrics))


def drawing() -> Drawing | None:
    """Return what draws the plots; None without the extra ``quality``."""
    try:
        plots: Drawing = import_module("scraper.quality.plots")
    except ImportError:
        return None
    return plots


def _body(subject: Subject, metrics: Metrics) -> Iterator[str]:
    plots = drawing()
    sections = list(_sections(subject, metrics, plots))
    yield '<a class="skip" href="#main">To the report</a>\n<header>\n<p class="over">Quality report</p>\n'
    yield f"<h1>{name(subject.name)}</h1>\n<p class=dim>{_origin(subject)}</p>\n<nav aria-label=Sections><ul>\n"
    for anchor, heading, _ in sections:
        yield f'<li><a href="#{anchor}">{text(heading)}</a></li>\n'
    yield '</ul></nav>\n</header>\n<main id="main">\n'
    yield _tiles(subject, metrics)
    for anchor, heading, (said, body) in sections:
        yield section(anchor, heading, said, body, warns=anchor == "drift" and subject.has_drifted)
    yield "</main>\n"
    if plots is None or metrics.copies is None:
        yield "<footer><p>Plots, near-duplicates and languages need the extra 'quality': "
        yield "<code>pip install 'qaharvest[quality]'</code></p></footer>\n"


def _sections(subject: Subject, metrics: Metrics, plots: Drawing | None) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield anchor, heading, and what is said and shown."""
    if subject.stats is not None:
        if subject.has_drifted:
            yield "drift", "Drift", drift(subject)
        yield "pages", "What became of the pages", fates(subject.stats)
        if not subject.has_drifted:
            yield "drift", "Drift", drift(subject)
    if metrics.rejects or subject.stats is not None:
        yield "rejects", "Rejects", rejects(subject, metrics)
    yield "fields", "Field coverage", coverage(metrics)
    yield "timeline", "Timeline", timeline(metrics, plots)
    yield "lengths", "Lengths", lengths(metrics, plots)
    yield "departments", "Departments", departments(metrics)
    yield "askers", "Age and gender", askers(metrics, plots)
    yield "languages", "Languages", languages(metrics)
    if metrics.copies is not None:
        yield "copies", "Near-duplicates", copies(metrics.copies, metrics.records)
    yield "passages", "Repeated passages", passages(metrics)
    yield "outliers", "Outliers", outliers(subject, metrics)
    if subject.hosts:
        yield "hosts", "Hosts", hosts(subject.hosts)


def _origin(subject: Subject) -> str:
    more = len(subject.seeds) - _MOST_SEEDS
    seeds = ", ".join(name(seed) for seed in subject.seeds[:_MOST_SEEDS]) + (f" and {more:,} more" if more > 0 else "")
    return f"{f'From {seeds}. ' if seeds else ''}Made on <time>{text(subject.made_at)}</time>."


def _tiles(subject: Subject, metrics: Metrics) -> str:
    shown = {"records": metrics.records}
    if subject.stats is not None:
        shown |= {"pages read": subject.stats.pages, "pages rejected": subject.stats.pages_rejected}
        shown |= {"addresses failed": subject.stats.failed}
    if metrics.copies is not None:
        shown["near-duplicates"] = metrics.copies.records - metrics.copies.clusters
    shown["outliers"] = sum(metrics.outliers.numbers.values())
    tiles = "".join(f'<div class="tile"><b>{number:,}</b>{text(what)}</div>\n' for what, number in shown.items())
    return f'<div class="tiles">\n{tiles}</div>\n'
