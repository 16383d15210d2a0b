"""The plot of the figures: every text escaped, lengths in proportion, nothing loaded; docs has the one drawn."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measurement import from_json
from benchmarks.plot import Bar, Group, plot, svg
from tests.benchmarks.made import measurement, turn

SVG = "{http://www.w3.org/2000/svg}"
DOCS = Path(__file__).parents[2] / "docs"
PRINTABLE = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]))


def drawn(*bars: Bar) -> ElementTree.Element:
    return ElementTree.fromstring(svg("A title", [Group("A group", bars)], ["A note"]))


def lengths(root: ElementTree.Element) -> list[float]:
    return [float(box.attrib["width"]) for box in root.iter(f"{SVG}rect") if box.attrib["class"] != "plate"]


@given(PRINTABLE)
def test_whatever_a_label_holds_it_is_text(label: str) -> None:
    texts = [text.text or "" for text in drawn(Bar(label, 1, 1, 1)).iter(f"{SVG}text")]
    assert texts == ["A title", "A group", label, "1", "A note"]


def test_bars_are_as_long_as_their_numbers_and_the_most_fits_in() -> None:
    one, two = lengths(drawn(Bar("a", 50, 40, 100), Bar("b", 25, 25, 25)))
    assert one == pytest.approx(2 * two, abs=0.2)
    root = drawn(Bar("a", 50, 40, 100))
    (line,) = [line for line in root.iter(f"{SVG}line") if line.attrib["class"] == "range"]
    width = float(root.attrib["viewBox"].split()[2])
    assert float(line.attrib["x1"]) < float(line.attrib["x2"]) < width


def test_each_group_has_its_own_scale() -> None:
    groups = [Group("slow", [Bar("a", 3, 3, 3)]), Group("fast", [Bar("b", 3000, 3000, 3000)])]
    slow, fast = lengths(ElementTree.fromstring(svg("A title", groups)))
    assert slow == fast


def test_nothing_is_loaded_or_run() -> None:
    root = ElementTree.fromstring(plot(measurement()))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg",
        "title",
        "style",
        "rect",
        "text",
        "line",
    }
    style = root.findtext(f"{SVG}style") or ""
    assert "url" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style


@pytest.mark.parametrize("number", [-1, float("nan"), float("inf")])
def test_a_number_that_cannot_be_drawn_is_an_error(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        drawn(Bar("a", number, 0, 1))


def test_zeros_are_bars_of_no_length() -> None:
    assert lengths(drawn(Bar("a", 0, 0, 0))) == [0]


def test_a_measurement_is_drawn_with_medians_and_its_own_programs_marked() -> None:
    root = ElementTree.fromstring(plot(measurement(crawl=[turn(10), turn(1500), turn(1400)])))
    texts = [text for text in root.iter(f"{SVG}text") if text.attrib["class"] != "note"]
    assert "1,400" in [text.text for text in texts]
    labels = [text.text for text in texts if text.attrib["class"] == "label own"]
    assert labels == ["qaharvest crawl, durable", "qaharvest extract, all cores", "qaharvest extract, one core"]


def test_the_plot_in_docs_is_drawn_from_the_figures_beside_it() -> None:
    result = from_json((DOCS / "figures-speed.json").read_text(encoding="utf-8"))
    assert (DOCS / "figures-speed.svg").read_text(encoding="utf-8") == plot(result)
