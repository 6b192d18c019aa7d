"""What a question of a quiz is, as its file says it: strict types of five kinds."""

from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same words in both languages; `code` stands in backticks."""

    ko: Line
    en: Line


class Option(Text):
    right: bool = False


class Pair(Strict):
    left: Text
    right: Text


class _Question(Strict):
    """`section`: the anchor of the section that teaches the answer."""

    id: Slug
    section: Slug
    question: Text
    explanation: Text


Q = TypeVar("Q", bound=_Question)


def _require(question: Q, holds: bool, need: str) -> Q:
    if not holds:
        raise ValueError(f"{question.id} {need}")
    return question


class Choice(_Question):
    """Exactly one option is right."""

    kind: Literal["choice"]
    options: list[Option] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        return _require(self, sum(option.right for option in self.options) == 1, "needs exactly one right option")


class Choices(_Question):
    """Several options are right, and not all of them."""

    kind: Literal["choices"]
    options: list[Option] = Field(min_length=3, max_length=8)

    @model_validator(mode="after")
    def _some_are_right(self) -> Self:
        right = sum(option.right for option in self.options)
        return _require(self, 2 <= right < len(self.options), "needs two right options or more, and a wrong one")


class Matching(_Question):
    """Each left has one right beside it."""

    kind: Literal["matching"]
    pairs: list[Pair] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _each_right_is_one(self) -> Self:
        rights = {(pair.right.ko, pair.right.en) for pair in self.pairs}
        return _require(self, len(rights) == len(self.pairs), "needs a different right for each left")


class Ordering(_Question):
    """The items stand in the right order."""

    kind: Literal["ordering"]
    items: list[Text] = Field(min_length=3, max_length=10)


class Short(_Question):
    """A word or two are typed; upper case and the number of blanks do not count."""

    kind: Literal["short"]
    accept: list[Line] = Field(min_length=1)


Question = Choice | Choices | Matching | Ordering | Short
QUESTION: TypeAdapter[Question] = TypeAdapter(Annotated[Question, Field(discriminator="kind")])
QUESTIONS: TypeAdapter[list[Question]] = TypeAdapter(
    Annotated[list[Annotated[Question, Field(discriminator="kind")]], Field(min_length=1)]
)
