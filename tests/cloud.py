"""One practice cloud for the whole test suite, with the real `openstack` command at hand."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from labs.practice import catalogue
from labs.practice.control import PracticeCloud
from labs.practice.settings import PracticeSettings
from labs.practice.status import PracticeStatus, State

FIRST_TEST_PORT = 16000
COMMAND_S = 180


@dataclass(frozen=True)
class RunningCloud:
    """A practice cloud that is ready, and how to talk to it."""

    settings: PracticeSettings
    control: PracticeCloud
    admin: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def clouds_yaml(self) -> Path:
        return self.settings.folders.clouds

    @property
    def site(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.settings.folders.site.read_text())
        return found

    @property
    def status(self) -> PracticeStatus:
        return self.control.status()

    def as_user(self, user: str, password: str, project: str, domain: str) -> dict[str, str]:
        """The variables of an rc file: one user in one project of the same domain."""
        return {
            "OS_AUTH_URL": str(self.site["auth_url"]),
            "OS_USERNAME": user,
            "OS_PASSWORD": password,
            "OS_PROJECT_NAME": project,
            "OS_USER_DOMAIN_NAME": domain,
            "OS_PROJECT_DOMAIN_NAME": domain,
            "OS_IDENTITY_API_VERSION": "3",
            "OS_REGION_NAME": str(self.site["region"]),
        }

    def openstack(
        self,
        *words: str,
        rc: Mapping[str, str] | None = None,
        check: bool = True,
        cwd: Path | None = None,
        program: str = "openstack",
    ) -> str:
        """Run the real client as the administrator, or with the variables of an rc file."""
        done = self.try_openstack(*words, rc=rc, cwd=cwd, program=program)
        if check and done.returncode:
            pytest.fail(f"openstack {' '.join(words)}\n{done.stdout}\n{done.stderr}", pytrace=False)
        return done.stdout.strip()

    def try_openstack(
        self,
        *words: str,
        rc: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        program: str = "openstack",
    ) -> subprocess.CompletedProcess[str]:
        client = self.settings.envs / "client" / "bin" / program
        return subprocess.run(
            [str(client), *words],
            env={**clean_environment(), **(self.admin if rc is None else rc)},
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )

    def json(self, *words: str, rc: Mapping[str, str] | None = None) -> Any:
        return json.loads(self.openstack(*words, "-f", "json", rc=rc))


def clean_environment() -> dict[str, str]:
    """Ours without the credentials of whatever cloud the developer works on."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OS_")}


def practice_settings(
    home: Path, *, services: tuple[str, ...] = catalogue.ALL, base_port: int = FIRST_TEST_PORT
) -> PracticeSettings:
    return PracticeSettings(
        home=home,
        envs=django_settings.CLASSROOM_ENVS,
        base_port=base_port,
        services=services,
        python=Path(sys.executable),
    )


def running(settings: PracticeSettings) -> RunningCloud:
    """Start it, unless it runs already."""
    control = PracticeCloud(settings)
    status = control.follow(control.start())
    if status.state is not State.READY:
        pytest.fail(f"The practice cloud is {status.state}: {status.error} ({status.log})")
    admin = {"OS_CLIENT_CONFIG_FILE": str(settings.folders.clouds), "OS_CLOUD": "practice"}
    return RunningCloud(settings, control, admin)


@contextmanager
def locked(path: Path, kind: int) -> Iterator[bool]:
    """Hold a lock that the other processes of this test run share; False: not to be had now."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, kind)
        except BlockingIOError:
            yield False
            return
        yield True


@pytest.fixture(scope="session")
def suite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def practice_cloud(suite_folder: Path) -> Iterator[RunningCloud]:
    """The suite's practice cloud: the first who asks starts it, the last who leaves stops it."""
    home = Path(os.environ.get("CLASSROOM_TEST_HOME", suite_folder / "cloud"))
    home.mkdir(parents=True, exist_ok=True)
    starting, using = home / "starting.lock", home / "using.lock"
    settings = practice_settings(home)
    with locked(using, fcntl.LOCK_SH):
        with locked(starting, fcntl.LOCK_EX):
            cloud = running(settings)
        yield cloud
    with locked(using, fcntl.LOCK_EX | fcntl.LOCK_NB) as nobody_else:
        if nobody_else:
            PracticeCloud(settings).stop()
