"""The tables of faults and threats name tests that exist, and their pages are current."""

import ast
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from tests.faults.__main__ import DOCS, PAGES
from tests.faults.served import GROUPS, SITES
from tests.faults.table import SERVED, TABLES
from tests.faults.threats import THREATS

ROOT = DOCS.parent
NAMED = {SERVED, *chain.from_iterable(row.tests for row in (*THREATS, *chain.from_iterable(TABLES.values())))}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    page: Callable[[], str] = PAGES[name]
    assert (DOCS / name).read_text(encoding="utf-8") == page(), "write it with: python -m tests.faults"


@pytest.mark.parametrize("test", sorted(NAMED))
def test_every_test_that_is_named_exists(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / Path(path)).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_fault_of_a_server_is_served() -> None:
    listed = [name for faults in GROUPS.values() for name in faults]
    assert sorted(listed) == sorted(name for faults in SITES.values() for name in faults)
