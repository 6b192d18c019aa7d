"""Secrets at rest: everything that opens a cloud is stored encrypted."""

import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])


class SealedField(models.TextField):  # type: ignore[type-arg]  # subscripts are for stubs only
    """A JSON value that the database sees only encrypted; it cannot be searched."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str:
        return _box().encrypt(json.dumps(value).encode()).decode()

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else json.loads(_box().decrypt(value))
