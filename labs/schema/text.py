"""The words that definitions are made of: strict models, names, sentences in two languages, {placeholders}."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,40}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CheckId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[1-9][0-9]?$")]
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[A-Za-z0-9_.:-]+$")]  # binding.field

SITE_VARIABLES = frozenset({"IMG", "FLV", "EXT", "DNS", "PHYS", "ST", "ADM"})
STUDENT_VARIABLES = frozenset({"S", "N", "D", "P", "P2", "U", "U2", "O", "NONCE", "RC", "RC2", "RCO", "VLAN", "VLAN2"})
VARIABLES = SITE_VARIABLES | STUDENT_VARIABLES
NUMBERS = frozenset({"{VLAN}", "{VLAN2}"})  # alone under `equals` they are numbers, as clouds tell them
IDS = frozenset({"P_ID", "P2_ID"})  # known while a session is open: in task sheets and hints
MESSAGE_VALUES = frozenset({"got", "expected", "field", "name", "count", "path"})
SENTENCES = frozenset({"title", "goal", "message", "hints", "label", "example"})  # filled in when shown, if at all
PLACEHOLDER = re.compile(r"\{([A-Za-z_.][A-Za-z0-9_.]*)\}")
AS_WRITTEN = object()  # pydantic's context when a file is read: {variables} still stand for themselves


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same sentence in both languages."""

    ko: NonEmpty
    en: NonEmpty

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.ko


def split_reference(reference: str) -> tuple[str, str]:
    """`binding.field` as its two parts."""
    name, _, path = reference.partition(".")
    return name, path


def fill(value: Any, variables: Mapping[str, str]) -> Any:
    """Put values into every `{NAME}` of a text; what is no text stays. Raises KeyError for an unknown name."""
    if isinstance(value, str):
        return re.sub(PLACEHOLDER, lambda found: variables[found.group(1)], value)
    return value
