"""What changes a lab's history: one verb each. Nothing is ever taken out of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from labs.loader import LabFolder
from labs.models import Definition, Draft, Lab, Revision
from labs.queries import shipped_revision
from labs.schema import LabDefinition

Origin = Revision.Origin
NOTE_LENGTH = 300  # characters
Files = Mapping[str, str]


class MeanwhileChanged(Exception):
    """Somebody else has put another revision in force since this one was begun."""


@transaction.atomic
def ship(folder: LabFolder) -> Lab:
    """Record a lab as it is shipped. What was edited here stays in force until somebody takes the shipped one back."""
    lab, _ = Lab.objects.get_or_create(slug=folder.definition.slug, defaults=_columns(folder.definition))
    known, in_force = shipped_revision(lab), lab.revision
    definition = keep_definition(lab, folder)
    if known is None or (known.definition_id, known.files) != (definition.pk, dict(folder.files)):
        known = _add(lab, folder, origin=Origin.SHIPPED)
    if in_force is None or not in_force.is_own:
        _put_in_force(lab, known if in_force is None or in_force.base_id != known.pk else in_force, folder)
    return lab


@transaction.atomic
def save_edit(
    *, lab: Lab, folder: LabFolder, base: Revision | None, by: Any, note: str = "", origin: Origin = Origin.EDITED
) -> Revision:
    """Put what was written in force and end its author's draft. Raises MeanwhileChanged, and changes nothing then.

    `base`: the revision in force when writing began; None for a lab that has none yet.
    """
    saved = _add(lab, folder, origin=origin, by=by, note=note, base=_shipped_below(base))
    _put_in_force(lab, saved, folder, instead_of=base)
    Draft.objects.filter(lab=lab, user=by).delete()
    return saved


@transaction.atomic
def restore(*, revision: Revision, folder: LabFolder, by: Any, note: str = "") -> Revision:
    """Put an earlier revision in force again, by a new entry. The newest shipped one is followed from then on."""
    lab = revision.lab
    is_shipped = revision == shipped_revision(lab)
    added = _add(
        lab,
        folder,
        origin=Origin.TAKEN if is_shipped else Origin.RESTORED,
        by=by,
        note=note,
        base=_shipped_below(revision),
        restored=revision,
    )
    _put_in_force(lab, added, folder)
    return added


def keep_draft(*, lab: Lab, user: Any, base: Revision, files: Files, note: str) -> Draft:
    values = {"files": dict(files), "note": note[:NOTE_LENGTH], "base": base}
    return Draft.objects.update_or_create(lab=lab, user=user, defaults=values)[0]


def drop_draft(*, lab: Lab, user: Any) -> None:
    Draft.objects.filter(lab=lab, user=user).delete()


def new_lab(definition: LabDefinition) -> Lab:
    """A lab that nobody meets yet: it has no definition."""
    return Lab.objects.create(slug=definition.slug, **_columns(definition))


def keep_definition(lab: Lab, folder: LabFolder) -> Definition:
    content = folder.definition.model_dump(mode="json", exclude_unset=True)
    values = {"content": content, "task_ko": folder.task_ko, "task_en": folder.task_en}
    return Definition.objects.get_or_create(lab=lab, digest=folder.digest, defaults=values)[0]


def _add(lab: Lab, folder: LabFolder, *, origin: Origin, **values: Any) -> Revision:
    last = lab.revisions.aggregate(last=Max("number"))["last"] or 0
    definition = keep_definition(lab, folder)
    return Revision.objects.create(
        lab=lab, number=last + 1, definition=definition, files=dict(folder.files), origin=origin, **values
    )


def _put_in_force(lab: Lab, revision: Revision, folder: LabFolder, **expected: Revision | None) -> None:
    """With `instead_of` only when that one is still in force."""
    labs = Lab.objects.filter(pk=lab.pk)
    if "instead_of" in expected:
        labs = labs.filter(revision=expected["instead_of"])
    values = _columns(folder.definition) | {"revision": revision, "definition": revision.definition}
    if not labs.update(**values):
        raise MeanwhileChanged
    lab.refresh_from_db()


def _shipped_below(revision: Revision | None) -> Revision | None:
    """The shipped version that a revision departs from; None for a lab that was made here."""
    if revision is None or revision.origin == Origin.SHIPPED:
        return revision
    return revision.base


def _columns(definition: LabDefinition) -> dict[str, Any]:
    return {
        "chapter": definition.chapter,
        "position": definition.position,
        "kind": definition.kind,
        "minutes": definition.minutes,
        "title_ko": definition.title.ko,
        "title_en": definition.title.en,
        "goal_ko": definition.goal.ko,
        "goal_en": definition.goal.en,
    }
