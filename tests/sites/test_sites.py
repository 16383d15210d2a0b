"""Which profiles there are, which is asked first, and what becomes of those that cannot be loaded."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.errors import SettingsError, UnknownSite
from scraper.page import Page
from scraper.pipeline import read_page
from scraper.settings import Settings
from scraper.sites import BUILT_IN, FILE_ORIGIN, Sites, sites_of

ROOT = Path(__file__).parents[2]
PROFILE = """name = "mine"
hosts = ["Forum.example", "forum.example:8080"]
[[rendition]]
fields."question/text" = "css('.mine')"
"""
MARKUP = b"""<p class=mine>Why?</p><script type="application/ld+json">
{"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "What?", "text": "What?"}}</script>"""


def site_of(url: str | None, sites: Sites, site: str | None = None) -> str:
    page = Page(MARKUP, source="t", url=url, headers=(("Content-Type", "text/html"),))
    return read_page(page, sites=sites, site=site).site


def test_a_profile_file_is_asked_on_its_hosts_and_without_an_address_only() -> None:
    sites = Sites((PROFILE,))
    assert site_of("https://forum.example/t/1", sites) == "mine"
    assert site_of("http://FORUM.example:8080/t/1", sites) == "mine"
    assert site_of(None, sites) == "mine"
    assert site_of("https://other.example/t/1", sites) == "universal"
    assert site_of("https://forum.example/t/1", BUILT_IN) == "universal"


def test_a_profile_file_can_be_forced() -> None:
    assert site_of("https://other.example/t/1", Sites((PROFILE,)), "mine") == "mine"


def test_where_its_rules_find_nothing_the_others_are_asked() -> None:
    assert site_of(None, Sites((PROFILE.replace(".mine", ".gone"),))) == "universal"


def test_a_profile_file_replaces_a_built_in_profile_of_its_name() -> None:
    sites = Sites((PROFILE.replace('"mine"', '"ehospital"'),))
    assert [profile.name for profile in sites.all()] == [profile.name for profile in BUILT_IN.all()]
    assert sites.named("ehospital").hosts == ("forum.example", "forum.example:8080")
    assert (sites.origin("ehospital"), BUILT_IN.origin("ehospital")) == (FILE_ORIGIN, "qaharvest")
    assert sites.at_home("https://forum.example/") is sites.named("ehospital")


def test_every_profile_is_asked_once_and_universal_last() -> None:
    for url in (None, "https://forum.example/1", "https://stackoverflow.com/questions/1/x", "https://[broken"):
        names = [profile.name for profile in Sites((PROFILE,)).candidates(url)]
        assert len(names) == len(set(names))
        assert names[-1] == "universal"


def test_the_profiles_there_are_pickle() -> None:
    sites = pickle.loads(pickle.dumps(Sites((PROFILE,), "mine")))
    assert sites.named("mine").name == "mine"
    assert (sites, hash(sites)) == (Sites((PROFILE,), "mine"), hash(Sites((PROFILE,), "mine")))


def test_addresses_of_a_forced_profile_have_its_form_on_any_host() -> None:
    url = "https://mirror.example/doctor/All/ShowDetail.php?SortBy=x&q_no=5"
    other = "https://mirror.example/t/5?b=1&a=1"
    forced = Sites(forced="ehospital")
    assert forced.canonical(url) == forced.named("ehospital").canonical(url)
    assert forced.canonical(other) == "https://mirror.example/t/5?a=1&b=1"


def test_a_run_knows_the_profiles_of_its_settings(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(PROFILE)
    assert sites_of(Settings()) == BUILT_IN
    sites = sites_of(Settings(profile=str(file), site="mine"))
    assert sites == Sites((PROFILE,), "mine")
    assert [profile.name for profile in sites.given_profiles()] == ["mine"]
    with pytest.raises(UnknownSite):
        sites_of(Settings(site="mine"))
    file.unlink()
    with pytest.raises(SettingsError, match="does not exist"):
        sites_of(Settings(profile=str(file)))


def distribution(folder: Path, name: str, modules: dict[str, str], **entries: str) -> None:
    """Install a distribution in the way an installer would: modules and a folder of metadata."""
    for module, code in modules.items():
        (folder / f"{module}.py").write_text(code)
    about = folder / f"{name}-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    lines = "".join(f"{entry} = {target}\n" for entry, target in entries.items())
    (about / "entry_points.txt").write_text(f"[qaharvest.profiles]\n{lines}")


CODE = """
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Css, Scope

PROFILE = SiteProfile(
    name="{name}", description="", example="https://{name}.example/1", hosts=("{name}.example",), anywhere=False,
    renditions=(Rendition(name="one", threads=lambda view: [Scope(view)], fields={{"question/text": Css("p")}}),),
)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two good profiles and many broken ones."""
    folder = tmp_path_factory.mktemp("installed")
    fails = CODE.format(name="fails").replace("anywhere=False,", "canonical=lambda url: {}[url],")
    distribution(
        folder, "good",
        {"good_one": CODE.format(name="one"), "good_two": CODE.format(name="ehospital"), "good_fails": fails},
        first="good_one", second="good_two:PROFILE", fails="good_fails",
    )  # fmt: skip
    distribution(
        folder, "later",
        {
            "later_same": CODE.format(name="one"), "later_raises": "1 / 0", "later_ends": "raise SystemExit('bye')",
            "later_none": "PROFILE = 5", "later_universal": CODE.format(name="universal"),
        },
        same="later_same", raises="later_raises", ends="later_ends", none="later_none", gone="later_gone:PROFILE",
        universal="later_universal",
    )  # fmt: skip
    return folder


def call(installed: Path, folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"}
    command = [sys.executable, "-m", "scraper.cli.main", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


def test_installed_profiles_are_known_and_broken_ones_told(installed: Path, tmp_path: Path) -> None:
    done = call(installed, tmp_path, "sites", "list", "--json")
    assert done.returncode == 0, done.stderr
    origins = {profile["name"]: profile["from"] for profile in json.loads(done.stdout)}
    assert (origins["one"], origins["ehospital"], origins["universal"]) == ("good 1.2", "good 1.2", "qaharvest")
    told = done.stderr.splitlines()
    assert len(told) == 6
    assert all(line.endswith("; update or remove later 1.2.") for line in told)
    for part in (
        "same of later 1.2 is left out (ValueError: good 1.2 brings a profile one)",
        "raises of later 1.2 is left out (ZeroDivisionError: division by zero)",
        "ends of later 1.2 is left out (SystemExit: bye)",
        "none of later 1.2 is left out (TypeError: later_none is no SiteProfile and has none named PROFILE)",
        "gone of later 1.2 is left out (ModuleNotFoundError: No module named 'later_gone')",
        "universal of later 1.2 is left out (ValueError",
    ):
        assert any(part in line for line in told), part


def test_pages_are_read_with_an_installed_profile(installed: Path, tmp_path: Path) -> None:
    page = "<html><p>Why?</p></html>"
    done = call(installed, tmp_path, "extract", "-", "--url", "https://one.example/1", "--quiet", stdin=page)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["site"] == "one"


def test_an_address_that_an_installed_profile_stumbles_over_is_known_by_its_general_form(
    installed: Path, tmp_path: Path
) -> None:
    code = "from scraper.sites import BUILT_IN; print(BUILT_IN.canonical('https://FAILS.example/1?b=2&a=1#x'))"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "https://fails.example/1?a=1&b=2\n"
