"""A detached runner's process: `python -m labs.practice SETTINGS-AS-JSON`."""

from __future__ import annotations

import sys

from labs.practice.runner import Runner
from labs.practice.settings import PracticeSettings

if __name__ == "__main__":
    sys.exit(Runner(PracticeSettings.load(sys.argv[1]), detached=True).run())
