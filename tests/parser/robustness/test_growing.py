"""A page of a megabyte, or of ten, is read in bounded time and memory, whatever it is made of.

Each is read by a process of its own, which the system ends when it takes too long; the time is ample.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from scraper.pipeline import read_page

from .growing import UNITS, made_of
from .test_fragments import page

SCRIPT = Path(__file__).with_name("growing.py")
LARGE = ["nested div", "one line", "many lines", "parts of one line", "links in one line", "attributes of one tag",
         "tags of many attributes", "options", "combining marks", "answers in microdata", "posts without mark-up"]  # fmt: skip


def read_apart(name: str, size: int, seconds: int) -> None:
    command = [sys.executable, str(SCRIPT), name, str(size), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, f"{name}: ended with {done.returncode}\n{done.stderr[-1000:]}"


@pytest.mark.parametrize("name", UNITS)
def test_some_kilobytes_of_anything_are_survived(name: str) -> None:
    read_page(page(made_of(name, 10_000).decode()))


@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_a_megabyte_of_anything_is_read_in_bounded_time(name: str) -> None:
    read_apart(name, 1_000_000, 60)


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_ten_megabytes_are_read_in_bounded_time(name: str) -> None:
    read_apart(name, 10_000_000, 180)
