"""The command is one file for Python 3.9 or newer: nothing to install, nothing to wait for, both languages whole."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from wcwidth import wcswidth

from tests.client.conftest import LAB, ROOT, clean_environment

START_S = 0.2  # alone on a machine it takes half of that
PLACEHOLDER = re.compile(r"\{(\w+)")


@cache
def tree() -> ast.Module:
    return ast.parse(LAB.read_text(encoding="utf-8"), feature_version=(3, 9))


@pytest.fixture(scope="module")
def lab() -> ModuleType:
    loader = SourceFileLoader("lab", str(LAB))
    spec = spec_from_loader("lab", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_it_is_an_executable_file_in_the_words_of_python_3_9() -> None:
    assert os.access(LAB, os.X_OK)
    assert LAB.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree()))


def test_it_imports_the_standard_library_only() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree())
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - {"__future__"} <= sys.stdlib_module_names


def test_types_and_rules_hold_for_it_too() -> None:
    """mypy and ruff pass over files without .py when they search by themselves."""
    for tool in (["mypy", "--strict"], ["ruff", "check"], ["ruff", "format", "--check"]):
        command = [sys.executable, "-m", *tool, str(LAB)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_it_begins_at_once(tmp_path: Path) -> None:
    """By processor time over a bare interpreter's, the best of five: a busy machine is not the command's fault."""
    bare = min(processor_s([sys.executable, "-c", "pass"]) for _ in range(5))
    ours = min(processor_s([sys.executable, str(LAB), "--version"]) for _ in range(5))
    assert ours - bare < START_S


def processor_s(command: list[str]) -> float:
    process = subprocess.Popen(command, env=clean_environment(), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def test_every_sentence_is_there_in_korean(lab: ModuleType) -> None:
    assert said_in_english() <= set(lab.KOREAN), "each sentence of the program has its Korean"
    assert set(lab.KOREAN) <= texts(), "and there is none that nobody says"
    for english, korean in lab.KOREAN.items():
        assert set(PLACEHOLDER.findall(english)) == set(PLACEHOLDER.findall(korean)), english


def said_in_english() -> set[str]:
    """What is given to `say(…)` directly."""
    return {
        str(node.args[0].value)
        for node in ast.walk(tree())
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in {"say", "_say"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def texts() -> set[str]:
    """Every text outside the table itself."""
    table = next(
        node for node in tree().body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "KOREAN"
    )
    inside = {id(node) for node in ast.walk(table)}
    return {
        node.value
        for node in ast.walk(tree())
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    }


def test_both_helps_name_the_same_words_and_options(lab: ModuleType) -> None:
    words = re.compile(r"^  (lab [^ ].*?|--[a-z-]+)(?:  |,| [A-Zk]|$)", re.MULTILINE)
    assert words.findall(lab.HELP) == words.findall(lab.HELP_IN_KOREAN)
    assert set(re.findall(r"--[a-z-]+", lab.HELP)) == {
        "--json",
        "--lang",
        "--class",
        "--phase",
        "--yes",
        "--no-wait",
        "--timeout",
        "--no-color",
        "--version",
        "--help",
    }


@pytest.mark.parametrize("text", ["plain", "프로젝트 네트워크", "가나", "e\u0301tude", "a–b “c”", "ＦＵＬＬ", "ㄱㄴ"])
def test_columns_are_counted_as_terminals_do(lab: ModuleType, text: str) -> None:
    assert lab.width(text) == wcswidth(lab.unicodedata.normalize("NFC", text))


def test_a_language_is_found_in_the_environment() -> None:
    for names, korean in (
        ({"LANG": "ko_KR.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C"}, False),
        ({}, False),
        ({"LC_ALL": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, True),
    ):
        command = [sys.executable, str(LAB), "--help"]
        done = subprocess.run(command, env=clean_environment(**names), capture_output=True, text=True, check=True)
        assert ("종료 코드" in done.stdout) is korean


def test_a_terminal_without_hangul_is_no_reason_to_fail() -> None:
    env = clean_environment(PYTHONIOENCODING="ascii")
    command = [sys.executable, str(LAB), "--help", "--lang", "ko"]
    assert subprocess.run(command, env=env, capture_output=True, check=False).returncode == 0
