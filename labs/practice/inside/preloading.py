"""Importing what most services share, once, in the process that they are forked from."""

from __future__ import annotations

import gc
import importlib
import logging
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

LIST = Path(__file__).with_name("preload.txt")


class NoEventlet:
    """Keeps green threads out of the parent; the one child that wants them is exec'ed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name.partition(".")[0] == "eventlet":
            raise ImportError("no green threads here")
        return None


def preload() -> None:
    """Import the listed modules, and keep their pages shared between the forks."""
    guard = NoEventlet()
    sys.meta_path.insert(0, guard)
    from oslo_service import backend

    backend.init_backend(backend.BackendType.THREADING)
    for name in LIST.read_text(encoding="utf-8").split():
        try:
            importlib.import_module(name)
        except ImportError:
            # Only speed is lost: whoever needs it meets the error itself.
            logging.warning("could not preload %s", name)
    sys.meta_path.remove(guard)
    gc.collect()
    gc.freeze()
