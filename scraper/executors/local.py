"""Executors on this machine: the calling process itself, or processes beside it."""

import os
import pickle
import queue
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, TypeVar

from scraper.executors import WorkerLost
from scraper.executors.worker import read_message, write_message

A = TypeVar("A")
R = TypeVar("R")

TIMEOUT = 60.0
"""Seconds after which a call is given up and its process ended: no page takes that long to read.

Who gave several pages to one call gives them again one by one, so that only a page that takes so long alone is lost.
"""

_LAST_SECONDS = 1.0  # from closing its pipe until a process has ended


class InProcess:
    """Runs the work at once, in the calling thread: nothing to start, no protection from a crash."""

    workers = 1

    def submit(self, work: Callable[[A], R], argument: A) -> "Future[R]":
        """Run ``work(argument)`` now."""
        future: Future[R] = Future()
        try:
            future.set_result(work(argument))
        except Exception as error:  # noqa: BLE001 - handed to whoever asks the future
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Nothing was started."""


class Pool:
    """Runs the work in a few processes, started when first needed.

    The processes are our own program started anew, connected by pipes: whatever happens to this process, they see
    the pipe close and end; a page that crashes one takes only that process along, and the next call starts another.
    (``concurrent.futures`` would import the caller's main module into each, gives up as a whole when one dies, and
    leaves the processes behind when this one is killed.)

    :param workers: how many at most; by default one a core, as reading pages costs more than fetching them.
    :param timeout: seconds after which a call is given up and its process ended.
    """

    def __init__(self, workers: int | None = None, *, timeout: float = TIMEOUT) -> None:
        self.workers = workers or _cores()
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="worker")
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, work: Callable[[A], R], argument: A) -> "Future[R]":
        """Run ``work(argument)`` in one of the processes."""
        return self._threads.submit(self._call, work, argument)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
        for worker in workers:
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    def _call(self, work: Callable[[A], R], argument: A) -> R:
        worker = self._take()
        try:
            result: R = worker.call(work, argument, self._timeout)
        except WorkerLost:
            with self._lock:
                self._all.discard(worker)
            worker.end()
            raise
        except BaseException:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return result

    def _take(self) -> "_Worker":
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            pass
        with self._lock:
            if self._closed:
                raise WorkerLost("the executor was closed")
            worker = _Worker()
            self._all.add(worker)
        return worker


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker:
    """One process and its two pipes."""

    def __init__(self) -> None:
        # The child finds modules where this process does, however that was set up; nothing of the caller's main
        # module is run. Its own process group keeps Ctrl-C on the terminal from it: ending it is up to us.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "scraper.executors.worker"],  # -P: modules that lie about are not ours
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            process_group=0,
        )

    def call(self, work: Callable[[Any], Any], argument: object, timeout: float) -> Any:
        """Run the work there and return its result.

        :raises WorkerLost: if the process ends or does not answer in time.
        """
        results = self._pipe(self._process.stdout)
        answered = select.poll()
        answered.register(results, select.POLLIN)
        try:
            write_message(self._pipe(self._process.stdin), (work, argument))
            if not answered.poll(timeout * 1000):
                raise WorkerLost(f"the worker process gave no answer within {timeout:g} seconds")
            failed, result = read_message(results)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            raise WorkerLost(f"the worker process ended{self._cause()} while it read a page") from error
        if failed:
            raise result
        return result

    def _cause(self) -> str:
        """Return what ended the process, in brackets; nothing where that is not known."""
        try:
            code = self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return ""
        return f" (signal {-code})" if code < 0 else f" (exit code {code})"

    def end(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                self._pipe(pipe).close()
            except OSError:  # unsent octets of a pipe whose other end is gone
                continue

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe
