"""What the page says of speed: medians, ratios beside what is aimed at, and only of who took part."""

import json
from pathlib import Path

import pytest

from benchmarks.contenders import AIMS, CONTENDERS, CRAWL, SCRAPY, Aim, Figure
from benchmarks.measurement import Measurement, from_json, to_json
from benchmarks.speed_text import tables
from tests.benchmarks.made import measurement, turn

DOCS = Path(__file__).parents[2] / "docs"


def row(result: Measurement, begin: str) -> list[str]:
    """The cells of the only row that begins so."""
    (line,) = [line for line in tables(result).splitlines() if line.startswith(f"| {begin}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_row_has_medians_and_the_least_and_most_pages_a_second() -> None:
    turns = [turn(300, cpu=2.0), turn(100, cpu=4.0), turn(200, cpu=9.0)]
    cells = row(measurement(scrapy=turns), "Scrapy, in memory")
    assert cells == ["Scrapy, in memory", "200 (100–300)", "4.00 ms", "100 MiB"]


def test_a_library_has_no_memory_of_its_own_to_tell() -> None:
    assert row(measurement(), "lexbor")[3] == ""


@pytest.mark.parametrize(("rate", "said"), [(1000, "met"), (999, "**not met**")])
def test_an_aim_is_met_or_not(rate: float, said: str) -> None:
    cells = row(measurement(crawl=[turn(rate)]), "pages/s: `qaharvest crawl`, durable ÷ Scrapy, in memory")
    assert cells[1:] == ["≥ 10", f"{rate / 100:.2f}", said]


def test_of_processor_time_and_memory_less_is_aimed_at() -> None:
    cpu, memory = Aim(Figure.CPU, CRAWL, SCRAPY, 1 / 6), Aim(Figure.MEMORY, CRAWL, SCRAPY, 1)
    result = measurement(crawl=[turn(100, cpu=0.1, memory=200 * 1024**2)])
    assert result.reached(cpu) == pytest.approx(0.1)
    assert result.reached(memory) == pytest.approx(2.0)
    assert cpu.met(0.1)
    assert not memory.met(2.0)
    assert (str(cpu), str(memory)) == ("≤ 0.167", "≤ 1")


def test_only_who_took_part_is_told_of() -> None:
    result = measurement()
    for name in CONTENDERS:
        if name != SCRAPY:
            del result.turns[name]
    assert tables(result).splitlines()[2:] == ["| Scrapy, in memory | 100 (100–100) | 1.00 ms | 100 MiB |"]
    assert [result.reached(aim) for aim in AIMS] == [None] * len(AIMS)


def test_a_measurement_is_kept_as_json_and_read_again() -> None:
    result = measurement(crawl=[turn(10), turn(20)])
    assert from_json(to_json(result)) == result
    assert [turn["pages"] for turn in json.loads(to_json(result))["turns"]["crawl"]] == [1000, 1000]


def test_the_tables_in_docs_are_of_the_figures_beside_them() -> None:
    result = from_json((DOCS / "figures-speed.json").read_text(encoding="utf-8"))
    page = (DOCS / "figures.md").read_text(encoding="utf-8")
    assert tables(result) in page
    assert result.where in page
