"""The key of the pseudonyms: where it lies, how it is made, what is refused; what pseudonyms look like."""

import os
import re
import stat
from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.privacy import Kind, fingerprint, key_path, owners_key
from scraper.privacy.folding import REPLACED
from scraper.privacy.pseudonyms import digest, pseudonym
from tests.privacy.records import KEY, OTHER_KEY


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "privacy.key"
    key = owners_key(path)
    assert len(key) == 32
    assert owners_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["privacy.key"]  # noqa: PTH208 - names are all that is wanted
    assert owners_key(tmp_path / "another.key") != key


@pytest.mark.parametrize("content", [b"", b"secret\n", b"00" * 31, b"00" * 33, b"\xff\xfe", b"zz" * 32, b"00" * 5000])
def test_a_file_that_holds_no_key_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "privacy.key"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        owners_key(path)
    assert path.read_bytes() == content


def test_a_key_that_cannot_be_made_or_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "privacy.key"):
        with pytest.raises(UsageError, match="--privacy-key"):
            owners_key(path)


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "privacy.key"
    path.symlink_to(tmp_path / "gone")
    with pytest.raises(UsageError, match="--privacy-key"):
        owners_key(path)
    assert os.listdir(tmp_path) == ["privacy.key"]  # noqa: PTH208


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}, "/c/qaharvest/privacy.key"),
        ({"XDG_CONFIG_HOME": "relative", "HOME": "/h"}, "/h/.config/qaharvest/privacy.key"),
        ({"HOME": "/h"}, "/h/.config/qaharvest/privacy.key"),
    ],
)
def test_the_key_lies_with_the_settings_of_its_owner(environment: dict[str, str], expected: str) -> None:
    assert key_path(environment) == Path(expected)


def test_without_a_home_the_option_is_named() -> None:
    with pytest.raises(UsageError, match="--privacy-key"):
        key_path({})


def test_the_digest_is_hmac_sha_256() -> None:
    # Computed with: printf 'name\nmiki' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00
    assert digest(OTHER_KEY, "name", "miki") == "258ea47e99d8e219ed2498b91a860e07f5ab3b7dff353483e66b08988588378f"


@pytest.mark.parametrize("kind", Kind)
def test_a_pseudonym_is_known_as_one_and_never_looks_like_a_number(kind: Kind) -> None:
    for number in range(50):
        made = pseudonym(KEY, kind, str(number))
        assert REPLACED.fullmatch(made)
        assert re.search("-[a-f][0-9a-f]{9}$", made)


def test_a_fingerprint_tells_keys_apart_and_is_short() -> None:
    assert fingerprint(KEY) != fingerprint(OTHER_KEY)
    assert len(fingerprint(KEY)) == 8
