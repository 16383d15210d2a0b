"""``qaharvest explain``: why each field of a record has its value."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import click

from schemas.qa import QARecord
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.find_page import find_page
from scraper.cli.terminal import print_json, printable
from scraper.cli.verb import json_option, verb
from scraper.page import Page
from scraper.parser.draft import Draft, Evidence
from scraper.pipeline import extract_page, outcomes
from scraper.sites import BUILT_IN
from scraper.validation import Rejected, escape

_VALUE_CHARS = 100


@dataclass(frozen=True, slots=True)
class FieldStory:
    """Why one field has its value."""

    field: str
    """JSON pointer."""
    value: Any
    rule: str | None
    """The rule that found the value; None where none did."""
    location: str | None
    """Where on the page."""
    tried: tuple[str, ...]
    """Rules that found nothing."""


@verb(
    "explain",
    examples=["qaharvest explain --run demo", "qaharvest explain --run demo --json"],
)
@click.argument("what", metavar="[URL|FILE|RECORD_ID]", required=False)
@click.option("--run", "name", metavar="RUN", help="The run that holds the record or the page.")
@click.option("--site", metavar="NAME", help="Read the page with this profile (see: qaharvest sites list).")
@click.option("--allow-private-hosts", is_flag=True, help="Let the URL's host lie in a private or loopback range.")
@json_option
def command(*, what: str | None, name: str | None, site: str | None, allow_private_hosts: bool, as_json: bool) -> int:
    """Show each field of a record: its value, the rule that found it, where on the page, and rules that found nothing.

    A URL is looked up in the archive of --run, or fetched if none is given (its robots.txt is obeyed). With --run
    alone the run's first record is explained.
    """
    if site is not None:
        BUILT_IN.named(site)
    page, record_id = find_page(what, name, allow_private_hosts=allow_private_hosts)
    extraction = extract_page(page, site=site)
    made = list(outcomes(page, extraction))
    reasons = [outcome.reason for _, outcome in made if isinstance(outcome, Rejected)]
    told = [(draft, outcome if isinstance(outcome, QARecord) else None) for draft, outcome in made]
    if record_id is not None:
        told = [pair for pair in told if pair[1] is not None and pair[1].record_id == record_id] or told
    if as_json:
        print_json(
            {
                "source": page.source,
                "url": extraction.url,
                "site": extraction.site,
                "not_qa": extraction.not_qa,
                "rejected": reasons,
                "records": [
                    {"record_id": record and record.record_id, "fields": [asdict(story) for story in stories(draft)]}
                    for draft, record in told
                ],
            }
        )
    else:
        click.echo("\n".join(_text(page, extraction.site, told, extraction.not_qa, reasons)))
    return DONE if told else NOTHING


def stories(draft: Draft) -> Iterator[FieldStory]:
    """Yield the story of every field, in the order of the record."""
    seen = set()
    for pointer, value in _leaves("", draft.value):
        seen.add(pointer)
        found = _evidence(pointer, draft.evidence) if value is not None and value != [] else None
        yield FieldStory(
            pointer,
            value,
            found.rule if found else None,
            found.location if found else None,
            tuple(draft.silent.get(pointer, ())),
        )
    for pointer, tried in draft.silent.items():
        if pointer not in seen and pointer not in draft.evidence:
            yield FieldStory(pointer, None, None, None, tuple(tried))


def _leaves(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield JSON pointer and value of everything that has no parts; an empty list counts as such."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(f"{pointer}/{escape(str(key))}", part)
    elif isinstance(value, list | tuple) and value:
        for number, part in enumerate(value):
            yield from _leaves(f"{pointer}/{number}", part)
    else:
        yield pointer, list(value) if isinstance(value, tuple) else value


def _evidence(pointer: str, evidence: Mapping[str, Evidence]) -> Evidence | None:
    """Return the evidence of a field, or of the nearest part of the record that holds it."""
    while pointer:
        if pointer in evidence:
            return evidence[pointer]
        pointer = pointer.rpartition("/")[0]
    return None


def _text(
    page: Page, site: str, told: list[tuple[Draft, QARecord | None]], not_qa: str | None, reasons: list[str]
) -> Iterator[str]:
    source = printable(page.source)
    if not told:
        yield f"{source}: not_qa: {printable(not_qa or 'no question found')}"
    for draft, record in told:
        name = "a thread that gave no valid record" if record is None else record.record_id
        yield click.style(f"{printable(name)}, read by {site} from {source}", bold=True)
        for story in stories(draft):
            yield printable(story.field)
            shown = "null" if story.value is None else printable(_plain(story.value), _VALUE_CHARS)
            yield f"    value  {shown}"
            if story.rule is not None:
                yield click.style(f"    rule   {printable(story.rule, 300)}", fg="green")
                yield click.style(f"    where  {printable(story.location or '', 300)}", dim=True)
            if story.tried:
                yield click.style(f"    tried  {printable('; '.join(story.tried), 300)}", dim=True)
    yield from (printable(reason, 300) for reason in reasons)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "[]" if value == [] else str(value)
