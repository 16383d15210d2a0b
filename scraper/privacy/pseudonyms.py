"""Keyed pseudonyms: the same value gives the same one under one key, and nothing leads back without the key."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scraper.errors import UsageError
from scraper.privacy.folding import HEX_DIGITS, STEMS
from scraper.privacy.kinds import Kind

KEY_OCTETS = 32
"""As long as the hash, as RFC 2104 §3 advises."""


def digest(key: bytes, kind: str, identity: str) -> str:
    """Return the HMAC-SHA-256 (RFC 2104) of ``identity`` under ``key`` as 64 hexadecimal digits.

    :param kind: keeps equal values of different kinds apart.
    """
    message = f"{kind}\n{identity}".encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256").hex()


def pseudonym(key: bytes, kind: Kind, identity: str) -> str:
    """Return a short readable pseudonym, such as ``person-7f3a9c0b12``."""
    digits = digest(key, kind, identity)
    # A letter first: no number that stands on a page may look like a pseudonym.
    return f"{STEMS.get(kind, kind)}-{'abcdef'[int(digits[-8:], 16) % 6]}{digits[: HEX_DIGITS - 1]}"


def key_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where a person's own key lies when no file is named: in the folder of the person's settings.

    It is not in a run folder and not in an export, so that whoever is given those is not given the key.

    :raises UsageError: if there is no such folder.
    """
    configured = environment.get("XDG_CONFIG_HOME") or ""
    home = environment.get("HOME") or ""
    if Path(configured).is_absolute():
        return Path(configured) / "qaharvest" / "privacy.key"
    if Path(home).is_absolute():
        return Path(home) / ".config" / "qaharvest" / "privacy.key"
    raise UsageError("There is no home folder to keep the key of the pseudonyms in; name a file with --privacy-key.")


def owners_key(path: Path) -> bytes:
    """Return the key that the file ``path`` holds; make the file, readable for its owner only, where there is none.

    The file holds 64 hexadecimal digits and a line feed.

    :raises UsageError: if it cannot be read or made, or holds something else.
    """
    try:
        with suppress(FileExistsError):
            _make(path)
        with path.open("rb") as file:
            text = file.read(1024)
    except OSError as error:
        raise UsageError(
            f"The key {str(path)!r} cannot be used: {error.strerror}; name another --privacy-key."
        ) from error
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_OCTETS:
        raise UsageError(
            f"The file {str(path)!r} holds no key of 64 hexadecimal digits; name another, or one that does not exist "
            "yet, and it is made."
        )
    return key


def fingerprint(key: bytes) -> str:
    """Return eight digits that tell one key from another and nothing about it, for a card or a manifest."""
    return hashlib.sha256(b"qaharvest privacy key\n" + key).hexdigest()[:8]


def _make(path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written under another name first: whoever reads it meanwhile must not see half a key.
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_OCTETS) + "\n")
        os.link(new, path)
    finally:
        new.unlink(missing_ok=True)
