"""The options that say where shards of work are done: ``--executor``, ``--ray-address``, ``--scratch``."""

import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from scraper.errors import UsageError
from scraper.executors import Executor

F = TypeVar("F", bound=Callable[..., Any])

EXECUTORS = ("local", "ray")
_ADDRESS = "RAY_ADDRESS"  # where Ray's own programs look, too


def executor_options(*, scratch: bool = True) -> Callable[[F], F]:
    """Return what gives a command the options.

    :param scratch: whether its workers leave something to be joined.
    """
    options = [
        click.option(
            "--ray-address",
            metavar="ADDRESS",
            help=f"Cluster to work on: ray://HOST:10001, HOST:6379 or auto. [default: ${_ADDRESS}, else one started "
            "here and ended afterwards]",
        ),
        click.option(
            "--executor",
            type=click.Choice(EXECUTORS),
            default="local",
            show_default=True,
            help="Where the work is done: in processes of this machine, or by Ray (extra ray).",
        ),
    ]
    if scratch:
        options.insert(
            0,
            click.option(
                "--scratch",
                metavar="FOLDER|URL",
                help="Where workers leave what they did, to be joined; every machine must see it. Kept if the command "
                "does not end well, so that the next one goes on. [default: a temporary folder]",
            ),
        )

    def give(function: F) -> F:
        for option in options:
            function = option(function)
        return function

    return give


@dataclass(frozen=True, slots=True)
class Placement:
    """Where shards are worked on.

    :raises UsageError: if the options do not go together.
    """

    executor: str
    ray_address: str | None
    scratch: str | None = None

    def __post_init__(self) -> None:
        """Check the options."""
        if self.is_local and (self.ray_address is not None or self.scratch is not None):
            name = "--ray-address" if self.ray_address is not None else "--scratch"
            raise UsageError(f"{name} is for work that is given away; add --executor ray.")

    @property
    def is_local(self) -> bool:
        """Whether nothing is given away."""
        return self.executor == "local"

    def begin(self, held: ExitStack, workers: int | None) -> Executor:
        """Start Ray, or join its cluster.

        :param held: ends what was started.
        :param workers: how many shards at once.
        :raises MissingExtra: if Ray is not installed.
        :raises UsageError: if the cluster cannot be joined.
        """
        from scraper.executors.ray import RayExecutor  # noqa: PLC0415 - an extra

        return held.enter_context(closing(RayExecutor(self.address, workers)))

    @property
    def address(self) -> str | None:
        """Address of the cluster; None for a Ray of our own."""
        return self.ray_address or os.environ.get(_ADDRESS) or None
