"""What `start` cannot do, or would do to somebody else's things, is refused with the line where it stands."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from labs.language.examples import lab_around
from labs.loader import DefinitionError, load_lab
from labs.schema import LabDefinition
from labs.schema.proving import persons_of
from tests.lifecycle.definitions import everything, lab_with

NET = {"bind": "net", "network": {"name": "a-net"}}
SUBNET = {"bind": "sub", "subnet": {"name": "a-sub", "network": "net", "cidr": "10.0.0.0/24"}}
VM = {"bind": "vm", "server": {"name": "vm", "networks": ["net"]}}
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    # what: start, the text in whose line it stands, what is told
    "an unknown kind": ({"make": [{"bind": "x", "serverr": {"name": "x"}}]}, "serverr:", "did you mean server?"),
    "two kinds at once": ({"make": [{**NET, "container": {"name": "{S}-c"}}]}, "bind: net", "needs exactly one of"),
    "no kind": ({"make": [{"bind": "nothing"}]}, "bind: nothing", "has none"),
    "a key of a kind": ({"make": [{"bind": "x", "volume": {"name": "x", "siz": 1}}]}, "siz:", "did you mean size?"),
    "a network that nothing makes": (
        {"make": [NET, {**VM, "server": {"name": "vm", "networks": ["nett"]}}]},
        "- nett",
        "builds on nett, which nothing above makes; did you mean net?",
    ),
    "what is made only below": ({"make": [VM, NET]}, "- net", "builds on net, which nothing above makes"),
    "the wrong kind of thing": (
        {"make": [NET, {"bind": "s", "volume_snapshot": {"name": "s", "volume": "net"}}]},
        "volume: net",
        "builds on net, a network and not a volume",
    ),
    "a file that is none": (
        {"make": [{"bind": "c", "container": {"name": "{S}-c"}}, {"bind": "o", "object": {
            "container": "c", "name": "a", "file": "dat"}}], "files": [{"bind": "data", "name": "d", "random": 1}]},
        "file: dat",
        "builds on dat",
    ),
    "an object with two contents": (
        {"make": [{"bind": "o", "object": {"container": "c", "name": "a", "file": "f", "text": "t"}}]},
        "bind: o",
        "needs exactly one of file, text",
    ),
    "a file with two contents": (
        {"files": [{"bind": "f", "name": "f", "random": 1, "text": "t"}]}, "bind: f", "needs exactly one of random"
    ),
    "a file with a folder": ({"files": [{"bind": "f", "name": "a/b", "random": 1}]}, "name: a/b", "match pattern"),
    "a key of an unknown type": (
        {"files": [{"bind": "f", "name": "f", "public_key": "dsa"}]}, "public_key: dsa", "'rsa' or 'ed25519'"
    ),
    "a flavor without the handle": (
        {"make": [{"bind": "f", "flavor": {"name": "eph", "vcpus": 1, "ram": 1, "disk": 1}}]},
        "name: eph",
        "begin the name with {S}-",
    ),
    "a container without the handle": ({"make": [{"bind": "c", "container": {"name": "c"}}]}, "name: c", "{S}-"),
    "two of one name": ({"make": [NET, {**NET, "bind": "other"}]}, "", "the resource network a-net is listed twice"),
    "two files of one name": (
        {"files": [{"bind": "a", "name": "f", "random": 1}, {"bind": "b", "name": "f", "random": 2}]},
        "name: f",
        "the file f is listed twice",
    ),
    "a binding given twice": ({"make": [NET], "files": [{"bind": "net", "name": "f", "random": 1}]}, "", "net is"),
    "the lab's own project as a binding": ({"make": [{**NET, "bind": "project"}]}, "", "the lab's own project"),
    "an unknown person": ({"persons": ["third"]}, "- third", "'second' or 'operator'"),
    "a person twice": ({"persons": ["second", "second"]}, "- second", "the person second is listed twice"),
    "an unknown role": ({"roles": ["admin"]}, "- admin", "Input should be 'operator'"),
    "a quota of nothing": ({"quota": {"volumes": 0}}, "volumes: 0", "greater than or equal to 1"),
    "an unknown quota": ({"quota": {"volume": 3}}, "volume: 3", "did you mean volumes?"),
    "removing anybody's flavor": ({"removes": [{"kind": "flavor", "name": "default"}]}, "kind: flavor", "{S}-"),
    "removing anybody's network": ({"removes": [{"kind": "network", "name": "ext"}]}, "kind: network", "{S}-"),
    "removing the student": ({"removes": [{"kind": "user", "name": "{U}"}]}, "kind: user", "taken care of anyway"),
    "removing the home project": ({"removes": [{"kind": "project", "name": "{S}-home"}]}, "kind: proj", "place"),
    "removing what is none": ({"removes": [{"kind": "server", "name": "vm"}]}, "kind: server", "Input should be"),
    "freeing anybody's flavor": ({"unused": [{"kind": "flavor", "name": "default"}]}, "kind: flavor", "{S}-"),
    "an own project beside a made one": (
        {"persons": ["operator"], "own_project": "{S}-prod", "make": [NET]}, "", "there is no project that start could"
    ),
    "an own project that nobody can make": ({"own_project": "{S}-prod"}, "", "needs the person operator"),
    "an own project without the handle": (
        {"persons": ["operator"], "own_project": "prod"}, "own_project: prod", "{S}-"
    ),
    "another person's variable": ({"make": [{"bind": "n", "network": {"name": "{U2}"}}]}, "{U2}", "start.persons"),
    "a variable that is none": ({"make": [{"bind": "n", "network": {"name": "{VLAM}"}}]}, "{VLAM}", "mean VLAN"),
    "a subnet without a prefix": (
        {"make": [NET, {"bind": "s", "subnet": {"name": "s", "network": "net", "cidr": "10.0.0.0"}}]},
        "cidr: 10.0.0.0",
        "needs a prefix length",
    ),
}  # fmt: skip
FIND = {"find": {"kind": "server", "name": "vm", "bind": "mine"}}


def write(folder: Path, start: dict[str, Any], check: dict[str, Any]) -> Path:
    lab = lab_around(FIND) | {"start": start}
    lab["checks"][0] |= check
    path = folder / "example-lab" / "lab.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(lab, sort_keys=False, allow_unicode=True, width=200), encoding="utf-8")
    for language in ("ko", "en"):
        (path.parent / f"task.{language}.md").write_text("A task.\n", encoding="utf-8")
    return path


def refusal(path: Path) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        load_lab(path.parent)
    return str(refused.value).splitlines()


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_its_line(what: str, tmp_path: Path) -> None:
    start, place, sentence = REFUSED[what]
    path = write(tmp_path, start, {})
    told = refusal(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    at = [int(line.split(":")[1]) for line in told if sentence in line]
    assert at, told
    near = [text for number in at for text in lines[max(0, number - 2) : number + 1]]
    assert not place or any(place in text for text in near), (told, near)


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ({"find": {**FIND["find"], "within": "second"}}, "looks within the second project, but start has no person"),
        ({"find": {"kind": "file", "name": "f", "bind": "f"}}, "a file is not looked for"),
        ({"of": ["data"], "find": None, "expect": [{"field": "sizes", "equals": 1}]}, "did you mean size?"),
        ({"kept": "data", "find": None}, "start makes nothing of the name data"),
    ],
)
def test_a_check_that_does_not_fit_it_is_refused(check: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    start = {"files": [{"bind": "data", "name": "d", "random": 1}]}
    assert any(sentence in line for line in refusal(write(tmp_path, start, check)))


def test_all_of_it_together_is_accepted_and_names_its_persons(tmp_path: Path) -> None:
    load_lab(write(tmp_path, everything(), {}).parent)
    assert persons_of(lab_with(everything(), "everything")) == {"user", "second", "operator", "rv_user"}


def test_a_filled_definition_is_read_again() -> None:
    """The handle stands where {S} stood; what asks for {S} as it is written has been asked already."""
    content = lab_with(everything(), "everything").model_dump(mode="json", exclude_unset=True)
    text = yaml.safe_dump(content).replace("{S}", "kim").replace("{N}", "7").replace("{VLAN}", "114")
    assert LabDefinition.model_validate(yaml.safe_load(text)).start.make[9].wanted.name == "kim-eph"
