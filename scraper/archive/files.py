"""The archive of one run: numbered WARC files that are only ever appended to."""

from collections.abc import Mapping
from pathlib import Path

from schemas.provenance import ArchiveLocation
from scraper.archive.warc import pack_warcinfo

FOLDER = "archive"
"""Name of the archive's folder inside a run folder."""
GLOB = "pages-*.warc.gz"
MAX_FILE_BYTES = 1024 * 1024 * 1024
"""A file that has reached this size is followed by a new one; the usual size of crawls' WARC files."""


def archive_files(run: Path) -> list[Path]:
    """Return the archive's files in the order they were written; links and folders of that name are left out."""
    return sorted(path for path in (run / FOLDER).glob(GLOB) if path.is_file() and not path.is_symlink())


class Shelf:
    """Decides where the next record goes. It keeps places only; the bytes are written by whoever holds the files.

    :param lengths: file name relative to the run folder → bytes committed.
    :param about: fields of the ``warcinfo`` record that begins each file.
    :param max_bytes: size beyond which a new file is begun.
    :param worker: number of the process among those that share a crawl, which begins the names of its own files; None
        for a crawl of one process, which goes on with the last file there is.
    """

    def __init__(
        self,
        lengths: Mapping[str, int],
        about: dict[str, str],
        max_bytes: int = MAX_FILE_BYTES,
        worker: int | None = None,
    ) -> None:
        self._about = about
        self._max_bytes = max_bytes
        self._prefix = "" if worker is None else f"{worker:05}"
        names = sorted(name for name in lengths if name.startswith(f"{FOLDER}/")) if worker is None else []
        self._number = int(names[-1].split("-")[1].split(".")[0]) if names else 1
        self._length = lengths[names[-1]] if names else 0

    def place(self, member: bytes, lead: int = 0) -> tuple[ArchiveLocation, bytes]:
        """Return where the member goes, and the bytes to append to that file.

        :param lead: how many bytes of it are members before the one whose place is meant.
        """
        if self._length >= self._max_bytes:
            self._number += 1
            self._length = 0
        name = f"{FOLDER}/pages-{self._prefix}{self._number:05}.warc.gz"
        head = b"" if self._length else pack_warcinfo(name.removeprefix(f"{FOLDER}/"), self._about)
        start = self._length + len(head) + lead
        location = ArchiveLocation(file=name, offset=start, length=len(member) - lead)
        self._length += len(head) + len(member)
        return location, head + member
