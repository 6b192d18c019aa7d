"""The cloud administrator's connection."""

from __future__ import annotations

from typing import Any

import openstack

from labs.practice import catalogue
from labs.practice.installation import Installation


def connect(site: Installation) -> Any:
    return openstack.connect(
        auth_url=site.auth_url,
        username="admin",
        password=site.passwords["admin"],
        project_name="admin",
        user_domain_name="Default",
        project_domain_name="Default",
        region_name=catalogue.REGION,
        shared_file_system_default_microversion=catalogue.SHARE_MICROVERSION,
    )
