"""Clouds of their own for tests that stop, kill or starve one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labs.practice.control import PracticeCloud
from labs.practice.settings import PracticeSettings
from tests.cloud import RunningCloud, practice_settings
from tests.practice import tenants
from tests.practice.script import Client, Session

SMALL = ("keystone", "glance")
FIRST_PORT = 18000


@pytest.fixture(scope="module")
def small_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeSettings]:
    """Two services are enough to see how they are looked after."""
    home = tmp_path_factory.mktemp("small")
    settings = practice_settings(home, services=SMALL, base_port=FIRST_PORT)
    yield settings
    PracticeCloud(settings).stop()


@pytest.fixture(scope="session")
def administrator(practice_cloud: RunningCloud) -> Iterator[Any]:
    connection = tenants.admin(practice_cloud)
    yield connection
    connection.close()


@pytest.fixture
def domain(administrator: Any) -> Iterator[Any]:
    made = tenants.make_domain(administrator)
    yield made
    tenants.drop_domain(administrator, made)


@pytest.fixture(scope="session")
def client(practice_cloud: RunningCloud) -> Iterator[Client]:
    started = Client(practice_cloud.settings.envs)
    yield started
    started.end()


@pytest.fixture
def terminal(practice_cloud: RunningCloud, client: Client, administrator: Any, domain: Any, tmp_path: Path) -> Session:
    """A member's terminal, in a project of their own."""
    tenant = tenants.make_tenant(administrator, domain)
    values = {
        "domain": domain.name,
        "project": tenant.project,
        "image": "rhel8",
        "flavor": "tiny",
        "external": str(practice_cloud.site["external_network"]),
    }
    return Session(client, practice_cloud, tenant.rc(practice_cloud), tmp_path, values)


@pytest.fixture
def admin_terminal(practice_cloud: RunningCloud, client: Client, terminal: Session) -> Session:
    """The administrator's terminal in the same folder, with the same values."""
    return Session(client, practice_cloud, practice_cloud.admin, terminal.folder, terminal.values)
