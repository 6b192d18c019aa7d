"""Make the practice cloud known to the classroom as a cloud like any other, from the files it writes."""

import json
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from labs.models import Cloud
from labs.practice.settings import PracticeSettings
from labs.services import forget_places, record_cloud

SLUG = "practice"


def practice_settings() -> PracticeSettings:
    """The practice cloud that this site's settings describe."""
    return PracticeSettings(
        home=settings.CLASSROOM_HOME,
        envs=settings.CLASSROOM_ENVS,
        host=settings.PRACTICE_HOST,
        base_port=settings.PRACTICE_BASE_PORT,
        services=tuple(settings.PRACTICE_SERVICES),
    )


def register_practice_cloud(home: Path) -> None:
    """Store the practice cloud's credentials and what it offers. Only a new cloud has no places made in it yet."""
    config = _config(home / "practice" / "clouds.yaml")
    if config is None:
        return
    site = json.loads((home / "practice" / "site.json").read_text(encoding="utf-8"))
    known = Cloud.objects.filter(slug=SLUG).first()
    is_same = known is not None and known.config == config
    if known is not None and is_same and known.site == site:
        return
    cloud = record_cloud(
        slug=SLUG, title="Practice cloud", config=config, public_auth_url=config["auth"]["auth_url"], site=site
    )
    if not is_same:
        forget_places(cloud=cloud)


def _config(path: Path) -> dict[str, Any] | None:
    try:
        clouds: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    entry: dict[str, Any] = clouds["clouds"][SLUG]
    return entry
