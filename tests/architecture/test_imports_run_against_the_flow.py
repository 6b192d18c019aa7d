"""Layers hold: course → grading → labs, never back; judging is pure; one place opens connections."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("labs", "grading", "course")  # each may import those before it
PURE = ("grading/engine", "labs/schema", "labs/kinds.py", "labs/check_functions.py", "labs/remote_commands.py")
IMPURE = {"django", "openstack", "keystoneauth1", "requests", "celery", "redis", "time", "random", "socket"}
MAY_CONNECT = ("labs/overcloud", "labs/practice")


def modules(*places: str) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        assert path.exists(), f"{place} has gone: a test that looks at nothing holds nothing"
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The full names of all that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def roots(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("app", APPS)
def test_no_app_imports_one_above_it(app: str) -> None:
    above = set(APPS[APPS.index(app) + 1 :])
    offenders = {
        str(path.relative_to(ROOT)): sorted(roots(path) & above) for path in modules(app) if roots(path) & above
    }
    assert not offenders


def test_judging_is_pure() -> None:
    offenders = {
        str(path.relative_to(ROOT)): sorted(roots(path) & IMPURE) for path in modules(*PURE) if roots(path) & IMPURE
    }
    assert not offenders


def test_only_the_overcloud_package_opens_connections() -> None:
    offenders = [
        str(path.relative_to(ROOT))
        for path in modules(*APPS, "config")
        if not str(path.relative_to(ROOT)).startswith(MAY_CONNECT)
        and "openstack.connect(" in path.read_text(encoding="utf-8")
    ]
    assert not offenders


def test_pages_and_api_cannot_look_at_clouds() -> None:
    """The web process never even loads the libraries that reach one."""
    program = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "print(sorted({'openstack', 'keystoneauth1'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_module_opens_by_saying_what_it_answers_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(*APPS, "config")
        if "migrations" not in path.parts
        and (text := path.read_text(encoding="utf-8")).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert not silent
