"""The faults that no server commits alone, with their outcomes and the tests that show them; and the page of all."""

from dataclasses import dataclass

from tests.faults.served import GROUPS, MAX_BYTES, TIMEOUT, Fault

SERVED = "tests/faults/test_served.py::test_a_served_fault_has_its_stated_outcome_and_costs_no_other_page"


@dataclass(frozen=True)
class Row:
    """One fault.

    :param ends: what becomes of the address, or of the run.
    :param tests: the tests that show it, as pytest names them without parameters.
    """

    what: str
    ends: str
    tried_again: str
    exit_code: str
    tests: tuple[str, ...]


_HTTP = "tests/crawler/test_http.py::"
_FOLDER = "tests/test_run_folder.py::"
_POWER = "tests/faults/test_power.py::"
_TORN = f"{_POWER}test_a_torn_file_costs_nothing_that_was_committed"

BEFORE_AN_ANSWER = (
    Row(
        "Nobody listens at the port",
        "`failed: … refused the connection`; at robots.txt the host is closed for now",
        "as often as `--retries` says",
        "0 or 1",
        (
            f"{_HTTP}test_a_refused_connection_is_a_network_error",
            "tests/crawler/test_robots.py::test_what_leaves_the_rules_unknown_closes_the_host_for_now",
        ),
    ),
    Row(
        "The name cannot be resolved, or has no address",
        "`failed: The name … could not be resolved`",
        "as often as `--retries` says",
        "0 or 1",
        (
            f"{_HTTP}test_a_name_that_does_not_resolve_is_a_network_error",
            "tests/crawler/test_guard.py::test_a_name_without_addresses_does_not_resolve",
        ),
    ),
    Row(
        "One of several addresses does not answer",
        "the next one is asked",
        "at once",
        "0",
        ("tests/crawler/test_guard.py::test_the_next_address_is_tried_when_one_does_not_answer",),
    ),
    Row(
        "The certificate is self-signed",
        "`failed: The certificate of … is not valid`",
        "no",
        "0 or 1",
        (f"{_HTTP}test_a_certificate_nobody_vouches_for_is_refused",),
    ),
    Row(
        "The certificate is another name's",
        "`failed: The certificate of … is not valid`",
        "no",
        "0 or 1",
        (f"{_HTTP}test_https_works_and_the_host_name_is_verified",),
    ),
    Row(
        "The certificate has expired",
        "`failed: The certificate of … is not valid`",
        "no",
        "0 or 1",
        (f"{_HTTP}test_a_certificate_that_has_expired_is_refused_although_it_is_trusted",),
    ),
    Row(
        "The port does not speak TLS",
        "`failed: No TLS connection to …`",
        "as often as `--retries` says",
        "0 or 1",
        (f"{_HTTP}test_https_to_a_plain_port_is_a_network_error",),
    ),
    Row(
        "More than ten redirects",
        "`failed: more than 10 redirects`",
        "no",
        "0",
        ("tests/test_run.py::test_endless_redirects_end",),
    ),
)
THIS_MACHINE = (
    Row(
        "The disk is full, or a quota reached",
        "what was committed stays; one sentence says what to do",
        "by the next start",
        "2",
        (
            f"{_FOLDER}test_a_disk_that_refuses_costs_nothing_that_was_committed",
            "tests/cli/test_cli_endings.py::test_a_full_disk_under_a_crawl_is_one_sentence_and_the_run_goes_on_later",
        ),
    ),
    Row(
        "SIGINT or SIGTERM",
        "what is in flight may end within five seconds and is committed",
        "by the next start",
        "130",
        (
            f"{_FOLDER}test_a_signal_ends_the_crawl_cleanly_and_it_goes_on_later",
            "tests/cli/test_cli_crawl.py::test_a_signal_ends_cleanly_and_the_run_goes_on_later",
        ),
    ),
    Row(
        "A second SIGINT",
        "the crawl ends at once; what was in flight stays queued",
        "by the next start",
        "130",
        (f"{_FOLDER}test_a_second_signal_ends_the_crawl_at_once_and_it_goes_on_later",),
    ),
    Row(
        "The crawl is killed (SIGKILL, out of memory)",
        "nothing is lost or doubled; at most what was in flight is asked for again; the workers end",
        "by the next start",
        "–",
        ("tests/kill/test_kill.py::test_a_killed_crawl_goes_on_without_loss",),
    ),
    Row(
        "A worker is killed, or crashes on a page",
        "that page is rejected and archived; the others are read",
        "once, alone",
        "0",
        ("tests/test_worker_death.py::test_a_segmentation_fault_costs_its_page_and_the_crawl_goes_on",),
    ),
    Row(
        "A page is never done",
        "after 60 s it is rejected and archived",
        "once, alone",
        "0",
        ("tests/test_worker_death.py::test_a_page_that_is_never_done_is_given_up_and_costs_no_other",),
    ),
    Row(
        "The clock is set while the crawl runs",
        "nothing: waits are counted by a clock that is never set",
        "–",
        "0",
        ("tests/test_run.py::test_the_crawls_clock_does_not_follow_the_systems_when_that_is_set",),
    ),
    Row(
        "The clock was set back between two starts",
        "stored times move along: the time left of each wait stays what it was",
        "–",
        "0",
        (
            "tests/faults/test_clock.py::test_a_clock_that_was_ahead_keeps_nobody_waiting_for_longer_than_was_asked",
            "tests/faults/test_clock.py::test_a_robots_txt_had_under_a_clock_that_was_ahead_is_not_kept_for_longer_than_a_day",
        ),
    ),
    Row(
        "The clock was set forward between two starts",
        "waits end, robots.txt is asked for again",
        "–",
        "0",
        ("tests/faults/test_clock.py::test_a_clock_that_was_behind_only_makes_waits_end_and_the_crawl_goes_on",),
    ),
)
POWER = (
    Row("The tail of the WARC file is torn", "it is cut away", "by the next start", "0", (_TORN,)),
    Row("The tail of `records.jsonl` is torn", "it is cut away", "by the next start", "0", (_TORN, f"{_FOLDER}test_what_lies_beyond_the_committed_lengths_is_cut_away")),
    Row("The tail of `rejects.jsonl` is torn", "it is cut away", "by the next start", "0", (_TORN,)),
    Row("`stats.json` is torn", "it is written anew", "by the next start", "0", (_TORN,)),
    Row("`run.toml` was being written", "the old one holds: it is replaced whole", "–", "0", (_TORN,)),
    Row("`run.toml` is cut by something else", "one sentence, or what is left of it", "–", "2", (f"{_POWER}test_settings_cut_anywhere_are_a_sentence_or_settings",)),
    Row(
        "The frontier's log is cut, at each byte of its last frame or anywhere",
        "it goes back to an earlier commit, and the files with it",
        "what was committed since",
        "0",
        (_TORN, f"{_POWER}test_a_log_cut_at_each_byte_of_its_last_frame_never_promises_too_much", f"{_POWER}test_files_torn_together_at_random_cost_nothing_that_was_committed"),
    ),
    Row("The frontier's log is lost, or has a hole", "it goes back to an earlier commit, and the files with it", "what was committed since", "0", (_TORN,)),
    Row("The log was being folded into the frontier", "it is folded in again", "–", "0", (_TORN,)),
    Row("The frontier's file is damaged", "one sentence: put a good copy back, or `--fresh`", "–", "2", (f"{_FOLDER}test_a_damaged_frontier_or_run_toml_is_told_and_fresh_starts_anew", f"{_POWER}test_whatever_the_frontiers_file_holds_is_a_sentence_or_a_frontier")),
)  # fmt: skip
TABLES = {
    "Before there is an answer": BEFORE_AN_ANSWER,
    "On this machine": THIS_MACHINE,
    "Power loss": POWER,
}
_TITLES = {
    "connection": "Connections",
    "framing": "Heads and lengths",
    "endless": "Answers without end",
    "codings": "Codings and types",
    "redirects": "Redirects",
    "statuses": "Statuses",
}
_HEAD = f"""# Faults

What may go wrong under a crawl, and what becomes of it. This page is written by `python -m tests.faults` from the tables
that the tests run by; a test sees that it is current and that every test named here exists.

A fault costs its own address and no other. An address that is given up stands in the ledger as `failed` and in
`rejects.jsonl`; the exit code of a crawl in which some pages failed is 0 (1 if no record came out at all).

## What a server does

Each is served to a whole crawl by a real server on loopback, with one retry, {TIMEOUT} s for a request and {MAX_BYTES:,} octets
for a body, beside a good page that must come out: `{SERVED.partition("::")[0]}`. The exit code is 0.
"""
_MEMORY = """
## Memory

With the settings as they are (32 requests in flight, bodies of at most 16 MiB) and the largest of these faults:

| process | bound | why |
|---|---|---|
| the crawl | 128 MiB + 1.25 × `--concurrency` × `--max-bytes` (768 MiB) | requests in flight, pages being read and pages waiting for their commit are together never more than `--concurrency`; each holds one body |
| the crawl, reading sitemaps | 128 MiB + 8 × 50 MiB | four sitemaps are held at a time, and one of them is read |
| a worker | 128 MiB + 56 × `--max-bytes` (1 GiB); whatever a page holds, 4 GiB | it is handed one large page at a time; a page of nothing but tags takes about 45 octets for each of its own (plain words 12), one of lines of a single letter 170; at 4 GiB the system refuses, and the page is rejected |

Heads are read up to 100 KB, error pages and redirects up to 64 KiB, bombs up to `--max-bytes`.
`tests/faults/test_memory.py` measures it as the kernel counts it (`VmHWM`).

Lower `--concurrency` or `--max-bytes` where there is less memory.

## Fuzzing

`python -m tests.fuzz --seconds 600` gives every reader of what others wrote (robots.txt, sitemaps and feeds, WARC files, HTML,
text, JSON-LD, `run.toml`, profiles, Retry-After, content codings, content types, addresses, records, whole HTTP answers) inputs
made from good ones and drawn ones, each reader in a process of its own. What crashes it or takes longer than ten seconds is
written to a file and named. `tests/fuzz/test_fuzz.py` does the same for some seconds, with everything that was ever found.
"""


def page() -> str:
    """Return ``docs/faults.md``."""
    parts = [_HEAD]
    for group, faults in GROUPS.items():
        parts += [f"\n### {_TITLES[group]}\n\n| what happens | the address ends as | asked |\n|---|---|---|\n"]
        parts += [_served(fault) for fault in faults.values()]
    for title, rows in TABLES.items():
        parts += [
            f"\n## {title}\n\n| what happens | what becomes of it | tried again | exit code | test |\n|---|---|---|---|---|\n"
        ]
        parts += [
            f"| {row.what} | {row.ends} | {row.tried_again} | {row.exit_code} | {'<br>'.join(f'`{test}`' for test in row.tests)} |\n"
            for row in rows
        ]
    return "".join([*parts, _MEMORY])


def _served(fault: Fault) -> str:
    often = "once" if fault.tries == 1 else "again, as often as `--retries` says"
    reason = f": `{fault.reason.strip()} …`" if fault.reason.strip(": ") != fault.state.value else ""
    return f"| {fault.what} | `{fault.state.value}`{reason} | {often} |\n"
