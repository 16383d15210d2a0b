"""Which addresses may be connected to."""

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.guard import Guard, address_class
from scraper.crawler.http import HttpFetcher
from scraper.errors import AddressRefused, NetworkError
from scraper.settings import Settings
from tests.servers import Server, answer


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", "public"),
        ("1.1.1.1", "public"),
        ("100.63.255.255", "public"),
        ("100.128.0.0", "public"),
        ("172.15.255.255", "public"),
        ("172.32.0.0", "public"),
        ("2606:4700::1111", "public"),
        ("2001:4860:4860::8888", "public"),
        ("::ffff:8.8.8.8", "public"),
        ("64:ff9b::8.8.8.8", "public"),
        ("2002:808:808::1", "public"),
        ("127.0.0.1", "private"),
        ("127.255.255.254", "private"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("100.127.255.255", "private"),
        ("198.18.0.1", "private"),
        ("::1", "private"),
        ("fc00::1", "private"),
        ("fdff::1", "private"),
        ("::ffff:127.0.0.1", "private"),
        ("::ffff:10.0.0.1", "private"),
        ("::127.0.0.1", "private"),
        ("64:ff9b::10.0.0.1", "private"),
        ("2002:7f00:1::", "private"),
        ("0.0.0.0", "never"),
        ("0.1.2.3", "never"),
        ("169.254.0.1", "never"),
        ("169.254.169.254", "never"),
        ("::ffff:169.254.169.254", "never"),
        ("::169.254.169.254", "never"),
        ("64:ff9b::a9fe:a9fe", "never"),
        ("64:ff9b:1::1", "never"),
        ("2002:a9fe:a9fe::", "never"),
        ("100.100.100.200", "never"),
        ("168.63.129.16", "never"),
        ("fd00:ec2::254", "never"),
        ("fe80::1", "never"),
        ("fe80::1%eth0", "never"),
        ("::1%lo", "private"),
        ("febf::1", "never"),
        ("fec0::1", "never"),
        ("::", "never"),
        ("::ffff:0.0.0.0", "never"),
        ("224.0.0.1", "never"),
        ("239.255.255.255", "never"),
        ("240.0.0.1", "never"),
        ("255.255.255.255", "never"),
        ("192.0.0.1", "never"),
        ("192.0.2.1", "never"),
        ("198.51.100.1", "never"),
        ("203.0.113.1", "never"),
        ("192.88.99.1", "never"),
        ("ff02::1", "never"),
        ("2001:db8::1", "never"),
        ("3fff::1", "never"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "never"),
        ("100::1", "never"),
        ("4000::1", "never"),
    ],
)
def test_every_kind_of_address_has_its_class(address: str, expected: str) -> None:
    assert address_class(address) == expected


@given(st.ip_addresses(v=4))
def test_an_address_the_standard_library_calls_special_is_not_public(address: ipaddress.IPv4Address) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert address_class(str(address)) != "public"
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert address_class(wrapped) == address_class(str(address))


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_outside_the_global_range_is_public_only_for_the_ipv4_in_it(
    address: ipaddress.IPv6Address,
) -> None:
    if address_class(str(address)) == "public":
        assert address.is_global or address.sixtofour or address.ipv4_mapped
        assert not address.is_multicast


def ask(url: str, *resolved: str, open_hosts: frozenset[tuple[str, int]] = frozenset()) -> bytes:
    """Return the body that a fetcher gets whose resolver gives these addresses for every name."""

    async def lookup(host: str, port: int) -> list[str]:
        return list(resolved)

    async def run() -> bytes:
        fetcher = HttpFetcher(Settings(timeout=5.0), guard=Guard(open_hosts, lookup=lookup), version="1")
        try:
            return (await fetcher.fetch(url)).body
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


