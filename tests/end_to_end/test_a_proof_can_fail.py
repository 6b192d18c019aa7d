"""The prover on labs that are wrong in one thing each: each is told, and the one that is right holds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from labs.overcloud.connections import identity
from labs.proof_files import PROOFS
from tests.classroom import Classroom
from tests.end_to_end.proving import administrator
from tests.end_to_end.tiny_labs import CREATE, LOOK, NETWORK, NO_ROUTER, NO_TAG, SET, write_tiny_lab

LIMIT_S = 1200
READY = {"why": "looks only"}
NO_MOVE = "a verdict moves, or `preparatory` says why none does"
NO_GUARD = "not passed: it is no guard"
LEFT = "left-by-the-prover"
LABS: dict[str, dict[str, Any]] = {
    "tiny-right": {"steps": [CREATE, {**LOOK, "preparatory": READY}, SET]},
    "tiny-wrong-solution": {"steps": [CREATE, {"run": "openstack network set --tag tier-app app-net"}]},
    "tiny-wrong-mistake": {"mistakes": [NO_TAG | {"fails": ["TNY-1"]}]},
    "tiny-idle-step": {"steps": [CREATE, LOOK, SET]},
    "tiny-busy-step": {"steps": [{**CREATE, "preparatory": READY}, SET]},
    "tiny-failing": {"steps": [CREATE, {"run": "openstack network set --tag tier-db db-net"}]},
    "tiny-leftover": {"steps": [CREATE, {"run": f'{SET["run"]}\nopenstack keypair create "{LEFT}-$NONCE" > key'}]},
    "tiny-given": {
        "checks": [NETWORK, NO_ROUTER],
        "steps": [CREATE],
        "mistakes": [
            {"mistake": "a router", "ko": "라우터", "after": "openstack router create edge", "fails": ["TNY-2"]}
        ],
    },
}
EXPECTED = {
    "tiny-right": [],
    "tiny-wrong-solution": [
        ("solution", "", "100 of 100 points", "60"),
        ("solution", "TNY-2", "passed", "failed"),
        ("step 2", "", NO_MOVE, "none moves"),
    ],
    "tiny-wrong-mistake": [
        ("mistake: the tag is forgotten", "TNY-1", "failed", "passed"),
        ("mistake: the tag is forgotten", "TNY-2", "passed", "failed"),
    ],
    "tiny-idle-step": [("step 2", "", NO_MOVE, "none moves")],
    "tiny-busy-step": [
        ("step 1", "", "no verdict moves (looks only)", "TNY-1 failed → passed, TNY-2 blocked → failed")
    ],
    "tiny-failing": [
        ("mistake: the tag is forgotten: step 2", "", "commands that succeed", "exit status 1"),
        ("step 2", "", "commands that succeed", "exit status 1"),
    ],
    "tiny-given": [
        ("another student's work", "", "0 of 100 points", "40"),
        ("beside a solved lab", "", "0 of 100 points", "40"),
        ("beside a solved lab", "TNY-2", NO_GUARD, "passed"),
        ("untouched", "", "0 of 100 points", "40"),
        ("untouched", "TNY-2", NO_GUARD, "passed"),
    ],
}


@pytest.fixture
def no_keypairs_left(classroom: Classroom) -> Iterator[None]:
    yield
    cloud = administrator(classroom)
    for user in identity(cloud).users():
        for keypair in cloud.compute.keypairs(user_id=user.id) if user.name.startswith("prover") else ():
            cloud.compute.delete_keypair(keypair, user_id=user.id)


@pytest.mark.usefixtures("no_keypairs_left")
def test_each_wrong_lab_is_told(classroom: Classroom, tmp_path: Path) -> None:
    folders = [write_tiny_lab(tmp_path, slug, **wrong) for slug, wrong in LABS.items()]
    before = sorted(PROOFS.iterdir())
    told = prove(classroom, *map(str, folders))
    leftover = told.pop("tiny-leftover")
    assert told == EXPECTED
    assert [fault[:3] for fault in leftover] == [
        ("finish", "", "nothing more than before"),
        ("mistake: the tag is forgotten: finish", "", "nothing more than before"),
    ]
    assert all(fault[3].startswith(f"keypair {LEFT}-") for fault in leftover)
    assert sorted(PROOFS.iterdir()) == before  # they are no labs of the course


def test_further_mistakes_of_another_file_are_tried(classroom: Classroom, tmp_path: Path) -> None:
    folder = write_tiny_lab(tmp_path, "tiny-further")
    own = [
        {
            "mistake": "deleted again",
            "ko": "다시 삭제",
            "after": "openstack network delete app-net",
            "fails": ["TNY-1"],
        },
        {
            "mistake": "never made",
            "ko": "만들지 않음",
            "instead": {1: None, 2: None},
            "fails": ["TNY-1"],
            "blocks": ["TNY-2"],
        },
        {
            "mistake": "another tag",
            "ko": "다른 태그",
            "instead": {2: "openstack network set --tag x app-net"},
            "fails": ["TNY-2"],
        },
    ]
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")
    words = [str(folder), "--mistakes", str(tmp_path / "own.yaml"), "--only", "further"]
    assert prove(classroom, *words)["tiny-further"] == [("mistake: deleted again", "TNY-2", "passed", "blocked")]


def prove(classroom: Classroom, *words: str) -> dict[str, list[tuple[str, str, str, str]]]:
    """Lab → its faults in order: where, check, what was expected, what came."""
    done = classroom.running.command("manage", "prove", "--json", *words, limit_s=LIMIT_S)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode == 0) == all(report["holds"] for report in reports), done.stdout + done.stderr
    return {
        report["lab"]: sorted((one["where"], one["check"], one["expected"], one["came"]) for one in report["faults"])
        for report in reports
    }
