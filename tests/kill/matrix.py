"""Kills a crawl with SIGKILL at random instants, starts it again until it is done, and counts what that cost.

The site holds questions of one page and threads of three. When the crawl is done, its re-extraction is killed too.

python -m tests.kill.matrix --kills 20 --pages 500 --threads 50
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scraper.archive.reader import read_member
from scraper.run import Run
from tests.kill.site import PER_LISTING, Answer, Site, questions
from tests.threads import ANSWERS, PROFILE, forum

CONCURRENCY = 32
PAGES_OF_THREAD = 3
BEGUN = ".records.jsonl.new"
ROOT = Path(__file__).parents[2]

CHILD = """
import sys
from scraper.run import Run
run, seed, concurrency, profile = sys.argv[1:]
changes = {"delay": 0.0, "allow_private_hosts": True, "concurrency": int(concurrency), "profile": profile}
outcome = Run.at(run).crawl([seed], changes=changes)
print(outcome.ended)
"""


@dataclass(frozen=True)
class Figures:
    """What a crawl that was killed often came to."""

    wanted: int
    kills: int
    pages: int
    threads: int
    counted: "Counted"
    refetched: int
    refetched_bound: int
    seconds: float

    @property
    def ok(self) -> bool:
        return not self.counted and self.kills == self.wanted and self.refetched <= self.refetched_bound

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.pages} pages and {self.threads} threads of {PAGES_OF_THREAD}: "
            f"{self.counted.lost} lost, {self.counted.doubled} doubled, {self.counted.broken} broken lines, "
            f"{self.counted.misplaced} misplaced in the archive, {self.refetched} fetched again "
            f"(at most {self.refetched_bound} were in flight), {self.seconds:.0f} s"
        )


def site_of(pages: int, threads: int) -> Callable[[str], Answer]:
    """Return a site of so many questions and threads."""
    asked, of_threads = questions(pages), forum(threads, PAGES_OF_THREAD)
    links = "".join(f'<a href="/t/{thread}">more</a> ' for thread in range(threads)).encode()

    def answer(target: str) -> Answer:
        if target.startswith("/t/"):
            return of_threads(target)
        status, headers, body = asked(target)
        return status, headers, body + links if target == "/" else body

    return answer


def run_matrix(kills: int, pages: int, folder: Path, seed: int, threads: int = 0) -> Figures:
    """Crawl a site of so many questions and threads into ``folder`` under so many kills."""
    rng = random.Random(seed)
    began = time.monotonic()
    with Site(site_of(pages, threads)) as site:
        profile = folder.parent / f"{folder.name}.toml"
        profile.write_text(PROFILE.replace("forum.test", site.url.removeprefix("http://")))
        command = [sys.executable, "-c", CHILD, str(folder), f"{site.url}/", str(CONCURRENCY), str(profile)]
        killed = 0
        while killed < kills:
            before = site.asked.total()
            # Some instants lie in the start and the cutting back, most in the crawl.
            wait = rng.uniform(0.0, 1.2) if rng.random() < 0.2 else None
            child = subprocess.Popen(command, stdout=subprocess.PIPE)
            deadline = time.monotonic() + 60
            # Half of a fair share of what is left, on average: the crawl must not be done before its last kill.
            left = pages + PAGES_OF_THREAD * threads - len(site.asked)
            quota = rng.randrange(1, max(2, left // (kills - killed)))
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
        if threads:
            _kill_while_joining(command, folder, rng.uniform(0.0, 0.03))
        last = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=True, text=True)
        assert last.stdout.strip() == "done", last.stdout
        asked = Counter(
            {target: n for target, n in site.asked.items() if target not in ("/robots.txt", "/sitemap.xml")}
        )
    return Figures(
        wanted=kills,
        kills=killed,
        pages=pages,
        threads=threads,
        counted=count_files(folder, pages, threads),
        refetched=sum(n - 1 for n in asked.values()),
        refetched_bound=killed * CONCURRENCY,
        seconds=time.monotonic() - began,
    )


def _kill_while_joining(command: list[str], folder: Path, seconds: float) -> None:
    """Let a crawl come to its end, and kill it while it writes its files anew."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    while child.poll() is None and not (folder / BEGUN).exists():
        time.sleep(0.0005)
    time.sleep(seconds)
    child.kill()
    child.communicate()


@dataclass(frozen=True)
class Counted:
    """What is not as it must be in the files of a crawl that is done."""

    lost: int
    doubled: int
    broken: int
    misplaced: int

    def __bool__(self) -> bool:
        """Whether anything is not."""
        return bool(self.lost or self.doubled or self.broken or self.misplaced)


def count_files(folder: Path, pages: int, threads: int) -> Counted:
    """Compare the files of a run with the site it crawled."""
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
        broken += record["site"] == "forum" and len(record["replies"]) != ANSWERS * PAGES_OF_THREAD
        place = record["provenance"]["archive"]
        page = read_member(folder / place["file"], place["offset"], place["length"])
        misplaced += page.url != record["provenance"]["source"] or page.sha256 != record["provenance"]["content_sha256"]
    broken += not content.endswith(b"\n")
    archived = Counter(page.url for page in Run.at(folder).pages())
    listings = -(-pages // PER_LISTING)
    whole = pages + listings + PAGES_OF_THREAD * threads
    misplaced += sum(archived.values()) != whole or len(archived) != whole
    stats = json.loads((folder / "stats.json").read_text())
    misplaced += stats["records"] != pages + threads or stats["pages"] != whole
    wanted = {f"ehospital:{n}" for n in range(pages)} | {f"forum:{n}" for n in range(threads)}
    return Counted(
        lost=len(wanted - set(ids)),
        doubled=sum(ids.values()) - len(ids) + len(set(ids) - wanted),
        broken=broken,
        misplaced=misplaced,
    )


def kill_reextraction(kills: int, folder: Path, seed: int) -> int:
    """Re-extract a finished run under so many kills, with rules that change; return how often it was a mixture."""
    rng = random.Random(seed)
    run = Run.at(folder)
    profile = Path(run.settings().profile or "")
    rules = [profile.read_text(), profile.read_text().replace("""author = "css('.by')\"""", "")]
    command = [sys.executable, "-m", "tests.kill.reextraction", str(folder), "never"]
    begun = folder / BEGUN
    outcomes = []
    for text in rules:
        profile.write_text(text)
        subprocess.run(command, cwd=ROOT, timeout=600, check=True)
        outcomes.append(list(run.lines()))
    assert outcomes[0] != outcomes[1]
    mixtures = 0
    for number in range(kills):
        profile.write_text(rules[number % 2])
        child = subprocess.Popen(command, cwd=ROOT)
        while child.poll() is None and not begun.exists():
            time.sleep(0.001)
        time.sleep(rng.uniform(0.0, 1.5 * len(outcomes[0]) / 500))
        child.kill()
        child.communicate()
        mixtures += list(run.lines()) not in outcomes
    profile.write_text(rules[0])
    subprocess.run(command, cwd=ROOT, timeout=600, check=True)
    return mixtures + (list(run.lines()) != outcomes[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--threads", type=int, default=50)
    parser.add_argument("--rereadings", type=int, default=20, help="kills of the re-extraction")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        figures = run_matrix(options.kills, options.pages, run, options.seed, options.threads)
        print(figures)  # noqa: T201
        mixtures = kill_reextraction(options.rereadings, run, options.seed)
        print(f"{options.rereadings} kills of the re-extraction: {mixtures} mixtures of old and new")  # noqa: T201
    return 0 if figures.ok and not mixtures else 1


if __name__ == "__main__":
    sys.exit(main())
