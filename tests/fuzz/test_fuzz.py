"""The quick form of the fuzzing: every good input, and some mutated ones, to every reader."""

import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import ROOT, run
from tests.fuzz.mutation import MAX_OCTETS, mutate
from tests.fuzz.targets import TARGETS

SLOW = ("html", "text", "json-ld", "http", "profile")


@pytest.mark.parametrize("name", TARGETS)
def test_every_reader_has_a_corpus_and_reads_it(name: str) -> None:
    corpus = TARGETS[name].corpus()
    assert corpus
    for content in corpus[:10]:
        TARGETS[name].read(content)


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs_are_survived(name: str) -> None:
    target = TARGETS[name]

    @given(st.integers(0, 2**32) | st.binary(max_size=300))
    @settings(max_examples=15 if name in SLOW else 100)
    def survives(drawn: int | bytes) -> None:
        content = drawn if isinstance(drawn, bytes) else mutate(random.Random(drawn), target.corpus(), target.words)
        target.read(content)

    survives()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("address", b"https://.\n//../x"),
        ("address", b"\nhttp://a\x07b.example/"),
        ("sitemap", b"<urlset><url><loc>https://a.exa\x7fple/1</loc></url></urlset>"),
        ("sitemap", b"https://a\x0eexample/2\n"),
        ("run.toml", b"seeds = " + b"[" * 3000),
        ("run.toml", b"seeds = " + b"9" * 5000),
        ("run.toml", b"[settings]\ninclude = '" + b"(" * 3000 + b"'"),
        ("run.toml", b"[settings]\ndelay = " + b"9" * 400),
        (
            "warc",
            b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.test/\r\nContent-Length: "
            + b"9" * 30
            + b"\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
        ),
        ("html", b'<p>Asked by:4</p><p><b>A</b> Pn"><h1 itemp></h1><d\x1ep><p>Answered  4</p><'),
        (
            "json-ld",
            b'{"@type": "Answer", "text": "Stretch.", "@reverse": {"accepted\x7fAnswer":'
            b' {"@type": "Question", "name": "Foot cramps at night", "text": "Why?"}}}',
        ),
    ],
)
def test_what_was_found_once_is_survived(name: str, content: bytes) -> None:
    TARGETS[name].read(content)


def test_inputs_are_bounded_and_repeat_by_their_seed() -> None:
    corpus = [b"<p>hello</p>" * 100, b"x"]
    for seed in range(300):
        first = mutate(random.Random(seed), corpus)
        assert first == mutate(random.Random(seed), corpus)
        assert len(first) <= MAX_OCTETS


@pytest.mark.slow
def test_the_long_form_finds_what_raises_dies_or_hangs_and_keeps_the_input(tmp_path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module = "tests.fuzz.planted"
    assert run("fine", module, 1, 1, tmp_path) == []
    for name, cause in (("raises", "error: KeyError"), ("dies", "crash (exit code -6)"), ("hangs", "hang")):
        found = run(name, module, 2, 1, tmp_path)
        assert found
        assert found[0].startswith(f"{name}: {cause}")
        assert b"\0" in Path(found[0].rpartition(": ")[2]).read_bytes()


@pytest.mark.slow
def test_one_command_fuzzes_every_reader(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "14", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == list(TARGETS)
