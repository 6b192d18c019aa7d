"""Environments are made with progress, resumed after a break, and failures are one clear sentence."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from labs.practice import environments
from labs.practice.environments import Environment, InstallError

TWO_PACKAGES = "idna==3.20\nwcwidth==0.9.4\n"


class Broken(Exception):
    """Stands for a person's Ctrl-C."""


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(TWO_PACKAGES)
    return Environment(tmp_path / "env", requirements, Path(sys.executable), tmp_path / "install.log")


def test_it_is_made_with_progress_and_made_once(environment: Environment) -> None:
    shares: list[float] = []
    environment.install(lambda share, _detail: shares.append(share))
    assert environment.installed
    assert shares == sorted(shares)
    shares.clear()
    environment.install(lambda share, _detail: shares.append(share))
    assert shares == []
    environment.requirements.write_text("idna==3.20\n")
    assert not environment.installed


def test_a_broken_install_is_taken_up_again(environment: Environment) -> None:
    def break_off(share: float, _detail: str) -> None:
        if share > 0.1:
            raise Broken

    with pytest.raises(Broken):
        environment.install(break_off)
    assert not environment.installed
    environment.install(lambda *_: None)
    assert environment.installed


def test_no_network_is_one_sentence(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    # A port where nobody listens is what a machine without a network meets.
    for name, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InstallError, match="The package index cannot be reached: connect this machine"):
        environment.install(lambda *_: None)


def test_a_package_that_does_not_exist_is_named(environment: Environment) -> None:
    environment.requirements.write_text("idna==0.0.0.1\n")
    with pytest.raises(InstallError, match=r"idna==0\.0\.0\.1"):
        environment.install(lambda *_: None)


def test_too_small_a_disk_is_seen_before_anything_is_written(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "MEGABYTES_PER_PACKAGE", 1 << 40)
    with pytest.raises(InstallError, match=r"MB left and .* MB are needed"):
        environment.install(lambda *_: None)
    assert not environment.folder.exists()


def test_an_environment_whose_python_went_away_is_made_anew(environment: Environment) -> None:
    environment.install(lambda *_: None)
    environment.interpreter.unlink()
    assert not environment.installed
    environment.install(lambda *_: None)
    assert environment.installed


def test_other_folders_do_not_share_a_marker(environment: Environment, tmp_path: Path) -> None:
    environment.install(lambda *_: None)
    assert not replace(environment, folder=tmp_path / "other").installed
