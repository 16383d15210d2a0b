"""Where an export goes: one file, several files beside one another, or a folder; and in which format."""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import scraper.exporters
from scraper.errors import UsageError
from scraper.exporters.port import Exporter
from scraper.run_folder import is_own_file

FOLDER_FORMAT = ".parquet"
"""What the files of a folder are written in, unless something else is asked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place for an export."""

    given: str
    """As the user wrote it."""
    path: Path
    """The file or folder, with links followed."""
    suffix: str
    """Format of the files."""
    is_folder: bool

    @property
    def stem(self) -> str:
        """What names of several files begin with."""
        return self.path.name[: -len(self.suffix)]


@cache
def formats() -> dict[str, Exporter]:
    """Return suffix → exporter; each is one module of ``scraper.exporters`` with a constant ``EXPORTER``."""
    names = [module.name for module in pkgutil.iter_modules(scraper.exporters.__path__) if not module.ispkg]
    modules = [importlib.import_module(f"scraper.exporters.{name}") for name in sorted(names)]
    exporters = [module.EXPORTER for module in modules if hasattr(module, "EXPORTER")]
    return {suffix: exporter for exporter in exporters for suffix in exporter.suffixes}


def target_at(out: str, suffix: str | None = None) -> Target:
    """Return where ``out`` leads.

    :param suffix: format of the files in a folder, such as ``.parquet``; for a file its name tells.
    :raises UsageError: if there is no such format, or nothing can be written there.
    """
    if not out:
        raise UsageError("An empty path names nothing; name a file or folder to export to.")
    path = Path(out)
    if suffix is not None:
        _check_format(suffix)
    if out.endswith("/") or path.is_dir() or not path.suffix:
        return _folder(out, path, suffix or FOLDER_FORMAT)
    name = path.name.lower()
    ends = [end for end in formats() if name.endswith(end) and len(name) > len(end)]
    if not ends:
        raise UsageError(
            f"{path.name} tells no format by its end; there are {_listed()}, and a name that ends in / for a folder."
        )
    found = max(ends, key=len)
    if suffix not in (None, found):
        raise UsageError(f"{path.name} ends in {found}, which is another format than {suffix}.")
    _check_parent(path)
    if _is_run(path.parent) and (is_own_file(path.name) or path.name == "frontier.sqlite"):
        raise UsageError(f"{out} is the run's own; choose another name, or another folder.")
    return Target(out, path.resolve(), found, is_folder=False)


def _folder(out: str, path: Path, suffix: str) -> Target:
    if path.exists() and not path.is_dir():
        raise UsageError(f"{out} is a file without a format in its name; there are {_listed()}.")
    _check_format(suffix)
    _check_parent(path)
    if _is_run(path):
        raise UsageError(f"{out} is a run; choose another folder to export to.")
    return Target(out, path.resolve(), suffix, is_folder=True)


def _check_format(suffix: str) -> None:
    if suffix not in formats():
        raise UsageError(f"There is no format {suffix[:20]!r}; there are {_listed()}.")


def _is_run(folder: Path) -> bool:
    return (folder / "run.toml").is_file()


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist; make it first, or choose another.")


def _listed() -> str:
    return ", ".join(sorted(formats()))
