"""A running classroom tells where it is, keeps its programs alive, and is one for each data folder."""

import os
import signal
import stat

import pytest

from tests.run.launching import Running, environment, free_port, wait_until

PROGRAMS = {"valkey", "web", "worker-live", "worker-lifecycle", "beat"}


def test_status_names_the_address_and_every_process(shared_classroom: Running) -> None:
    done = shared_classroom.command("status")
    assert done.returncode == 0
    assert shared_classroom.url in done.stdout
    found = shared_classroom.status()
    assert (found["running"], found["url"], found["left_behind"]) == (True, shared_classroom.url, 0)
    assert {one["name"] for one in found["processes"]} == PROGRAMS
    assert all(one["state"] in ("starting", "running") for one in found["processes"])


def test_accounts_and_data_are_the_owners_alone(shared_classroom: Running) -> None:
    accounts = shared_classroom.home / "accounts.txt"
    assert {line.split()[0] for line in accounts.read_text(encoding="utf-8").splitlines()} >= {"admin", "teacher"}
    files = (accounts, shared_classroom.home / "classroom.sqlite3", shared_classroom.home / "log" / "web.log")
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600] * 3
    passwords = [line.split()[1] for line in accounts.read_text(encoding="utf-8").splitlines()]
    assert not any(password in shared_classroom.said for password in passwords)  # a log is no place for them


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_a_killed_program_comes_back(shared_classroom: Running, program: str) -> None:
    before = shared_classroom.pid_of(program)
    assert before
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: shared_classroom.pid_of(program) not in (None, before), 20, f"another {program}")
    wait_until(lambda: f"{program} had ended and was started again" in shared_classroom.said, 10, "a word about it")
    wait_until(shared_classroom.answers, 20, "pages")


def test_a_killed_workers_children_do_not_outlive_it(shared_classroom: Running) -> None:
    worker = shared_classroom.pid_of("worker-live")
    assert worker
    wait_until(lambda: len(_group(worker)) == 3, 30, "two child processes of the worker")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not _group(worker), 20, "the end of the worker's children")


def _group(leader: int) -> list[int]:
    found = []
    for entry in os.listdir("/proc"):  # noqa: PTH208  names are all we need
        try:
            if entry.isdigit() and os.getpgid(int(entry)) == leader:
                found.append(int(entry))
        except ProcessLookupError:
            continue
    return found


def test_a_second_start_says_where_the_first_is(shared_classroom: Running) -> None:
    done = shared_classroom.command("--port", str(free_port()))
    assert done.returncode == 1
    assert shared_classroom.url in done.stderr
    assert "running already" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert shared_classroom.answers()


def test_another_terminal_meets_the_settings_of_the_start(shared_classroom: Running) -> None:
    show = "from django.conf import settings; print(settings.CLASSROOM_PORT, settings.PRACTICE_ENABLED)"
    del (env := environment(shared_classroom.home))["CLASSROOM_ENVS"]
    other = Running(shared_classroom.home, env | {"CLASSROOM_ENVS": shared_classroom.env["CLASSROOM_ENVS"]})
    assert other.command("manage", "shell", "--no-imports", "-c", show).stdout.split() == [
        str(shared_classroom.port),
        "False",
    ]
