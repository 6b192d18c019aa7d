"""Finds a Chromium for the tests that use a real browser, or gets one."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from config.processes.debian import install_debian_packages
from config.processes.places import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> Path | None:
    """An installed one, or the one that `playwright install chromium` has fetched."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _of_playwright()


def _of_playwright() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
        return path if path.exists() else None


def ensure() -> Path:
    """Raises Trouble that names the package when there is none and we may not install it."""
    found = find()
    if found is None and install_debian_packages("chromium", "fonts-noto-cjk"):
        found = find()
    if found is None:
        raise Trouble(
            "the tests need a Chromium browser: install the package chromium (and fonts-noto-cjk for Korean),"
            " or run var/envs/app/bin/playwright install chromium."
        )
    return found
