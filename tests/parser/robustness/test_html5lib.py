"""Every input of html5lib's tests of tree construction is survived; what comes out is not compared.

The inputs are read from the folder that the environment variable HTML5LIB_TESTS names (its ``tree-construction``); they
lie in the source distribution of html5lib. Without it only the authored fragments are read.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.pipeline import read_page

from .test_fragments import ALL, page, survive

FOLDER = os.environ.get("HTML5LIB_TESTS")


def inputs(folder: Path) -> Iterator[str]:
    """Yield what stands between ``#data`` and ``#errors`` in the test files."""
    for path in sorted(folder.rglob("*.dat")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        for test in f"\n{text}".split("\n#data\n")[1:]:
            yield test.partition("\n#errors")[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@pytest.mark.slow
def test_every_input_of_the_tree_construction_tests_is_survived() -> None:
    markup = [*ALL, *(inputs(Path(FOLDER)) if FOLDER else ())]
    assert FOLDER is None or len(markup) > 1500, f"{FOLDER} holds no tests of tree construction"
    for one in markup:
        survive(page(one))
        read_page(page(one, "text/plain", None))
        read_page(page(one * 300))
