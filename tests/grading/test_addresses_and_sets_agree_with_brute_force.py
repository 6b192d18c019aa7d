"""Address and set operators say what counting every address and every element says."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, ip_network
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grading.engine.comparing import holds
from labs.schema import Operator

BASE = int(IPv4Address("10.0.0.0"))
NUMBERS = st.integers(0, 63)  # small, so that chance meets the edges
RANGES = st.tuples(NUMBERS, NUMBERS)
WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=4)


def address(number: int) -> str:
    return str(IPv4Address(BASE + number))


def pool(ends: tuple[int, int]) -> dict[str, str]:
    return {"start": address(ends[0]), "end": address(ends[1])}


def pools(ranges: Iterable[tuple[int, int]]) -> list[dict[str, str]]:
    return [pool(ends) for ends in ranges]


def inside(ends: tuple[int, int]) -> set[int]:
    return set(range(ends[0], ends[1] + 1))


@given(NUMBERS, st.integers(26, 32), st.lists(NUMBERS, max_size=4))
def test_in_network(number: int, length: int, numbers: list[int]) -> None:
    network = IPv4Network(f"{address(number)}/{length}", strict=False)
    expected = bool(numbers) and {address(one) for one in numbers} <= {str(one) for one in network}
    for operator in (Operator.IN_NETWORK, Operator.IN_NETWORK_OF):
        assert holds(operator, [address(one) for one in numbers], str(network)) is expected


@given(NUMBERS, st.integers(26, 32), NUMBERS, st.integers(26, 32))
def test_same_network(first: int, first_length: int, second: int, second_length: int) -> None:
    one = ip_network(f"{address(first)}/{first_length}", strict=False)
    other = ip_network(f"{address(second)}/{second_length}", strict=False)
    assert holds(Operator.SAME_NETWORK, str(one), str(other)) is (set(one) == set(other))
    assert holds(Operator.SAME_NETWORK, one.with_netmask, str(one))


@given(st.lists(RANGES, max_size=3), st.lists(RANGES, max_size=3))
def test_pools(observed: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    distinct = len(set(expected)) == len(expected)
    same = Counter(observed) == Counter(expected)
    if distinct:
        assert holds(Operator.POOLS, pools(observed), pools(expected)) is same


@given(st.lists(RANGES, max_size=3), RANGES)
def test_pools_within(ranges: list[tuple[int, int]], whole: tuple[int, int]) -> None:
    expected = bool(ranges) and all(inside(one) and inside(one) <= inside(whole) for one in ranges)
    assert holds(Operator.POOLS_WITHIN, pools(ranges), pool(whole)) is expected


@given(st.lists(NUMBERS, max_size=4), st.lists(RANGES, max_size=3))
def test_in_pools_of(numbers: list[int], ranges: list[tuple[int, int]]) -> None:
    allowed = set().union(*map(inside, ranges))
    expected = bool(numbers) and set(numbers) <= allowed
    assert holds(Operator.IN_POOLS_OF, [address(one) for one in numbers], pools(ranges)) is expected


@given(WORDS, WORDS)
def test_sets(observed: list[str], expected: list[str]) -> None:
    same = sorted(observed) == sorted(expected)
    assert holds(Operator.ELEMENTS, observed, expected) is same
    assert holds(Operator.SAME_ELEMENTS_AS, observed, expected) is same
    assert holds(Operator.WITHIN, observed, expected) is (bool(observed) and all(one in expected for one in observed))
    assert holds(Operator.COUNT, observed, len(expected)) is (len(observed) == len(expected))


@given(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy")),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy")),
)
def test_entries(observed: dict[str, Any], expected: dict[str, Any]) -> None:
    assert holds(Operator.ENTRIES, observed, expected) is (observed | expected == observed)
