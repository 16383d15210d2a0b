"""Executors of this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.executors import Executor, WorkerLost
from scraper.executors.local import InProcess, Pool
from scraper.executors.worker import MOST_BYTES


def double(number: int) -> int:
    return 2 * number


def fail(number: int) -> int:
    raise ValueError(f"no {number}")


def die(number: int) -> int:
    os._exit(number)


def crash(number: int) -> None:
    os.kill(os.getpid(), number)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def say(text: str) -> str:
    print(text)  # noqa: T201
    return text


@pytest.fixture(params=[InProcess, Pool])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    made: Executor = request.param()
    yield made
    made.close()


def test_work_gives_its_result(executor: Executor) -> None:
    assert [executor.submit(double, n).result(30) for n in range(5)] == [0, 2, 4, 6, 8]


def test_an_error_of_the_work_is_the_futures(executor: Executor) -> None:
    with pytest.raises(ValueError, match="no 3"):
        executor.submit(fail, 3).result(30)
    assert executor.submit(double, 1).result(30) == 2


def test_what_the_work_prints_does_not_get_between_the_results(executor: Executor) -> None:
    assert executor.submit(say, "hello").result(30) == "hello"
    assert executor.submit(double, 2).result(30) == 4


class Unpicklable:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return __import__, ("no_such_module",)


def test_a_call_that_cannot_be_taken_up_says_why() -> None:
    pool = Pool(1)
    with pytest.raises(ImportError):
        pool.submit(str, Unpicklable()).result(30)
    assert pool.submit(double, 4).result(30) == 8
    pool.close()


def test_a_worker_that_dies_is_told_and_replaced() -> None:
    pool = Pool(1)
    with pytest.raises(WorkerLost, match=r"ended \(exit code 3\) while"):
        pool.submit(die, 3).result(30)
    with pytest.raises(WorkerLost, match=r"ended \(signal 11\) while"):
        pool.submit(crash, signal.SIGSEGV).result(30)
    assert pool.submit(double, 4).result(30) == 8
    pool.close()


def test_a_call_that_takes_too_long_is_given_up() -> None:
    pool = Pool(1, timeout=1.0)
    with pytest.raises(WorkerLost):
        pool.submit(sleep, 60.0).result(30)
    pool.close()


def test_a_call_that_wants_too_much_memory_fails_and_the_worker_goes_on() -> None:
    pool = Pool(1)
    with pytest.raises(MemoryError):
        pool.submit(bytearray, MOST_BYTES).result(30)
    assert pool.submit(double, 4).result(30) == 8
    pool.close()


def test_closing_ends_what_still_runs() -> None:
    pool = Pool(1)
    future = pool.submit(sleep, 60.0)
    time.sleep(0.3)
    pool.close()
    assert future.done()


def test_workers_end_when_their_caller_is_killed() -> None:
    code = (
        "import time\nfrom scraper.executors.local import Pool\nfrom tests.executors.test_local import double\n"
        "pool = Pool(1)\npool.submit(double, 1).result()\n"
        "print(next(iter(pool._all))._process.pid, flush=True)\ntime.sleep(60)"
    )
    caller = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    worker = int(caller.stdout.readline())
    caller.kill()
    caller.communicate()
    for _ in range(500):
        if _ended(worker):
            return
        time.sleep(0.01)
    pytest.fail("the worker outlived its caller")


def _ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
