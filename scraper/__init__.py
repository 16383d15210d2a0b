"""qaharvest: crawl question-and-answer sites and get validated, evidenced records.

The names below are the whole public interface; each is loaded when it is first used::

    import scraper

    for record in scraper.extract("page.html"):
        print(record.question.text)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scraper.version import __version__

if TYPE_CHECKING:
    from schemas.qa import QARecord
    from scraper.api import crawl, extract, read_records
    from scraper.errors import InvalidRecord, NotQAPage, ScraperError
    from scraper.page import Page
    from scraper.parser.profile import SiteProfile
    from scraper.pipeline import Reading, read_page
    from scraper.run import Outcome, Run
    from scraper.settings import Settings
    from scraper.validation import Rejected

__all__ = [
    "InvalidRecord",
    "NotQAPage",
    "Outcome",
    "Page",
    "QARecord",
    "Reading",
    "Rejected",
    "Run",
    "ScraperError",
    "Settings",
    "SiteProfile",
    "__version__",
    "crawl",
    "extract",
    "read_page",
    "read_records",
]

_HOMES = {
    "InvalidRecord": "scraper.errors",
    "NotQAPage": "scraper.errors",
    "Outcome": "scraper.run",
    "Page": "scraper.page",
    "QARecord": "schemas.qa",
    "Reading": "scraper.pipeline",
    "Rejected": "scraper.validation",
    "Run": "scraper.run",
    "ScraperError": "scraper.errors",
    "Settings": "scraper.settings",
    "SiteProfile": "scraper.parser.profile",
    "crawl": "scraper.api",
    "extract": "scraper.api",
    "read_page": "scraper.pipeline",
    "read_records": "scraper.api",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return sorted({*globals(), *__all__})
