"""The practice environment's command line: `python -P …/inside VERB INSTALLATION.json`."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# At the end: our `config` or `tests` must not stand before anything of OpenStack's.
sys.path += [str(PACKAGE.parents[1]), str(PACKAGE / "plugins")]

VERBS = {
    "create": "labs.practice.inside.creating",
    "restore": "labs.practice.inside.restoring",
    "keep": "labs.practice.inside.keeping",
    "serve": "labs.practice.inside.serving",
    "seed": "labs.practice.inside.seeding",
}


def main() -> None:
    from labs.practice.installation import Installation

    verb, path, *words = sys.argv[1:]
    site = Installation.read(Path(path))
    if site is None:
        sys.exit(f"There is no installation in {path}.")
    importlib.import_module(VERBS[verb]).main(site, *words)


if __name__ == "__main__":
    try:
        main()
    except SystemExit:
        raise
    except BaseException:
        logging.exception("%s", " ".join(sys.argv[1:2]))
        # Threads of a half-started service would keep the process alive for ever.
        os._exit(1)
