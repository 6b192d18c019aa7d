"""Every model of the check language, found from the definition itself."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from labs.schema import LabDefinition


@cache
def models() -> dict[str, type[BaseModel]]:
    """Name → model, the whole definition first."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [LabDefinition]
    while waiting:
        model = waiting.pop(0)
        if model.__name__ not in found:
            found[model.__name__] = model
            waiting += [part for field in model.model_fields.values() for part in models_in(field.annotation)]
    return found


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside a type such as `list[Expectation] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def described() -> dict[str, dict[str, str]]:
    """Model → field → the description that the type itself gives, empty where it gives none."""
    return {
        name: {field: info.description or "" for field, info in model.model_fields.items()}
        for name, model in models().items()
    }


def model_at(place: tuple[str | int, ...], root: type[BaseModel] = LabDefinition) -> type[BaseModel] | None:
    """The model whose keys stand at a place of the file, as in ("checks", 3, "find")."""
    model: type[BaseModel] | None = root
    for part in place:
        if isinstance(part, str) and model is not None and part in model.model_fields:
            model = next(models_in(model.model_fields[part].annotation), None)
    return model
