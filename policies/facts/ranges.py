"""How much of the internet ranges of addresses let in: they are a set, whatever pieces it is written in."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

# From these prefixes on nobody has named who may come: a /8 is the most that one holder of IPv4 addresses has
# (https://www.iana.org/assignments/ipv4-address-space), a registry's first grant of IPv6 is a /12.
_WIDE_4, _WIDE_6 = 7, 11
# Addresses of one's own networks, however many: https://www.rfc-editor.org/rfc/rfc4193
_OWN_6 = IPv6Network("fc00::/7")


def is_wide(ranges: Iterable[Any]) -> bool:
    """Whether ranges (`0.0.0.0/1`) are together so wide that they let in strangers; what is no range counts as none."""
    networks = [network for text in ranges if isinstance(text, str) for network in _networks(text)]
    four = [network for network in networks if isinstance(network, IPv4Network)]
    six = [network for network in networks if isinstance(network, IPv6Network) and not network.subnet_of(_OWN_6)]
    return any(network.prefixlen <= _WIDE_4 for network in collapse_addresses(four)) or any(
        network.prefixlen <= _WIDE_6 for network in collapse_addresses(six)
    )


def is_narrow(value: Any) -> bool:
    """Whether a value is a text that lets no strangers in."""
    return isinstance(value, str) and not is_wide([value])


def _networks(text: str) -> list[Any]:
    try:
        return [ip_network(text.strip(), strict=False)]
    except ValueError:
        return []
