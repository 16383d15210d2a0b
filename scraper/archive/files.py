"""The archive of one run: numbered WARC files that are only ever appended to."""

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
    """

    def __init__(self, lengths: dict[str, int], about: dict[str, str], max_bytes: int = MAX_FILE_BYTES) -> None:
        self._about = about
        self._max_bytes = max_bytes
        names = sorted(name for name in lengths if name.startswith(f"{FOLDER}/"))
        self._number = int(names[-1].split("-")[1].split(".")[0]) if names else 1
        self._length = lengths[names[-1]] if names else 0

    def place(self, member: bytes) -> tuple[ArchiveLocation, bytes]:
        """Return where the member goes, and the bytes to append to that file."""
        if self._length >= self._max_bytes:
            self._number += 1
            self._length = 0
        name = f"{FOLDER}/pages-{self._number:05}.warc.gz"
        head = b"" if self._length else pack_warcinfo(name.removeprefix(f"{FOLDER}/"), self._about)
        location = ArchiveLocation(file=name, offset=self._length + len(head), length=len(member))
        self._length += len(head) + len(member)
        return location, head + member
