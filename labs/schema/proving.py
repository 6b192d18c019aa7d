"""What proves a lab: its reference solution, step by step, and what students get wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from labs.schema.lab import LabDefinition
from labs.schema.text import CheckId, Name, NonEmpty, Strict

USER = "user"  # the person who does the lab
STACK = "stack"  # the same on director: undercloud, overcloud, and ssh to their machines
MACHINES = "ssh-controller"  # the capability of a cloud whose machines are at hand
Commands = Annotated[str, StringConstraints(min_length=1)]  # for bash; the line breaks count


class Preparatory(Strict):
    """A step that moves no verdict by itself, with the reason."""

    why: NonEmpty


class SolutionStep(Strict):
    """What moves verdicts together: commands of one person, and answers typed after them."""

    who: Name = Field(USER, alias="as")
    run: Commands | None = None
    answers: dict[Name, Commands] = Field({})
    phase: Name | None = None  # this phase is graded after the step; without it the final grading
    preparatory: Preparatory | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.run and not self.answers:
            raise ValueError("a step has commands to `run`, `answers`, or both")
        return self


class Mistake(Strict):
    """A way to go wrong, on top of the solution (`after`, `answers`) or in place of some of its steps (`instead`)."""

    mistake: NonEmpty
    ko: NonEmpty
    after: Commands | None = None
    instead: dict[int, Commands | None] = Field({})  # step, from 1 → commands in its place; None leaves it out
    answers: dict[Name, Commands] = Field({})
    who: Name = Field(USER, alias="as")
    fails: list[CheckId] = Field([])
    blocks: list[CheckId] = Field([])

    @model_validator(mode="after")
    def _goes_wrong(self) -> Self:
        if not (self.after or self.instead or self.answers):
            raise ValueError("a mistake is made by `after`, `instead` or `answers`")
        if not (self.fails or self.blocks):
            raise ValueError("a mistake fails or blocks some check")
        return self


SOLUTION: TypeAdapter[list[SolutionStep]] = TypeAdapter(Annotated[list[SolutionStep], Field(min_length=1)])
MISTAKES: TypeAdapter[list[Mistake]] = TypeAdapter(Annotated[list[Mistake], Field(min_length=1)])
At = tuple[str | int, ...]  # a place in the file


def persons_of(lab: LabDefinition) -> frozenset[str]:
    """Who can run commands in a lab: its persons, and on a classroom's machines the user stack of director."""
    machines = {STACK} if MACHINES in lab.requires else set()
    return frozenset({USER, *machines, *lab.start.persons, *(item.bind for item in lab.start.make if item.user)})


def faults_of_solution(steps: Sequence[SolutionStep], lab: LabDefinition) -> Iterator[tuple[At, str]]:
    """What does not fit the lab, each with its place in the file."""
    for index, step in enumerate(steps):
        yield from _unknown(step.who, persons_of(lab), "person", (index, "as"))
        yield from _unasked(step.answers, lab, index)
        if step.phase:
            yield from _unknown(step.phase, lab.phases, "phase", (index, "phase"))


def faults_of_mistakes(
    mistakes: Sequence[Mistake], steps: Sequence[SolutionStep], lab: LabDefinition
) -> Iterator[tuple[At, str]]:
    known = [check.id for check in lab.checks]
    told = [mistake.mistake for mistake in mistakes]
    for index, mistake in enumerate(mistakes):
        if told.index(mistake.mistake) != index:
            yield (index, "mistake"), "this mistake is listed twice"
        yield from _unknown(mistake.who, persons_of(lab), "person", (index, "as"))
        yield from _unasked(mistake.answers, lab, index)
        for number in mistake.instead:
            if not 1 <= number <= len(steps):
                yield (index, "instead"), f"the solution has steps 1 to {len(steps)}, and no step {number}"
        for key, named in (("fails", mistake.fails), ("blocks", mistake.blocks)):
            for check_id in named:
                yield from _unknown(check_id, known, "check", (index, key))
        for check_id in {*mistake.fails} & {*mistake.blocks}:
            yield (index, "blocks"), f"{check_id} cannot both fail and be blocked"


def _unasked(answers: Mapping[str, str], lab: LabDefinition, index: int) -> Iterator[tuple[At, str]]:
    for name in answers:
        yield from _unknown(name, [question.name for question in lab.questions], "question", (index, "answers"))


def _unknown(word: str, known: Sequence[str] | frozenset[str], what: str, at: At) -> Iterator[tuple[At, str]]:
    if word not in known:
        yield at, f"there is no {what} {word}; known are {', '.join(sorted(known)) or 'none'}"
