"""``qaharvest explain``: why each field of a record has its value."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from schemas.qa import QARecord
from scraper.cli.explain_html import Explained, render
from scraper.cli.explain_text import explained, terminal_width
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.find_page import find_page
from scraper.cli.inputs import file_key, run_named
from scraper.cli.outputs import replacing
from scraper.cli.profile_option import profile_option, sites_with
from scraper.cli.stories import RecordStory, stories
from scraper.cli.terminal import print_json, printable
from scraper.cli.verb import json_option, verb
from scraper.errors import UsageError
from scraper.page import Page
from scraper.parser.extraction import Extraction
from scraper.parser.view import PageView
from scraper.pipeline import extract_page, outcomes
from scraper.sites import Sites
from scraper.validation import Rejected

_REASON_CHARS = 300


@verb(
    "explain",
    examples=[
        "qaharvest explain --run demo",
        "qaharvest explain --run demo --html explained.html",
        "qaharvest explain --run demo --json",
    ],
)
@click.argument("what", metavar="[URL|FILE|RECORD_ID]", required=False)
@click.option("--run", "name", metavar="RUN", help="The run that holds the record or the page.")
@click.option("--site", metavar="NAME", help="Read the page with this profile (see: qaharvest sites list).")
@profile_option
@click.option("--html", metavar="OUT", help="Write the page, every field highlighted, as one HTML file; - prints it.")
@click.option("--allow-private-hosts", is_flag=True, help="Let the URL's host lie in a private or loopback range.")
@json_option
def command(
    *,
    what: str | None,
    name: str | None,
    site: str | None,
    profile: str | None,
    html: str | None,
    allow_private_hosts: bool,
    as_json: bool,
) -> int:
    """Show each field of a record: its value, the rule that found it, where on the page, and rules that found nothing.

    A URL is looked up in the archive of --run, or fetched if none is given (its robots.txt is obeyed). With --run
    alone the run's first record is explained.
    """
    if html is not None:
        _check_target(html, what, as_json=as_json)
    sites = sites_with(profile, run=run_named(name) if name is not None else None)
    site = site or sites.forced
    if site is not None:
        sites.named(site)
    page, record = find_page(what, name, sites, allow_private_hosts=allow_private_hosts)
    extraction = extract_page(page, site=site, sites=sites)
    told, reasons = _tell(page, extraction, sites, record)
    if as_json:
        print_json(
            {
                "source": page.source,
                "url": extraction.url,
                "site": extraction.site,
                "passed_over": extraction.passed_over,
                "not_qa": extraction.not_qa,
                "rejected": reasons,
                "records": [asdict(story) for story in told],
            }
        )
    elif html is not None:
        _write(html, page, Explained(page.source, extraction.site, told, [*_remarks(extraction), *reasons]))
    else:
        for line in _text(page, extraction, told, reasons):
            click.echo(line)
    return DONE if told else NOTHING


def _check_target(html: str, what: str | None, *, as_json: bool) -> None:
    """Refuse what cannot be meant, before anything is read or written.

    :raises UsageError: with a sentence that says what to change.
    """
    if as_json:
        raise UsageError("--html and --json are two forms of the same; choose one.")
    if not html:
        raise UsageError("--html needs the name of a file to write, or - for standard output.")
    if html != "-" and Path(html).is_dir():
        raise UsageError(f"{html} is a folder; name a file in it, such as {Path(html) / 'explained.html'}.")
    if html != "-" and what is not None and (key := file_key(html)) is not None and key == file_key(what):
        raise UsageError(f"{html} would be read and written at once; choose another file for --html.")


def _tell(
    page: Page, extraction: Extraction, sites: Sites, wanted: QARecord | None
) -> tuple[list[RecordStory], list[str]]:
    """Return the stories of the page's records, or of the wanted one, and why threads gave none."""
    made = list(outcomes(page, extraction, sites))
    reasons = [outcome.reason for _, outcome in made if isinstance(outcome, Rejected)]
    told = []
    for draft, outcome in made:
        record_id = None if isinstance(outcome, Rejected) else outcome.record_id
        merged = wanted if wanted is not None and wanted.record_id == record_id else None
        told.append(RecordStory(record_id, tuple(stories(draft, merged))))
    if wanted is not None:
        told = [story for story in told if story.record_id == wanted.record_id] or told
    return told, reasons


def _remarks(extraction: Extraction) -> Iterator[str]:
    if extraction.not_qa is not None:
        yield f"not_qa: {extraction.not_qa}"
    elif not extraction.drafts:
        yield "not_qa: no question found"
    if extraction.passed_over is not None:
        yield f"The rules of {extraction.passed_over}, which should read this page, found nothing."


def _text(page: Page, extraction: Extraction, told: list[RecordStory], reasons: list[str]) -> Iterator[str]:
    source = printable(page.source)
    width = terminal_width()
    yield from (f"{source}: {printable(remark)}" for remark in _remarks(extraction))
    for number, story in enumerate(told):
        if number:
            yield ""
        yield from explained(story, site=extraction.site, source=source, width=width)
    yield from (printable(reason, _REASON_CHARS) for reason in reasons)


def _write(target: str, page: Page, what: Explained) -> None:
    with replacing(target) as file:
        for piece in render(PageView(page), what):
            file.write(piece.encode("utf-8", "replace"))
    if target != "-":
        fields = sum(story.rule is not None for record in what.records for story in record.fields)
        records = f"{len(what.records):,} {'record' if len(what.records) == 1 else 'records'}"
        click.echo(f"{printable(target)}: {records}, {fields:,} fields explained.")
