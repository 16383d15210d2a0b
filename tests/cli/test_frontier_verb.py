"""``qaharvest frontier``: what it moves, and what it refuses."""

from pathlib import Path

import pytest

from scraper.run import Run
from scraper.run_folder import RunFolder
from scraper.settings import Settings
from tests.crawler.engines import Postgres, Sqlite
from tests.feeding.database import Database


def begun(folder: Path) -> RunFolder:
    """Make a run whose crawl has begun."""
    folder.mkdir()
    run = RunFolder(folder)
    run.write_toml(Settings(delay=3.0), ("http://a.test/",))
    Sqlite(folder).open().close()
    return run


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("mysql://localhost/x", "postgresql://HOST/DATABASE"),
        ("sqlite", "in its folder already"),
        ("postgresql://a:b#c@localhost/x", "with /, @ and # of a password"),
        ("postgresql://localhost/x?crawl=", "has no name"),
    ],
)
def test_a_wrong_target_is_refused_in_a_sentence(tmp_path: Path, target: str, told: str) -> None:
    begun(tmp_path / "run")
    with pytest.raises(Exception, match=told):
        Run(tmp_path / "run").move_frontier(target)


def test_nothing_is_moved_where_there_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="There is no run"):
        Run(tmp_path / "none").move_frontier("sqlite")
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
@pytest.mark.postgres
def test_a_run_moves_to_the_database_and_back_and_keeps_no_password(tmp_path: Path, postgres_server: Database) -> None:
    folder, url = begun(tmp_path / "run"), Postgres(postgres_server).url
    crawl = Postgres(postgres_server).crawl
    run = Run(folder.path)
    run.move_frontier(f"{url}?crawl={crawl}")
    assert not folder.frontier.exists()
    settings, seeds = folder.read_toml()
    assert (settings.delay, seeds) == (3.0, ("http://a.test/",))
    assert settings.frontier == f"{url.replace(':a-password', '')}?crawl={crawl}"
    with pytest.raises(Exception, match="already"):
        run.move_frontier(url)
    Sqlite(folder.path).open().close()  # as a move leaves it that is broken off at its very end
    run.move_frontier(f"{url}?crawl={crawl}")
    assert not folder.frontier.exists()
    folder.write_toml(settings.changed(frontier=f"{url}?crawl={crawl}"), seeds)  # as if libpq knew the password
    run.move_frontier("sqlite")
    assert folder.frontier.exists()
    assert folder.read_toml()[0].frontier is None
