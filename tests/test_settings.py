"""Settings are checked when made and survive the file they are kept in."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import SettingsError
from scraper.settings import Settings, read_toml, toml_string


def test_settings_survive_toml() -> None:
    settings = Settings(include=r"\d+\"x", contact="me@example.org", delay=0, max_pages=7, ignore_robots=True)
    assert Settings.from_table(tomllib.loads(settings.to_toml())) == settings


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_toml(text: str) -> None:
    assert tomllib.loads(f"x = {toml_string(text)}") == {"x": text}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("delay", -1.0),
        ("delay", float("nan")),
        ("delay", float("inf")),
        ("concurrency", 0),
        ("per_host", 0),
        ("max_pages", 0),
        ("max_depth", -1),
        ("timeout", 0.0),
        ("retries", -1),
        ("max_bytes", 0),
        ("max_wait", -0.5),
        ("include", "("),
        ("exclude", "*"),
        ("contact", "a\r\nEvil: 1"),
        ("contact", "é"),
    ],
)
def test_impossible_values_are_named_by_their_option(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match="--" + name.replace("_", "-")):
        Settings(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("table", [{"speed": 1}, {"delay": "fast"}, {"sitemaps": 1}, {"concurrency": 1.5}])
def test_unknown_names_and_wrong_types_in_a_kept_file_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"run\.toml"):
        Settings.from_table(table)


def test_a_file_that_is_not_toml_is_named(tmp_path) -> None:
    path = tmp_path / "run.toml"
    path.write_bytes(b"\xff = ")
    with pytest.raises(SettingsError, match=r"run\.toml"):
        read_toml(path)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a = \x1b[31m"])
def test_a_hostile_file_is_one_sentence(tmp_path, text: str) -> None:
    path = tmp_path / "run.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match="not readable as TOML") as caught:
        read_toml(path)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["include", "exclude"])
def test_an_expression_nested_too_deeply_is_one_sentence(name: str) -> None:
    with pytest.raises(SettingsError, match="not a regular expression"):
        Settings(**{name: "(" * 5000 + ")" * 5000})
