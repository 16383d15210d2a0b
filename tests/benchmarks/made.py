"""A measurement that nobody made, for the tests of what is told of one."""

from benchmarks.contenders import CONTENDERS, LIBRARIES
from benchmarks.measurement import Measurement, Turn

PAGES = 1000


def turn(rate: float, *, cpu: float = 1.0, memory: int | None = 100 * 1024**2) -> Turn:
    """A turn over all pages: so many a second, so many milliseconds of processor time a page."""
    return Turn(PAGES, PAGES / rate, cpu * PAGES / 1000, memory)


def measurement(**turns: list[Turn]) -> Measurement:
    """A measurement in which each contender did 100 pages a second, but for those named (``_`` for ``-``)."""
    given = {name.replace("_", "-"): rounds for name, rounds in turns.items()}
    usual = {name: [turn(100, memory=None if name in LIBRARIES else 100 * 1024**2)] for name in CONTENDERS}
    return Measurement("On a machine.", "nginx/1", 30_000.0, 900, PAGES, usual | given, {"scrapy": "2.0"})
