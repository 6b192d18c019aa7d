"""The operators of the check language: does an observed value meet the expected one?"""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from labs.schema import Operator


def holds(operator: Operator, observed: Any, expected: Any, *, ignore_case: bool = False) -> bool:
    """Never raises: a value of the wrong shape simply does not meet what was expected."""
    if ignore_case:
        observed, expected = _lower(observed), _lower(expected)
    try:
        return COMPARISONS[operator](observed, expected)
    except (TypeError, ValueError, KeyError):
        return False


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _equal(observed: Any, expected: Any) -> bool:
    """Typed: True is not 1, and "1" is not 1."""
    if isinstance(observed, bool) or isinstance(expected, bool):
        return observed is expected
    return bool(observed == expected)


def _same_network(observed: Any, expected: Any) -> bool:
    return bool(ip_network(_text(observed)) == ip_network(_text(expected)))


def _in_network(observed: Any, expected: Any) -> bool:
    """Every IPv4 address lies in the network, and there is one."""
    network = ip_network(expected)
    addresses = [ip_address(item) for item in (observed if isinstance(observed, list) else [observed])]
    ipv4 = [address for address in addresses if isinstance(address, IPv4Address)]
    return bool(ipv4) and all(address in network for address in ipv4)


def _same_pools(observed: Any, expected: Any) -> bool:
    return _ranges(observed) == _ranges(expected)


def _ranges(pools: Any) -> set[tuple[Any, Any]]:
    return {(ip_address(pool["start"]), ip_address(pool["end"])) for pool in pools}


def _text(value: Any) -> str:
    """Numbers would be read as addresses: only text counts, and it must have a prefix length."""
    if not isinstance(value, str) or "/" not in value:
        raise ValueError(value)
    return value.strip()


COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUALS: _equal,
    Operator.ONE_OF: lambda observed, expected: observed in expected,
    Operator.MATCHES: lambda observed, expected: re.fullmatch(expected, observed) is not None,
    Operator.CONTAINS: lambda observed, expected: isinstance(observed, list) and expected in observed,
    Operator.COUNT: lambda observed, expected: isinstance(observed, list) and len(observed) == expected,
    Operator.AT_LEAST: lambda observed, expected: bool(observed >= expected),
    Operator.SAME_AS: lambda observed, expected: observed is not None and _equal(observed, expected),
    Operator.SAME_NETWORK: _same_network,
    Operator.IN_NETWORK: _in_network,
    Operator.POOLS: _same_pools,
}
