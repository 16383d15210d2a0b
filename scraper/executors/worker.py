"""The program of a worker process: calls come in on standard input, results go out on standard output.

A message is its length in eight octets and a pickle. Both ends are this program, on pipes that nobody else holds;
no pickle is ever read from a file or the network.
"""

import gc
import os
import pickle
import signal
import struct
import sys
from typing import IO, Any

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

_NICENESS = 5
"""Reading gives way to the process that keeps the hosts' pace: a request must go out when it is due."""
_OBJECTS_BETWEEN_SEARCHES = 20_000
"""Reading a page makes thousands of objects, and nearly all go when nobody refers to them. The search for cycles among
them, which Python starts after every 700, would cost some hundredths of the time."""
_LENGTH = struct.Struct("<Q")

MOST_BYTES = 4 * 2**30
"""Of memory for one worker. The worst page found (16 MiB of lines of one letter) takes 2.8 GiB; one that takes more is
to end its own reading, not all that runs on the machine."""


def write_message(pipe: IO[bytes], message: object) -> None:
    """Send one message."""
    packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def read_message(pipe: IO[bytes]) -> Any:
    """Return the next message.

    :raises EOFError: if the other end closed the pipe.
    """
    return pickle.loads(_read_packed(pipe))  # noqa: S301 - written by our own other end


def _read_packed(pipe: IO[bytes]) -> bytes:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    packed = pipe.read(length)
    if len(packed) < length:
        raise EOFError
    return packed


def search_seldom() -> None:
    """Let Python search for unreachable cycles of objects as seldom as suits the reading of pages."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES, 20, 20)


def bound_memory() -> None:
    """Let this process have no more than ``MOST_BYTES`` for its data, where the system can see to that."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def main() -> None:
    """Serve calls until standard input ends, which it does when the caller ends in whatever way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    search_seldom()
    bound_memory()
    os.nice(_NICENESS)
    calls = sys.stdin.buffer
    # What the work prints must not get between the messages: standard output becomes standard error.
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            packed = _read_packed(calls)
        except EOFError:
            return
        try:
            work, argument = pickle.loads(packed)  # noqa: S301 - written by our own other end
            answer = (False, work(argument))
        except Exception as error:  # noqa: BLE001 - handed to the caller
            answer = (True, error)
        try:
            write_message(results, answer)
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
