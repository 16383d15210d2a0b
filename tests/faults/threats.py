"""Who may do harm with what, what stops it, and which test shows that; the page of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threat:
    who: str
    what: str
    stopped_by: str
    tests: tuple[str, ...]


_GUARD = "tests/crawler/test_guard.py::"
_HTTP = "tests/crawler/test_http.py::"
_STRANGER = "tests/faults/test_stranger.py::"
_SERVED = "tests/faults/test_served.py::test_a_served_fault_has_its_stated_outcome_and_costs_no_other_page"
_WARC = "tests/archive/test_warc.py::"

THREATS = (
    Threat("A site", "leads a request into our network: a name, link, redirect, sitemap or robots.txt that resolves to a private, loopback, link-local or reserved address", "the address is checked when connecting, at each hop, and the checked one is connected to; IPv4 inside IPv6 (mapped, compatible, 6to4, NAT64) counts as that IPv4, Teredo is refused", (f"{_GUARD}test_every_kind_of_address_has_its_class", f"{_GUARD}test_a_name_that_leads_inside_is_refused", "tests/crawler/test_robots_fetching.py::test_a_redirect_cannot_lead_past_the_guard")),
    Threat("A site", "writes 127.0.0.1 in another way: decimal, octal, hexadecimal, short, full-width, with a trailing dot or a zone", "what is checked is the address that comes out, not the name", (f"{_GUARD}test_other_spellings_of_loopback_are_refused",)),
    Threat("A name server", "answers differently the second time (rebinding), or mixes good and bad addresses", "a name is resolved once a connection; of its addresses only the permitted are used", (f"{_GUARD}test_the_name_is_resolved_once_a_connection_so_a_second_answer_cannot_lead_elsewhere", f"{_GUARD}test_among_several_addresses_only_the_permitted_are_used")),
    Threat("A site", "reaches other hosts of ours once `--allow-private-hosts` is given", "it opens the seeds' own hosts and ports only, and link-local and metadata services never", (f"{_GUARD}test_only_the_opened_host_and_port_are_open", f"{_GUARD}test_link_local_stays_closed_for_opened_hosts")),
    Threat("A site", "redirects or links to `file:`, `javascript:`, `ftp:` or what is no host", "only http and https addresses with a host are ever made requests", (_SERVED, "tests/test_request.py::test_links_become_absolute_http_addresses_or_nothing")),
    Threat("A site", "draws the crawl to other hosts", "the scope is the seeds' hosts and ports, for links, redirects and sitemaps alike", ("tests/test_run.py::test_only_the_seeds_host_and_port_are_asked", "tests/test_run.py::test_redirects_out_of_the_scope_are_not_followed")),
    Threat("A site", "follows us by cookies, or gets those of another host", "no cookies are kept or sent", (f"{_HTTP}test_cookies_are_not_sent_back", f"{_HTTP}test_the_request_says_who_asks_and_nothing_else")),
    Threat("A site, or whoever reads our files", "learns credentials that stood in an address", "they are taken out of every seed, link, redirect and sitemap entry: never sent, never written beside a record", (f"{_STRANGER}test_credentials_in_addresses_are_neither_sent_nor_written_wherever_they_are_found", "tests/test_run.py::test_credentials_in_a_seed_are_neither_sent_nor_written")),
    Threat("The environment", "sends our requests through a proxy", "proxies and `.netrc` of the environment are not used", (f"{_HTTP}test_proxies_of_the_environment_are_not_used",)),
    Threat("Somebody on the way", "reads or changes what is sent", "with https, certificate, name and dates are verified; there is no option to turn that off", (f"{_HTTP}test_a_certificate_nobody_vouches_for_is_refused", f"{_HTTP}test_https_works_and_the_host_name_is_verified", f"{_HTTP}test_a_certificate_that_has_expired_is_refused_although_it_is_trusted")),
    Threat("A site", "sends more than one answer, so that the rest is taken for another page's", "a connection on which anything came unasked is not used again", (f"{_HTTP}test_what_lies_behind_the_length_of_an_answer_is_not_taken_for_the_next", f"{_HTTP}test_what_a_server_sends_unasked_is_not_taken_for_the_next_answer")),
    Threat("A site", "takes our memory or time: bombs, endless bodies and heads, trickling, traps", "every size, count, depth and time is bounded", (_SERVED, "tests/faults/test_memory.py::test_as_many_of_the_largest_bodies_as_may_be_in_flight_stay_within_the_bound", "tests/crawler/test_decoding.py::test_a_bomb_takes_no_more_memory_than_the_limit", "tests/executors/test_local.py::test_a_call_that_wants_too_much_memory_fails_and_the_worker_goes_on", "tests/test_run.py::test_an_endless_calendar_of_session_ids_is_cut_off_and_the_questions_are_not")),
    Threat("A page", "crashes its reader, or never lets it end", "pages are read in processes of their own; such a page is rejected", ("tests/test_worker_death.py::test_a_segmentation_fault_costs_its_page_and_the_crawl_goes_on", "tests/fuzz/test_fuzz.py::test_mutated_inputs_are_survived")),
    Threat("A page shown in a browser", "reaches hosts, files or what robots.txt forbids, sends anything, or never ends", "the browser has no network of its own: what a page asks for is judged and made by the crawl, or refused; time, size and number are bounded", ("tests/crawler/test_browser.py::test_nothing_gets_out_of_hostile_pages_and_the_crawl_goes_on", "tests/crawler/test_browser.py::test_a_browser_that_dies_costs_its_page_alone", "tests/crawler/test_rendering.py::test_what_a_page_asks_for_obeys_scope_and_robots")),
    Threat("Whoever reads our files or messages", "learns the password of a shared frontier", "it is kept nowhere and shown nowhere", ("tests/cli/test_cli_work.py::test_a_password_is_told_to_nobody",)),
    Threat("A site", "ends a line of the archive by a header field, or makes its page impossible to keep", "control characters become blanks, what is no ASCII is percent-encoded", (f"{_WARC}test_headers_cannot_break_out_of_their_line", f"{_WARC}test_no_value_of_a_header_prevents_its_page_from_being_kept")),
    Threat("A site", "steers the terminal: escape sequences, C1 controls, reversed writing in pages, header fields, robots.txt, addresses", "all that is printed goes through one function; messages quote nothing raw", (f"{_STRANGER}test_nothing_a_site_says_steers_the_terminal", "tests/cli/test_cli_terminal.py::test_printable_text_is_one_line_without_anything_a_terminal_executes")),
    Threat("A foreign archive", "steers the terminal by a library's warnings", "those are not printed", (f"{_WARC}test_nothing_of_a_foreign_archive_is_printed",)),
    Threat("A page", "puts a script or an address into the HTML that we write", "everything is escaped; links lead to http and https only", ("tests/quality/test_report.py::test_nothing_a_page_says_can_act", "tests/cli/test_cli_explain_html.py::test_a_hostile_page_is_words_only")),
    Threat("A site", "chooses names of files", "no name of a file is made of anything a server says", ("tests/archive/test_warc.py::test_the_place_of_each_page_leads_to_that_page_alone", "tests/test_run_folder.py::test_names_that_are_no_run_are_refused")),
    Threat("A run folder from elsewhere", "lets us write, cut or remove files outside of it, by links or by the names in its frontier", "links are not followed; only the names that a run gives its files are used", ("tests/test_run_folder.py::test_a_link_in_the_place_of_a_file_is_not_followed", f"{_STRANGER}test_a_frontier_from_elsewhere_lets_nothing_outside_of_the_run_be_touched")),
    Threat("A run folder from elsewhere", "lets something run: pickles, triggers, views, modules", "there are no pickles in it, a frontier with triggers or views is refused, no module is loaded from it", (f"{_STRANGER}test_a_frontier_from_elsewhere_lets_nothing_outside_of_the_run_be_touched", "tests/fuzz/test_fuzz.py::test_mutated_inputs_are_survived")),
    Threat("`run.toml` or a profile from elsewhere", "ends the program by nesting, numbers or expressions", "each is one sentence", ("tests/test_settings.py::test_a_hostile_file_is_one_sentence", "tests/test_settings.py::test_an_expression_nested_too_deeply_is_one_sentence", "tests/parser/test_profile_file.py::test_whatever_a_file_holds_ends_in_a_profile_or_a_sentence")),
)  # fmt: skip

_HEAD = """# Threat model

Every page, header, sitemap, robots.txt, archive, profile and run folder is taken to be hostile. What is protected: the
machine and the network that the crawl runs in, the files beside the run, the terminal and the browser of whoever looks at
the results, and other hosts. This page is written by `python -m tests.faults`; a test sees that it is current and that
every test named here exists.

| who | with what | what stops it | test |
|---|---|---|---|
"""
_TAIL = """
## What is not promised

- Text of records is what the page says: it may lie, and it may hold instructions to a language model. Treat it as a stranger's words.
- The addresses that a site publishes are archived as it published them, in the body of its pages.
- A profile given by `--profile` may hold expensive expressions; use profiles of people you trust, as you would their code.
- Entry points of other installed packages are code, and run.
- Whoever can write to the run folder while a crawl runs can change its results.
- A clock that was set forward cannot be told from time that has passed: waits that hosts asked for end early.
"""


def page() -> str:
    """Return ``docs/threat-model.md``."""
    rows = [
        f"| {threat.who} | {threat.what} | {threat.stopped_by} | {'<br>'.join(f'`{test}`' for test in threat.tests)} |\n"
        for threat in THREATS
    ]
    return "".join([_HEAD, *rows, _TAIL])
