"""From an address to the file of its feed."""

from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.feeding.targets import Secrets, target_of


def file_of(url: str, view: str = "full") -> str:
    return target_of(url, view, Secrets()).file


def test_credentials_do_not_tell_feeds_apart_and_are_not_kept() -> None:
    assert file_of("https://a:secret@h.example/x") == file_of("https://h.example/x")
    assert "secret" not in file_of("https://a:secret@h.example/x?token=secret")


def test_receivers_and_views_have_files_of_their_own() -> None:
    files = {
        file_of("https://h.example/x"),
        file_of("https://h.example/x", "flat"),
        file_of("https://h.example/x?set=a"),
        file_of("https://h.example/x?set=b"),
        file_of("http://h.example/x"),
        file_of("kafka://h.example/x"),
        file_of("postgresql://h.example/x"),
        file_of("postgresql://h.example/x?table=t"),
    }
    assert len(files) == 8


@pytest.mark.parametrize("url", ["https://../../etc/passwd", "http://h/" + "x" * 5000, "https://\0/", "http://[::1"])
def test_the_name_of_a_file_is_plain_and_short(url: str) -> None:
    name = file_of(url)
    assert len(name) < 90
    assert Path(name).name == name
    assert name.strip("abcdefghijklmnopqrstuvwxyz0123456789-.") == ""


@pytest.mark.parametrize("url", ["ftp://h/x", "h.example", "/tmp/x", "", "HTTPS://h/"])
def test_what_is_no_receiver_is_a_sentence(url: str) -> None:
    with pytest.raises(UsageError, match="no address that can be fed"):
        target_of(url, "full", Secrets())


def test_a_database_is_fed_whole_records() -> None:
    with pytest.raises(UsageError, match="whole records"):
        target_of("postgresql://h/x", "flat", Secrets())
