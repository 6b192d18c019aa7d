"""The stand-in's hosts by the real ssh client and by the grader: open while they are on, refused while they are off."""

import asyncio
import subprocess
import threading
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from grading.engine.trying import Try
from grading.observing.trying import Reach, try_all
from grading.proving.machines import RC, Machines
from labs.kinds import Kind
from labs.practice.classroom.hosts import Hosts

ADMIN = {"auth": {"auth_url": "http://cloud.example/v3", "username": "admin", "password": "it's"}}
LIMIT_S = 30


class Room:
    """Hosts that answer with their name and what was asked; `listen` says which of them are on."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.hosts = Hosts()

    def listen(self, powered: Collection[str]) -> None:
        asyncio.run_coroutine_threadsafe(self.hosts.listen(powered, self._say), self._loop).result(LIMIT_S)

    async def _say(self, host: str, text: str) -> tuple[str, str, int]:
        if text == "uptime -s":
            return "2026-11-02 09:00:00\n", "", 0
        return f"{host}: {text.strip()}\n", "told\n", 3

    def end(self) -> None:
        self.listen(())
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.end()


@pytest.fixture
def home(room: Room, tmp_path: Path) -> Path:
    """What stack has on director."""
    Machines(room.hosts.ssh, ADMIN).furnish(tmp_path)
    (tmp_path / "rc").write_text(RC)
    return tmp_path


def shell(home: Path, script: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "--noprofile", "--norc", "-c", f"source rc\n{script}"]
    env = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, timeout=LIMIT_S, check=False)


def test_the_real_client_runs_a_command_there(room: Room, home: Path) -> None:
    room.listen({"controller0"})
    done = shell(home, "ssh controller0 sudo pcs status")
    assert (done.stdout, done.stderr, done.returncode) == ("controller0: sudo pcs status\n", "told\n", 3)


def test_without_a_command_it_is_a_shell(room: Room, home: Path) -> None:
    room.listen({"ceph0"})
    done = shell(home, "ssh ceph0 <<< $'hostname\\nexit'")
    assert done.stdout == "ceph0: hostname\nceph0: exit\n"


def test_a_host_that_is_off_refuses_and_keeps_its_port_and_key(room: Room, home: Path) -> None:
    room.listen({"controller0", "compute0"})
    room.listen({"controller0"})
    assert "refused" in shell(home, "ssh -o ConnectionAttempts=1 compute0 hostname").stderr
    room.listen({"controller0", "compute0"})
    assert shell(home, "ssh compute0 hostname").stdout == "compute0: hostname\n"


def test_the_client_waits_for_a_host_that_boots(room: Room, home: Path) -> None:
    timer = threading.Timer(1.5, room.listen, [{"compute1"}])
    timer.start()
    assert shell(home, "ssh compute1 hostname").stdout == "compute1: hostname\n"
    timer.join()


def test_the_grader_sees_who_is_on(room: Room) -> None:
    room.listen({"controller0"})
    tries = [Try("A-1", Kind.COMMAND, host, command="boot_time") for host in ("controller0", "ceph0")]
    found = try_all(tries, Reach(lambda _service: "", room.hosts.ssh), limit_s=LIMIT_S)[Kind.COMMAND]
    told = {record["host"]: record["values"] or record["error"] for record in found.records}
    assert told == {"controller0": {"booted_at": "2026-11-02T09:00:00+00:00"}, "ceph0": "ConnectionRefusedError"}


def test_its_rc_files_are_sourced_one_after_the_other(home: Path) -> None:
    script = 'export OS_CLOUD=other; source ~/stackrc; source ~/overcloudrc; echo "$OS_PASSWORD ${OS_CLOUD-none}"'
    assert shell(home, script).stdout == "it's none\n"
