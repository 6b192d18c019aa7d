"""Making a process look like one of a project's own programs before its modules are imported."""

from __future__ import annotations

import importlib
import os
import sys

from labs.practice.installation import Installation
from labs.practice.services.base import Recipe, config_file, point_to_config


def become(recipe: Recipe, site: Installation) -> None:
    point_to_config(site, recipe.name)
    config = ["--config-file", str(config_file(site, recipe.name))]
    sys.argv = [f"{recipe.name}-practice", *(config if recipe.config_in_argv else [])]
    if not recipe.own_interpreter:
        choose_native_threads(recipe.name)
        install_drivers(recipe.name)


def choose_native_threads(name: str) -> None:
    os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "true"
    os.environ["OS_CINDER_DISABLE_EVENTLET_PATCHING"] = "true"
    if name in ("nova", "cinder"):  # they refuse to be imported after eventlet
        importlib.import_module(f"{name}.monkey_patch").patch(backend="threading")
    from oslo_service import backend

    backend.init_backend(backend.BackendType.THREADING)


def install_drivers(name: str) -> None:
    from labs.practice.drivers import bus, sqlite

    sqlite.install()
    bus.install(nobody_listens=name == "neutron")
    if name == "keystone":
        from labs.practice.drivers import tokens

        tokens.install()
