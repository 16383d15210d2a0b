"""Who takes part in the measuring of speed, and what this program aims at beside each."""

from dataclasses import dataclass
from enum import StrEnum

CRAWL, SCRAPY, SCRAPY_JOBDIR, CRAWLEE, CRAWLEE_FILES = "crawl", "scrapy", "scrapy-jobdir", "crawlee", "crawlee-files"
EXTRACT, EXTRACT_ONE = "extract", "extract-one"
LEXBOR, SELECTOLAX, LXML, PARSEL, TRAFILATURA = "lexbor", "selectolax", "lxml", "parsel", "trafilatura"

CRAWLERS = {
    CRAWL: "`qaharvest crawl`, durable",
    SCRAPY: "Scrapy, in memory",
    SCRAPY_JOBDIR: "Scrapy with JOBDIR",
    CRAWLEE: "Crawlee, in memory",
    CRAWLEE_FILES: "Crawlee, kept in files",
}
"""Names on the command line → names in tables and plot, in the order they run. The first leaves the archive."""

READERS = {
    EXTRACT: "`qaharvest extract`, all cores",
    EXTRACT_ONE: "`qaharvest extract`, one core",
    LEXBOR: "lexbor, parsing alone",
    SELECTOLAX: "selectolax (lexbor), all fields",
    LXML: "lxml, parsing alone",
    PARSEL: "parsel (lxml), all fields",
    TRAFILATURA: "trafilatura, main text",
}
"""The same of those that read the archive without a network."""

CONTENDERS = CRAWLERS | READERS
LIBRARIES = tuple(name for name in READERS if name not in (EXTRACT, EXTRACT_ONE))
"""Those that are called on one core with all pages in memory."""


class Figure(StrEnum):
    """What is measured of a contender."""

    RATE = "pages/s"
    CPU = "CPU a page"
    MEMORY = "peak memory"


@dataclass(frozen=True)
class Aim:
    """A ratio of one contender's figure to another's that is aimed at.

    :param figure: which; more pages a second are better, less of the others is.
    :param limit: least ratio of pages a second, or most of the others.
    """

    figure: Figure
    name: str
    other: str
    limit: float

    def __str__(self) -> str:
        return f"{'≥' if self.figure is Figure.RATE else '≤'} {self.limit:.3g}"

    def met(self, ratio: float) -> bool:
        """Return whether a ratio is what is aimed at."""
        return ratio >= self.limit if self.figure is Figure.RATE else ratio <= self.limit


AIMS = (
    Aim(Figure.RATE, CRAWL, SCRAPY, 10),
    Aim(Figure.RATE, CRAWL, SCRAPY_JOBDIR, 10),
    Aim(Figure.RATE, CRAWL, CRAWLEE, 10),
    Aim(Figure.RATE, CRAWL, CRAWLEE_FILES, 10),
    Aim(Figure.CPU, CRAWL, SCRAPY, 1 / 6),
    Aim(Figure.MEMORY, CRAWL, SCRAPY, 1),
    Aim(Figure.RATE, EXTRACT, LEXBOR, 0.9),
    Aim(Figure.RATE, EXTRACT_ONE, LEXBOR, 0.45),
    Aim(Figure.RATE, EXTRACT_ONE, PARSEL, 4),
    Aim(Figure.RATE, EXTRACT_ONE, TRAFILATURA, 20),
)
