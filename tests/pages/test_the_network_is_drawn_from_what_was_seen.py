"""The picture of a network: nodes, wires, broken edges, from stored records alone."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from course.topology.gathering import Role, gather
from course.topology.marking import Failure
from course.topology.placing import draw
from course.topology.view import Topology
from grading.models import CheckVerdict
from labs.kinds import Kind
from labs.models import Place
from tests.pages import factories
from tests.pages.observed import NET, PROJECT, changed, keep, observed


def names_of(role: Role, **changes: Any) -> list[str]:
    return [node.name for node in gather(observed(**changes)).nodes if node.role is role]


def broken_path(*edges: tuple[str, str, Any, list[str], bool]) -> Failure:
    findings = tuple(
        {"subject": subject, "field": kind, "operator": "leads_to", "expected": to, "observed": seen, "holds": holds}
        for subject, kind, to, seen, holds in edges
    )
    return Failure("X-1", "web1 is reached", "", findings)


def test_everything_has_its_node_and_its_wires() -> None:
    net = gather(observed())
    assert {node.role for node in net.nodes} == {Role.EXTERNAL, Role.ROUTER, Role.NETWORK, Role.SERVER}
    named = {node.key: node.name for node in net.nodes}
    assert {(named[wire.left], named[wire.right]) for wire in net.wires} == {
        ("provider", "r1"),
        ("r1", "app-net"),
        ("app-net", "<b>web1</b>"),
    }


def test_an_external_network_that_nothing_leads_to_is_left_out() -> None:
    router = changed(Kind.ROUTER, external_network_id=None, external_addresses=[])
    assert names_of(Role.EXTERNAL, router=router, floating_ip=[]) == []


def test_a_floating_ip_that_leads_nowhere_stands_alone() -> None:
    loose = changed(Kind.FLOATING_IP, port_id=None)
    assert names_of(Role.FLOATING_IP, floating_ip=loose) == ["172.25.250.20"]


def test_the_broken_edge_is_marked_where_the_path_ends() -> None:
    """As grading.engine.paths tells it: the port leads to its network, and the router on to nothing."""
    failure = broken_path(("r1", "network", None, [], False))
    topology = Topology(observed(), [failure])
    (line,) = topology.broken
    assert (line.of.key, line.of.wanted) == ("router:r-1", "network")


def test_an_edge_to_something_known_is_drawn_to_it() -> None:
    topology = Topology(observed(), [broken_path(("r1", "network", "provider", [], False))])
    assert topology.broken[0].of.key_to == "external:ext"


def test_what_two_things_are_called_is_marked_on_neither() -> None:
    twice = [*NET[Kind.ROUTER], NET[Kind.ROUTER][0] | {"id": "r-2"}]
    topology = Topology(observed(router=twice), [broken_path(("r1", "network", None, [], False))])
    assert topology.broken == ()
    assert [failure.check_id for failure in topology.marks.unplaced] == ["X-1"]


NAMES = st.text(min_size=1, max_size=40)
SERVERS = st.lists(
    st.fixed_dictionaries({"name": NAMES, "status": st.sampled_from(["ACTIVE", "ERROR", ""])}), max_size=9
)


@given(SERVERS)
def test_no_two_cards_lie_on_each_other(servers: list[dict[str, Any]]) -> None:
    made = [{"id": f"v-{number}", "project_id": PROJECT} | one for number, one in enumerate(servers)]
    cards = draw(gather(observed(server=made))).cards
    for number, one in enumerate(cards):
        for other in cards[number + 1 :]:
            assert one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y


@pytest.fixture
def page(page_of: Any, student: Place) -> str:
    run = keep(factories.make_run(factories.make_session(student), {"INL-3": "failed"}), observed())
    failure = broken_path(("r1", "network", None, [], False))
    evidence = {"findings": list(failure.findings), "message": None, "needs": None, "cause": None}
    CheckVerdict.objects.filter(run=run, check_id="INL-3").update(evidence=evidence)
    response = page_of(student.user, "en").get(reverse("lab_picture", args=["intro-launch"]))
    text: str = response.content.decode()
    return text


def test_the_page_shows_it_with_the_break(page: str) -> None:
    assert 'class="topo-break"' in page
    assert "INL-3" in page


def test_names_are_only_text(page: str) -> None:
    assert "<b>web1</b>" not in page
    assert "&lt;b&gt;web1&lt;/b&gt;" in page


def test_rules_of_a_security_group_are_told(page: str) -> None:
    assert "ingress IPv4 tcp 22 ← *" in page


def test_without_a_run_the_page_says_what_to_do(page_of: Any, student: Place) -> None:
    text = page_of(student.user, "en").get(reverse("lab_picture", args=["intro-launch"])).content.decode()
    assert "Grade first" in text
