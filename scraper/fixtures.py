"""Fixtures: a saved page with the records it must give, and how right a reading of it is, field by field.

A fixture is a folder ``<site>/<case>`` with ``page.html`` or ``page.txt`` (any octets) and ``expected.json``::

    {"url": str | null, "content_type"?: str, "records": [record, …], "not_qa"?: "part of the reason",
     "pages"?: {"page-2.html": "https://…?page=2"}}

A record is written without what is absent. ``schema_version`` and ``provenance`` are left out, ``record_id`` may be,
and ``site`` where it is the folder's name. ``pages`` are further pages of the same thread, in order.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from schemas.qa import SCHEMA_VERSION, QARecord
from schemas.types import Model
from scraper.comparison import ANY_ID, Difference, compare, name_of, present
from scraper.errors import SettingsError
from scraper.page import Page
from scraper.parser.universal import UNIVERSAL
from scraper.pipeline import Reading, read_thread
from scraper.sites import BUILT_IN, Sites
from scraper.validation import issue_of

PAGE_NAMES = ("page.html", "page.txt")
EXPECTED = "expected.json"
MAX_OCTETS = 64 * 1024 * 1024  # of one file

_CONTENT_TYPES = {".html": "text/html", ".txt": "text/plain"}
_KEYS = ("url", "content_type", "records", "not_qa", "pages")


@dataclass(frozen=True)
class Fixture:
    """One case: pages of one thread (mostly one page) and what they must give.

    :param site: name of the folder of its site.
    :param name: name of the case; one that gives no record begins with ``not_``.
    :param pages: the pages in order.
    :param records: the records that must come out, whole but for their provenance.
    :param not_qa: part of the reason why the page holds no question, where it holds none.
    """

    site: str
    name: str
    pages: tuple[Page, ...]
    records: tuple[Mapping[str, Any], ...]
    not_qa: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How a fixture came out.

    :param fields: fields that were expected or found; a missing or false record counts with all of its fields.
    :param right: those of them that were both, with the same value.
    :param differences: the others.
    :param records: records that were found.
    :param coverage: field, such as ``replies/text`` → number of the records found that have it.
    """

    fixture: Fixture
    fields: int
    right: int
    differences: tuple[Difference, ...]
    records: int
    coverage: Mapping[str, int]

    @property
    def score(self) -> float:
        """Share of right fields; 1 where nothing was expected and nothing found."""
        return self.right / self.fields if self.fields else 1.0


def find_fixtures(folder: Path) -> list[Path]:
    """Return the folders of all fixtures below ``<folder>/<site>/<case>``, by name."""
    return sorted(path.parent for path in folder.glob(f"*/*/{EXPECTED}"))


def load_fixture(folder: Path) -> Fixture:
    """Read the fixture in a folder ``<site>/<case>``.

    :raises SettingsError: if a file is missing or says something else than the format; the text names it.
    """
    folder = folder.absolute()
    expected = _read_expected(folder / EXPECTED)
    page = next((folder / name for name in PAGE_NAMES if (folder / name).is_file()), None)
    if page is None:
        raise SettingsError(f"{folder} holds no page; save it there as {' or '.join(PAGE_NAMES)}.")
    addresses = {page: expected.get("url"), **{folder / name: url for name, url in expected.get("pages", {}).items()}}
    return Fixture(
        site=folder.parent.name,
        name=folder.name,
        pages=tuple(_page(path, url, expected.get("content_type")) for path, url in addresses.items()),
        records=tuple(
            _record(record, f"{folder / EXPECTED}, record {number}", folder.parent.name)
            for number, record in enumerate(expected.get("records", []))
        ),
        not_qa=expected.get("not_qa"),
    )


def write_fixture(folder: Path, page: Page, records: Sequence[QARecord]) -> None:
    """Write a fixture of one page: its octets, and what it must give without what is absent.

    :param folder: ``<site>/<case>``; made where it is missing.
    :raises OSError: if a file cannot be written.
    """
    home = {record.site for record in records}
    expected: dict[str, Any] = {"url": page.url}
    if (declared := page.header("content-type")) is not None and declared.lower() not in _CONTENT_TYPES.values():
        expected["content_type"] = declared
    left_out = {"schema_version", "record_id", "provenance"} | ({"site"} if home == {folder.parent.name} else set())
    expected["records"] = [present(record.model_dump(mode="json", exclude=left_out)) for record in records]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE_NAMES[page.media_type == "text/plain"]).write_bytes(page.body)
    text = json.dumps(expected, ensure_ascii=False, indent=2) + "\n"
    (folder / EXPECTED).write_text(text, encoding="utf-8", newline="\n")


