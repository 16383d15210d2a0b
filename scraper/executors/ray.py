"""Executor on Ray: processes of this machine or of a cluster, placed and watched over by Ray.

Ray is told to be quiet: no reports of usage, no dashboard, no lines of its own between ours. Where no address is given
a Ray of our own is started, on loopback alone, and ended with the executor; a cluster that was joined is left as it is.
"""

import logging
import os
import secrets
import signal
import socket
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

from scraper.errors import MissingExtra, UsageError
from scraper.executors import WorkerLost
from scraper.executors.worker import search_seldom
from scraper.version import __version__

A = TypeVar("A")
R = TypeVar("R")

CLIENT = "ray://"
"""Beginning of the address of a cluster that this machine is no part of."""

_STORE_OCTETS = 100 * 1024 * 1024  # of the object store of a Ray of our own: calls and results are small
_CONNECT_SECONDS = 10.0
_POLL_SECONDS = 0.5
_MOST_CALLS = 1_000  # at once
_NOT_THERE = ("failed to import on the worker", "No module named")  # what Ray says of a call it cannot take up
_TOKEN = secrets.token_hex(32)
"""What lets this process into a Ray of our own; others on this machine have no business there."""
_TOKEN_FILE = Path("~/.ray/auth_token").expanduser()
"""Where Ray itself looks for the token of a cluster."""


