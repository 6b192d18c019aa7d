"""`among`: an answer is right when it is the field of one of the records that count."""

import pytest
from pydantic import ValidationError

from tests.grading.language import AWAY, FIND_SERVER, lab_of, last, own, world_with
from tests.grading.worlds import PROJECT, seen

ADDRESS = {
    "answer": "where",
    "among": {"kind": "floating_ip", "field": "name", "where": [{"field": "port_id", "same_as": "server.id"}]},
}
QUESTION = {"name": "where", "label": {"en": "w", "ko": "w"}, "example": "x"}
LAB = lab_of(FIND_SERVER, ADDRESS, questions=[QUESTION])
ADDRESSES = [
    own(id="f-1", name="172.25.250.101", port_id="srv"),
    own(id="f-2", name="172.25.250.102", port_id="srv"),
    own(id="f-3", name="172.25.250.103", port_id="other"),
    own(id="f-4", name="172.25.250.104", port_id="srv") | {"project_id": f"{PROJECT}0"},
    own(id="f-5", name="", port_id="srv"),
]


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("172.25.250.101", "passed"),
        ("172.25.250.102", "passed"),
        ("172.25.250.103", "failed"),
        ("172.25.250.104", "failed"),
        ("172.25.250", "failed"),
        ("", "failed"),
    ],
)
def test_an_answer_is_looked_for_in_what_counts(typed: str, outcome: str) -> None:
    answered = last(LAB, seen(world_with(floating_ip=ADDRESSES)), answers={"where": typed})
    assert answered.outcome == outcome


def test_it_is_blocked_without_what_it_refers_to_and_unknown_out_of_sight() -> None:
    assert last(LAB, seen(world_with(server=[])), answers={"where": "x"}).outcome == "blocked"
    unseen = seen(world_with(floating_ip=ADDRESSES), floating_ip=AWAY)
    assert last(LAB, unseen, answers={"where": "x"}).outcome == "unknown"


def test_a_field_that_the_records_do_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="a volume has no field colour"):
        lab_of({"answer": "where", "among": {"kind": "volume", "field": "colour"}}, questions=[QUESTION])
