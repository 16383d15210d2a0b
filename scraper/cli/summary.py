"""What a crawl tells when it has ended: counts that add up, and what to type next."""

import os
import shlex
import shutil
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scraper.cli.progress import duration
from scraper.cli.terminal import printable
from scraper.run import Outcome, Run
from scraper.stats import Stats

_MOST_CAUSES = 3
_KINDS = ("new", "changed", "gone")


def typed(verb: str, run: str) -> str:
    """Return a command as one would type it."""
    return f"{program()} {verb} {shlex.quote(run)}"


def program() -> str:
    """Return what one types to call this program the way it was called now."""
    if "UV_RUN_RECURSION_DEPTH" in os.environ:  # set by `uv run`, whose environment is not on the user's PATH
        return "uv run qaharvest"
    called = Path(sys.argv[0])
    on_path = shutil.which("qaharvest")
    if called.name == "qaharvest" and (on_path is None or not called.exists() or not called.samefile(on_path)):
        return shlex.quote(os.path.relpath(called))
    return "qaharvest"


def moment(unix: float) -> str:
    """Return a moment as RFC 3339 in UTC, in whole seconds."""
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def outcome_dict(run: Run, outcome: Outcome) -> dict[str, Any]:
    """Return what ``--json`` prints after a crawl."""
    until = outcome.deferred_until
    return {
        "run": str(run.path),
        "ended": outcome.ended,
        "deferred_until": None if until is None else moment(until),
        "seconds": round(outcome.seconds, 3),
        "stats": outcome.stats.as_dict(),
        "new": outcome.new.as_dict(),
        "drift": [asdict(sign) for sign in outcome.drift],
        "changes": {kind: outcome.changes.get(kind, 0) for kind in _KINDS},
        "records": str(run.path / "records.jsonl"),
        "rejects": str(run.path / "rejects.jsonl"),
    }


def after_crawl(name: str, run: Run, outcome: Outcome) -> str:
    """Return the closing lines of a crawl."""
    new, stats = outcome.new, outcome.stats
    pace = f", {new.pages / outcome.seconds:.1f} pages/s" if new.pages and outcome.seconds > 0 else ""
    folder = printable(str(run.path))
    if new.fetched or new.failed or outcome.ended != "done":
        lines = [f"{folder}: {counts(new)} in {duration(outcome.seconds)}{pace}."]
        if stats != new:
            lines.append(f"The whole run: {counts(stats)}.")
    else:
        lines = [f"{folder}: nothing was left to fetch.", f"The whole run: {counts(stats)}."]
    lines.append(f"Addresses: {stats.fetched:,} answered, {stats.skipped:,} skipped, {stats.failed:,} failed.")
    if stats.records:
        lines.append(f"Records: {printable(str(run.path / 'records.jsonl'))}")
    if outcome.changes:
        kinds = ", ".join(f"{outcome.changes[kind]:,} {kind}" for kind in _KINDS if kind in outcome.changes)
        lines.append(f"Changes: {kinds}: {printable(str(run.path / 'changes.jsonl'))}")
    if stats.pages_rejected or stats.failed:
        lines.append(f"Rejects: {printable(str(run.path / 'rejects.jsonl'))}")
    lines += [f"Drift: {printable(str(sign))}." for sign in outcome.drift]
    if outcome.drift:
        lines.append(f"The pages are in the archive: mend the profile, then read them again: {typed('extract', name)}")
    if outcome.ended == "limit":
        lines.append(f"Stopped at --max-pages; go on with: {typed('crawl', name)} --max-pages {stats.pages * 2}")
    if outcome.ended == "deferred":
        until = "" if outcome.deferred_until is None else f" until {moment(outcome.deferred_until)}"
        some = "address" if stats.deferred == 1 else "addresses"
        lines.append(
            f"{stats.deferred:,} {some} must wait{until}{_causes(run)}; then go on with: {typed('crawl', name)}"
        )
    return "\n".join(lines)


def _causes(run: Run) -> str:
    """Return what the hosts of a run wait for, in brackets; nothing where it is their usual delay."""
    causes = [f"{host.host}: {host.waits_for}" for host in run.status().hosts if host.waits_for]
    return f" ({printable(', '.join(causes[:_MOST_CAUSES]))})" if causes else ""


def counts(stats: Stats) -> str:
    """Return the counts of pages as words that add up."""
    return (
        f"{stats.pages:,} {'page' if stats.pages == 1 else 'pages'} = {stats.pages_with_records:,} with records "
        f"({stats.records:,} written) + {stats.pages_rejected:,} rejected + {stats.pages_not_qa:,} not Q&A"
    )
