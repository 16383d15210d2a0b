"""Which page ``qaharvest explain`` is to explain."""

from dataclasses import replace

from pydantic import ValidationError

from schemas.qa import QARecord
from scraper.cli.addresses import check_address
from scraper.cli.fetch_one import fetch_one
from scraper.cli.inputs import kind_of, read_input, run_named
from scraper.cli.reading import Unread
from scraper.cli.summary import typed
from scraper.cli.terminal import printable
from scraper.errors import UsageError
from scraper.page import Page
from scraper.run import Run
from scraper.run_folder import is_own_file
from scraper.sites import Sites
from scraper.storage.urls import is_url


def find_page(
    what: str | None, name: str | None, sites: Sites, *, allow_private_hosts: bool
) -> tuple[Page, QARecord | None]:
    """Return the page, and the record if one was named.

    :param what: URL, file or record id; None for the first record of the run.
    :param name: the run.
    :param sites: the profiles there are.
    :raises UsageError: if nothing is found, or an address cannot be fetched.
    """
    if what is None:
        if name is None:
            raise UsageError("what is to be explained? Give a URL, a file, or the id of a record with --run RUN.")
        record = _first(name)
        return _page_of_record(_existing(name), record), record
    if "://" in what and not is_url(what):
        url = check_address(what)
        if name is not None:
            return _page_of(name, url, sites), None
        return fetch_one(url, allow_private_hosts=allow_private_hosts), None
    if kind_of(what) in ("file", "stdin"):
        return _only_page(what), None
    if kind_of(what) == "folder" or "/" in what:
        raise UsageError(f"{what} is not a file; name one page, or a record with --run RUN.")
    if name is None:
        raise UsageError(f"{what} is no file; if it is the id of a record, add the run that holds it: --run RUN")
    return _page_with(name, what)


def _only_page(path: str) -> Page:
    pages = []
    for page in read_input(path):
        if isinstance(page, Unread):
            raise UsageError(f"{page.source}: {page.reason}")
        pages.append(page)
        if len(pages) > 1:
            raise UsageError(f"{path} holds several pages; name a record of a run instead: RECORD_ID --run RUN")
    if not pages:
        raise UsageError(f"{path} holds no page.")
    return pages[0]


def _existing(name: str) -> Run:
    run = run_named(name)
    if not run.exists:
        raise UsageError(f"there is no run {name}; check the name, or begin it: {typed('crawl', name)} https://…")
    return run


def _first(name: str) -> QARecord:
    record = next(_existing(name).records(), None)
    if record is None:
        raise UsageError(f"the run {name} holds no record; see why with: {typed('status', name)}")
    return record


def _page_of_record(run: Run, record: QARecord) -> Page:
    place = record.provenance.archive
    if place is None:
        raise UsageError(f"{record.record_id} does not tell where its page is kept.")
    if not is_own_file(place.file):
        raise UsageError(f"{record.record_id} names {printable(place.file)}, which is no archive of this run.")
    page = run.page_at(place)
    return replace(page, source=record.provenance.source, archive=place)


def _page_with(name: str, record_id: str) -> tuple[Page, QARecord]:
    run = _existing(name)
    wanted = record_id.encode()
    for line in run.lines():
        if wanted not in line:
            continue
        try:
            record = QARecord.model_validate_json(line)
        except ValidationError:
            continue
        if record.record_id == record_id:
            return _page_of_record(run, record), record
    raise UsageError(f"the run {name} holds no record {record_id}; check the id in {run.where}/records.jsonl.")


def _page_of(name: str, url: str, sites: Sites) -> Page:
    run = _existing(name)
    wanted = sites.canonical(url)
    for page in run.newest_pages():
        if url in (page.source, page.url) or (page.url is not None and sites.canonical(page.url) == wanted):
            return page
    raise UsageError(
        f"the archive of {name} holds no page {printable(url, 200)}; see what became of it: "
        f"{typed('status', name)} --why {url}"
    )
