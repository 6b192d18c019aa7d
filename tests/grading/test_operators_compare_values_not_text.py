"""The operators of the check language, one row for each thing that could go wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.engine.comparing import holds
from labs.schema import Operator
from tests.grading.values import JSON

POOL = {"start": "10.0.0.2", "end": "10.0.0.9"}
OTHER = {"start": "10.0.0.20", "end": "10.0.0.29"}
WIDE = {"start": "10.0.0.1", "end": "10.0.0.99"}
MORNING, NOON = "2026-11-02T09:00:00Z", "2026-11-02T12:00:00Z"

ROWS: list[tuple[Operator, Any, Any, bool]] = [
    (Operator.EQUALS, True, True, True),
    (Operator.EQUALS, 1, True, False),
    (Operator.EQUALS, "1", 1, False),
    (Operator.EQUALS, None, None, True),
    (Operator.EQUALS, "", None, False),
    (Operator.EQUALS, ["a", "b"], ["b", "a"], False),
    (Operator.NOT_EQUALS, "b", "a", True),
    (Operator.NOT_EQUALS, None, "a", True),
    (Operator.NOT_EQUALS, 1, True, True),
    (Operator.NOT_EQUALS, "a", "a", False),
    (Operator.ONE_OF, "a", ["a", "b"], True),
    (Operator.ONE_OF, True, [1, "a"], False),
    (Operator.ONE_OF, None, ["a"], False),
    (Operator.MATCHES, "web-01", r"web-\d+", True),
    (Operator.MATCHES, "web-01x", r"web-\d+", False),
    (Operator.MATCHES, None, r".*", False),
    (Operator.MATCHES, 7, r".*", False),
    (Operator.HAS_TEXT, "console: ab12 ready", "ab12", True),
    (Operator.HAS_TEXT, "console", "ab12", False),
    (Operator.HAS_TEXT, ["ab12"], "ab12", False),
    (Operator.CONTAINS, ["a", "b"], "a", True),
    (Operator.CONTAINS, "abc", "a", False),
    (Operator.ELEMENTS, ["b", "a"], ["a", "b"], True),
    (Operator.ELEMENTS, [], [], True),
    (Operator.ELEMENTS, ["a", "a"], ["a"], False),
    (Operator.ELEMENTS, "ab", ["a", "b"], False),
    (Operator.ELEMENTS, {"a": 1, "b": 2}, ["a", "b"], False),
    (Operator.WITHIN, ["a"], ["a", "b"], True),
    (Operator.WITHIN, ["a", "c"], ["a", "b"], False),
    (Operator.WITHIN, [], ["a", "b"], False),
    (Operator.WITHIN, "a", ["a", "b"], False),
    (Operator.WITHOUT, ["a"], ["b", "c"], True),
    (Operator.WITHOUT, [], ["b"], True),
    (Operator.WITHOUT, ["a", "b"], ["b", "c"], False),
    (Operator.WITHOUT, None, ["b"], False),
    (Operator.ENTRIES, {"a": "1", "b": "2"}, {"a": "1"}, True),
    (Operator.ENTRIES, {"a": 1}, {"a": "1"}, False),
    (Operator.ENTRIES, {}, {"a": "1"}, False),
    (Operator.ENTRIES, ["a"], {"a": "1"}, False),
    (Operator.COUNT, ["a"], 1, True),
    (Operator.COUNT, "a", 1, False),
    (Operator.COUNT, None, 0, False),
    (Operator.AT_LEAST, 2, 1, True),
    (Operator.AT_LEAST, 1, 1, True),
    (Operator.AT_LEAST, "2", 1, False),
    (Operator.AT_LEAST, True, 1, False),
    (Operator.AT_LEAST, None, 1, False),
    (Operator.AT_MOST, 1, 1, True),
    (Operator.AT_MOST, 2, 1, False),
    (Operator.AT_MOST, False, 1, False),
    (Operator.AT_MOST, None, 1, False),
    (Operator.SAME_AS, "x", "x", True),
    (Operator.SAME_AS, None, None, False),
    (Operator.DIFFERS_FROM, "x", "y", True),
    (Operator.DIFFERS_FROM, "x", "x", False),
    (Operator.DIFFERS_FROM, None, "y", False),
    (Operator.DIFFERS_FROM, "x", None, False),
    (Operator.LISTED_IN, "/dev/vda", ["/dev/vdb", "/dev/vda"], True),
    (Operator.LISTED_IN, "/dev/vda", ["/dev/vdb"], False),
    (Operator.LISTED_IN, "/dev/vda", "/dev/vda", False),
    (Operator.LISTED_IN, "/dev/vda", None, False),
    (Operator.LISTED_IN, None, [None], False),
    (Operator.LISTED_IN, True, [1], False),
    (Operator.SAME_ELEMENTS_AS, ["b", "a"], ["a", "b"], True),
    (Operator.SAME_ELEMENTS_AS, ["a"], ["a", "a"], False),
    (Operator.SAME_ELEMENTS_AS, [None], [None], False),
    (Operator.LATER_THAN, NOON, [MORNING], True),
    (Operator.LATER_THAN, "2026-11-02T12:00:00.000000", [MORNING], True),
    (Operator.LATER_THAN, "2026-11-02T13:00:00+09:00", [MORNING], False),
    (Operator.LATER_THAN, NOON, [MORNING, NOON], False),
    (Operator.LATER_THAN, NOON, [], False),
    (Operator.LATER_THAN, NOON, [None], False),
    (Operator.LATER_THAN, "noon", [MORNING], False),
    (Operator.SAME_NETWORK, "10.0.0.0/24", "10.0.0.0/24", True),
    (Operator.SAME_NETWORK, "10.0.0.0/255.255.255.0", "10.0.0.0/24", True),
    (Operator.SAME_NETWORK, "10.0.0.1/24", "10.0.0.0/24", False),
    (Operator.SAME_NETWORK, "10.0.0.0", "10.0.0.0/32", False),
    (Operator.SAME_NETWORK, 167772160, "10.0.0.0/32", False),
    (Operator.IN_NETWORK, ["10.0.0.9"], "10.0.0.0/24", True),
    (Operator.IN_NETWORK, "10.0.0.9", "10.0.0.0/24", True),
    (Operator.IN_NETWORK, ["10.0.0.9", "10.0.1.9"], "10.0.0.0/24", False),
    (Operator.IN_NETWORK, ["fd00::1", "10.0.0.9"], "10.0.0.0/24", True),
    (Operator.IN_NETWORK, ["fd00::1"], "10.0.0.0/24", False),
    (Operator.IN_NETWORK, [], "10.0.0.0/24", False),
    (Operator.IN_NETWORK_OF, ["10.0.0.9"], "10.0.0.0/24", True),
    (Operator.IN_NETWORK_OF, ["10.0.1.9"], "10.0.0.0/24", False),
    (Operator.IN_NETWORK_OF, ["10.0.0.9"], None, False),
    (Operator.POOLS, [POOL], [POOL], True),
    (Operator.POOLS, [OTHER, POOL], [POOL, OTHER], True),
    (Operator.POOLS, [POOL, POOL], [POOL], False),
    (Operator.POOLS, [WIDE], [POOL], False),
    (Operator.POOLS, [], [POOL], False),
    (Operator.POOLS_WITHIN, [POOL, OTHER], WIDE, True),
    (Operator.POOLS_WITHIN, [WIDE], POOL, False),
    (Operator.POOLS_WITHIN, [{"start": "10.0.0.9", "end": "10.0.0.2"}], WIDE, False),
    (Operator.POOLS_WITHIN, [], WIDE, False),
    (Operator.IN_POOLS_OF, ["10.0.0.2", "10.0.0.29"], [POOL, OTHER], True),
    (Operator.IN_POOLS_OF, ["10.0.0.2", "10.0.0.15"], [POOL, OTHER], False),
    (Operator.IN_POOLS_OF, ["10.0.0.2"], [], False),
    (Operator.IN_POOLS_OF, [], [POOL], False),
]


@pytest.mark.parametrize(("operator", "observed", "expected", "result"), ROWS)
def test_row(operator: Operator, observed: Any, expected: Any, result: bool) -> None:
    assert holds(operator, observed, expected) is result


def test_every_operator_has_rows_for_both_results() -> None:
    assert {(operator, result) for operator, _, _, result in ROWS} == {
        (operator, result) for operator in Operator for result in (True, False)
    }


@pytest.mark.parametrize(
    ("operator", "observed", "expected"),
    [
        (Operator.SAME_AS, " ABC ", "abc"),
        (Operator.ELEMENTS, ["A", "b"], ["B", "a"]),
        (Operator.ENTRIES, {"owner": "Kim"}, {"owner": "kim"}),
        (Operator.MATCHES, "WEB-X", r"web-\D"),  # in lower case the pattern would ask for a digit
    ],
)
def test_case_is_ignored_only_when_asked(operator: Operator, observed: Any, expected: Any) -> None:
    assert holds(operator, observed, expected, ignore_case=True)
    assert not holds(operator, observed, expected)


@given(st.sampled_from([operator for operator in Operator if operator is not Operator.MATCHES]), JSON, JSON)
def test_no_value_of_a_cloud_raises(operator: Operator, observed: Any, expected: Any) -> None:
    assert holds(operator, observed, expected) in (True, False)


@given(st.sampled_from([(row[0], row[2]) for row in ROWS]), JSON, st.booleans())
def test_no_value_of_a_cloud_raises_where_the_definition_is_sound(
    asked: tuple[Operator, Any], observed: Any, ignore_case: bool
) -> None:
    assert holds(asked[0], observed, asked[1], ignore_case=ignore_case) in (True, False)
