"""``qaharvest sites new``: learn a profile from one page and a few values that stand on it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from schemas.qa import QARecord
from scraper.cli.addresses import check_address
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.find_page import find_page
from scraper.cli.inputs import kind_of
from scraper.cli.sites_new_report import Learned, Written, as_dict, report
from scraper.cli.terminal import print_json, printable, say
from scraper.cli.verb import json_option, verb
from scraper.errors import UsageError
from scraper.fixtures import write_fixture
from scraper.learning.addresses import address_of
from scraper.learning.known import Known, read_known
from scraper.learning.learner import Lesson, learn
from scraper.learning.own_readers import known_from
from scraper.learning.profiles import profile_of
from scraper.page import Page
from scraper.parser.profile_file import read_profile
from scraper.parser.profile_text import write_profile
from scraper.parser.view import PageView
from scraper.pipeline import READABLE_TYPES, extract_page, read_thread
from scraper.request import host_key
from scraper.sites import BUILT_IN, Sites

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_CASE = "first"
_FIXTURES = Path("tests") / "sites"
_MOST_OCTETS = 16 * 1024 * 1024


@verb(
    "new",
    examples=["qaharvest sites new mine --run demo --out here"],
)
@click.argument("name", metavar="NAME")
@click.argument("what", metavar="[FILE|URL|RECORD_ID]", required=False)
@click.option(
    "--value",
    "values",
    metavar="FIELD=TEXT",
    multiple=True,
    help="A value that stands on the page, such as question.text, question.title, question.asked_on, "
    "question.asker.name, replies.0.text, replies.0.author, tags.0. Of a long text the first words suffice, or the "
    "first and the last: 'My knee … since May.' Of a list, two entries (0 and 1) teach more than one.",
)
@click.option(
    "--out", metavar="FOLDER", default=".", help="Where the profile and its fixture are written. [default: .]"
)
@click.option("--url", metavar="URL", help="Where a file came from.")
@click.option("--run", "run", metavar="RUN", help="The run that holds the record or the page.")
@click.option("--host", "hosts", metavar="HOST", multiple=True, help="A host of the site, if not the address's own.")
@click.option("--force", is_flag=True, help="Replace the files of an earlier try.")
@click.option("--allow-private-hosts", is_flag=True, help="Let the URL's host lie in a private or loopback range.")
@json_option
def command(
    *,
    name: str,
    what: str | None,
    values: tuple[str, ...],
    out: str,
    url: str | None,
    run: str | None,
    hosts: tuple[str, ...],
    force: bool,
    allow_private_hosts: bool,
    as_json: bool,
) -> int:
    """Learn the profile of a site from one page (best one saved from a browser) and values that you see on it.

    Writes NAME.toml, and the page as a fixture for 'sites check'. Without --value, what the page says of itself in
    structured mark-up, or what a profile there is already finds, is taken for known.
    """
    _check_name(name)
    known = read_known(values)
    written = Written(Path(out) / f"{name}.toml", Path(out) / _FIXTURES / name / _CASE)
    if not force:
        _check_free(written)
    page = _at_its_address(_page(what, run, allow_private_hosts=allow_private_hosts), url)
    for host in hosts:
        _check_host(host)
    own = not known
    if own:
        known = _own_values(page)
    view = PageView(page)
    lesson = learn(view, known)
    text = write_profile(profile_of(lesson, name, view, url=page.url, hosts=hosts))
    sites = Sites((text,))
    learned = Learned(name, lesson, None, own_values=own)
    if "question/text" in lesson.fields:
        read_profile(text, file=str(written.profile))
        reading = read_thread([page], site=name, sites=sites)
        if reading.records:
            learned = replace(learned, record=_of_the_lesson(lesson, reading.records))
            write_fixture(written.fixture, page, reading.records)
            written.profile.write_text(text, encoding="utf-8", newline="\n")
    if as_json:
        print_json(as_dict(learned, written))
    else:
        click.echo("\n".join(report(learned, written)))
    return DONE if learned.record is not None else NOTHING


def _of_the_lesson(lesson: Lesson, records: Sequence[QARecord]) -> QARecord:
    """Return the record of the thread that was learned from."""
    number = lesson.threads.number if lesson.threads is not None else 0
    return records[min(number, len(records) - 1)]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name == "universal":
        raise UsageError(f"{name!r} is no name for a profile; use lower-case letters, digits, - and _.")


def _check_free(written: Written) -> None:
    for path in (written.profile, written.fixture):
        if path.exists():
            raise UsageError(f"{path} exists already; choose another name or folder, or replace it with --force.")


def _check_host(host: str) -> None:
    try:
        known = host_key(f"https://{host}")
    except ValueError:
        known = ""
    if known != host.lower() or set(host) & set("/?#@ "):
        raise UsageError(f"{host!r} is no host name; write the name alone, such as forum.example.")


def _page(what: str | None, run: str | None, *, allow_private_hosts: bool) -> Page:
    """Return the page to learn from."""
    if what is None and run is None:
        raise UsageError("which page is to be learned from? Give a file, a URL, or a page of a run: --run RUN")
    if what is not None and run is None and "://" not in what and kind_of(what) not in ("file", "stdin"):
        raise UsageError(f"{what} is no file; save the page from your browser and name it, or give its URL.")
    page, _ = find_page(what, run, BUILT_IN, allow_private_hosts=allow_private_hosts)
    if page.media_type not in READABLE_TYPES:
        raise UsageError(f"{printable(page.source)} is not a page of text but {page.media_type}; save it as HTML.")
    if len(page.body) > _MOST_OCTETS:
        most = _MOST_OCTETS // 1024**2
        raise UsageError(f"{printable(page.source)} is larger than {most} MiB; learn from a shorter thread.")
    return page


def _at_its_address(page: Page, url: str | None) -> Page:
    """Return the page at the address that is told, else at the one it tells itself."""
    if url is not None:
        return replace(page, url=check_address(url))
    found = address_of(PageView(page))
    if page.url is None and found is not None:
        say(printable(f"Address taken from the page: {found} (another one is told with --url)"))
        return replace(page, url=found)
    return page


def _own_values(page: Page) -> tuple[Known, ...]:
    """Return what the readers there are already find on the page.

    :raises UsageError: if they find nothing.
    """
    extraction = extract_page(page)
    known = known_from(extraction.drafts[0].value) if extraction.drafts else ()
    if not any(value.field == "question/text" for value in known):
        raise UsageError(
            "what stands on the page? Nothing is known of it, so give some values you see on it: "
            '--value question.text="first words … last words" --value question.title="…" '
            '--value replies.0.text="…" --value replies.1.text="…" --value replies.0.author="…"'
        )
    say(printable(f"No values are given: those that the profile {extraction.site} finds are taken for known."))
    return known
