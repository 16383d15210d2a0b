"""The simulation behind docs/scale.md: it is polite, its sums add up, and the page says what it gives."""

import re
from dataclasses import replace
from functools import cache

import pytest

from benchmarks import scale
from benchmarks.scale_events import Events, Told
from benchmarks.scale_flow import Force, Outcome, crawl
from benchmarks.scale_host import courses
from benchmarks.scale_needs import Needs, bucket, imbalance
from benchmarks.scale_world import FATE_SHARES, LATER, OPEN, World

SMALL = World(80, 4_000, 400, seed=5)
FORCES = (Force(1, pages_a_second=20), Force(2, hosts=10), Force(2, in_flight=8), Force(3, lifetime=300))


@cache
def flowed(world: World, force: Force) -> Outcome:
    return crawl(world, force, scale.known_courses())


@cache
def told(world: World, force: Force) -> Told:
    return Events(world, force, scale.DELAY).run()


@pytest.mark.parametrize("force", FORCES)
def test_no_host_is_asked_sooner_than_it_permits_whoever_owns_it(force: Force) -> None:
    course = told(SMALL, force)
    assert course.violations == []
    assert course.requests > course.pages


def test_workers_die_and_every_page_is_fetched() -> None:
    course = told(SMALL, FORCES[-1])
    assert course.deaths > 0
    assert course.pages == SMALL.fetched.sum()


def test_a_worker_owns_no_more_hosts_than_it_may() -> None:
    assert told(SMALL, Force(2, hosts=10)).most_owned == 10


@pytest.mark.parametrize("force", FORCES)
def test_both_simulations_agree_on_pages_and_nearly_on_requests(force: Force) -> None:
    by_request, by_host = told(SMALL, force), flowed(SMALL, force)
    assert by_request.pages == by_host.pages == SMALL.fetched.sum()
    assert by_request.requests == pytest.approx(by_host.requests, rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("world", "force"), scale.CHECKED)
def test_both_simulations_agree_within_one_per_cent(world: World, force: Force) -> None:
    by_request, by_host = told(world, force), flowed(world, force)
    assert by_request.pages == by_host.pages
    assert by_request.requests == pytest.approx(by_host.requests, rel=0.01)
    assert sum(by_request.ends) / len(by_request.ends) == pytest.approx(by_host.ends.mean(), rel=0.01)


@pytest.mark.parametrize("force", FORCES)
def test_no_crawl_is_longer_than_the_bound_or_shorter_than_its_longest_host(force: Force) -> None:
    outcome = flowed(SMALL, force)
    assert outcome.lone.max() <= outcome.marks["100%"] * 1.000001
    assert outcome.marks["100%"] <= outcome.bound
    assert 0 < outcome.pace <= 1


@pytest.mark.parametrize("force", FORCES[:3])
def test_twice_the_workers_never_take_longer(force: Force) -> None:
    twice = replace(force, workers=2 * force.workers)
    assert flowed(SMALL, twice).marks["100%"] <= flowed(SMALL, force).marks["100%"] * 1.000001
    assert flowed(SMALL, twice).ends.mean() <= flowed(SMALL, force).ends.mean() * 1.000001


def test_a_host_alone_takes_its_pages_times_its_delay() -> None:
    outcome = flowed(World(1, 1_000, 1_000), Force(1))
    assert outcome.marks["100%"] >= 1_000 * scale.DELAY
    assert outcome.pace == pytest.approx(1.0)


def test_what_a_request_takes_is_never_less_than_the_delay() -> None:
    for delay in (0.1, 1.0, 30.0):
        assert all(course.interval >= delay for course in courses(delay, requests=50))


def test_drawn_hosts_have_the_pages_that_were_wanted() -> None:
    world = World(5_000, 500_000, 50_000)
    assert world.sizes.sum() == pytest.approx(500_000, rel=0.01)
    assert world.sizes.min() >= 1
    assert world.sizes.max() <= 50_000
    come_in = ((world.fates == OPEN) | (world.fates == LATER)).mean()
    assert come_in == pytest.approx(FATE_SHARES[OPEN] + FATE_SHARES[LATER], abs=0.02)


def test_a_seed_gives_the_same_crawl_again() -> None:
    force = FORCES[-1]
    assert Events(SMALL, force, scale.DELAY).run() == told(SMALL, force)


def test_shards_are_told_by_the_host_alone_and_hold_all_pages() -> None:
    assert bucket("forum.example") == bucket("forum.example")
    assert imbalance(World(2_000, 20_000, 100), 1) == 1.0
    assert 1.0 <= imbalance(World(2_000, 20_000, 100), 4) < 1.5


def test_needs_grow_with_the_pages() -> None:
    few, many = Needs(1e6), Needs(1e9)
    for name in ("rows", "file", "database", "archive", "records", "parquet", "core_hours"):
        assert getattr(many, name) == pytest.approx(1_000 * getattr(few, name))
    assert many.cost(0.5) == many.core_hours / 2


@pytest.mark.parametrize("name", scale.QUICK)
def test_the_page_holds_what_the_script_gives(name: str) -> None:
    assert part(name) == scale.PARTS[name]()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in scale.PARTS if name not in scale.QUICK])
def test_the_page_holds_the_large_crawls_too(name: str) -> None:
    assert part(name) == scale.PARTS[name]()


@pytest.mark.postgres
@pytest.mark.slow
def test_ownership_is_simulated_as_it_is() -> None:
    from scraper.crawler.frontier.postgres.frontier import LOOK_SECONDS, MOST_HOSTS  # noqa: PLC0415 - an extra
    from scraper.crawler.frontier.postgres.ownership import GRACE_SECONDS, LEASE_SECONDS  # noqa: PLC0415

    force = Force(1)
    assert (force.hosts, force.look, force.lease) == (MOST_HOSTS, LOOK_SECONDS, LEASE_SECONDS + GRACE_SECONDS)


def part(name: str) -> str:
    text = scale.PAGE.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.S)
    assert found, name
    return found[1]
