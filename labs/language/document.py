"""docs/check-language.md, made from the types, the kinds and the examples."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from labs.check_functions import FUNCTIONS
from labs.kinds import KINDS, Kind, KindOfRecord, Owner
from labs.language.descriptions import description_of
from labs.language.examples import EXAMPLES, read_examples
from labs.language.models import models, models_in
from labs.language.quoting import Quoted
from labs.loader import DEFINITIONS
from labs.remote_commands import COMMANDS
from labs.schema import Check, Operator
from labs.schema.checks import SUBJECTS

DOCUMENT = DEFINITIONS.parents[1] / "docs" / "check-language.md"
INTRODUCTION = Path(__file__).with_name("introduction.md")
SHOWN = ("network-tenant", 7)  # the check that the introduction shows as a whole
WIDTH = 130  # characters of a line of prose
OF_SUBJECTS = ("Step", "RuleShape", "Pool")
OWNERS = {
    Owner.PROJECT: "the lab's project",
    Owner.DOMAIN: "the student's domain",
    Owner.CLOUD: "the whole cloud",
    Owner.SESSION: "the session",
}


def document() -> str:
    parts = [_introduction(), *_subjects(), *_operators(), *_kinds(), *_programs(), *_start(), *_whole_lab()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def write_document(path: Path = DOCUMENT) -> Path:
    path.write_text(document(), encoding="utf-8")
    return path


def _introduction() -> str:
    slug, index = SHOWN
    check = Quoted(DEFINITIONS / slug / "lab.yaml").part("checks", index)
    return INTRODUCTION.read_text(encoding="utf-8").replace("{{check}}", check)


def _subjects() -> Iterator[str]:
    quoted, examples = Quoted(EXAMPLES), read_examples()
    yield "## Subjects"
    for subject in SUBJECTS:
        yield f"### `{subject}`"
        yield fill(examples["about"][subject], WIDTH, break_long_words=False, break_on_hyphens=False)
        for index in range(len(examples["subjects"][subject])):
            yield _yaml(quoted.part("subjects", subject, index))
        for model in models_in(Check.model_fields[subject].annotation):
            yield _keys(model.__name__)
    yield "### Inside subjects"
    for name in OF_SUBJECTS:
        yield f"**{name}.** {_doc(name)}"
        yield _keys(name)


def _operators() -> Iterator[str]:
    quoted = Quoted(EXAMPLES)
    yield "## Operators"
    yield f"An expectation names a `field`, one operator and what is expected. {Operator.__doc__}"
    yield f"`ignore_case: true` may stand beside it. {description_of('Expectation', 'ignore_case')}"
    for operator in Operator:
        example = read_examples()["operators"][operator]
        yield f"### `{operator}`"
        yield description_of("Expectation", operator)
        yield _yaml(f"- {quoted.part('operators', operator, 'expect')}")
        yield _met(example)


def _met(example: dict[str, Any]) -> str:
    where = f" where that is {_value(example['value'])}" if "value" in example else ""
    return f"Met by {_values(example['meets'])}{where}; not by {_values(example['misses'])}."


def _kinds() -> Iterator[str]:
    yield "## Kinds"
    yield "Each kind of resource, with the fields of its records under openstacksdk's names."
    yield "A field such as `metadata.*` is a mapping: name an entry, as in `metadata.owner`."
    yield _table(("kind", "Horizon", "belongs to", "capability"), [_row(kind, KINDS[kind]) for kind in Kind])
    for kind in Kind:
        yield f"### Kind: {kind}"
        yield "\n".join(_facts(KINDS[kind]))
        yield _yaml(Quoted(EXAMPLES).part("kinds", kind))


def _row(kind: Kind, about: KindOfRecord) -> tuple[str, ...]:
    capability = f"`{about.capability}`" if about.capability else ""
    return f"[`{kind}`](#kind-{kind})", f"{about.en}, {about.ko}", OWNERS[about.owner], capability


def _facts(about: KindOfRecord) -> Iterator[str]:
    names = [f"{name}.*" if name in about.mappings else name for name in sorted(about.fields)]
    yield f"* fields: {_code(names)}"
    if about.settling:
        where = f", while `{about.settling_with}` is set" if about.settling_with else ""
        yield f"* settling: {_code(sorted(about.settling))}{where}"
    if about.busy:
        yield f"* settling while `{about.busy}` is set, whatever the state"
    if about.public:
        yield f"* everybody's, where one of these is true: {_code(about.public)}"
    if about.needs:
        yield f"* asked for each {' and '.join(KINDS[kind].en for kind in about.needs)}"


def _programs() -> Iterator[str]:
    yield "## Commands and functions"
    rows = [(f"`{name}`", f"`{item.line}`", _code(sorted(item.fields))) for name, item in sorted(COMMANDS.items())]
    yield _table(("command", "what is run", "fields below `values.`"), rows)
    yield _table(("function", "passes when"), [(f"`{name}`", _flat(item.__doc__)) for name, item in FUNCTIONS.items()])


def _start() -> Iterator[str]:
    quoted, examples = Quoted(EXAMPLES), read_examples()["start"]
    yield "## What start prepares"
    for topic, shown in examples.items():
        yield f"### start: {topic}"
        yield fill(shown["about"], WIDTH, break_long_words=False, break_on_hyphens=False)
        yield _yaml(quoted.part("start", topic, "example"))


def _whole_lab() -> Iterator[str]:
    yield "## Keys of a lab"
    told = {*OF_SUBJECTS, "Expectation", *(model.__name__ for name in SUBJECTS for model in _models_of(name))}
    for name in models():
        if name not in told:
            yield f"### {name}"
            yield _doc(name)
            yield _keys(name)


def _models_of(subject: str) -> list[type]:
    return list(models_in(Check.model_fields[subject].annotation))


def _keys(name: str) -> str:
    """What must stand there comes first."""
    fields = sorted(models()[name].model_fields.items(), key=lambda field: not field[1].is_required())
    rows = [(f"`{key}`", "yes" if item.is_required() else "", description_of(name, key)) for key, item in fields]
    return _table(("key", "required", "meaning"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def _doc(name: str) -> str:
    return _flat(models()[name].__doc__)


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _yaml(text: str) -> str:
    return f"```yaml\n{text}\n```"


def _code(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _values(values: list[Any]) -> str:
    return ", ".join(map(_value, values))


def _value(value: Any) -> str:
    return "nothing" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"
