"""The commands of `./run`, inside the environment that bootstrap.py saw to."""

import os
import sys

from config.processes.commands import main
from config.processes.places import Trouble

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    sys.exit(main(sys.argv[1:]))
except Trouble as trouble:
    sys.exit(f"./run: {trouble}")
except KeyboardInterrupt:
    sys.exit(130)
