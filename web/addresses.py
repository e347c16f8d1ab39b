"""Whose an address is: what is counted together, wherever one may have so much and no more."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_SUBNET = 64
"""Bits of an IPv6 address that a provider gives away as one: who has a /64 has 2^64 addresses."""


@lru_cache(maxsize=4096)
def owner(address: str) -> str:
    """What all addresses of one line have in common: an IPv4 address, or an IPv6 network of /64.

    What is no address (a socket's path, nothing) is its own owner.
    """
    found = _read(address)
    if found is None:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found), _SUBNET), strict=False))
    return str(found)


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, is this machine to itself."""
    if host == "localhost":
        return True
    found = _read(host)
    return found is not None and found.is_loopback


def _read(address: str) -> IPv4Address | IPv6Address | None:
    """The address; of one that is mapped into IPv6, the IPv4 address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
