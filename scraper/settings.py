"""How a crawl behaves: one frozen value, kept in ``run.toml`` so that it holds on resume."""

import re
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Self, get_args

from scraper.errors import SettingsError

MIB = 1024 * 1024
RENDER_MODES = ("never", "site", "auto", "always")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one crawl. Times are seconds, sizes bytes.

    :raises SettingsError: if a value is impossible; the text names it.
    """

    site: str | None = None
    """Profile to force on every page; None lets each page find its own."""
    profile: str | None = None
    """Path of a profile file whose site is known beside the others."""
    max_pages: int | None = None
    """Answers that reach extraction, over the whole life of the run."""
    max_depth: int | None = None
    """Links followed from a seed."""
    delay: float = 1.0
    """Between request starts to one host; the larger of it and Crawl-delay holds."""
    concurrency: int = 32
    """Requests in flight in total."""
    per_host: int | None = None
    """Requests in flight to one host; None means 1, or ``concurrency`` where no delay applies."""
    timeout: float = 30.0
    """A whole request, from connecting to the last octet."""
    retries: int = 3
    """Further tries of a request that failed for the moment."""
    max_bytes: int = 16 * MIB
    """Largest body after content decoding."""
    max_wait: float = 60.0
    """When all that is left must wait longer than this, the crawl ends."""
    include: str | None = None
    """Regular expression (searched) that an address must match to be followed; seeds always are."""
    exclude: str | None = None
    """Regular expression (searched) of addresses that are not followed."""
    stop_after: int = 1000
    """Numbers in a row without a record after which a seed that counts (``{1..9000}``) ends."""
    sitemaps: bool = True
    """Whether sitemaps named by robots.txt, and /sitemap.xml, are read."""
    contact: str | None = None
    """Address or URL told in the User-Agent."""
    allow_private_hosts: bool = False
    """Whether the seeds' own hosts may lie in private or loopback ranges."""
    ignore_robots: bool = False
    """Whether robots.txt is not asked for."""
    fail_on_drift: bool = False
    """Whether a crawl that ends with signs of drift has missed its mark (exit code 1)."""
    frontier: str | None = None
    """Address of a PostgreSQL database that holds the frontier, without a password; None for the run's own file."""
    render: str = "site"
    """Which pages are shown in a browser before they are read: ``never``, those of sites whose profile says so
    (``site``), those that hold scripts in the place of a text too (``auto``), or ``always``."""

    def __post_init__(self) -> None:
        """Check every value."""
        for name, least in _LEAST.items():
            value = getattr(self, name)
            # `not >=` also refuses NaN, which no comparison would.
            if value is not None and (not value >= least or value == float("inf")):
                raise SettingsError(f"{option(name)} must be a number of at least {least}, not {value}.")
        for name in ("include", "exclude"):
            try:
                re.compile(getattr(self, name) or "")
            except (re.error, OverflowError, RecursionError) as error:
                raise SettingsError(f"{option(name)} is not a regular expression: {error}.") from error
        if self.render not in RENDER_MODES:
            raise SettingsError(f"--render must be one of {', '.join(RENDER_MODES)}, not {self.render!r}.")
        if self.contact is not None and (not self.contact.isascii() or not self.contact.isprintable()):
            raise SettingsError("--contact must be printable ASCII, such as an e-mail address or a URL.")

    def changed(self, **changes: Any) -> Self:
        """Return a copy with some values replaced."""
        return replace(self, **changes)

    def to_toml(self) -> str:
        """Return the lines kept in ``run.toml``; values that are None are left out."""
        return "".join(f"{name} = {_toml(value)}\n" for name, value in asdict(self).items() if value is not None)

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Self:
        """Make settings of a table read from TOML.

        :raises SettingsError: on an unknown name or a value of the wrong type.
        """
        types = {field.name: get_args(field.type) or (field.type,) for field in fields(cls)}
        for name, value in table.items():
            if name not in types:
                raise SettingsError(f"run.toml has an unknown setting {name!r}; remove that line.")
            if type(value) not in types[name] and not (type(value) is int and float in types[name]):
                raise SettingsError(f"run.toml: {name} has a value of the wrong type: {value!r}.")
        try:
            values: dict[str, Any] = {
                name: float(value) if float in types[name] else value for name, value in table.items()
            }
        except OverflowError as error:
            raise SettingsError("run.toml has a number that is far too large; remove that line.") from error
        return cls(**values)


def option(name: str) -> str:
    """Return the command-line option of a setting."""
    return "--no-sitemaps" if name == "sitemaps" else "--" + name.replace("_", "-")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    :raises SettingsError: if it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise SettingsError(f"{path} is not readable as TOML: it is nested too deeply.") from error
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise SettingsError(f"{path} is not readable as TOML: {_on_one_line(error)}.") from error


def _on_one_line(error: ValueError) -> str:
    return "".join(c if c.isprintable() else " " for c in str(error))


def toml_string(text: str) -> str:
    """Return ``text`` as a TOML basic string (TOML 1.0 §String)."""
    escaped = "".join(_TOML_ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text)
    return f'"{escaped}"'


_TOML_ESCAPES = {'"': '\\"', "\\": "\\\\"}

_LEAST: dict[str, float] = {
    "max_pages": 1,
    "max_depth": 0,
    "delay": 0,
    "concurrency": 1,
    "per_host": 1,
    "timeout": 0.001,
    "retries": 0,
    "max_bytes": 1,
    "max_wait": 0,
    "stop_after": 1,
}


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return toml_string(value) if isinstance(value, str) else repr(value)
