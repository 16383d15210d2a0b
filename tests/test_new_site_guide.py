"""The guide to a new site runs as printed, from nothing to a package that brings a site along."""

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from scraper.parser.converters import CONVERTERS, Kind
from scraper.parser.profile_making import ALWAYS_REQUIRED, FIELDS, LISTS
from scraper.parser.rule_text import RULE_KINDS
from tests.cli.calls import Cli, call_here, call_process, environment
from tests.servers import Server, answer

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "new-site.md").read_text(encoding="utf-8")
HOST = "roofers.example"

# A block of code, with what a comment above it says of it.
BLOCK = re.compile(r"(?:<!-- (?P<note>[^\n]*?) -->\n)?```(?P<language>\w+)\n(?P<code>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    kind: str
    argument: str
    language: str
    code: str


def blocks() -> Iterator[Block]:
    for match in BLOCK.finditer(GUIDE):
        kind, _, argument = (match["note"] or "").partition(" ")
        yield Block(kind.rstrip(":"), argument, match["language"], match["code"])


class Reader:
    """Does what the guide says, in an empty folder."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.server = server
        self.printed = ""

    def do(self, block: Block) -> None:
        """Follow one block of the guide."""
        if block.kind == "file":
            self.write(block.argument, block.code)
        elif block.kind == "replace":
            self.replace(block)
        elif block.kind == "shows":
            assert block.code in self.printed
        elif block.kind == "is":
            assert tomllib.loads((self.folder / block.argument).read_text(encoding="utf-8")) == tomllib.loads(
                block.code
            )
        elif block.language == "sh":
            self.run(block)
        else:
            pytest.fail(f"nobody follows this block: {block}")

    def write(self, name: str, code: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")

    def replace(self, block: Block) -> None:
        name, _, old = block.argument.removeprefix("in ").partition(": ")
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(f"{old}\n") == 1
        self.write(name, text.replace(f"{old}\n", block.code))

    def run(self, block: Block) -> None:
        code = block.code
        if block.kind == "crawl":  # the site is served on this machine, under the machine's name
            self.write("roofers.toml", (self.folder / "roofers.toml").read_text().replace(HOST, self.server.origin[7:]))
            code = code.replace(f"https://{HOST}/", f"{self.server.origin}/ --allow-private-hosts --delay 0")
        if block.kind == "installed":
            self.install()
        call = call_with(self.folder) if block.kind == "installed" else call_here
        self.printed = ""
        for line in code.replace("\\\n", "").splitlines():
            words = shlex.split(line, comments=True)
            assert words[0] == "qaharvest"
            done = call(self.folder, *words[1:])
            self.printed += done.text + done.err
            assert done.code == (1 if block.kind == "fails" else 0), self.printed

    def install(self) -> None:
        """Write what ``pip install .`` writes about a package that lies on the path."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]
        about = self.folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
        for group, entries in project["entry-points"].items():
            lines = "".join(f"{name} = {target}\n" for name, target in entries.items())
            (about / "entry_points.txt").write_text(f"[{group}]\n{lines}")
        (self.folder / "roofers.toml").unlink()  # what is checked is the package's own


def call_with(path: Path) -> Cli:
    """Return how to call the command line in a process that finds more packages in a folder."""
    return partial(call_process, env=environment(PYTHONPATH=os.pathsep.join([str(ROOT), str(path)])))


def test_the_guide_runs_as_printed(tmp_path: Path) -> None:
    pages = {block.argument: block.code.encode() for block in blocks() if block.argument.startswith("thread-")}
    routes = {f"/t/{number}-x": [answer(body=body)] for number, body in enumerate(pages.values(), start=1)}
    links = "".join(f"<a href={path}>thread</a>" for path in routes)
    with Server({**routes, "/": [answer(body=f"<html>{links}".encode())]}) as server:
        reader = Reader(tmp_path, server)
        for block in blocks():
            reader.do(block)
            if block.kind == "crawl":
                records = (tmp_path / "data/roofers/records.jsonl").read_text().splitlines()
                assert len(records) == len(pages)
                assert all('"site":"roofers"' in record for record in records)
    assert "from: roofers-site 1.0" in reader.printed
    assert "roofers        1.000" in reader.printed


def section(name: str) -> list[str]:
    match = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", GUIDE, re.S)
    assert match, name
    return match[1].splitlines()


def table(*head: str, rows: Iterator[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in [head, ("---",) * len(head), *rows]]


def by_kind(fields: dict[str, Kind], required: str = "") -> list[tuple[str, str]]:
    """Return (names, kind) for fields that stand beside each other and take the same kind."""
    shown = {name: f"`{name}` (required)" if name == required else f"`{name}`" for name in fields}
    return [
        (", ".join(shown[name] for name in names), kind)
        for kind in dict.fromkeys(fields.values())
        for names in [[name for name, other in fields.items() if other is kind]]
    ]


def test_the_reference_lists_every_field() -> None:
    fields = {name: kind for name, kind in FIELDS.items() if name != "tags"}
    rows = [("`tags`", "a list of texts: `each(css('a.tag'))`")]
    rows = [*by_kind(fields), *rows]
    for name, inner in LISTS.items():
        told = "; ".join(f"{kind}: {names}" for names, kind in by_kind(dict(inner), ALWAYS_REQUIRED[name]))
        rows.append((f"list `{name}`", told))
    assert section("fields") == table("field", "takes", rows=iter(rows))


def test_the_reference_lists_every_rule() -> None:
    rows = ((f"`{kind.form}`", kind.about) for kind in RULE_KINDS.values())
    assert section("rules") == table("rule", "finds", rows=rows)


def test_the_reference_lists_every_converter() -> None:
    rows = [(f"`{name}`", told.gives.value, told.about) for name, told in CONVERTERS.items()]
    rows += [
        ("`match('REGEX')`", Kind.TEXT.value, "what matches in the text; group 1, where there is one"),
        ("`absolute`", Kind.ADDRESS.value, "the whole address of a link; nothing where that is not http or https"),
    ]
    assert section("converters") == table("converter", "gives", "reads", rows=iter(rows))


def test_every_block_says_its_language() -> None:
    fences = re.findall(r"^```(\w*)$", GUIDE, re.M)
    assert [bool(language) for language, _ in groupby(fences)] == [True, False] * (len(fences) // 2)
