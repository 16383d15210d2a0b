"""robots.txt after RFC 9309, clause by clause. Files and addresses are our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from scraper.crawler.robots_rules import MAX_CRAWL_DELAY, MAX_ROBOTS_BYTES, RobotsRules

HOST = "https://a.example"


def allowed(file: str | bytes, path: str) -> bool:
    body = file.encode() if isinstance(file, str) else file
    return RobotsRules.parse(body).allows(HOST + path)


# §2.2.1: user-agent lines and groups


@pytest.mark.parametrize(
    ("name", "is_us"),
    [
        ("qaharvest", True),
        ("QAHarvest", True),
        ("  qaharvest  ", True),
        ("qaharvest/1.0", True),
        ("qaharvest/1.0 (+mailto:x@y.example)", True),
        ("qaharvest bot", True),
        ("qaharvest*", True),
        ("qaharvest # all of it", True),
        ("qaharvest-images", False),
        ("qaharvest_two", False),
        ("qaharvester", False),
        ("qa", False),
        ("harvest", False),
        ("my-qaharvest", False),
        ("Mozilla/5.0 (compatible; qaharvest/1.0)", False),
        ("googlebot", False),
        ("", False),
    ],
)
def test_the_product_token_is_matched_whole_and_in_any_case(name: str, is_us: bool) -> None:
    assert allowed(f"User-agent: {name}\nDisallow: /", "/x") is not is_us


@pytest.mark.parametrize(("name", "is_all"), [("*", True), ("* ", True), ("* x", True), ("*x", False), ("**", False)])
def test_the_asterisk_names_everyone(name: str, is_all: bool) -> None:
    assert allowed(f"User-agent: {name}\nDisallow: /", "/x") is not is_all


def test_a_group_for_us_replaces_the_group_for_all() -> None:
    file = "User-agent: *\nDisallow: /all\n\nUser-agent: qaharvest\nDisallow: /us\n"
    assert allowed(file, "/all")
    assert not allowed(file, "/us")


def test_an_empty_group_for_us_allows_everything() -> None:
    assert allowed("User-agent: *\nDisallow: /\n\nUser-agent: qaharvest\nDisallow:\n", "/x")
    assert allowed("User-agent: *\nDisallow: /\n\nUser-agent: qaharvest\n", "/x")


def test_groups_with_our_name_are_read_as_one() -> None:
    file = (
        "User-agent: qaharvest\nDisallow: /a\n\nUser-agent: other\nDisallow: /b\n\nUser-Agent: QAHARVEST\nDisallow: /c"
    )
    assert [allowed(file, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_groups_for_all_are_read_as_one() -> None:
    file = "User-agent: *\nDisallow: /a\nUser-agent: other\nDisallow: /b\nUser-agent: *\nDisallow: /c"
    assert [allowed(file, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_names_in_a_row_share_one_group_also_across_blank_lines_and_comments() -> None:
    file = "User-agent: other\n\n# and\n\nUser-agent: qaharvest\nUser-agent: third\nDisallow: /x"
    assert not allowed(file, "/x")


@pytest.mark.parametrize(
    "record", ["Sitemap: https://a.example/s.xml", "Crawl-delay: 5", "Host: a.example", "foo: bar", "junk"]
)
def test_other_records_do_not_end_a_group(record: str) -> None:
    assert not allowed(f"User-agent: qaharvest\n{record}\nDisallow: /x", "/x")
    assert not allowed(f"User-agent: qaharvest\nDisallow: /y\n{record}\nDisallow: /x", "/x")
    # Two names with nothing but another record between them still share the group.
    assert not allowed(f"User-agent: qaharvest\n{record}\nUser-agent: other\nDisallow: /x", "/x")


def test_an_empty_rule_ends_the_row_of_names() -> None:
    assert allowed("User-agent: qaharvest\nDisallow:\nUser-agent: other\nDisallow: /x", "/x")


def test_rules_before_any_name_are_nobodys() -> None:
    assert allowed("Disallow: /\nUser-agent: qaharvest\nDisallow: /x", "/y")


def test_without_a_group_that_concerns_us_everything_is_allowed() -> None:
    assert allowed("User-agent: other\nDisallow: /", "/x")
    assert allowed("", "/x")


# §2.2: lines


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", "\r\r\n"])
def test_all_line_ends_count(end: str) -> None:
    file = end.join(["User-agent: *", "Disallow: /a", "Allow: /a/b", ""])
    assert not allowed(file, "/a")
    assert allowed(file, "/a/b")


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_nothing_else_ends_a_line(separator: str) -> None:
    assert allowed(f"User-agent: *\nDisallow: /a{separator}Disallow: /b", "/b")


@pytest.mark.parametrize(
    "file",
    [
        "USER-AGENT: *\nDISALLOW: /x",
        "user-agent:*\ndisallow:/x",
        " \t User-agent \t : \t * \t \n \t Disallow \t : \t /x \t ",
        "User-agent: * # everyone\nDisallow: /x # keep out",
        "User-agent *\nDisallow /x",
        "User-agent: *\nDissallow: /x",
        "useragent: *\nDisalow: /x",
    ],
)
def test_lines_are_read_leniently(file: str) -> None:
    assert not allowed(file, "/x")
    assert allowed(file, "/y")


@pytest.mark.parametrize(
    "line", ["Disallow", "Disallow / x", "/x", ":", ": /x", "::", "Dis-allow: /x", "<p>Disallow: /x"]
)
def test_other_lines_say_nothing(line: str) -> None:
    assert allowed(f"User-agent: *\n{line}\n", "/x")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"])
def test_a_byte_order_mark_is_passed_over_at_the_beginning_only(mark: bytes) -> None:
    assert not allowed(mark + b"User-agent: *\nDisallow: /x", "/x")
    assert allowed(b"\n" + mark + b"User-agent: *\nDisallow: /x", "/x")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_file_in_utf_16_is_obeyed(encoding: str) -> None:
    assert not allowed("User-agent: *\r\nDisallow: /x\r\n".encode(encoding), "/x")


def test_octets_that_are_no_utf_8_harm_only_their_own_line() -> None:
    file = b"\xa4\xba\n# \xff\xfe\x80\nUser-agent: *\nDisallow: /\xa4\xba\nDisallow: /x\n"
    assert not allowed(file, "/x")
    assert not allowed(file, "/%A4%BA/more")
    assert allowed(file, "/%A4%BB")


def test_nul_octets_are_passed_over() -> None:
    assert not allowed(b"User-agent: *\0\nDis\0allow: /x\0\n", "/x")


def test_500_kib_are_read_up_to_the_last_whole_line() -> None:
    head = b"User-agent: *\nDisallow: /first\n"
    tail = b"Disallow: /longer-than-it-looks\nDisallow: /after\n"
    for overlap in range(1, len(b"Disallow: /longer-than-it-looks")):
        filler = b"#" * (MAX_ROBOTS_BYTES - len(head) - overlap - 1) + b"\n"
        file = head + filler + tail
        assert not allowed(file, "/first")
        assert allowed(file, "/longer-than-it-looks")
        assert allowed(file, "/l")
        assert allowed(file, "/after")
    whole = b"#" * (MAX_ROBOTS_BYTES - len(head) - len(b"\nDisallow: /longer-than-it-looks")) + b"\n"
    assert not allowed(head + whole + tail, "/longer-than-it-looks")


# §2.2.2: paths


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("/", ["/", "/x", "/?q"], []),
        (
            "/fish",
            ["/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fish.php?id=1"],
            ["/Fish", "/catfish", "/?id=fish"],
        ),
        ("/fish*", ["/fish", "/fishheads/yummy.html", "/fish.php?id=1"], ["/Fish.asp", "/catfish"]),
        ("/fish/", ["/fish/", "/fish/?id=1", "/fish/salmon"], ["/fish", "/fish.html", "/Fish/x"]),
        ("/*.php", ["/index.php", "/a/b.php", "/a.php?x", "/a.php/", "/a.php5"], ["/", "/windows.PHP"]),
        ("/*.php$", ["/a.php", "/a/b.php", "/.php", "/a.php.php"], ["/a.php?x", "/a.php/", "/a.php5"]),
        ("/fish*.php", ["/fish.php", "/fishheads/catfish.php?x"], ["/Fish.PHP"]),
        ("/a$", ["/a"], ["/a/", "/ab", "/a?q", "/a$"]),
        ("/$", ["/"], ["/x", "/?q"]),
        ("/a$b", ["/a$b", "/a$bc", "/a%24b"], ["/a", "/ab"]),
        ("/a%24", ["/a$", "/a%24x"], ["/a"]),
        ("/a%2Ab", ["/a*b", "/a%2ab"], ["/axb", "/ab"]),
        ("*", ["/", "/x"], []),
        ("*/x", ["/x", "/a/x", "/a/xy"], ["/a"]),
        ("/*", ["/", "/x"], []),
        ("/**", ["/", "/x"], []),
        ("/a*b*c", ["/abc", "/a-b-c-d", "/abbc"], ["/acb", "/ab"]),
        ("/a*b$", ["/ab", "/abb", "/a-b"], ["/abc", "/a"]),
        ("/ab*b$", ["/abb", "/abxb"], ["/ab"]),
        ("/*?", ["/x?", "/x?a=1", "/?"], ["/x", "/"]),
        ("/x?a=1", ["/x?a=1", "/x?a=1&b"], ["/x", "/x?b"]),
        ("/x;s", ["/x;s=1"], ["/x"]),
        ("/x#y", ["/x", "/xy"], ["/"]),
        ("fish", [], ["/fish", "/"]),
        ("", [], ["/", "/x"]),
    ],
)
def test_patterns_match_from_the_start_of_the_path(pattern: str, matching: list[str], others: list[str]) -> None:
    file = f"User-agent: *\nDisallow: {pattern}"
    assert [path for path in matching + others if not allowed(file, path)] == matching


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"),
        ("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar"),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84"),
        ("/foo/bar/%e3%83%84", "/foo/bar/ツ"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
        ("/foo/bar/baz", "/foo/bar/%62%61%7A"),
        ("/a%zz", "/a%zz"),
        ("/a%", "/a%"),
    ],
)
def test_escapes_do_not_hide_what_is_the_same(pattern: str, path: str) -> None:
    assert not allowed(f"User-agent: *\nDisallow: {pattern}", path)


def test_escapes_of_any_encoding_are_told_apart() -> None:
    file = "User-agent: *\nDisallow: /history.php?UrlClass=%A4%BA%AC%EC"
    assert not allowed(file, "/history.php?UrlClass=%A4%BA%AC%EC&PageNo=2")
    assert allowed(file, "/history.php?UrlClass=%A5%7E%AC%EC")


def test_case_counts_in_paths() -> None:
    assert allowed("User-agent: *\nDisallow: /X", "/x")


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("Disallow: /x/page.html\nAllow: /x/", "/x/page.html", False),
        ("Disallow: /x/\nAllow: /x/page.html", "/x/page.html", True),
        ("Disallow: /x/\nAllow: /x/page.html", "/x/", False),
        ("Allow: /p\nDisallow: /", "/page", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
        ("Disallow: /folder\nAllow: /folder", "/folder/page", True),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /page\nDisallow: /*.ph", "/page.php5", True),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page.htm", False),
        ("Disallow: \nAllow: ", "/", True),
        # The length is that of the escaped form, whichever the file uses.
        ("Allow: /ツ\nDisallow: /*xxxxxx", "/ツxxxxxx", True),
        ("Allow: /%E3%83%84\nDisallow: /*xxxxxx", "/ツxxxxxx", True),
        ("Allow: /%61%61\nDisallow: /aaa", "/aaa", False),
    ],
)
def test_the_longest_match_decides_and_allow_wins_a_tie(rules: str, path: str, expected: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}", path) is expected


def test_robots_txt_itself_is_always_allowed() -> None:
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt")
    assert not allowed("User-agent: *\nDisallow: /", "/robots.txt2")


@pytest.mark.parametrize(
    "url", ["https://a.example", "https://a.example?q", "https://a.example#f", "https://a.example/#f"]
)
def test_an_address_without_path_has_the_root_as_path(url: str) -> None:
    assert not RobotsRules.parse(b"User-agent: *\nDisallow: /").allows(url)
    assert RobotsRules.parse(b"User-agent: *\nDisallow: /q").allows(url)


def test_the_deciding_line_can_be_told() -> None:
    rules = RobotsRules.parse(b"User-agent: *\nDisallow: /a\nAllow: /a/%62*")
    assert str(rules.deciding(HOST + "/a/bc")) == "Allow: /a/%62*"
    assert str(rules.deciding(HOST + "/a/c")) == "Disallow: /a"
    assert rules.deciding(HOST + "/c") is None


# §2.2.4: other records


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5", 5.0),
        ("0.5", 0.5),
        (".5", 0.5),
        ("0", 0.0),
        ("10 seconds", 10.0),
        ("1e9", 1.0),
        ("999999999", MAX_CRAWL_DELAY),
        ("9" * 400, MAX_CRAWL_DELAY),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
    ],
)
def test_crawl_delay_is_a_bounded_number(value: str, expected: float | None) -> None:
    assert RobotsRules.parse(f"User-agent: *\nCrawl-delay: {value}".encode()).crawl_delay == expected


def test_the_crawl_delay_is_that_of_our_group_and_the_largest_there() -> None:
    file = (
        b"User-agent: *\nCrawl-delay: 9\nDisallow: /x\n\n"
        b"User-agent: qaharvest\nCrawl-delay: 2\nCrawl-delay: 3\nCrawl-delay: 1\n"
    )
    assert RobotsRules.parse(file).crawl_delay == 3.0
    assert (
        RobotsRules.parse(
            b"User-agent: *\nCrawl-delay: 9\nDisallow: /x\n\nUser-agent: qaharvest\nDisallow:"
        ).crawl_delay
        is None
    )


def test_sitemaps_are_found_anywhere_and_are_absolute() -> None:
    file = (
        b"Sitemap: https://a.example/1.xml\nUser-agent: other\nDisallow: /\nSITEMAP:https://b.example/2.xml.gz \n"
        b"Sitemap: /relative.xml\nSitemap: javascript:alert(1)\nSitemap:\nSitemap: https://a.example/1.xml\n"
    )
    assert RobotsRules.parse(file).sitemaps == ("https://a.example/1.xml", "https://b.example/2.xml.gz")


# Anything at all


LINES = st.lists(
    st.sampled_from(["User-agent: *", "User-agent: qaharvest", "User-agent: other", "Crawl-delay: 3", "", "# x"])
    | st.builds("{}: {}".format, st.sampled_from(["Allow", "Disallow"]), st.text("/ab*$%2A4?", max_size=8)),
    max_size=12,
).map("\n".join)


@given(st.binary(max_size=400) | LINES.map(str.encode), st.text(max_size=20))
def test_any_file_gives_a_verdict_on_any_address(body: bytes, path: str) -> None:
    rules = RobotsRules.parse(body)
    assert rules.allows(HOST + "/" + path) in (True, False)
    assert rules.crawl_delay is None or 0 <= rules.crawl_delay <= MAX_CRAWL_DELAY
    assert all(address.startswith(("http://", "https://")) for address in rules.sitemaps)


@given(
    st.lists(st.tuples(st.booleans(), st.text("abc/*", min_size=1, max_size=6)), max_size=6),
    st.text("abc/", max_size=8),
)
def test_on_plain_patterns_the_verdict_is_that_of_another_parser(rules: list[tuple[bool, str]], path: str) -> None:
    lines = [f"{'Allow' if allow else 'Disallow'}: /{pattern}" for allow, pattern in rules]
    file = "\n".join(["User-agent: *", *lines])
    url = f"{HOST}/{path.lstrip('/')}"
    assert RobotsRules.parse(file.encode()).allows(url) == Protego.parse(file).can_fetch(url, "qaharvest")


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000,
        b"User-agent: *\nDisallow: /" + b"*" * 500_000,
        b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*b\n" * 20_000,
        b"User-agent: *\n" * 30_000,
        b"\r" * 500_000,
        b":" * 500_000,
    ],
)
def test_a_hostile_file_comes_to_an_end(body: bytes) -> None:
    # Patterns that a matcher which tries every way would never finish.
    assert RobotsRules.parse(body).allows(HOST + "/" + "a" * 2000) in (True, False)