class RayExecutor:
    """Runs each call as a task of Ray that takes one CPU.

    :param address: ``HOST:PORT`` or ``auto`` for a cluster this machine is part of, ``ray://HOST:PORT`` for any other;
        None for a Ray of our own on this machine.
    :param workers: how many calls run at the same time; by default as many as the cluster has CPUs, here a core each.
    :raises UsageError: if nothing answers at the address, or its versions of Ray and Python do not do.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self.library = ray = _library(alone=address is None)
        """Ray itself, for what is more than a call."""
        with ExitStack() as held:
            self._begin(held, address, workers)
            cpus = int(ray.cluster_resources().get("CPU", 1))
            self.workers = min(workers or max(cpus, 1), _MOST_CALLS)
            self._begin_task = ray.remote(num_cpus=1, max_retries=0)(_call).remote
            self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="ray")
            self._closed = threading.Event()
            self._held = held.pop_all()

    def submit(self, work: Callable[[A], R], argument: A) -> "Future[R]":
        """Run ``work(argument)`` as a task; a process or machine that dies is told, not tried again."""
        return self._threads.submit(self._wait, self._begin_task, work, argument)

    def place(self, work: Callable[[A], R], argument: A) -> "Future[R]":
        """Run ``work(argument)`` in an actor of its own, for work that lasts as long as there is any."""
        return self._threads.submit(self._act, work, argument)

    def close(self) -> None:
        """Give up what still runs; end Ray if it is ours, else leave the cluster."""
        self._closed.set()
        self._threads.shutdown(cancel_futures=True)
        self._held.close()

    def _begin(self, held: ExitStack, address: str | None, workers: int | None) -> None:
        ray = self.library
        if ray.is_initialized():
            raise UsageError("This process is connected to Ray already; end that with ray.shutdown() first.")
        options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
        if address is None:
            folder = tempfile.mkdtemp(prefix="qah-")  # short: Ray's sockets lie in it, and their paths are bounded
            held.callback(rmtree, folder, ignore_errors=True)
            options |= {
                "num_cpus": workers or len(os.sched_getaffinity(0)),
                "num_gpus": 0,
                "include_dashboard": False,
                "object_store_memory": _STORE_OCTETS,
                "_node_ip_address": "127.0.0.1",
                "_temp_dir": folder,
            }
        else:
            check_answers(address)
        with _own_signals(), self._mapped_errors(address), warnings.catch_warnings():
            held.callback(ray.shutdown)
            warnings.simplefilter("ignore")  # what Ray has to say of a failure it raises as well
            ray.init(address=address or "local", **options)

    def _act(self, work: Callable[[A], R], argument: A) -> R:
        actor = self.library.remote(num_cpus=1, max_restarts=0)(Place).remote()
        try:
            return self._wait(actor.work.remote, work, argument)
        finally:
            self.library.kill(actor)

    def _wait(self, begin: Callable[..., Any], work: Callable[[A], R], argument: A) -> R:
        ray = self.library
        try:
            if self._closed.is_set():
                raise WorkerLost("the executor was closed")
            ref = begin(work, argument)
            # Looked at again and again: a cluster that is gone does not answer, and closing must not wait for it.
            while not ray.wait([ref], timeout=_POLL_SECONDS)[0]:
                if self._closed.is_set():
                    ray.cancel(ref, force=begin is self._begin_task)
                    raise WorkerLost("the executor was closed")
            result: R = ray.get(ref)
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise _lost_or_cause(error, ray) from None
        return result

    @contextmanager
    def _mapped_errors(self, address: str | None) -> Iterator[None]:
        """Turn what Ray raises when it is joined or started into a sentence."""
        where = f"The Ray cluster at {address}" if address else "Ray on this machine"
        try:
            yield
        except (self.library.exceptions.RayError, RuntimeError, ValueError, OSError) as error:
            if "version mismatch" in str(error).lower():
                told = " ".join(str(error).split())
                raise UsageError(
                    f"{where} has another version of Ray or Python than this program: use the same ones ({told[:300]})."
                ) from error
            hint = (
                "see that it runs, and that RAY_AUTH_TOKEN holds its token"
                if address
                else "see that memory and disk are not full"
            )
            raise UsageError(f"{where} cannot be used ({_first_line(error)}); {hint}.") from error


def _library(*, alone: bool) -> Any:
    """Load Ray, and let it be quiet.

    :param alone: whether it is to be reached from this machine alone.
    :raises MissingExtra: if it is not installed.
    """
    quiet = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
    if alone:
        # Its way of saying that everything listens on 127.0.0.1; elsewhere than on Linux that is the default.
        quiet |= {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": _TOKEN}
    elif "RAY_AUTH_TOKEN" in os.environ or "RAY_AUTH_TOKEN_PATH" in os.environ or _TOKEN_FILE.exists():
        # As Ray does for the address auto; a cluster that wants no token takes one all the same.
        os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.update(quiet)
    try:
        import ray  # noqa: PLC0415 - it reads the environment now
    except ImportError as error:
        raise MissingExtra("The executor ray needs Ray: pip install 'qaharvest[ray]'.") from error
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    # Without this it prints each death of a process to our standard output, whatever log_to_driver says.
    ray._private.worker._worker_logs_enabled = False
    return ray


def check_answers(address: str) -> None:
    """See that something listens at the address of a cluster: Ray itself would ask for minutes.

    :raises UsageError: if nothing does, or it is no address.
    """
    if address == "auto":
        return
    host, _, port = address.removeprefix(CLIENT).rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(f"{address[:100]!r} is no address of a cluster: write ray://HOST:10001, HOST:6379 or auto.")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"No Ray answers at {address} ({reason}); start one there with 'ray start --head', or leave the address "
            "out to use this machine alone."
        ) from error


def _call(work: Callable[[Any], Any], argument: Any) -> Any:
    """Run one call in a process of Ray."""
    search_seldom()
    return work(argument)


class Place:
    """What an actor is made of: one that works once."""

    def work(self, work: Callable[[Any], Any], argument: Any) -> Any:
        """Work until nothing is left."""
        return work(argument)


def _lost_or_cause(error: Exception, ray: Any) -> Exception:
    """Return what the work raised; else that its process was lost, or that the work could not be found there."""
    cause = error.cause if isinstance(error, ray.exceptions.RayTaskError) else None
    if isinstance(cause, ModuleNotFoundError) or any(sign in str(cause) for sign in _NOT_THERE):
        return UsageError(
            f"A machine of the Ray cluster cannot load qaharvest {__version__}; install the same version there, with "
            "the same extras."
        )
    if isinstance(cause, Exception):
        return cause
    return WorkerLost(f"a process of Ray was lost ({_first_line(error)})")


def _first_line(error: BaseException) -> str:
    """Return the first sentence of what Ray says: others name its log files and internal numbers."""
    told = str(error).strip() or type(error).__name__
    return told.splitlines()[0].partition(". ")[0].rstrip(". ")[:200]


@contextmanager
def _own_signals() -> Iterator[None]:
    """Keep what SIGTERM does here: Ray would put a way of ending in its place that cleans nothing up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
