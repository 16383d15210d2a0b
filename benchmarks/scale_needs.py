"""What a crawl of so many pages needs, by multiplication: the factors were measured by ``benchmarks.scale_measure``."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale_world import World

MEASURED = Path(__file__).with_name("scale_measured.json")
FILE_OCTETS = 142.0
"""Of an address in a frontier's file, at ten million of them (docs/figures.md, "Frontier")."""
CPU_MILLISECONDS = 6.05
"""Processor time of a page, fetched and read (docs/figures.md, "Speed")."""
COMMON_CRAWL_WARC = 75e12 / 3e9
"""Octets of a page in the archives of Common Crawl: about 75 TB each (Thompson 2024), some 3 billion pages (2019)."""
_BUCKETS = 65_536


@dataclass(frozen=True)
class Needs:
    """What is needed.

    :param pages: to be fetched.
    :param addresses: known in the end, for each page fetched.
    """

    pages: float
    addresses: float = 2.0

    @cached_property
    def measured(self) -> dict[str, Any]:
        """The factors."""
        factors: dict[str, Any] = json.loads(MEASURED.read_text(encoding="utf-8"))
        return factors

    @property
    def rows(self) -> float:
        """Addresses in the frontier."""
        return self.pages * self.addresses

    @property
    def file(self) -> float:
        """Octets of a frontier's file."""
        return self.rows * FILE_OCTETS

    @property
    def database(self) -> float:
        """Octets of the tables and indexes in PostgreSQL, each row updated once."""
        return self.rows * float(self.measured["postgresql"]["done_octets"])

    @property
    def pages_a_second(self) -> float:
        """Pages that one PostgreSQL settles in a second, with the addresses that they lead to."""
        settled = max(self.measured["settled_a_second"].values())
        return float(1 / (1 / settled + self.addresses / self.measured["postgresql"]["found_a_second"]))

    @property
    def archive(self) -> float:
        """Octets of the WARC files, for pages like the benchmark's."""
        return self.pages * float(self.measured["pages"]["warc_octets"])

    @property
    def records(self) -> float:
        """Octets of ``records.jsonl``, if each page holds a record."""
        return self.pages * float(self.measured["pages"]["record_octets"])

    @property
    def parquet(self) -> float:
        """Octets of an export of whole records to Parquet."""
        return self.pages * float(self.measured["pages"]["record_parquet_octets"])

    @property
    def core_hours(self) -> float:
        """Hours of one core."""
        return self.pages * CPU_MILLISECONDS / 1000 / 3600

    def cost(self, price: float) -> float:
        """Return what the cores cost, at a price for an hour of one."""
        return self.core_hours * price


def bucket(host: str) -> int:
    """Return the bucket of a host; which shard holds a bucket is written in a table, so that buckets can move."""
    return int.from_bytes(blake2b(host.encode(), digest_size=8).digest()) % _BUCKETS


def imbalance(world: World, shards: int) -> float:
    """Return the pages of the fullest shard ÷ the mean, with neighbouring buckets in one shard."""
    numbers = np.fromiter((bucket(f"h{number}.example") for number in range(world.hosts)), np.int64, world.hosts)
    load = np.bincount(numbers * shards // _BUCKETS, weights=world.fetched, minlength=shards)
    return float(load.max() / load.mean())
