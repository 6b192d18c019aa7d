"""How an observed value is compared with the expected one."""

import re
from collections.abc import Callable
from enum import StrEnum
from ipaddress import IPv4Network, ip_address, ip_network
from typing import Any, Self

from pydantic import Field, model_validator

from labs.schema.text import NonEmpty, Reference, Strict


class Operator(StrEnum):
    """Addresses are parsed, never compared as text; names are compared exactly; types count (True is not 1)."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    ONE_OF = "one_of"
    MATCHES = "matches"
    HAS_TEXT = "has_text"
    CONTAINS = "contains"
    ELEMENTS = "elements"
    WITHIN = "within"
    WITHOUT = "without"
    ENTRIES = "entries"
    COUNT = "count"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    SAME_AS = "same_as"
    DIFFERS_FROM = "differs_from"
    LISTED_IN = "listed_in"
    SAME_ELEMENTS_AS = "same_elements_as"
    LATER_THAN = "later_than"
    SAME_NETWORK = "same_network"
    IN_NETWORK = "in_network"
    IN_NETWORK_OF = "in_network_of"
    POOLS = "pools"
    POOLS_WITHIN = "pools_within"
    IN_POOLS_OF = "in_pools_of"


REFERRING = frozenset(
    {
        Operator.SAME_AS,
        Operator.DIFFERS_FROM,
        Operator.LISTED_IN,
        Operator.SAME_ELEMENTS_AS,
        Operator.LATER_THAN,
        Operator.IN_NETWORK_OF,
        Operator.IN_POOLS_OF,
    }
)


class Pool(Strict):
    """An address range, both ends included."""

    start: NonEmpty
    end: NonEmpty

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if not is_literal(self.start) or not is_literal(self.end):
            return self
        try:
            ordered = ip_address(self.start) <= ip_address(self.end)  # type: ignore[operator]
        except (ValueError, TypeError) as error:
            raise ValueError(f"needs two addresses of one version: {error}") from error
        if not ordered:
            raise ValueError(f"{self.end} comes before {self.start}")
        return self


class Expectation(Strict):
    """One comparison: a field of the record, one operator, the expected value ({VARIABLES} filled in)."""

    field: NonEmpty
    ignore_case: bool = Field(False, description="Compare text without regard to case and outer spaces.")
    equals: bool | int | str | list[str] | None = Field(None, description="The same value of the same type.")
    not_equals: bool | int | str | None = Field(None, description="Another value, or none.")
    one_of: list[bool | int | str] | None = Field(None, min_length=1, description="One of these values.")
    matches: NonEmpty | None = Field(None, description="A regular expression that fits the whole text.")
    has_text: NonEmpty | None = Field(None, description="A text that holds this text.")
    contains: NonEmpty | None = Field(None, description="A list with this element among others.")
    elements: list[str] | None = Field(None, description="A list of exactly these elements, in any order.")
    within: list[str] | None = Field(None, min_length=1, description="At least one element, and only of these.")
    without: list[str] | None = Field(None, min_length=1, description="A list that has none of these elements.")
    entries: dict[str, str] | None = Field(None, min_length=1, description="A mapping with at least these entries.")
    count: int | None = Field(None, ge=0, description="A list of this many elements.")
    at_least: int | None = Field(None, description="A number that is not smaller.")
    at_most: int | None = Field(None, description="A number that is not greater.")
    same_as: Reference | None = Field(None, description="The value of a bound record's field.")
    differs_from: Reference | None = Field(None, description="A value, and another one than a bound record's field.")
    listed_in: Reference | None = Field(None, description="A value that stands in a bound record's list.")
    same_elements_as: list[Reference] | None = Field(
        None, min_length=1, description="A list of exactly the values of these fields, each as often, in any order."
    )
    later_than: list[Reference] | None = Field(None, min_length=1, description="A moment after all of these moments.")
    same_network: NonEmpty | None = Field(None, description="The same CIDR.")
    in_network: NonEmpty | None = Field(
        None, description="An IPv4 address in this CIDR, or a list with such addresses only."
    )
    in_network_of: Reference | None = Field(None, description="The same, with the CIDR of a bound record.")
    pools: list[Pool] | None = Field(None, min_length=1, description="Exactly these address ranges, in any order.")
    pools_within: Pool | None = Field(None, description="Address ranges, each inside this one.")
    in_pools_of: Reference | None = Field(None, description="Addresses inside the allocation pools of a bound subnet.")

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        given = self._given()
        if len(given) != 1:
            raise ValueError(f"needs exactly one of: {', '.join(Operator)}; has {', '.join(given) or 'none'}")
        if self.expected is None and given[0] is not Operator.EQUALS:
            raise ValueError(f"{given[0]} needs a value")
        if self.operator in LITERALS:
            LITERALS[self.operator](self.expected)
        return self

    def _given(self) -> list[Operator]:
        return [operator for operator in Operator if operator in self.model_fields_set]

    @property
    def operator(self) -> Operator:
        return self._given()[0]

    @property
    def expected(self) -> Any:
        return getattr(self, self.operator)

    @property
    def references(self) -> list[str]:
        """Every `binding.field` that this comparison looks up."""
        if self.operator not in REFERRING:
            return []
        return list(self.expected) if isinstance(self.expected, list) else [self.expected]


def is_literal(text: str) -> bool:
    """Whether it says by itself what it means: no {variable} is to be filled in."""
    return "{" not in text


def require_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern} is no regular expression: {error}") from error


def require_network(cidr: str) -> None:
    if is_literal(cidr) and "/" not in cidr:
        raise ValueError(f"{cidr} is no CIDR: it needs a prefix length")
    try:
        ip_network(cidr if is_literal(cidr) else "0.0.0.0/0")
    except ValueError as error:
        raise ValueError(f"{cidr} is no CIDR: {error}") from error


def require_ipv4_network(cidr: str) -> None:
    require_network(cidr)
    if is_literal(cidr) and not isinstance(ip_network(cidr), IPv4Network):
        raise ValueError(f"{cidr} is no IPv4 network: no address could lie in it")


LITERALS: dict[Operator, Callable[[str], None]] = {
    Operator.MATCHES: require_pattern,
    Operator.SAME_NETWORK: require_network,
    Operator.IN_NETWORK: require_ipv4_network,
}
