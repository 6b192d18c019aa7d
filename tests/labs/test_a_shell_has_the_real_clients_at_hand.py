"""In a shell of labs.terminal, `openstack` is the real command without its start-up: same words, same status."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from labs.terminal.shell import KILLED, Clients, Done, NoClient, Shell, plain_variables

CLIENT = settings.CLASSROOM_ENVS / "client"
COMMANDS = [
    "openstack --version",
    "openstack nonsense",
    "openstack help network create",
    "openstack network create",
    "openstack server list --limit many",
    "openstack server list",  # without credentials
    "openstack --os-cloud nowhere server list",
    "swift --version",
    "swift list",
]


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    with Clients(CLIENT) as started:
        yield started


@pytest.fixture
def shell(clients: Clients, tmp_path: Path) -> Shell:
    return Shell(clients, tmp_path, Path(os.devnull), {"S": "kim"})


def run(shell: Shell, script: str) -> Done:
    return shell.run(script, limit_s=60)


@pytest.mark.parametrize("command", COMMANDS)
def test_it_says_and_returns_what_the_program_does(shell: Shell, command: str) -> None:
    plain = plain_variables()
    variables = plain | {"PATH": f"{CLIENT / 'bin'}{os.pathsep}{plain['PATH']}", "HOME": str(shell.folder)}
    real = subprocess.run(
        ["bash", "-c", command], env=variables, cwd=shell.folder, capture_output=True, text=True, check=False
    )
    assert run(shell, command) == Done(real.returncode, real.stdout.strip(), real.stderr.strip())


def test_it_starts_at_once(shell: Shell) -> None:
    began = time.monotonic()
    assert run(shell, "openstack --version; openstack --version; openstack --version").status == 0
    assert time.monotonic() - began < 1.5  # one start of the real command


def test_pipes_files_and_the_current_folder_are_the_shells(shell: Shell) -> None:
    script = "mkdir inside; cd inside; openstack --version > said; cat < said | tr a-z A-Z; pwd"
    done = run(shell, script)
    assert done.out.splitlines()[0].startswith("OPENSTACK ")
    assert done.out.splitlines()[1] == str(shell.folder / "inside")


def test_the_first_command_that_fails_ends_the_script(shell: Shell) -> None:
    done = run(shell, "echo one; openstack nonsense; echo two")
    assert done.status == 2
    assert done.out.startswith("one\nopenstack: 'nonsense' is not")
    assert "two" not in done.out


def test_an_unset_variable_ends_the_script(shell: Shell) -> None:
    done = run(shell, 'echo "$S"; echo "$NOBODY"')
    assert (done.status, done.out) == (1, "kim")
    assert "NOBODY: unbound variable" in done.err


def test_the_rc_file_is_sourced_and_nothing_else_of_ours_is_there(
    clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PASSWORD", "ours")
    monkeypatch.setenv("CLASSROOM_SECRET_KEY", "ours")
    rc = tmp_path / "rc"
    rc.write_text("export OS_USERNAME=kim\n", encoding="utf-8")
    done = run(Shell(clients, tmp_path, rc, {}), "env")
    assert "OS_USERNAME=kim" in done.out
    assert "ours" not in done.out


def test_one_program_leaves_nothing_to_the_next(shell: Shell) -> None:
    first = run(shell, "export OS_CLOUD=nowhere; openstack server list")
    assert "Cloud nowhere was not found" in first.err
    assert "nowhere" not in run(shell, "openstack server list").err


def test_several_work_at_the_same_time(shell: Shell) -> None:
    scripts = [
        f"openstack help server {verb} | head -1; exit {index}" for index, verb in enumerate(("list", "show") * 4)
    ]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda script: run(shell, script), scripts))
    assert [one.status for one in done] == list(range(8))
    assert [one.out.split()[3] for one in done] == ["list", "show"] * 4


def test_what_takes_too_long_is_stopped_with_all_it_has_started(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v3"
        login = f"--os-auth-url {url} --os-username u --os-password p --os-project-name x"
        done = shell.run(f"openstack {login} server list", limit_s=2)
        asking, _address = silent.accept()
        with asking:
            asking.settimeout(5)
            while asking.recv(4096):
                pass  # it ends, because the program that asked has
    assert done.status == KILLED
    assert done.err.endswith("stopped after 2 s")


def test_nothing_is_left_when_the_owner_is_done(tmp_path: Path) -> None:
    with Clients(CLIENT) as clients:
        folder = clients.path.parent
        assert running(str(folder))
    assert not running(str(folder))
    assert not folder.exists()


def test_an_environment_without_the_client_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoClient, match="No such file"), Clients(tmp_path):
        pass


def running(word: str) -> list[Path]:
    """The processes in whose command line a word stands."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            if word.encode() in (process / "cmdline").read_bytes():
                found.append(process)
    return found