def test_a_name_that_leads_inside_is_refused() -> None:
    with Server({"/": [answer()]}) as server:
        with pytest.raises(AddressRefused, match=r"a\.example leads to 127\.0\.0\.1, no public address"):
            ask(f"http://a.example:{server.port}/", "127.0.0.1")
        assert server.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "localhost",
        "LOCALHOST.",
        "127.0.0.1.",
        "１２７.0.0.1",
        "[::1%25lo]",
    ],
)
def test_other_spellings_of_loopback_are_refused(host: str) -> None:
    with Server({"/": [answer()]}) as server:
        fetcher = HttpFetcher(Settings(timeout=5.0), guard=Guard(), version="1")
        with pytest.raises((AddressRefused, NetworkError)):  # NetworkError where the system reads no such form
            asyncio.run(fetcher.fetch(f"http://{host}:{server.port}/"))
        assert server.connections == 0


def test_only_the_opened_host_and_port_are_open() -> None:
    with Server({"/": [answer(200, b"inside")]}) as server, Server({"/": [answer()]}) as other:
        opened = frozenset({("a.example", server.port)})
        assert ask(f"http://A.example:{server.port}/", "127.0.0.1", open_hosts=opened) == b"inside"
        for url in (f"http://a.example:{other.port}/", f"http://b.example:{server.port}/"):
            with pytest.raises(AddressRefused):
                ask(url, "127.0.0.1", open_hosts=opened)
        assert other.connections == 0


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0", "224.0.0.1"])
def test_link_local_stays_closed_for_opened_hosts(address: str) -> None:
    with pytest.raises(AddressRefused, match="never connected to"):
        ask("http://a.example/", address, open_hosts=frozenset({("a.example", 80)}))


def test_among_several_addresses_only_the_permitted_are_used() -> None:
    guard = Guard(lookup=lambda host, port: _resolved("10.0.0.1", "8.8.8.8", "::1", "8.8.8.8", "1.1.1.1"))
    assert asyncio.run(guard.addresses("a.example", 80)) == ["8.8.8.8", "1.1.1.1"]


async def _resolved(*addresses: str) -> list[str]:
    return list(addresses)


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with Server({"/": [answer(200, b"here")]}) as server:
        opened = frozenset({("a.example", server.port)})
        # Nothing listens on the first: the server is bound to the second alone.
        assert ask(f"http://a.example:{server.port}/", "127.0.0.9", "127.0.0.1", open_hosts=opened) == b"here"


def test_the_name_is_resolved_once_a_connection_so_a_second_answer_cannot_lead_elsewhere() -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    with Server({"/": [answer(200, b"first")]}) as server:

        async def run() -> None:
            guard = Guard(frozenset({("a.example", server.port)}), lookup=lookup)
            fetcher = HttpFetcher(Settings(timeout=5.0), guard=guard, version="1")
            url = f"http://a.example:{server.port}/"
            assert (await fetcher.fetch(url)).body == b"first"
            assert (await fetcher.fetch(url)).body == b"first"
            await fetcher.aclose()
            assert asked == ["a.example"]
            with pytest.raises(AddressRefused):
                await fetcher.fetch(url)

        asyncio.run(run())
    assert server.requests[0].header("host") == f"a.example:{server.port}"


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
def test_ipv6_loopback_is_refused_and_can_be_opened() -> None:
    with Server({"/": [answer(200, b"six")]}, host="::1") as server:

        async def run(guard: Guard) -> bytes:
            fetcher = HttpFetcher(Settings(timeout=5.0), guard=guard, version="1")
            try:
                return (await fetcher.fetch(server.origin + "/")).body
            finally:
                await fetcher.aclose()

        with pytest.raises(AddressRefused):
            asyncio.run(run(Guard()))
        assert asyncio.run(run(Guard(frozenset({("::1", server.port)})))) == b"six"
    assert server.requests[0].header("host") == f"[::1]:{server.port}"


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", ".", "a\0b"])
def test_what_cannot_be_a_host_name_does_not_resolve(host: str) -> None:
    with pytest.raises(OSError, match=r"not a host name|not known|resolve|resolution|address"):
        asyncio.run(Guard().addresses(host, 80))


def test_a_name_without_addresses_does_not_resolve() -> None:
    with pytest.raises(NetworkError, match="could not be resolved"):
        ask("http://a.example/")
