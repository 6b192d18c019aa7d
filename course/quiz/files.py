"""Reads `course/quizzes/`: one file of questions for each chapter, in both languages."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from course.quiz.questions import QUESTIONS, Question
from labs.faults import Lines, line_of
from labs.loader import DefinitionError, read_yaml

QUIZZES = Path(__file__).resolve().parent.parent / "quizzes"


class QuizError(Exception):
    """A quiz file that cannot be used; the text names the file, the line and what was expected."""


@dataclass(frozen=True)
class Quiz:
    """The questions of a chapter. `digest`: SHA-256 of the file."""

    chapter: int
    questions: list[Question]
    digest: str


def read_quiz(path: Path) -> Quiz:
    """Read one file, whose name begins with the chapter's number. Raises QuizError."""
    try:
        value, lines = read_yaml(path)
        questions = QUESTIONS.validate_python(value)
    except DefinitionError as error:
        raise QuizError(str(error)) from error
    except ValidationError as error:
        raise QuizError("\n".join(_faults(path.name, error, lines))) from error
    names = [question.id for question in questions]
    for name in names:
        if names.count(name) > 1:
            raise QuizError(f"{path.name}: two questions have the id {name}")
    return Quiz(int(path.name[:2]), questions, hashlib.sha256(path.read_bytes()).hexdigest())


def _faults(name: str, error: ValidationError, lines: Lines) -> list[str]:
    """Each fault with its line; the kind of a question is no part of the place where it stands."""
    found = []
    for fault in error.errors(include_url=False):
        at = (*fault["loc"][:1], *fault["loc"][2:])
        found.append(f"{name}:{line_of(at, lines)}: {'.'.join(map(str, at))}: {fault['msg']}")
    return found


def read_quizzes(folder: Path = QUIZZES) -> list[Quiz]:
    return [read_quiz(path) for path in sorted(folder.glob("[0-9][0-9]-*.yaml"))]
