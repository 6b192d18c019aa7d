"""A small cloud of its own is started, hurt, stopped, moved and reset."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from labs.practice import ports, waiting
from labs.practice.control import PracticeCloud
from labs.practice.installation import Installation
from labs.practice.orders import Orders
from labs.practice.processes import Process
from labs.practice.settings import CHECKOUT, PracticeSettings
from labs.practice.status import PracticeStatus, ServiceState, State, read_status
from tests.cloud import RunningCloud, running

PATIENCE_S = 180


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline, "It did not come to pass."
        time.sleep(0.1)


def processes_of(settings: PracticeSettings) -> list[int]:
    """Every process whose command line names this cloud's folder, however it was started."""
    mine = str(settings.home).encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mine in (entry / "cmdline").read_bytes() and Process.of(int(entry.name)):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def service(status: PracticeStatus, name: str) -> ServiceState:
    return next(one.state for one in status.services if one.name == name)


def pid(status: PracticeStatus, name: str) -> int:
    return next(one.pid for one in status.services if one.name == name) or 0


@pytest.fixture
def small(small_settings: PracticeSettings) -> RunningCloud:
    return running(small_settings)


def test_a_killed_service_comes_back(small: RunningCloud) -> None:
    before = next(one for one in small.status.services if one.name == "glance")
    os.kill(before.pid or 0, signal.SIGKILL)
    until(lambda: small.status.state is State.TROUBLE)
    until(lambda: small.status.ready)
    after = next(one for one in small.status.services if one.name == "glance")
    assert after.pid != before.pid
    assert after.restarts == before.restarts + 1
    assert "SIGKILL" in after.error
    assert waiting.answers(after.url)


def test_a_killed_keeper_comes_back_with_its_services(small: RunningCloud) -> None:
    glance = pid(small.status, "glance")
    os.kill(os.getpgid(glance), signal.SIGKILL)
    until(lambda: small.status.state is State.TROUBLE)
    assert "keeper" in small.status.error
    until(lambda: small.status.ready)
    assert not Path(f"/proc/{glance}").exists()


def test_stop_leaves_nothing_and_the_next_start_is_quick(small: RunningCloud, small_settings: PracticeSettings) -> None:
    assert processes_of(small_settings)
    stopped = small.control.stop()
    assert stopped.state is State.STOPPED
    assert processes_of(small_settings) == []
    again = small.control.follow(small.control.start())
    assert again.ready
    assert [step.key for step in again.steps if step.seconds > 0.5] == ["services"]


def test_a_killed_runner_leaves_nothing_and_claims_nothing(
    small: RunningCloud, small_settings: PracticeSettings
) -> None:
    runner = Orders(small_settings.folders).runner()
    assert runner is not None
    os.kill(runner.pid, signal.SIGKILL)
    until(lambda: processes_of(small_settings) == [])
    status = small.status
    assert status.state is State.STOPPED
    assert "has ended" in status.error
    assert {one.state for one in status.services} == {ServiceState.STOPPED}
    assert small.control.follow(small.control.start()).ready


def test_a_foreground_runner_obeys_stop_and_start_and_ends_cleanly(small_settings: PracticeSettings) -> None:
    code = "import sys; from labs.practice.control import PracticeCloud as C;"
    code += "from labs.practice.settings import PracticeSettings as S; sys.exit(C(S.load(sys.argv[1])).run())"
    cloud = PracticeCloud(small_settings)
    cloud.stop()
    runner = subprocess.Popen([sys.executable, "-c", code, small_settings.dump()], cwd=CHECKOUT)
    until(lambda: cloud.status().ready)
    assert cloud.stop().state is State.STOPPED
    assert processes_of(small_settings) == [runner.pid]
    assert cloud.follow(cloud.start()).ready
    runner.send_signal(signal.SIGTERM)
    assert runner.wait(30) == 0
    assert processes_of(small_settings) == []
    assert cloud.status().state is State.STOPPED


def test_reset_throws_away_what_was_made_and_keeps_the_address(
    small: RunningCloud, small_settings: PracticeSettings
) -> None:
    before = Installation.read(small_settings.folders.installation)
    small.openstack("project", "create", "passing")
    assert small.control.reset().state is State.STOPPED
    assert not small_settings.folders.data.exists()
    fresh = running(small_settings)
    assert fresh.try_openstack("project", "show", "passing").returncode == 1
    assert fresh.json("image", "list")[0]["Name"] == "rhel8"
    assert Installation.read(small_settings.folders.installation) == before


def test_a_smaller_set_tells_what_it_can(small: RunningCloud) -> None:
    assert {one.name for one in small.status.services} == {"keystone", "glance"}
    assert small.site["capabilities"] == ["domain-admin"]
    assert small.site["object_backend"] == "none"
    assert {entry["Type"] for entry in small.json("catalog", "list")} == {"identity", "image"}


def test_busy_ports_are_stepped_over_at_the_first_start_only(small_settings: PracticeSettings) -> None:
    with socket.create_server((small_settings.host, small_settings.base_port + 4)):
        chosen = ports.free_block(small_settings.host, small_settings.base_port)
    assert chosen > small_settings.base_port
    with (
        socket.create_server((small_settings.host, chosen + 1)),
        pytest.raises(ports.PortsBusyError, match=f"Port {chosen + 1}, which glance used before"),
    ):
        ports.expect_free(small_settings.host, chosen, ("keystone", "glance"))


def test_secrets_are_their_owners_alone(small: RunningCloud, small_settings: PracticeSettings) -> None:
    site = Installation.read(small_settings.folders.installation)
    assert site is not None
    assert len(set(site.passwords.values())) == len(site.passwords)
    folders = small_settings.folders
    for path in (folders.installation, folders.clouds, folders.data / "etc/keystone.conf"):
        assert path.stat().st_mode & 0o077 == 0, path
    logs = "".join(path.read_text(errors="replace") for path in folders.log.iterdir())
    assert not [name for name, secret in site.passwords.items() if secret in logs]


def test_reading_the_status_costs_little_and_never_fails(small: RunningCloud, tmp_path: Path) -> None:
    began = time.perf_counter()
    for _ in range(200):
        assert read_status(small.home).ready
    assert (time.perf_counter() - began) / 200 < 0.005
    nowhere = tmp_path / "nowhere"
    assert read_status(nowhere).state is State.ABSENT
    (nowhere / "practice").mkdir(parents=True)
    for text in ("", "{", "[]", '{"state": "ready"}', '{"state": "ready", "writer": 7, "steps": 1}'):
        (nowhere / "practice/status.json").write_text(text)
        assert read_status(nowhere).state is State.ABSENT
