"""``qaharvest sites check``: saved pages, what comes out of them and what must."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import click

import scraper
from scraper.cli.failures import CHANGE, DONE, NOTHING
from scraper.cli.profile_option import profile_option, sites_with
from scraper.cli.sites_scores import SiteOutcome, score_dict, score_lines
from scraper.cli.terminal import print_json, printable, say
from scraper.cli.verb import json_option, verb
from scraper.errors import SettingsError, UsageError
from scraper.fixtures import check, find_fixtures, load_fixture
from scraper.sites import Sites

_PACKAGE = Path(scraper.__file__).parent


@verb("check", examples=["qaharvest sites check", "qaharvest sites check universal --json"])
@click.argument("names", metavar="[NAME…]", nargs=-1)
@click.option("--fixtures", metavar="DIR", help="Where they are: DIR/SITE/CASE/expected.json. [default: tests/sites]")
@profile_option
@click.option("--floor", metavar="FILE", help="Least scores, JSON: site, or site/case → share. [default: 1 for all]")
@json_option
def command(
    *, names: tuple[str, ...], fixtures: str | None, profile: str | None, floor: str | None, as_json: bool
) -> int:
    """Read every saved page of the sites named (or of all) and compare what comes out with what must.

    A score is the share of right fields; a record too many or too few counts with all of its fields. Fixtures are
    looked for in tests/sites, else those that came with this program are read. With --profile alone, those of its site.
    """
    sites = sites_with(profile)
    least = _read_floor(floor) if floor is not None else {}
    folder = _folder(fixtures)
    names = names or tuple(found.name for found in sites.given_profiles())
    outcomes, broken = _outcomes(_chosen(folder, names), sites)
    if as_json:
        print_json({"fixtures": str(folder), "sites": [score_dict(site) for site in outcomes]})
    else:
        click.echo("\n".join(score_lines(outcomes)))
    below = list(_below(outcomes, least))
    for sentence in below:
        say(printable(sentence))
    return CHANGE if broken else NOTHING if below else DONE


def _folder(given: str | None) -> Path:
    """Return where the fixtures are.

    :raises UsageError: if there is no such folder.
    """
    if given is not None:
        if not Path(given).is_dir():
            raise UsageError(f"{given} is no folder; name the one that holds SITE/CASE/expected.json.")
        return Path(given)
    # A checkout's own, those of the wheel, those beside a package that is installed in place.
    places = (Path("tests/sites"), _PACKAGE / "sites_fixtures", _PACKAGE.parent / "tests" / "sites")
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise UsageError("there is no folder tests/sites here; name the one that holds the fixtures: --fixtures DIR")
    return found


def _chosen(folder: Path, names: Sequence[str]) -> dict[str, list[Path]]:
    """Return site → folders of its fixtures.

    :raises UsageError: if there are none, or none of a site that was named.
    """
    found: dict[str, list[Path]] = {}
    for path in find_fixtures(folder):
        found.setdefault(path.parent.name, []).append(path)
    if not found:
        raise UsageError(f"{folder} holds no fixture; they lie in {folder}/SITE/CASE/expected.json.")
    for name in names:
        if name not in found:
            near = get_close_matches(name, found, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(found)}."
            raise UsageError(f"{folder} holds no fixture of {name}; {hint} Another folder is named with --fixtures.")
    return {name: paths for name, paths in found.items() if name in names or not names}


def _outcomes(chosen: Mapping[str, Sequence[Path]], sites: Sites) -> tuple[list[SiteOutcome], bool]:
    """Return how the fixtures came out, and whether one could not be read; that is said in a sentence."""
    outcomes, broken = [], False
    for name, paths in chosen.items():
        done = []
        for path in paths:
            try:
                done.append(check(load_fixture(path), sites))
            except SettingsError as error:
                say(printable(str(error)))
                broken = True
        outcomes.append(SiteOutcome(name, tuple(done)))
    return outcomes, broken


def _read_floor(path: str) -> dict[str, float]:
    try:
        least = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not readable as JSON: {error}.") from error
    shares = list(least.values()) if isinstance(least, dict) else [None]
    if not all(isinstance(share, int | float) and 0 <= share <= 1 for share in shares):
        raise UsageError(f'{path} must name least scores from 0 to 1, as in {{"myforum": 0.95}}.')
    return {str(name): float(share) for name, share in least.items()}


def _below(outcomes: Sequence[SiteOutcome], least: Mapping[str, float]) -> Iterator[str]:
    """Yield a sentence for each score that is below its floor."""
    for site in outcomes:
        if site.score < (floor := least.get(site.site, 1.0)):
            yield f"{site.site}: {site.score:.3f} of its fields are right, {floor:g} must be."
        for outcome in site.outcomes:
            name = f"{site.site}/{outcome.fixture.name}"
            if name in least and outcome.score < least[name]:
                yield f"{name}: {outcome.score:.3f} of its fields are right, {least[name]:g} must be."
