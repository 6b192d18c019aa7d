"""What stands in the way of a start is said in one sentence, with what to do about it."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.run.launching import CHECKOUT, RUN, environment, free_port

WITHOUT_ENSUREPIP = """
import sys
from importlib.machinery import PathFinder
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name == "ensurepip" else PathFinder.find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Finder
"""
BASH = shutil.which("bash") or "bash"


def run(*words: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [BASH, str(RUN), *words], check=False, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL
    )


def said(done: "subprocess.CompletedProcess[str]", *wanted: str) -> None:
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert [words for words in wanted if words not in done.stderr] == []


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "home", CLASSROOM_PRACTICE="0")


def fake_python(folder: Path, version: str) -> Path:
    """An interpreter that is too old: it knows its version, and refuses the question whether it fits."""
    folder.mkdir()
    program = folder / "python3"
    program.write_text(f'#!{BASH}\n[[ $1 == --version ]] && echo "Python {version}" && exit\nexit 1\n')
    program.chmod(0o755)
    return program


def test_python_that_is_too_old(env: dict[str, str], tmp_path: Path) -> None:
    program = fake_python(tmp_path / "bin", "3.9.2")
    said(run(env=env | {"PATH": str(program.parent)}), "3.11 or newer", "3.9.2", "apt-get install")
    said(run(env=env | {"CLASSROOM_PYTHON": str(program)}), str(program), "CLASSROOM_PYTHON")


def test_no_python(env: dict[str, str], tmp_path: Path) -> None:
    said(run(env=env | {"PATH": str(tmp_path)}), "no python3", "apt-get install")


def test_an_older_python_first_in_the_path_does_not_hide_a_fitting_one(env: dict[str, str], tmp_path: Path) -> None:
    program = fake_python(tmp_path / "bin", "3.9.2")
    (program.parent / "python3.12").symlink_to(Path(env["CLASSROOM_ENVS"]) / "app" / "bin" / "python")
    done = run("status", env=env | {"PATH": f"{program.parent}{os.pathsep}/usr/bin{os.pathsep}/bin"})
    assert (done.returncode, done.stderr) == (3, "")


def test_port_in_use(env: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said(run("--port", str(port), env=env), f"port {port}", f"process {os.getpid()}", "./run --port")


def test_port_that_is_none(env: dict[str, str]) -> None:
    said(run("--port", "70000", env=env), "70000", "65535")


def test_address_of_another_machine(env: dict[str, str]) -> None:
    said(run("--host", "192.0.2.1", "--port", str(free_port()), env=env), "192.0.2.1", "--host")


def test_data_folder_that_cannot_be_written(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said(run(env=env | {"CLASSROOM_HOME": str(tmp_path / "file" / "home")}), "Cannot write", "CLASSROOM_HOME")


def test_full_disk(env: dict[str, str]) -> None:
    said(run(env=env | {"CLASSROOM_FREE_MIN_MIB": "999999999"}), "MiB left", "CLASSROOM_HOME")


def test_no_network_at_the_first_start(env: dict[str, str], tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    alone = {"PIP_INDEX_URL": nowhere, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    done = run(env=env | alone | {"CLASSROOM_ENVS": str(tmp_path / "envs"), "PIP_RETRIES": "1"})
    said(done, "package index did not answer", "network", "install.log")


def test_no_virtual_environments_in_this_python(env: dict[str, str], tmp_path: Path) -> None:
    """As on a Debian without python3-venv, whose Python has the module venv, but not ensurepip."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_ENSUREPIP)
    done = run(env=env | {"CLASSROOM_ENVS": str(tmp_path / "envs"), "PYTHONPATH": str(tmp_path)})
    said(done, "ensurepip", "apt-get install python3-venv")


def test_words_that_are_no_command(env: dict[str, str]) -> None:
    done = run("strat", env=env)
    assert done.returncode == 2
    assert "strat" in done.stderr
    assert "status" in done.stderr


def test_help_needs_nothing(env: dict[str, str], tmp_path: Path) -> None:
    done = run("--help", env=env | {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert done.returncode == 0
    assert not Path(env["CLASSROOM_HOME"]).exists()
    described = {line.split()[1].strip("[]") for line in done.stdout.splitlines() if line.startswith("  ./run")}
    assert described == {"start", "stop", "status", "manage", "openstack", "lab", "test"}


def test_looking_at_what_never_was_installs_nothing(env: dict[str, str], tmp_path: Path) -> None:
    empty = env | {"CLASSROOM_ENVS": str(tmp_path / "envs")}
    assert run("status", env=empty).returncode == 3
    assert run("stop", env=empty).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_the_checkout_may_be_called_from_anywhere(env: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [BASH, os.path.relpath(CHECKOUT / "run", tmp_path), "manage", "check", "--help"],
        check=False,
        capture_output=True,
        text=True,
        env=env,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
