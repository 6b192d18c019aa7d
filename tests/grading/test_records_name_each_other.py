"""The graph of an observation: an edge for each field that holds another record's id, and no other."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.drawing import MOST_NODES, Box, cut, draw
from grading.engine.graph import REFERENCES, edges, nodes
from labs.kinds import Kind, has_field
from tests.grading import worlds
from tests.grading.worlds import seen


def names(world: worlds.World) -> set[tuple[str, str, str]]:
    observation = seen(world)
    by_key = {node.key: node.name for node in nodes(observation)}
    return {(by_key[edge.source], by_key[edge.target], edge.field) for edge in edges(observation)}


def test_fields_that_hold_ids_are_edges() -> None:
    found = names(worlds.INTRO_LAUNCH)
    assert ("192.168.7.23", "intro-net", "network_id") in found
    assert ("192.168.7.23", "intro-vm1", "device_id") in found
    assert ("intro-vm1", "rhel8", "image.id") in found


def test_what_two_records_say_of_each_other_is_one_edge() -> None:
    pairs = [frozenset(edge[:2]) for edge in edges(seen(worlds.NETWORK_TENANT))]
    assert len(pairs) == len(set(pairs)) == 2


def test_an_id_that_was_not_listed_is_no_edge() -> None:
    assert names({Kind.SUBNET: [{"id": "s", "name": "s", "network_id": "elsewhere"}]}) == set()


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: f"{reference.kind}.{reference.field}")
def test_every_reference_is_a_field_that_is_kept(reference: Any) -> None:
    assert has_field(Kind(reference.kind), reference.field)
    assert all(Kind(target) for target in reference.targets)


TEXT = st.text(max_size=40)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": TEXT,
            "name": TEXT,
            "status": TEXT,
            "network_id": TEXT,
            "subnet_ids": st.lists(TEXT, max_size=3),
        },
    ),
    max_size=6,
)


@given(st.dictionaries(st.sampled_from([Kind.NETWORK, Kind.SUBNET, Kind.PORT, Kind.SERVER]), RECORDS))
def test_any_records_can_be_drawn(world: worlds.World) -> None:
    picture = draw(seen(world))
    assert len({(box.x, box.y) for box in picture.boxes}) == len(picture.boxes), "boxes lie on each other"
    assert all(box.x + 176 <= picture.width and box.y + 48 <= picture.height for box in picture.boxes)


def test_of_what_everybody_may_use_only_the_used_is_drawn() -> None:
    unused = {"id": "img-2", "name": "other", "is_public": True}
    world = worlds.INTRO_LAUNCH | {Kind.IMAGE: [*worlds.INTRO_LAUNCH[Kind.IMAGE], unused]}
    drawn = {box.node.name for box in draw(seen(world)).boxes}
    assert "rhel8" in drawn
    assert "other" not in drawn


def test_what_is_outside_stands_left_of_what_is_inside() -> None:
    boxes = {box.node.kind: box for box in draw(seen(worlds.INTRO_LAUNCH)).boxes}
    order = ["network", "subnet", "port", "server", "image"]
    assert [boxes[kind].x for kind in order] == sorted({boxes[kind].x for kind in order})


def test_too_many_records_are_counted_instead() -> None:
    many = {Kind.NETWORK: [{"id": str(number), "name": f"n{number}"} for number in range(MOST_NODES + 5)]}
    picture = draw(seen(many))
    assert (len(picture.boxes), picture.left_out) == (MOST_NODES, 5)


@pytest.mark.parametrize(("name", "label"), [("web1", "web1"), ("a" * 30, "a" * 19 + "…"), ("가" * 12, "가" * 9 + "…")])
def test_long_names_are_cut_by_the_room_they_take(name: str, label: str) -> None:
    assert cut(name) == label
    (node,) = nodes(seen({Kind.SERVER: [{"id": "x", "name": name}]}))
    assert Box(node, 0, 0).label == label
