"""What the hosts' commands answer, and what they change. Pure; nothing of it is handed to a shell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from labs.practice.classroom.state import CONTROLLER, FLAGS, STORAGE, Classroom

OSDS = 3
NOT_FOUND, WRONG = 127, 22  # a shell's, and Ceph's EINVAL
MONITOR = f"ceph-mon-{CONTROLLER}"
CONTAINERS = (
    MONITOR,
    f"ceph-mgr-{CONTROLLER}",
    "haproxy-bundle-podman-0",
    "galera-bundle-podman-0",
    "keystone",
    "nova_api",
)


@dataclass(frozen=True)
class Answer:
    """`classroom`: as the command leaves it."""

    classroom: Classroom
    out: str = ""
    err: str = ""
    status: int = 0


def answer(host: str, text: str, classroom: Classroom) -> Answer:
    """The commands of a line, one after the other; the last one's status counts."""
    said = Answer(classroom)
    for line in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        next_ = _one(host, line, said.classroom)
        said = replace(next_, out=said.out + next_.out, err=said.err + next_.err)
    return said


def _one(host: str, line: str, classroom: Classroom) -> Answer:
    try:
        words = shlex.split(line)
    except ValueError as error:
        return Answer(classroom, err=f"bash: {error}\n", status=WRONG)
    if words[:1] == ["sudo"]:
        return _as_root(host, words[1:], classroom)
    known: dict[tuple[str, ...], str] = {
        ("uptime", "-s"): f"{classroom.booted[host]:%Y-%m-%d %H:%M:%S}\n",
        ("hostname",): f"{host}\n",
        ("exit",): "",
        ("true",): "",
    }
    if tuple(words) in known:
        return Answer(classroom, out=known[tuple(words)])
    if words[:1] and words[0] in {"pcs", "podman"}:
        return Answer(classroom, err=f"{words[0]}: you must be root\n", status=1)
    return _unknown(words, classroom)


def _as_root(host: str, words: Sequence[str], classroom: Classroom) -> Answer:
    if host != CONTROLLER:
        return _unknown(words, classroom)
    if words[:1] == ["pcs"]:
        return _pcs(words[1:], classroom)
    if list(words) == ["podman", "ps"]:
        return Answer(classroom, out="".join(f"{name}\n" for name in ("NAMES", *_running(classroom))))
    if list(words[:3]) == ["podman", "exec", MONITOR] and words[3:4] == ["ceph"]:
        return _ceph(words[4:], classroom)
    return _unknown(words, classroom)


def _unknown(words: Sequence[str], classroom: Classroom) -> Answer:
    told = f"bash: {shlex.join(words)}: not a command of this practice host\n"
    return Answer(classroom, err=told, status=NOT_FOUND)


def _running(classroom: Classroom) -> Sequence[str]:
    """Ceph's containers start with the host, the others with the cluster."""
    return CONTAINERS if classroom.cluster else CONTAINERS[:2]


def _pcs(words: Sequence[str], classroom: Classroom) -> Answer:
    act = list(words)
    if act in (["cluster", "start", "--all"], ["cluster", "stop", "--all"]):
        starts = act[1] == "start"
        told = f"{CONTROLLER}: {'Starting' if starts else 'Stopping'} Cluster...\n"
        return Answer(replace(classroom, cluster=starts), out=told)
    if act not in (["status"], ["status", "xml"]):
        return _unknown(["pcs", *words], classroom)
    if not classroom.cluster:
        return Answer(classroom, err="Error: error running crm_mon, is pacemaker running?\n", status=1)
    return Answer(classroom, out=_status_xml() if act[-1] == "xml" else _status())


def _status() -> str:
    return (
        f"Cluster name: tripleo_cluster\n\nOnline: [ {CONTROLLER} ]\n\nDaemon Status:\n  pacemaker: active/disabled\n"
    )


def _status_xml() -> str:
    node = f'<node name="{CONTROLLER}" id="1" online="true" standby="false" maintenance="false" type="member"/>'
    names = ("ip-virtual", "haproxy-bundle", "galera-bundle", "rabbitmq-bundle")
    resources = "".join(f'<resource id="{name}" role="Started" active="true" failed="false"/>' for name in names)
    return f'<crm_mon version="2.0.3"><nodes>{node}</nodes><resources>{resources}</resources></crm_mon>\n'


def _ceph(words: Sequence[str], classroom: Classroom) -> Answer:
    act = list(words)
    if len(act) == len(("osd", "set", "noout")) and act[0] == "osd" and act[1] in {"set", "unset"}:
        return _flag(act[1], act[2], classroom)
    reports: dict[tuple[str, ...], Callable[[Classroom], str]] = {
        ("osd", "dump", "-f", "json"): lambda room: _json({"epoch": 61, "flags": ",".join(_all_flags(room))}),
        ("osd", "stat", "-f", "json"): lambda room: _json(_osds(room)),
        ("status",): _health,
        ("-s",): _health,
    }
    report = reports.get(tuple(act))
    return Answer(classroom, out=report(classroom)) if report else _unknown(["ceph", *words], classroom)


def _flag(verb: str, name: str, classroom: Classroom) -> Answer:
    if name not in FLAGS:
        return Answer(classroom, err=f"Invalid command: {name} not in {'|'.join(FLAGS)}\n", status=WRONG)
    told = f"{','.join(FLAGS[name])} is {verb}\n"  # Ceph says so on its error output
    return Answer(classroom.with_flag(name, is_set=verb == "set"), err=told)


def _all_flags(classroom: Classroom) -> list[str]:
    """With those that every cluster has."""
    return sorted({*classroom.flags, "sortbitwise", "recovery_deletes", "purged_snapdirs"})


def _osds(classroom: Classroom) -> dict[str, int]:
    """With nodown set the monitors take nobody for down."""
    up = OSDS if classroom.is_on(STORAGE) or "nodown" in classroom.flags else 0
    return {"num_osds": OSDS, "num_up_osds": up, "num_in_osds": OSDS}


def _health(classroom: Classroom) -> str:
    osds, flags = _osds(classroom), ",".join(sorted(classroom.flags))
    is_well = not flags and osds["num_up_osds"] == OSDS
    health = "HEALTH_OK" if is_well else f"HEALTH_WARN{f' {flags} flag(s) set' if flags else ''}"
    return f"  health: {health}\n  osd: {OSDS} osds: {osds['num_up_osds']} up, {osds['num_in_osds']} in\n"


def _json(content: object) -> str:
    return json.dumps(content) + "\n"
