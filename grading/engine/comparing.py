"""The operators of the check language: does an observed value meet the expected one?"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from labs.schema import Operator


def holds(operator: Operator, observed: Any, expected: Any, *, ignore_case: bool = False) -> bool:
    """Never raises: a value of the wrong shape simply does not meet what was expected."""
    if ignore_case:
        wanted = f"(?i:{expected})" if operator is Operator.MATCHES else _lower(expected)
        observed, expected = _lower(observed), wanted  # a pattern in lower case would mean another thing: \D, \d
    try:
        return bool(COMPARISONS[operator](observed, expected))
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        return False


def _lower(value: Any) -> Any:
    if isinstance(value, list):
        return [_lower(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _lower(item) for key, item in value.items()}
    return value.strip().lower() if isinstance(value, str) else value


def _equal(observed: Any, expected: Any) -> bool:
    """Typed: True is not 1, and "1" is not 1."""
    if isinstance(observed, bool) or isinstance(expected, bool):
        return observed is expected
    return bool(observed == expected)


def _number(value: Any) -> float:
    """Only numbers are compared by size: True is none, and a text is not read as one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(value)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _counted(value: Any) -> Counter[Any]:
    return Counter(_list(value))


def _has_entries(observed: Any, expected: Any) -> bool:
    return isinstance(observed, Mapping) and all(
        key in observed and observed[key] == value for key, value in expected.items()
    )


def _later(observed: Any, expected: Any) -> bool:
    """After each of the moments; there is at least one."""
    return bool(expected) and all(as_moment(observed) > as_moment(moment) for moment in expected)


def as_moment(text: str) -> datetime:
    """A moment with its zone; OpenStack writes UTC with a Z or with nothing. Raises ValueError, TypeError."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00")) if isinstance(text, str) else _no_moment(text)
    return moment if moment.tzinfo else datetime.fromisoformat(f"{text}+00:00")


def _no_moment(value: Any) -> datetime:
    raise TypeError(value)


def _same_network(observed: Any, expected: Any) -> bool:
    return bool(ip_network(_text(observed)) == ip_network(_text(expected)))


def _in_network(observed: Any, expected: Any) -> bool:
    """Every IPv4 address lies in the network, and there is one."""
    network = ip_network(_text(expected))
    ipv4 = _ipv4_of(observed)
    return bool(ipv4) and all(address in network for address in ipv4)


def _ipv4_of(observed: Any) -> list[IPv4Address]:
    addresses = [ip_address(_address(item)) for item in (observed if isinstance(observed, list) else [observed])]
    return [address for address in addresses if isinstance(address, IPv4Address)]


def _in_pools(observed: Any, expected: Any) -> bool:
    """Every IPv4 address lies in one of the pools, and there is one."""
    ranges, ipv4 = _ranges(expected), _ipv4_of(observed)
    return bool(ipv4) and all(any(start <= address <= end for start, end in ranges) for address in ipv4)


def _pools_within(observed: Any, expected: Any) -> bool:
    """Every pool lies inside the range, and there is one."""
    start, end = ip_address(_address(expected["start"])), ip_address(_address(expected["end"]))
    ranges = _ranges(observed)
    return bool(ranges) and all(bool(start <= first <= last <= end) for first, last in ranges)


def _same_pools(observed: Any, expected: Any) -> bool:
    return len(_list(observed)) == len(expected) and _ranges(observed) == _ranges(expected)


def _ranges(pools: Any) -> set[tuple[Any, Any]]:
    return {(ip_address(_address(pool["start"])), ip_address(_address(pool["end"]))) for pool in _list(pools)}


def _address(value: Any) -> str:
    """Numbers would be read as addresses: only text counts."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value.strip()


def _text(value: Any) -> str:
    """A network is text with a prefix length."""
    if "/" not in _address(value):
        raise ValueError(value)
    return _address(value)


COMPARISONS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUALS: _equal,
    Operator.NOT_EQUALS: lambda observed, expected: not _equal(observed, expected),
    Operator.ONE_OF: lambda observed, expected: any(_equal(observed, item) for item in expected),
    Operator.MATCHES: lambda observed, expected: re.fullmatch(expected, observed) is not None,
    Operator.HAS_TEXT: lambda observed, expected: isinstance(observed, str) and expected in observed,
    Operator.CONTAINS: lambda observed, expected: expected in _list(observed),
    Operator.ELEMENTS: lambda observed, expected: _counted(observed) == Counter(expected),
    Operator.WITHIN: lambda observed, expected: bool(_list(observed)) and set(observed) <= set(expected),
    Operator.WITHOUT: lambda observed, expected: not set(_list(observed)) & set(expected),
    Operator.ENTRIES: _has_entries,
    Operator.COUNT: lambda observed, expected: len(_list(observed)) == expected,
    Operator.AT_LEAST: lambda observed, expected: _number(observed) >= expected,
    Operator.AT_MOST: lambda observed, expected: _number(observed) <= expected,
    Operator.SAME_AS: lambda observed, expected: observed is not None and _equal(observed, expected),
    Operator.DIFFERS_FROM: lambda observed, expected: (
        observed is not None and expected is not None and not _equal(observed, expected)
    ),
    Operator.LISTED_IN: lambda observed, expected: (
        observed is not None and any(_equal(observed, item) for item in _list(expected))
    ),
    Operator.SAME_ELEMENTS_AS: lambda observed, expected: (
        None not in expected and _counted(observed) == Counter(expected)
    ),
    Operator.LATER_THAN: _later,
    Operator.SAME_NETWORK: _same_network,
    Operator.IN_NETWORK: _in_network,
    Operator.IN_NETWORK_OF: _in_network,
    Operator.POOLS: _same_pools,
    Operator.POOLS_WITHIN: _pools_within,
    Operator.IN_POOLS_OF: _in_pools,
}
