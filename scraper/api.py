"""One call each, for the first five minutes."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

from schemas.qa import QARecord
from scraper.errors import InvalidRecord, NotQAPage, SettingsError
from scraper.exporting.source import Source
from scraper.frames import Records
from scraper.page import Page
from scraper.pipeline import read_thread
from scraper.run import Outcome, Run
from scraper.settings import Settings
from scraper.storage.urls import is_url


def extract(source: str | bytes | Path, *, url: str | None = None, site: str | None = None) -> list[QARecord]:
    """Read the records of one page.

    :param source: the page itself as text or as bytes, or the path of a file that holds it. A string without a line
        break and without a tag is a path: no page is that short.
    :param url: address the page came from; makes its links absolute.
    :param site: name of the profile to read it with; by default each page finds its own.
    :return: at least one record.
    :raises NotQAPage: if the page holds no question.
    :raises InvalidRecord: if it holds one, but no valid record could be made of it.
    :raises UnknownSite: if there is no profile of that name.
    :raises OSError: if the file cannot be read.
    """
    reading = read_thread([_page(source, url)], site=site)
    if reading.records:
        return list(reading.records)
    if reading.rejected:
        raise InvalidRecord("; ".join(rejected.reason for rejected in reading.rejected))
    raise NotQAPage(reading.not_qa or "no question found")


def crawl(run: str | Path, *urls: str, **settings: Any) -> Outcome:
    """Crawl into a run folder, or go on where an earlier call ended.

    :param run: a name (the folder is then ``data/NAME``), a path, or the URL of a store, such as ``s3://bucket/run``:
        then it is crawled in the user's cache and published there.
    :param urls: where to begin; a run that exists needs none.
    :param settings: fields of :class:`scraper.settings.Settings`; they are kept with the run.
    :raises UsageError: if there is nothing to begin with, or a setting is unknown or impossible.
    """
    unknown = settings.keys() - {field.name for field in fields(Settings)}
    if unknown:
        raise SettingsError(f"There is no setting {min(unknown)}; help(scraper.Settings) lists them.")
    if is_url(run):
        from scraper.storage.working import working  # noqa: PLC0415 - local runs do without

        with working(str(run)) as folder:
            return Run(folder).crawl(urls, changes=settings)
    return Run.at(run).crawl(urls, changes=settings)


def read_records(path: str | Path) -> Records:
    """Return the records of a file of JSON Lines, packed by gzip or Zstandard or not, to be read as often as wanted.

    ::

        for record in scraper.read_records("records.jsonl"):
            print(record.question.text)
        frame = scraper.read_records("records.jsonl").to_pandas()

    Nothing is read before it is asked for; then a line that is no record raises UsageError, a file that cannot be
    opened OSError.
    """

    def read() -> Iterator[QARecord]:
        with closing(Source(Path(path).open("rb"), str(path))) as source:
            yield from (read.record for read in source.records())

    return Records(read)


def _page(source: str | bytes | Path, url: str | None) -> Page:
    if isinstance(source, bytes):
        return Page(body=source, source=url or "bytes", url=url)
    if isinstance(source, Path):
        return Page(body=source.read_bytes(), source=str(source), url=url)
    if "\n" not in source and "<" not in source:
        return _page(Path(source), url)
    return Page(
        body=source.encode("utf-8", "replace"),
        source=url or "text",
        url=url,
        # The text is decoded already: whatever its <meta> declares no longer holds.
        headers=(("Content-Type", f"{_media_type(source)}; charset=utf-8"),),
    )


def _media_type(text: str) -> str:
    return Page(body=text[:20_000].encode("utf-8", "replace"), source="text").media_type
