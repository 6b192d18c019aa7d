"""Every comparison that a verdict may show has a word, or a value that speaks for itself."""

from course.wording import OPERATORS, PLAIN_OPERATORS
from labs.schema import Operator

OF_EVIDENCE = {"leads_to", "has_rule", "nothing_else", "never", "absent", "function", "after"}


def test_every_operator_has_its_word() -> None:
    assert set(Operator) | OF_EVIDENCE <= set(OPERATORS) | PLAIN_OPERATORS
