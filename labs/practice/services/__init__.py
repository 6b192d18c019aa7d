"""The recipes: one module for each OpenStack service of the practice cloud."""

from __future__ import annotations

import importlib
from typing import cast

from labs.practice.services.base import Recipe


def recipe(name: str) -> Recipe:
    """The recipe of one service; its module is only loaded in the process that needs it."""
    module = importlib.import_module(f"labs.practice.services.{name}")
    return cast(Recipe, module.RECIPE)
