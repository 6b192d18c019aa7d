"""A definition with a fault is refused with file, line and what was expected."""

import shutil
from pathlib import Path

import pytest

from labs.loader import DEFINITIONS, DefinitionError, load_lab, load_labs

CASES = {
    "unknown key": (
        '    points: 15\n    title: {en: "Network app-net"',
        '    pionts: 15\n    title: {en: "Network app-net"',
        "Extra inputs",
    ),
    "repeated key": ("kind: guided\n", "kind: guided\nkind: guided\n", "the key kind is repeated"),
    "no expectation": (
        "    expect:\n      - {field: subnet_ids, count: 1}\n",
        "",
        "asserts nothing",
    ),
    "unknown field": (
        '{field: gateway_ip, equals: "192.168.{N}.254"}',
        '{field: gatway_ip, equals: "192.168.{N}.254"}',
        "a subnet has no field gatway_ip",
    ),
    "unknown kind": ("find: {kind: network, name: db-net", "find: {kind: netwrok, name: db-net", "Input should be"),
    "two operators": (
        "{field: tags, contains: tier-db}",
        "{field: tags, contains: tier-db, count: 1}",
        "needs exactly one of",
    ),
    "no operator": ("{field: tags, contains: tier-db}", "{field: tags}", "needs exactly one of"),
    "unbound name": ("same_as: db_net.id", "same_as: db_nett.id", "nothing binds"),
    "points": ("    points: 5\n", "    points: 6\n", "add up to 101"),
    "same id": ("id: NTT-9", "id: NTT-8", "NTT-8 is given twice"),
    "one language": (
        '    title: {en: "Gateway of app-subnet", ko: "app-subnet의 게이트웨이"}',
        '    title: {en: "Gateway of app-subnet"}',
        "Field required",
    ),
    "unknown variable": ('"10.{N}.20.0/26"', '"10.{M}.20.0/26"', "unknown variable {M}"),
    "unknown placeholder": (
        "The gateway of app-subnet is {got}",
        "The gateway of app-subnet is {goot}",
        "nothing fills in {goot}",
    ),
    "bound only later": (
        "find: {kind: subnet, name: app-subnet, bind: app_subnet}",
        "find: {kind: subnet, name: app-subnet, bind: app_subnet, where: [{field: network_id, same_as: db_net.id}]}",
        "NTT-2 looks for app_subnet by db_net, which is bound only later",
    ),
    "no CIDR": ('same_network: "10.{N}.20.0/26"', 'same_network: "10.7.20.1/26"', "has host bits set"),
    "no range": (
        'start: "192.168.{N}.100", end: "192.168.{N}.150"',
        "start: 192.168.7.200, end: 192.168.7.150",
        "comes before",
    ),
    "no pattern": ("{field: tags, contains: tier-db}", '{field: tags, matches: "("}', "no regular expression"),
    "unknown kind of binding": ("of: [app_net, db_net]", "of: [app_net, db_nett]", "nothing binds"),
    "unknown variable in a goal": ("Build two isolated", "Build {M} isolated", "nothing fills in {M}"),
    "broken YAML": ("slug: network-tenant", "slug: [network-tenant", "expected"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(case: str, tmp_path: Path) -> None:
    before, after, complaint = CASES[case]
    folder = tmp_path / "network-tenant"
    shutil.copytree(DEFINITIONS / "network-tenant", folder)
    text = (folder / "lab.yaml").read_text(encoding="utf-8")
    assert before in text
    (folder / "lab.yaml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        load_lab(folder)
    assert complaint in str(refusal.value)
    assert "network-tenant/lab.yaml" in str(refusal.value)


def test_the_line_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "network-tenant"
    shutil.copytree(DEFINITIONS / "network-tenant", folder)
    lines = (folder / "lab.yaml").read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines, 1) if "contains: tier-db" in line)
    lines[number - 1] = lines[number - 1].replace("contains", "contians")
    (folder / "lab.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"lab\.yaml:{number}: "):
        load_lab(folder)


def test_the_digest_changes_with_what_students_meet() -> None:
    digests = {lab.definition.slug: lab.digest for lab in load_labs()}
    assert len({*digests.values()}) == len(digests)
    assert digests["intro-launch"] == load_lab(DEFINITIONS / "intro-launch").digest


def test_the_course_has_its_labs_in_order() -> None:
    places = [(lab.definition.chapter, lab.definition.position) for lab in load_labs()]
    assert places == sorted({*places})
    assert [lab.definition.slug for lab in load_labs()][:3] == [
        "classroom-startup",
        "classroom-shutdown",
        "identity-project",
    ]
