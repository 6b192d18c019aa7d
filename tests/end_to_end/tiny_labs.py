"""Labs of two checks, right and wrong in one thing each: what the prover is tried on."""

from pathlib import Path
from typing import Any

import yaml

TITLE = {"en": "A network", "ko": "네트워크"}
SENTENCES = {
    "title": TITLE,
    "message": {"en": "No.", "ko": "아닙니다."},
    "hints": [{"en": "Look.", "ko": "확인합니다."}],
}
NETWORK = {"id": "TNY-1", "points": 60, "find": {"kind": "network", "name": "app-net", "bind": "app_net"}}
TAG = {"id": "TNY-2", "points": 40, "of": ["app_net"], "expect": [{"field": "tags", "contains": "tier-db"}]}
CREATE = {"run": "openstack network create app-net"}
SET = {"run": "openstack network set --tag tier-db app-net"}
LOOK = {"run": "openstack network show app-net"}
UNSET = "openstack network unset --all-tag app-net"
NO_TAG = {"mistake": "the tag is forgotten", "ko": "태그를 빠뜨림", "after": UNSET, "fails": ["TNY-2"]}
NO_ROUTER = {"id": "TNY-2", "points": 40, "absent": {"kind": "router", "name": "edge"}}


def write_tiny_lab(
    home: Path,
    slug: str,
    *,
    checks: list[dict[str, Any]] | None = None,
    steps: list[dict[str, Any]] | None = None,
    mistakes: list[dict[str, Any]] | None = None,
) -> Path:
    """The folder of a lab that holds, but for what is given."""
    folder = home / slug
    folder.mkdir()
    lab = {
        "slug": slug,
        "chapter": 9,
        "position": 9,
        "kind": "guided",
        "minutes": 5,
        "title": TITLE,
        "goal": TITLE,
        "mode": "shared",
        "checks": [SENTENCES | check for check in checks or [NETWORK, TAG]],
    }
    for name, content in (("lab", lab), ("solution", steps or [CREATE, SET]), ("mistakes", mistakes or [NO_TAG])):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    for language in ("ko", "en"):
        (folder / f"task.{language}.md").write_text("1. –\n", encoding="utf-8")
    return folder
