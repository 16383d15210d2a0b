"""``qaharvest work`` and ``crawl --frontier`` where they cannot do what is asked for."""

from pathlib import Path

import pytest

from tests.cli.calls import Cli


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("work", "nothing"), "name the crawl's frontier with --frontier"),
        (("work", "nothing", "--frontier", "mysql://host/db"), "postgresql://HOST/DATABASE"),
        (("crawl", "new", "http://a.test/", "--frontier", "sqlite:///x"), "postgresql://HOST/DATABASE"),
        (("crawl", "new", "http://a.test/{1..9}", "--frontier", "postgresql://127.0.0.1:1/x"), "counts"),
        (("crawl", "new", "http://a.test/", "--fresh", "--frontier", "postgresql://127.0.0.1:1/x"), "--fresh needs"),
    ],
)
def test_what_cannot_be_shared_is_one_sentence(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    result = cli(*arguments)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err


def test_a_password_is_told_to_nobody(cli: Cli, tmp_path: Path) -> None:
    result = cli("crawl", "new", "http://a.test/", "--frontier", "postgresql://me:geheim@127.0.0.1:1/x")
    assert result.code == 2
    assert "geheim" not in result.err + result.text
    assert "geheim" not in (tmp_path / "data" / "new" / "run.toml").read_text()
