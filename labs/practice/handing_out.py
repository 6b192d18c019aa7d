"""The files by which others find the practice cloud: clouds.yaml and the labs' site values."""

from __future__ import annotations

import hashlib

from labs.practice import catalogue, files, site_values
from labs.practice.installation import Installation
from labs.practice.settings import PACKAGE

CLOUDS = """\
# The practice cloud's administrator, for the grader. Keep it to yourself.
clouds:
  practice:
    auth:
      auth_url: {auth_url}
      username: admin
      password: {password}
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
    region_name: {region}
    identity_api_version: 3
    shared_file_system_default_microversion: "{microversion}"
"""
SEED = ("site_values.py", "inside/seeding.py", "inside/nodes.py")


def write(site: Installation) -> None:
    text = CLOUDS.format(
        auth_url=site.auth_url,
        password=site.passwords["admin"],
        region=catalogue.REGION,
        microversion=catalogue.SHARE_MICROVERSION,
    )
    files.write_atomically(site.folders.clouds, text)
    files.write_json(site.folders.site, site_values.of(site), mode=0o644)


def seed_digest(site: Installation) -> str:
    """Of everything that decides what the seed makes."""
    found = hashlib.sha256(" ".join(site.services).encode())
    for name in SEED:
        found.update((PACKAGE / name).read_bytes())
    return found.hexdigest()
