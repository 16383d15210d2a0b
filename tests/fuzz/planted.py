"""Readers with flaws, to see that the fuzzer finds them."""

import os
import time

from tests.fuzz.targets import Target


def raises(content: bytes) -> None:
    if b"\0" in content:
        raise KeyError("planted")


def dies(content: bytes) -> None:
    if b"\0" in content:
        os.abort()


def hangs(content: bytes) -> None:
    if b"\0" in content:
        time.sleep(3600)


TARGETS = {
    "fine": Target(lambda _: None, lambda: [b"a" * 50]),
    "raises": Target(raises, lambda: [b"a" * 50]),
    "dies": Target(dies, lambda: [b"a" * 50]),
    "hangs": Target(hangs, lambda: [b"a" * 50]),
}
