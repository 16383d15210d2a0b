"""What robots.txt files say, case by case: see ``robots_cases.toml``."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.robots_rules import RobotsRules

CASES = tomllib.loads(Path(__file__).with_name("robots_cases.toml").read_text(encoding="utf-8"))["case"]
KEYS = {"name", "rule", "file", "encoding", "allowed", "refused", "delay", "sitemaps"}
LINE_BYTES = 16_663


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_file_says(case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    rules = RobotsRules.parse(case["file"].encode(case.get("encoding", "utf-8")))
    allowed, refused = case.get("allowed", []), case.get("refused", [])
    assert [path for path in allowed + refused if rules.allows(f"https://h.example{path}")] == allowed
    assert rules.crawl_delay == case.get("delay")
    assert list(rules.sitemaps) == case.get("sitemaps", [])


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) > 70


@pytest.mark.parametrize("directive", ["Disallow", "Allow"])
def test_a_line_is_cut_where_google_cuts_it(directive: str) -> None:
    path = "/x/" + "a" * (LINE_BYTES - len(f"{directive}: /x/"))
    opposite = "Allow: /y" if directive == "Disallow" else "Disallow: /"
    rules = RobotsRules.parse(f"User-agent: *\n{opposite}\n{directive}: {path}/rest\n".encode())
    assert rules.allows(f"https://h.example{path}/other") is (directive == "Allow")
    assert rules.allows(f"https://h.example{path[:-1]}") is (directive == "Disallow")


def test_what_follows_a_line_that_is_too_long_is_read() -> None:
    file = b"User-agent: *\n#" + b"x" * 40_000 + b"Disallow: /a\nDisallow: /b\n"
    rules = RobotsRules.parse(file)
    assert (rules.allows("https://h.example/a"), rules.allows("https://h.example/b")) == (True, False)


def test_the_line_that_opens_a_folder_is_told_as_it_stands() -> None:
    rules = RobotsRules.parse(b"User-agent: *\nDisallow: /\nAllow: /a/index.html\n")
    assert str(rules.deciding("https://h.example/a/")) == "Allow: /a/index.html"
