"""The JSON schema of `lab.yaml`, by which editors complete keys and mark what is wrong."""

import json
from pathlib import Path
from typing import Any

from labs.language.descriptions import description_of
from labs.language.models import models
from labs.loader import DEFINITIONS
from labs.schema import LabDefinition

SCHEMA = DEFINITIONS.parents[1] / "static" / "lab.schema.json"  # the site serves it as /static/lab.schema.json
FIRST_LINE = "# yaml-language-server: $schema=../../../static/lab.schema.json"


def lab_schema() -> dict[str, Any]:
    """JSON Schema 2020-12. What pydantic's validators say beyond it, only the loader can tell."""
    schema = LabDefinition.model_json_schema()
    parts = {LabDefinition.__name__: schema} | schema["$defs"]
    for name in models():
        parts[name].setdefault("description", "")
        for field, content in parts[name]["properties"].items():
            content["description"] = description_of(name, field)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A lab of the classroom"}


def schema_text() -> str:
    return json.dumps(lab_schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(path: Path = SCHEMA) -> Path:
    path.write_text(schema_text(), encoding="utf-8")
    return path
