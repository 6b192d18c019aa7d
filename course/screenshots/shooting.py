"""Opens the pages of a classroom apart in a browser and keeps what is seen: in both languages, light and dark."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.processes import chromium
from config.processes.apart import Broker, environment_of, free_port, serve
from config.processes.places import CHECKOUT, Trouble
from course.screenshots.pages import Shot

LANGUAGES = {"ko": "ko-KR", "en": "en-US"}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTH, HEIGHT = 1400, 900
QUALITY = 82  # of WebP; text stays clean


@dataclass(frozen=True)
class Stage:
    """A classroom apart with the invented class in it, while it is served."""

    url: str
    cookie: str
    cookies: dict[str, str]
    names: dict[str, Any]


def take(shots: tuple[Shot, ...], folder: Path) -> Iterator[Path]:
    """Write `<name>.<language>.<theme>.webp` for each; gives each file when it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="classroom-shown-") as home, sync_playwright() as playwright:
        here: dict[str, Any] = os.environ | {"TZ": settings.TIME_ZONE}
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), env=here)
        for stage in set_up(Path(home)):
            for shot, language, theme in product(shots, LANGUAGES, THEMES):
                path = folder / f"{shot.name}.{language}.{theme}.webp"
                path.write_bytes(picture_of(browser, stage, shot, language, theme))
                yield path
        browser.close()


def set_up(home: Path) -> Iterator[Stage]:
    port = free_port()
    environment = environment_of(home, port)
    broker = Broker(home)
    broker.start()
    try:
        filled = subprocess.run(
            [sys.executable, "-m", "course.screenshots.stage"],
            cwd=CHECKOUT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if filled.returncode:
            raise Trouble(f"the class could not be made:\n{filled.stderr}")
        with serve(home, environment):
            yield Stage(f"http://127.0.0.1:{port}", **json.loads(filled.stdout))
    finally:
        broker.stop()


def picture_of(browser: Browser, stage: Stage, shot: Shot, language: str, theme: Literal["light", "dark"]) -> bytes:
    context = browser.new_context(
        locale=LANGUAGES[language],
        color_scheme=theme,
        viewport={"width": WIDTH, "height": HEIGHT},
        reduced_motion="reduce",
    )
    try:
        context.add_cookies([{"name": stage.cookie, "value": stage.cookies[shot.who], "url": stage.url}])
        page = context.new_page()
        page.goto(stage.url + shot.address.format(**stage.names), wait_until="load")
        return seen(context, page)
    finally:
        context.close()


def seen(context: BrowserContext, page: Page) -> bytes:
    """As WebP, which the browser can write though Playwright does not ask for it."""
    page.evaluate("document.fonts.ready")
    screen = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(screen["data"])
