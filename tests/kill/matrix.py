"""Kills a crawl with SIGKILL at random instants, starts it again until it is done, and counts what that cost.

python -m tests.kill.matrix --kills 20 --pages 500
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from scraper.archive.reader import read_member
from scraper.run import Run
from tests.kill.site import PER_LISTING, Site, questions

CONCURRENCY = 32

CHILD = """
import sys
from scraper.run import Run
run, seed, concurrency = sys.argv[1:]
changes = {"delay": 0.0, "allow_private_hosts": True, "concurrency": int(concurrency)}
outcome = Run.at(run).crawl([seed], changes=changes)
print(outcome.ended)
"""


@dataclass(frozen=True)
class Figures:
    """What a crawl that was killed often came to."""

    wanted: int
    kills: int
    pages: int
    lost: int
    doubled: int
    broken: int
    refetched: int
    refetched_bound: int
    misplaced: int
    seconds: float

    @property
    def ok(self) -> bool:
        clean = not (self.lost or self.doubled or self.broken or self.misplaced)
        return clean and self.kills == self.wanted and self.refetched <= self.refetched_bound

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.pages} pages: "
            f"{self.lost} lost, {self.doubled} doubled, {self.broken} broken lines, "
            f"{self.misplaced} misplaced in the archive, {self.refetched} fetched again "
            f"(at most {self.refetched_bound} were in flight), {self.seconds:.0f} s"
        )


def run_matrix(kills: int, pages: int, folder: Path, seed: int) -> Figures:
    """Crawl a site of so many question pages into ``folder`` under so many kills."""
    rng = random.Random(seed)
    began = time.monotonic()
    with Site(questions(pages)) as site:
        command = [sys.executable, "-c", CHILD, str(folder), f"{site.url}/", str(CONCURRENCY)]
        killed = 0
        while killed < kills:
            before = site.asked.total()
            # Some instants lie in the start and the cutting back, most in the crawl.
            wait = rng.uniform(0.0, 1.2) if rng.random() < 0.2 else None
            child = subprocess.Popen(command, stdout=subprocess.PIPE)
            deadline = time.monotonic() + 60
            # Half of a fair share of what is left, on average: the crawl must not be done before its last kill.
            quota = rng.randrange(1, max(2, (pages - len(site.asked)) // (kills - killed)))
            while child.poll() is None and time.monotonic() < deadline:
                if wait is not None:
                    time.sleep(wait)
                    break
                if site.asked.total() - before >= quota:
                    time.sleep(rng.uniform(0.0, 0.02))
                    break
                time.sleep(0.001)
            if child.poll() is not None:
                child.communicate()
                break  # done before its time: too few kills, and so no proof
            child.kill()
            child.communicate()
            killed += 1
        last = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=True, text=True)
        assert last.stdout.strip() == "done", last.stdout
        asked = Counter(
            {target: n for target, n in site.asked.items() if target not in ("/robots.txt", "/sitemap.xml")}
        )
    return _count(folder, pages, (kills, killed), asked, time.monotonic() - began)


def _count(folder: Path, pages: int, kills: tuple[int, int], asked: Counter[str], seconds: float) -> Figures:
    ids: Counter[str] = Counter()
    broken = misplaced = 0
    content = (folder / "records.jsonl").read_bytes()
    for line in content.split(b"\n")[:-1]:
        try:
            record = json.loads(line)
        except ValueError:
            broken += 1
            continue
        ids[record["record_id"]] += 1
        place = record["provenance"]["archive"]
        page = read_member(folder / place["file"], place["offset"], place["length"])
        misplaced += page.url != record["provenance"]["source"] or page.sha256 != record["provenance"]["content_sha256"]
    broken += not content.endswith(b"\n")
    archived = Counter(page.url for page in Run.at(folder).pages())
    listings = -(-pages // PER_LISTING)
    misplaced += sum(archived.values()) != pages + listings or len(archived) != pages + listings
    stats = json.loads((folder / "stats.json").read_text())
    misplaced += stats["records"] != pages or stats["pages"] != pages + listings
    wanted = {f"ehospital:{n}" for n in range(pages)}
    return Figures(
        wanted=kills[0],
        kills=kills[1],
        pages=pages,
        lost=len(wanted - set(ids)),
        doubled=sum(ids.values()) - len(ids) + len(set(ids) - wanted),
        broken=broken,
        refetched=sum(n - 1 for n in asked.values()),
        refetched_bound=kills[1] * CONCURRENCY,
        misplaced=misplaced,
        seconds=seconds,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run_matrix(options.kills, options.pages, Path(folder) / "run", options.seed)
    print(figures)  # noqa: T201
    return 0 if figures.ok else 1


if __name__ == "__main__":
    sys.exit(main())
