"""Terraform's functions on ranges of addresses. Raises as `function_lists` does."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_numbers import whole
from landfast.check.evaluate.numbers import exact
from landfast.check.evaluate.types import STRING, TypedList
from landfast.check.evaluate.unknowns import left_to_plan

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Numbers with zeros before them are decimal to Terraform.
_OCTETS = re.compile(r"0+(?=[0-9])")
_SUBNET_BITS = 32
# Terraform looks at as many bits of a number alone.
_WORD = 1 << 64


def _network(text: str) -> Network:
    address, slash, length = text.partition("/")
    if not slash or not length.isascii() or not length.isdigit():
        raise EvaluationError("not a range of addresses")
    if ":" not in address:
        address = ".".join(_OCTETS.sub("", octet) for octet in address.split("."))
    elif "." in address:
        raise UnresolvedError(left_to_plan("addresses of IPv4 inside of IPv6 are not evaluated"))
    try:
        return ipaddress.ip_network(f"{address}/{int(length)}", strict=False)
    except ValueError:
        raise EvaluationError("not a range of addresses") from None


def _address(network: Network, number: int) -> str:
    found = type(network.network_address)(number)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        raise UnresolvedError(left_to_plan("addresses of IPv4 inside of IPv6 are not evaluated"))
    return str(found)


def _integer(value: Any) -> int:
    number = exact(value)
    if not isinstance(number, int):
        raise EvaluationError("not an integer")
    return number


def cidrhost(prefix: str, host: Any) -> str:
    network, number = _network(prefix), _integer(host)
    size = network.num_addresses
    if network.version == 6 and abs(number) >= _WORD:
        raise UnresolvedError(left_to_plan("an address of so large a number is not evaluated"))
    if number >= size or -number > size:
        raise EvaluationError("the range has not as many addresses")
    return _address(network, int(network.network_address) + (number if number >= 0 else size + number))


def cidrnetmask(prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise EvaluationError("IPv6 has no masks")
    return str(network.netmask)


def cidrsubnet(prefix: str, more: Any, number: Any) -> str:
    network, bits, which = _network(prefix), whole(more), _integer(number)
    if bits < 0 or not 0 <= which < _WORD:
        raise UnresolvedError(left_to_plan("a subnet of such a number is not evaluated"))
    length = network.prefixlen + bits
    if length > network.max_prefixlen or which >= 1 << bits:
        raise EvaluationError("the range has not as many subnets")
    start = int(network.network_address) + (which << (network.max_prefixlen - length))
    return f"{_address(network, start)}/{length}"


def cidrsubnets(prefix: str, *more: Any) -> list[Any]:
    network, found = _network(prefix), []
    start, end = int(network.network_address), int(network.broadcast_address)
    free = start
    for bits in map(whole, more):
        if not 1 <= bits <= _SUBNET_BITS or network.prefixlen + bits > network.max_prefixlen:
            raise EvaluationError("a subnet has too many bits")
        size = 1 << (network.max_prefixlen - network.prefixlen - bits)
        at = -(-free // size) * size
        if at > end or start == 0:
            raise EvaluationError("no room is left for a subnet")
        found.append(f"{_address(network, at)}/{network.prefixlen + bits}")
        free = at + size
    return TypedList(found, STRING)
