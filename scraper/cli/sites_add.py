"""``qaharvest sites add``: keep a page as a fixture."""

import re
from dataclasses import replace
from pathlib import Path

import click

from scraper.cli.addresses import check_address
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.find_page import find_page
from scraper.cli.inputs import run_named
from scraper.cli.profile_option import profile_option, sites_with
from scraper.cli.terminal import printable, say
from scraper.cli.verb import verb
from scraper.errors import UsageError
from scraper.fixtures import EXPECTED, write_fixture
from scraper.pipeline import Reading, read_thread

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NO_QUESTION = "not_"


@verb("add", examples=["qaharvest sites add ehospital first --run demo"])
@click.argument("site", metavar="SITE")
@click.argument("case", metavar="CASE")
@click.argument("what", metavar="[FILE|URL|RECORD_ID]", required=False)
@click.option("--url", metavar="URL", help="Where a file came from.")
@click.option("--run", "name", metavar="RUN", help="The run that holds the record or the page.")
@click.option("--fixtures", metavar="DIR", default="tests/sites", help="Where fixtures are. [default: tests/sites]")
@profile_option
@click.option("--allow-private-hosts", is_flag=True, help="Let the URL's host lie in a private or loopback range.")
def command(
    *,
    site: str,
    case: str,
    what: str | None,
    url: str | None,
    name: str | None,
    fixtures: str,
    profile: str | None,
    allow_private_hosts: bool,
) -> int:
    """Keep a page of SITE as a fixture named CASE, with what comes out of it today.

    What comes out is not yet what must: read expected.json and put right what is wrong, then see with sites check
    whether the rules agree. The name of a page that must give no record begins with not_.
    """
    for given in (site, case):
        if not _NAME.fullmatch(given):
            raise UsageError(f"{given!r} is no name for a fixture; use lower-case letters, digits, - and _.")
    folder = Path(fixtures) / site / case
    if folder.exists():
        raise UsageError(f"{folder} exists already; choose another name, or delete it first.")
    if what is None and name is None:
        raise UsageError("which page is to be kept? Give a file, a URL, or the id of a record with --run RUN.")
    sites = sites_with(profile, run=run_named(name) if name is not None else None)
    page, _ = find_page(what, name, sites, allow_private_hosts=allow_private_hosts)
    if url is not None:
        page = replace(page, url=check_address(url))
    reading = read_thread([page], sites=sites)
    if bool(reading.records) == case.startswith(_NO_QUESTION):
        say(printable(_not_as_named(page.source, reading)))
        return NOTHING
    write_fixture(folder, page, reading.records)
    say(printable(_kept(folder, reading)))
    return DONE


def _kept(folder: Path, reading: Reading) -> str:
    if not reading.records:
        return f"{folder} keeps the page, which must give no record."
    return f"{folder} keeps the page and {_counted(reading)}; now read {folder / EXPECTED}, and correct what is wrong."


def _not_as_named(source: str, reading: Reading) -> str:
    if reading.records:
        return f"{source} gives {_counted(reading)}; only what must give none has a name that begins with not_."
    why = reading.rejected[0].reason if reading.rejected else reading.not_qa
    return f"{source} gives no record ({why}); mend the rules first, or choose a name that begins with not_."


def _counted(reading: Reading) -> str:
    return "1 record" if len(reading.records) == 1 else f"{len(reading.records)} records"
