"""Instructions that reading a page takes, counted by valgrind: the same on a busy machine as on a quiet one.

Pages are read in an interpreter of its own, few of them and then more, and the difference is what they cost, start-up
left out. It ends with an error where a way takes more than is kept in ``instructions.json``, and some hundredths. What
is kept holds for the versions it was counted with: where libraries have others, which the build pins, it must be
counted anew; with another Python or machine nothing is compared.

    python -m benchmarks.instructions            # compare
    python -m benchmarks.instructions --keep     # keep what is counted now: it has become less, or more is worth it
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

_NAME = "benchmarks.instructions"
_KEPT = Path(__file__).with_name("instructions.json")
_FEW, _MANY = 10, 40
_MOST = 1.05
_OF_MACHINE = {"Python", "machine"}
_NAMED = ("selectolax", "pydantic", "pydantic_core", "w3lib", "warcio")
_SECONDS = 300.0


def _reading() -> Callable[[int], None]:
    from benchmarks.site import question_page, thread  # noqa: PLC0415 - the parent needs none of it
    from scraper.executors.worker import search_seldom  # noqa: PLC0415
    from scraper.packing import pack  # noqa: PLC0415
    from scraper.page import Page  # noqa: PLC0415
    from scraper.sites import BUILT_IN  # noqa: PLC0415

    headers = (("Content-Type", "text/html; charset=utf-8"),)
    pages = [
        Page(question_page(thread(n, _MANY)).encode(), url, url, 200, headers)
        for n, url in ((n, f"http://site.invalid/q/{n}.html") for n in range(_MANY))
    ]
    search_seldom()

    def run(number: int) -> None:
        pack((tuple(pages[:number]), None, BUILT_IN))

    return run


def _structure_alone() -> Callable[[int], None]:
    from benchmarks.paths import STRUCTURE, kinds, read  # noqa: PLC0415

    kind = next(kind for kind in kinds() if STRUCTURE in kind.ways)

    def run(number: int) -> None:
        for page in kind.pages[:number]:
            read(replace(page), kind.ways[STRUCTURE])

    return run


WAYS = {"crawl's reader": _reading, "structure alone": _structure_alone}
"""What is counted: all that a crawl's reader does for a page of a known site; the reading of one without mark-up."""


def _child(numbers: Sequence[int]) -> None:
    for make, number in zip(WAYS.values(), numbers, strict=True):
        run = make()
        run(_FEW)  # what is made once
        run(number)


def counted() -> dict[str, int]:
    """Return way → instructions a page.

    :raises RuntimeError: if valgrind fails.
    """
    few = _count([_FEW] * len(WAYS))
    return {
        way: round((_count([_MANY if other == way else _FEW for other in WAYS]) - few) / (_MANY - _FEW)) for way in WAYS
    }


def _count(numbers: Sequence[int]) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-m", _NAME]
    done = subprocess.run(
        [*command, "--child", *map(str, numbers)],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True, text=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or found is None:
        raise RuntimeError(f"valgrind ended with exit code {done.returncode}:\n{done.stderr[-2000:]}")
    return int(found[1])


def versions() -> dict[str, str]:
    """Return the versions of what is counted with."""
    return {"Python": platform.python_version(), "machine": platform.machine(), **{n: version(n) for n in _NAMED}}


def main() -> int:
    options = _options()
    if options.child is not None:
        _child(options.child)
        return 0
    if shutil.which("valgrind") is None:
        print("There is no valgrind here: nothing is counted.")
        return 0
    now = counted()
    for way, number in now.items():
        print(f"{way:<20} {number:>12,} instructions a page")
    if options.keep:
        _KEPT.write_text(json.dumps({"versions": versions(), "instructions": now}, indent=2) + "\n", encoding="utf-8")
        return 0
    kept = json.loads(_KEPT.read_text(encoding="utf-8"))
    others = {name: told for name, told in kept["versions"].items() if versions().get(name) != told}
    if others:
        print(f"They are not compared: what is kept was counted with {others}; count anew with --keep.")
        return 0 if others.keys() <= _OF_MACHINE else 1
    return _compare(now, kept["instructions"])


def _compare(now: dict[str, int], kept: dict[str, int]) -> int:
    worse = [way for way in WAYS if now[way] > kept[way] * _MOST]
    for way in worse:
        print(f"{way}: {now[way] / kept[way]:.3f} times what is kept; make it less, or keep it with --keep.")
    return 1 if worse else 0


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="write what is counted down")
    parser.add_argument("--child", type=int, nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
