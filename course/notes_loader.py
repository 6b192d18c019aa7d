"""The chapters' files: front matter read strictly, and what their digests depend on."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course import rendering
from course.language import Language

NOTES = Path(__file__).parent / "notes"
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
LANGUAGES: tuple[Language, ...] = ("ko", "en")
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class NoteError(Exception):
    """A chapter file that cannot be used; the text names the file and what was expected."""


class FrontMatter(BaseModel):
    """What a chapter file says about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    chapter: int = Field(ge=0, le=9)
    title: Line
    summary: Line
    minutes: int = Field(ge=1, le=600)
    covers: list[Line] = []
    labs: list[Line] = []
    follows: str | None = Field(None, pattern=r"^[0-9a-f]{12}$", description="The digest of the text it translates.")


@dataclass(frozen=True)
class Note:
    """One chapter in one language as read. `digest`: SHA-256 of the file and of what renders it."""

    about: FrontMatter
    language: Language
    text: str
    digest: str


def read_note(path: Path, language: Language) -> Note:
    """Read one file. Raises NoteError."""
    content = path.read_text(encoding="utf-8")
    found = FRONT_MATTER.match(content)
    if not found:
        raise NoteError(f"{language}/{path.name}: needs front matter between two lines of ---")
    try:
        about = FrontMatter.model_validate(yaml.safe_load(found.group(1)))
    except (ValidationError, yaml.YAMLError) as error:
        raise NoteError(f"{language}/{path.name}: {error}") from error
    renderer = Path(rendering.__file__).read_bytes()
    titles = rendering.callout_titles(language)
    digest = hashlib.sha256(content.encode() + renderer + titles.encode()).hexdigest()
    return Note(about, language, found.group(2), digest)


def read_notes(folder: Path = NOTES) -> list[Note]:
    """Every chapter in every language that has been written."""
    return [read_note(path, language) for language in LANGUAGES for path in sorted((folder / language).glob("*.md"))]
