"""The operators of the check language, one row for each thing that could go wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.engine.comparing import holds
from labs.schema import Operator

ROWS: list[tuple[Operator, Any, Any, bool]] = [
    (Operator.EQUALS, True, True, True),
    (Operator.EQUALS, 1, True, False),
    (Operator.EQUALS, "1", 1, False),
    (Operator.EQUALS, None, None, True),
    (Operator.EQUALS, "", None, False),
    (Operator.EQUALS, ["a", "b"], ["b", "a"], False),
    (Operator.ONE_OF, "a", ["a", "b"], True),
    (Operator.ONE_OF, None, ["a"], False),
    (Operator.MATCHES, "web-01", r"web-\d+", True),
    (Operator.MATCHES, "web-01x", r"web-\d+", False),
    (Operator.MATCHES, None, r".*", False),
    (Operator.CONTAINS, ["a", "b"], "a", True),
    (Operator.CONTAINS, "abc", "a", False),
    (Operator.COUNT, ["a"], 1, True),
    (Operator.COUNT, None, 0, False),
    (Operator.AT_LEAST, 2, 1, True),
    (Operator.AT_LEAST, None, 1, False),
    (Operator.SAME_AS, "x", "x", True),
    (Operator.SAME_AS, None, None, False),
    (Operator.SAME_NETWORK, "10.0.0.0/24", "10.0.0.0/24", True),
    (Operator.SAME_NETWORK, "10.0.0.0/255.255.255.0", "10.0.0.0/24", True),
    (Operator.SAME_NETWORK, "10.0.0.1/24", "10.0.0.0/24", False),
    (Operator.SAME_NETWORK, "10.0.0.0", "10.0.0.0/32", False),
    (Operator.SAME_NETWORK, 167772160, "10.0.0.0/32", False),
    (Operator.IN_NETWORK, ["10.0.0.9"], "10.0.0.0/24", True),
    (Operator.IN_NETWORK, ["10.0.0.9", "10.0.1.9"], "10.0.0.0/24", False),
    (Operator.IN_NETWORK, ["fd00::1", "10.0.0.9"], "10.0.0.0/24", True),
    (Operator.IN_NETWORK, ["fd00::1"], "10.0.0.0/24", False),
    (Operator.IN_NETWORK, [], "10.0.0.0/24", False),
    (Operator.POOLS, [{"start": "10.0.0.2", "end": "10.0.0.9"}], [{"start": "10.0.0.2", "end": "10.0.0.9"}], True),
    (Operator.POOLS, [{"start": "10.0.0.2", "end": "10.0.0.99"}], [{"start": "10.0.0.2", "end": "10.0.0.9"}], False),
    (Operator.POOLS, [], [{"start": "10.0.0.2", "end": "10.0.0.9"}], False),
]


@pytest.mark.parametrize(("operator", "observed", "expected", "result"), ROWS)
def test_row(operator: Operator, observed: Any, expected: Any, result: bool) -> None:
    assert holds(operator, observed, expected) is result


def test_every_operator_has_rows_for_both_results() -> None:
    assert {(operator, result) for operator, _, _, result in ROWS} == {
        (operator, result) for operator in Operator for result in (True, False)
    }


def test_case_is_ignored_only_when_asked() -> None:
    assert holds(Operator.SAME_AS, " ABC ", "abc", ignore_case=True)
    assert not holds(Operator.SAME_AS, "ABC", "abc")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from([Operator.EQUALS, Operator.COUNT, Operator.CONTAINS, Operator.AT_LEAST, Operator.POOLS]), JSON, JSON
)
def test_no_value_of_a_cloud_raises(operator: Operator, observed: Any, expected: Any) -> None:
    assert holds(operator, observed, expected) in (True, False)


@given(JSON)
def test_no_value_of_a_cloud_raises_in_address_arithmetic(observed: Any) -> None:
    for operator in (Operator.SAME_NETWORK, Operator.IN_NETWORK):
        assert holds(operator, observed, "10.0.0.0/24") in (True, False)
