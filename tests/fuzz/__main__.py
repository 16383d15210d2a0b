"""Fuzzes every reader of what others wrote, each in a process of its own: a crash or a hang ends only that.

python -m tests.fuzz --seconds 60
python -m tests.fuzz --only html --seconds 600 --seed 7

Each input that ended badly is written to a file of the folder, and its target and cause are printed.
"""

import argparse
import importlib
import random
import re
import subprocess
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path

from tests.fuzz.mutation import mutate
from tests.fuzz.targets import Target

ROOT = Path(__file__).parents[2]
HANG_SECONDS = 10.0
"""An input that takes longer is a finding; the inputs are small."""
_FLAW = 3  # exit code of a child that found one


def child(target: Target, seconds: float, seed: int, current: Path) -> int:
    """Read mutated inputs; each lies in the file ``current`` before it is read."""
    rng = random.Random(seed)
    corpus = target.corpus()
    end = time.monotonic() + seconds
    inputs = 0
    while time.monotonic() < end:
        content = mutate(rng, corpus, target.words)
        current.write_bytes(content)
        try:
            target.read(content)
        except Exception:  # noqa: BLE001 - whatever it is, it is the finding
            print(f"{inputs} inputs")
            traceback.print_exc(limit=-4)
            return _FLAW
        inputs += 1
    print(f"{inputs} inputs")
    return 0


def run(name: str, module: str, seconds: float, seed: int, folder: Path) -> list[str]:
    """Fuzz one target until its time is over; return a line for each finding."""
    found = []
    end = time.monotonic() + seconds
    total = 0
    while (left := end - time.monotonic()) > 0 and len(found) < 5:
        current = folder / f".{name}.current"
        command = [sys.executable, "-m", "tests.fuzz", "--module", module, "--child", name]
        command += ["--seconds", str(left), "--seed", str(seed), "--folder", str(folder)]
        with (folder / f".{name}.told").open("w+") as told_by:
            process = subprocess.Popen(command, cwd=ROOT, stdout=told_by, stderr=subprocess.STDOUT)
            cause = _watch(process, current)
            told_by.seek(0)
            told = told_by.read()
        total += sum(int(number) for number in re.findall(r"^(\d+) inputs$", told, re.M))
        if cause is None:
            break
        content = current.read_bytes() if current.exists() else b""
        kept = folder / f"{name}-{sha256(content).hexdigest()[:12]}.bin"
        kept.write_bytes(content)
        last = [line for line in told.splitlines() if line.strip()][-1:] or [""]
        found.append(f"{name}: {cause}: {last[0][:200]}: {kept}")
        seed += 1
    for beside in folder.glob(f".{name}.*"):
        beside.unlink()
    print(f"{name}: {total} inputs, {len(found)} findings", flush=True)
    return found


def _watch(process: "subprocess.Popen[bytes]", current: Path) -> str | None:
    """Wait for a child; return what it ended by, None if well."""
    while process.poll() is None:
        time.sleep(0.05)
        try:
            age = time.time() - current.stat().st_mtime
        except FileNotFoundError:
            continue
        if age > HANG_SECONDS:
            process.kill()
            process.wait()
            return "hang"
    code = process.returncode
    return None if code == 0 else "error" if code == _FLAW else f"crash (exit code {code})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="in all, shared among the targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="name of a target; may be given again")
    parser.add_argument("--folder", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--module", default="tests.fuzz.targets", help="where TARGETS is")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    targets: dict[str, Target] = importlib.import_module(options.module).TARGETS
    options.folder = options.folder.absolute()
    if options.child:
        return child(
            targets[options.child], options.seconds, options.seed, options.folder / f".{options.child}.current"
        )
    options.folder.mkdir(parents=True, exist_ok=True)
    names = options.only or list(targets)
    found = []
    for name in names:
        found += run(name, options.module, options.seconds / len(names), options.seed, options.folder)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
