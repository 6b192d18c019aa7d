"""Classrooms for the tests of `./run`, without the practice cloud: it has tests of its own."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.run.launching import Running, environment

Launcher = Callable[[], Running]


@pytest.fixture(scope="session")
def shared_classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """For tests that leave it running."""
    home = tmp_path_factory.mktemp("run") / "home"
    running = Running(home, environment(home, CLASSROOM_PRACTICE="0"))
    try:
        yield running.start()
    finally:
        running.clean_up()


@pytest.fixture
def own_classroom(shared_classroom: Running, tmp_path: Path) -> Iterator[Running]:
    """For a test that ends it; not started yet. Its data are prepared, which makes the start quick."""
    home = tmp_path / "home with a space"
    home.mkdir(mode=0o700)
    copy_data(shared_classroom.home, home)
    running = Running(home, environment(home, CLASSROOM_PRACTICE="0"))
    try:
        yield running
    finally:
        running.clean_up()


def copy_data(source: Path, target: Path) -> None:
    shutil.copytree(source / "static", target / "static")
    for name in ("secrets.json", "accounts.txt"):
        shutil.copy2(source / name, target / name)
    name = "classroom.sqlite3"
    with closing(sqlite3.connect(source / name)) as one, closing(sqlite3.connect(target / name)) as other:
        one.backup(other)  # a plain copy would miss what is still in the write-ahead log