def check(fixture: Fixture, sites: Sites = BUILT_IN, *, site: str | None = None) -> Outcome:
    """Read a fixture's pages and compare what comes out with what must.

    :param site: name of the profile to force; None lets the pages find their own, but for those of ``universal``,
        which may be pages of a site that has rules of its own.
    :raises UnknownSite: if there is no profile of that name.
    """
    if site is None and fixture.site == UNIVERSAL.name:
        site = UNIVERSAL.name
    reading = read_thread(fixture.pages, site=site, sites=sites)
    found = [record.model_dump(mode="json") for record in reading.records]
    fields = [*compare("", list(fixture.records), found), *_compare_ends(fixture, reading)]
    had = [{name_of(field) for field, _, _ in compare("", None, record)} for record in found]
    return Outcome(
        fixture=fixture,
        fields=len(fields),
        right=sum(field.expected == field.found for field in fields),
        differences=tuple(field for field in fields if field.expected != field.found),
        records=len(found),
        coverage=Counter(name for names in had for name in names),
    )


def _compare_ends(fixture: Fixture, reading: Reading) -> Iterator[Difference]:
    """Yield what counts beside the fields of records: threads that were rejected, and why there is no question."""
    for number, rejected in enumerate(reading.rejected):
        yield Difference(f"/rejected/{number}", None, rejected.reason)
    if fixture.not_qa is not None:
        reason = reading.not_qa or ""
        yield Difference("/not_qa", fixture.not_qa, fixture.not_qa if fixture.not_qa in reason else reading.not_qa)


def _read_expected(path: Path) -> dict[str, Any]:
    try:
        expected = json.loads(_octets(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is not readable as JSON: {error}.") from error
    if not isinstance(expected, dict):
        raise SettingsError(f'{path} must hold an object, as in {{"url": null, "records": []}}.')
    if unknown := next((key for key in expected if key not in _KEYS), None):
        raise SettingsError(f"{path} has an unknown key {unknown!r}; the keys are {', '.join(_KEYS)}.")
    texts = ("url", "content_type", "not_qa")
    pages = expected.get("pages", {})
    if (
        not all(isinstance(expected.get(key), str | None) for key in texts)
        or not isinstance(expected.get("records", []), list)
        or not isinstance(pages, dict)
        or not all(isinstance(url, str) and Path(name).name == name for name, url in pages.items())
    ):
        raise SettingsError(f"{path}: url, content_type and not_qa are texts, records a list, pages file → address.")
    return expected


def _record(record: Any, where: str, site: str) -> Mapping[str, Any]:
    """Return a record of a fixture with everything that is not written in it."""
    if not isinstance(record, dict):
        raise SettingsError(f"{where} must be an object.")
    given = {"schema_version": SCHEMA_VERSION, "record_id": ANY_ID, "site": site, "url": None, **record}
    whole = _with_absent(QARecord, given)
    story = dict.fromkeys(("fetched_at", "http_status", "archive", "licence"))
    whole["provenance"] = {"source": "-", "content_sha256": "0" * 64, "extractor": "-", "fields": {}, **story}
    try:
        return QARecord.model_validate_json(json.dumps(whole)).model_dump(mode="json")
    except ValidationError as error:
        issue = issue_of(error.errors(include_url=False)[0])
        raise SettingsError(f"{where} is no record: {issue}; see 'qaharvest schema'.") from error


def _with_absent(model: type[Model], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part of a record with null, [] or false for every field that is not written in it."""
    whole = dict(record)
    for name, field in model.model_fields.items():
        kinds = [field.annotation, *get_args(field.annotation)]
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Model)), None)
        is_list = get_origin(field.annotation) is tuple
        value = whole.get(name)
        if is_list:
            value = value or []
            if inner is not None and isinstance(value, list):
                value = [_with_absent(inner, entry) if isinstance(entry, dict) else entry for entry in value]
        elif inner is not None and (isinstance(value, dict) or (value is None and field.annotation is inner)):
            value = _with_absent(inner, value or {})
        elif value is None and field.annotation is bool:
            value = False
        whole[name] = value
    return whole


def _page(path: Path, url: str | None, content_type: str | None) -> Page:
    kind = content_type or _CONTENT_TYPES.get(path.suffix, "text/html")
    return Page(_octets(path), source=str(path), url=url, headers=(("Content-Type", kind),))


def _octets(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_OCTETS + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({(error.strerror or 'unknown reason').lower()}).") from error
    if len(octets) > MAX_OCTETS:
        raise SettingsError(f"{path} is larger than {MAX_OCTETS // 1024 // 1024} MiB.")
    return octets
