"""Files that appear whole or not at all."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from scraper.cli.terminal import output
from scraper.errors import UsageError
from scraper.storage.urls import is_url
from scraper.storage.writing import publishing


@contextmanager
def replacing(path: str | None) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only when the block ends well; until then the old one stays.

    :param path: where to; None or ``-`` for standard output. A device or pipe is written directly.
    :raises UsageError: if the path is a folder, or lies in none.
    :raises OSError: if the file cannot be written; it names the path as given.
    """
    if path is None or path == "-":
        yield output()
        return
    if is_url(path):
        with publishing(path) as stream:
            yield stream
        return
    target = Path(path)
    try:
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and stat.S_ISDIR(mode):
            raise UsageError(f"{path} is a folder; name a file in it, such as {target / 'records.jsonl'}.")
        if mode is not None and not stat.S_ISREG(mode):
            with target.open("wb") as stream:
                yield stream
            return
        if not target.parent.is_dir():
            raise UsageError(f"the folder {target.parent} does not exist; make it first, or choose another.")
        with _renamed(target, _mode_for(mode)) as stream:
            yield stream
    except OSError as error:
        if error.filename is None or str(error.filename).endswith(_SUFFIX):
            error.filename = path
        raise


_SUFFIX = ".part"


@contextmanager
def _renamed(target: Path, mode: int) -> Iterator[BinaryIO]:
    # The link's target is replaced, not the link.
    target = target.resolve()
    # The name is known before the file is there, so that a signal at any instant finds it and takes it away.
    part = target.with_name(f".{target.name[:50]}.{secrets.token_hex(8)}{_SUFFIX}")
    try:
        with part.open("xb") as stream:
            os.fchmod(stream.fileno(), mode)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _mode_for(old: int | None) -> int:
    """Return the old file's permissions, or what any new file gets."""
    if old is not None:
        return stat.S_IMODE(old)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
