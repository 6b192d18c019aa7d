"""What programs are told of the API is complete, and made without a warning."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Made by drf-spectacular's own command, which fails on a warning and on what OpenAPI does not allow."""
    path: Path = tmp_path_factory.mktemp("schema") / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_operation_has_a_summary_a_description_and_a_tag(schema: Any) -> None:
    for path, method, operation in operations(schema):
        for part in ("summary", "description", "tags"):
            assert operation.get(part), f"{method} {path} has no {part}"


def test_every_operation_tells_how_it_fails(schema: Any) -> None:
    for path, method, operation in operations(schema):
        failures = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert "401" in failures, f"{method} {path}"
        for answer in failures.values():
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_every_address_is_in_it(schema: Any) -> None:
    assert set(schema["paths"]) == set(addresses())


def operations(schema: Any) -> Iterator[tuple[str, str, Any]]:
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def addresses() -> Iterator[str]:
    """Every address below /api/v1/, with parameters as the schema writes them."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and str(entry.pattern) == "api/v1/":
            for pattern in entry.url_patterns:
                if isinstance(pattern, URLPattern) and str(pattern.pattern):
                    path = str(pattern.pattern).replace("<slug:", "<").replace("<int:", "<")
                    yield "/api/v1/" + path.replace("<", "{").replace(">", "}")
