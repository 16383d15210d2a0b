"""A file appears whole or not at all, whatever instant an interruption takes."""

import sys
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from scraper.cli import outputs


class _InterruptedAt:
    """A trace function that raises KeyboardInterrupt once, as a signal would, at the n-th step of writing a file."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, frame: FrameType, event: str, argument: object) -> "_InterruptedAt | None":
        del argument
        if not frame.f_code.co_filename.endswith(("outputs.py", "pathlib.py")):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


def _write(target: Path, step: int) -> bool:
    """Write one line, interrupted at this step; return whether there was such a step."""
    before = sys.gettrace()
    interruption = _InterruptedAt(step)
    sys.settrace(interruption)
    try:
        with outputs.replacing(str(target)) as stream:
            stream.write(b"{}\n")
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return interruption.left <= 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an interrupted open() drops its file
def test_interrupted_at_any_step_no_half_file_stays(tmp_path: Path) -> None:
    target = tmp_path / "records.jsonl"
    for step in count(1):
        interrupted = _write(target, step)
        assert {path.name for path in tmp_path.iterdir()} <= {target.name}, f"interrupted at step {step}"
        if target.exists():
            assert target.read_bytes() == b"{}\n"
            target.unlink()
        if not interrupted:
            break
    assert step > 20


def test_a_long_name_of_wide_letters_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("問" * 80 + ".jsonl")
    with outputs.replacing(str(target)) as stream:
        stream.write(b"{}\n")
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
