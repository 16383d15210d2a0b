import errno
import os

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli.failures import sentence_of
from scraper.errors import UnknownSite


@given(st.sampled_from(sorted(errno.errorcode)), st.none() | st.text(min_size=1))
def test_whatever_the_system_refuses_is_one_sentence(number: int, name: str | None) -> None:
    told = sentence_of(OSError(number, os.strerror(number), name) if name else OSError(number, os.strerror(number)))
    assert told.endswith(".")
    assert "bug" not in told
    assert not told.startswith("[Errno")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "x", "out.jsonl"), "the disk is full at out.jsonl; free some space"),
        (OSError(errno.EDQUOT, "x"), "the disk is full; free some space"),
        (PermissionError(errno.EACCES, "x", b"a\xff"), "no permission for a\\xff;"),
        (OSError("odd"), "a file cannot be used: odd."),
        (MemoryError(), "there is not enough memory"),
        (UnknownSite("There is none."), "There is none."),
        (KeyError("x"), "this is a bug in qaharvest (KeyError: 'x');"),
        (click.UsageError("Missing thing"), "missing thing."),
    ],
)
def test_each_error_has_its_sentence(error: Exception, told: str) -> None:
    assert sentence_of(error).startswith(told)
