"""Every fault a server can commit, through a whole crawl: its address has the stated outcome, the others are read."""

import re
from pathlib import Path

import pytest

from scraper.cli.main import run as command
from scraper.run import Run
from tests.faults.served import MAX_BYTES, SITES, TIMEOUT
from tests.kill.site import question_page
from tests.runs import links, standing
from tests.servers import Route, Server, answer


def crawled(site: str, folder: Path) -> tuple[Run, Server, int]:
    """Crawl a site of faults and one good page; return the run, the server and the command's exit code."""
    faults = SITES[site]
    routes: dict[str, Route] = {f"/{name}": fault.route for name, fault in faults.items()}
    routes["/"] = [answer(200, links(*(path for path in routes if path != "/round-b"), "/good").encode())]
    routes["/good"] = [answer(200, question_page(1))]
    with Server(routes) as server:
        options = ["--delay", "0", "--retries", "1", "--timeout", str(TIMEOUT), "--max-bytes", str(MAX_BYTES)]
        options += ["--allow-private-hosts", "--no-sitemaps", "--quiet"]
        code = command(["crawl", str(folder / "run"), f"{server.origin}/", *options])
    return Run.at(folder / "run"), server, code


@pytest.mark.parametrize("site", ["that come at once", pytest.param("that take their time", marks=pytest.mark.slow)])
def test_a_served_fault_has_its_stated_outcome_and_costs_no_other_page(site: str, tmp_path: Path) -> None:
    run, server, code = crawled(site, tmp_path)
    asked = [request.path for request in server.requests]
    found, wanted = {}, {}
    for name, fault in SITES[site].items():
        state, reason = standing(run, f"{server.origin}/{name}")
        matches = (reason or "").startswith(fault.reason)
        found[name] = (state, fault.reason if matches else reason, asked.count(f"/{name}"))
        wanted[name] = (fault.state, fault.reason, fault.tries)
    assert found == wanted
    assert code == 0
    assert run.stats().records == 1
    written = [path.read_bytes() for path in run.path.iterdir() if path.suffix in (".jsonl", ".json", ".toml")]
    assert not [content for content in written if re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", content)]
