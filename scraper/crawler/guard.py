"""Which network addresses may be connected to, decided on the resolved address at the moment of connecting.

Checking the host's name beforehand would not do: a name can resolve to another address a moment later (DNS
rebinding), and ``http://0x7f.1/`` is a way to write 127.0.0.1. So the name is resolved here, each address that comes
out is checked, and the connection goes to exactly a checked one.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Literal

import httpcore2

from scraper.crawler.stream import SocketStream
from scraper.errors import AddressRefused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Resolves a host and port to addresses in text form; raises OSError where it cannot."""

_MAX_ADDRESSES = 4  # tried one after another
_CONNECT_SECONDS = 10.0  # for one address, so that a dead one leaves time for the next

# Not "public", yet no private network's either: always refused, also where private hosts are opened.
_NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # "this network" (RFC 1122 §3.2.1.3); Linux connects 0.0.0.0 to itself
        "169.254.0.0/16",  # link-local (RFC 3927); cloud metadata services
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # 6to4 relay anycast (RFC 7526)
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast (RFC 5771)
        "240.0.0.0/4",  # reserved (RFC 1112), broadcast
        "100.100.100.200/32",  # metadata service of one cloud, inside the shared range
        "168.63.129.16/32",  # host service of another, on a public address
        "fd00:ec2::254/128",  # metadata services on unique local addresses
        "fd20:ce::254/128",
    )
]
_PRIVATE = [
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",  # RFC 1918
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",  # loopback
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "198.18.0.0/15",  # benchmarking (RFC 2544)
        "::1/128",
        "fc00::/7",  # unique local (RFC 4193)
    )
]
# Of IPv6 only this is handed out for global unicast (RFC 4291 §2.4) …
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
# … and in it these are not (RFC 6890 and the IANA special-purpose registry): Teredo and other protocol assignments,
# documentation.
_SPECIAL_IPV6 = [ipaddress.ip_network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20")]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_COMPATIBLE = ipaddress.ip_network("::/96")  # IPv4-compatible, deprecated (RFC 4291 §2.5.5.1)


def address_class(address: str) -> Literal["public", "private", "never"]:
    """Say what kind of address this is; an IPv6 address that holds an IPv4 address counts as that one.

    :raises ValueError: if it is no address.
    """
    found: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        embedded = _embedded(found)
        if embedded is not None:
            found = embedded
    if _in(found, _NEVER):
        return "never"
    if _in(found, _PRIVATE):
        return "private"
    if isinstance(found, ipaddress.IPv6Address) and (found not in _GLOBAL_IPV6 or _in(found, _SPECIAL_IPV6)):
        return "never"
    return "public"


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a mapped, 6to4, Teredo, NAT64 or compatible address leads to."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        # A Teredo address names a server and a client; the whole range is refused, so either will do.
        return ipaddress.IPv4Address(0)
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _in(address: IPAddress, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in networks)


async def _ask_resolver(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Guard:
    """Decides at connect time which resolved address may be used.

    :param open_hosts: hosts (lower case, without brackets) and ports that may lie in private or loopback ranges.
        Link-local addresses stay closed for them too.
    :param lookup: resolves names; the system's resolver unless a test brings its own.
    """

    def __init__(self, open_hosts: frozenset[tuple[str, int]] = frozenset(), *, lookup: Lookup = _ask_resolver) -> None:
        self._open = open_hosts
        self._lookup = lookup

    async def addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host to the addresses that may be connected to, in the resolver's order.

        :raises AddressRefused: if there is none among those it resolves to.
        :raises OSError: if the name cannot be resolved.
        """
        try:
            found = list(dict.fromkeys(await self._lookup(host, port)))
        except (UnicodeError, ValueError) as error:
            # The IDNA codec's complaint about labels too long or empty, and octets no name may hold.
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
        opened = (host.lower().rstrip("."), port) in self._open
        wanted = ("public", "private") if opened else ("public",)
        usable = [address for address in found if address_class(address) in wanted]
        if usable:
            return usable[:_MAX_ADDRESSES]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        raise AddressRefused(_sentence(host, found[0], opened))


def _sentence(host: str, address: str, opened: bool) -> str:
    leads = "is" if host == address else f"leads to {address},"
    if opened or address_class(address) == "never":
        return f"{host} {leads} a link-local, multicast or reserved address, which is never connected to."
    return f"{host} {leads} no public address; --allow-private-hosts opens the seeds' own hosts."


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections for httpcore2, to addresses the guard let through and to no other."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - a request has one timeout for all of it
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first checked address that answers.

        :raises AddressRefused: if none may be connected to.
        :raises OSError: if the name cannot be resolved or no address answers.
        """
        loop = asyncio.get_running_loop()
        addresses = await self._guard.addresses(host, port)
        for number, address in enumerate(addresses, 1):
            try:
                async with asyncio.timeout(_CONNECT_SECONDS if number < len(addresses) else None):
                    # An address in numbers is not resolved again, so this connects to what was checked.
                    _, stream = await loop.create_connection(SocketStream, address, port)
                    return stream
            except OSError:
                if number == len(addresses):
                    raise
        raise AssertionError("unreachable: the last address either answers or raises")
