"""`./run` installs requirements.txt alone, so the site must not import what only the tests have."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.run.launching import CHECKOUT, environment

# What the programs of the site load, also by name: the broker's transport, the database's driver, all tasks and pages.
LOAD = """
import importlib.abc, sys
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ModuleNotFoundError(f"{name} is a package for development", name=name)
sys.meta_path.insert(0, Refuse())
import django
django.setup()
import config.asgi, config.urls, config.processes.commands
import supervisor.supervisord, uvicorn.protocols.http.httptools_impl
import kombu.transport.redis, psycopg, celery.bin.worker, celery.beat, django.core.cache.backends.redis
from config.celery import app
app.loader.import_default_modules()
"""


def names_in(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {normal(line.partition("==")[0]) for line in lines if "==" in line}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_loads_without_them(tmp_path: Path) -> None:
    runtime, development = names_in(CHECKOUT / "requirements.txt"), names_in(CHECKOUT / "requirements-dev.txt")
    owners = {module: {normal(name) for name in names} for module, names in packages_distributions().items()}
    refused = {module for module, names in owners.items() if names & development and not names & runtime}
    assert "pytest" in refused
    program = f"REFUSED = {refused!r}\n{LOAD}"
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="config.settings")
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=CHECKOUT, env=env
    )
    assert done.returncode == 0, done.stderr
