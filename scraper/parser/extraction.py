"""What reading one page gives: drafts, links, and a reason where there are no drafts."""

from dataclasses import dataclass

from scraper.parser.draft import Draft


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses found on a page, absolute, in reading order, without repetition.

    :param follow: where a crawl may go next.
    :param canonical: the page's own ``<link rel="canonical">``, whatever its host.
    :param feeds: RSS and Atom feeds that the page names.
    """

    follow: tuple[str, ...] = ()
    canonical: str | None = None
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one reading of a page gives. Frozen; pickles.

    :param site: name of the profile that read the page.
    :param drafts: one per question thread, in reading order.
    :param links: where the page leads.
    :param url: canonical address of the page, as the profile forms it; None where it has none.
    :param not_qa: why there is no draft, as one short clause; None when there are drafts.
    :param passed_over: name of the profile that is at home on the page's host or should have read the address, but
        whose rules found no thread; None where all is as it should be.
    :param robots: what the page asks of robots, in lower case.
    """

    site: str
    drafts: tuple[Draft, ...]
    links: Links
    url: str | None
    not_qa: str | None = None
    passed_over: str | None = None
    robots: tuple[str, ...] = ()
