"""Simulates crawls: many seeds, or one again that failed.

python -m tests.simulation --pages 100000 --hosts 50 --kills 100 --seed 7
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.simulation.world import simulate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, from --seed on")
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--kills", type=int, default=10)
    options = parser.parse_args()
    failed = 0
    for seed in range(options.seed, options.seed + options.seeds):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            course = simulate(Path(folder), seed=seed, pages=options.pages, hosts=options.hosts, kills=options.kills)
        faults = course.faults()
        failed += bool(faults)
        print(
            f"seed {seed}: {course.pages:,} pages, {len(course.records):,} records, {course.starts - 1} kills, "
            f"{course.hours:.1f} virtual hours in {time.perf_counter() - began:.1f} s, "
            f"efficiency {course.efficiency:.3f}: {'; '.join(faults) or 'nothing lost, doubled or impolite'}",
            flush=True,
        )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
