"""Measures this program beside its peers and writes docs/figures.md: one command, everything it needs it brings along.

    python -m benchmarks                             # all parts: speed, extraction, ways of reading, frontier, kills
    python -m benchmarks --pages 1000 --rounds 1     # a quick look; --no-write leaves the page alone
    python -m benchmarks --only speed                # all contenders of one part: its tables and plot are written anew
    python -m benchmarks --only crawl --only scrapy  # some contenders; the page is left alone

It makes an environment of its own (pip installs the peers and this package into it), serves a generated site on
loopback with nginx where that is installed, and ends every process it started. Slow is never an error; wrong is.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.contenders import CONTENDERS
from benchmarks.environment import REPOSITORY, Environment
from benchmarks.figures import (
    DEFAULT,
    exporting_text,
    extraction_text,
    frontier_text,
    kill_text,
    paths_text,
    write_machine,
    write_part,
)
from benchmarks.measurement import to_json
from benchmarks.plot import plot
from benchmarks.speed import measure
from benchmarks.speed_text import markdown, tables

SPEED = "speed"
PARTS = ("extraction", "paths", "frontier", "exporting", "kill")
_PART_SECONDS = 3600


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything started is ended
    only = options.only or [SPEED, *PARTS]
    page: Path | None = None if options.no_write else options.out
    try:
        with tempfile.TemporaryDirectory(prefix="qaharvest-benchmark-") as folder:
            work = Path(folder)
            environment = Environment(options.env or work / "env")
            contenders = list(CONTENDERS) if SPEED in only else [name for name in only if name in CONTENDERS]
            if contenders:
                _speed(work, environment, options, contenders, page)
            for part in PARTS:
                if part in only:
                    _part(part, environment, options, page)
    except (RuntimeError, subprocess.SubprocessError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=_positive, default=4000, help="question pages of the site [default: 4000]")
    parser.add_argument("--rounds", type=_positive, default=3, help="rounds of the speed part [default: 3]")
    parser.add_argument(
        "--only",
        action="append",
        choices=[SPEED, *CONTENDERS, *PARTS],
        help="only this; may be given several times",
    )
    parser.add_argument(
        "--addresses", type=_positive, default=10_000_000, help="addresses of the frontier [default: 10,000,000]"
    )
    parser.add_argument("--kills", type=_positive, default=20, help="kills of the kill test [default: 20]")
    parser.add_argument("--kill-pages", type=_positive, default=500, help="pages of the kill test [default: 500]")
    parser.add_argument("--env", type=Path, help="folder of the environment, kept [default: a temporary one]")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="the page to write [default: docs/figures.md]")
    parser.add_argument("--no-write", action="store_true", help="print only")
    parser.add_argument("--note", help="a sentence to put at the head of the page, such as what else was running")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _speed(
    work: Path, environment: Environment, options: argparse.Namespace, contenders: list[str], page: Path | None
) -> None:
    result = measure(
        work,
        environment,
        questions=options.pages,
        rounds=options.rounds,
        only=contenders,
        say=lambda line: print(line, flush=True),
    )
    print(f"\n{tables(result)}\n")
    if page is not None and set(contenders) == set(CONTENDERS):
        drawn = page.with_name("figures-speed.svg")
        command = f"python -m benchmarks --only {SPEED} --pages {options.pages} --rounds {options.rounds}"
        write_part(page, "speed", markdown(result, rounds=options.rounds, command=command, plot=drawn.name))
        drawn.with_suffix(".json").write_text(to_json(result), encoding="utf-8")
        drawn.write_text(plot(result), encoding="utf-8")
        write_machine(page, options.note)


def _part(name: str, environment: Environment, options: argparse.Namespace, page: Path | None) -> None:
    text = _text(name, environment, options)
    print(text)
    if page is not None:
        write_part(page, name, text)
        write_machine(page, options.note)


def _text(name: str, environment: Environment, options: argparse.Namespace) -> str:
    """Measure one part of the page; return its text."""
    match name:
        case "extraction":
            return extraction_text(json.loads(_in_repository(environment, "-m", "benchmarks.extraction")))
        case "paths":
            return paths_text(json.loads(_in_repository(environment, "-m", "benchmarks.paths")))
        case "frontier":
            arguments = ["-m", "benchmarks.frontier", "--addresses", str(options.addresses)]
            return frontier_text(json.loads(_in_repository(environment, *arguments)), arguments)
        case "exporting":
            return exporting_text(json.loads(_in_repository(environment, "-m", "benchmarks.exporting")))
        case _:
            arguments = ["-m", "tests.kill.matrix", "--kills", str(options.kills), "--pages", str(options.kill_pages)]
            return kill_text(_in_repository(environment, *arguments).strip(), arguments)


def _in_repository(environment: Environment, *arguments: str) -> str:
    """Run the environment's Python in the repository and return what it prints.

    :raises RuntimeError: if it fails.
    """
    done = subprocess.run(
        [str(environment.python), *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=_PART_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"python {' '.join(arguments)} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
