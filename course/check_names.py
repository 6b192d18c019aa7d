"""What checks are called where a whole class is shown: with nobody's own values, hidden ones only when asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from course.language import said
from course.models import Cohort
from course.values import example_values, fill_text
from labs.models import Cloud, Definition, Place, Session
from labs.site import variables_of

ANYBODY = "student"


@dataclass(frozen=True)
class CheckName:
    """`position`: in its lab, from 0. `title`: language → sentence, with variables in it."""

    id: str
    position: int
    points: int
    title: Mapping[str, str]
    is_hidden: bool


class CheckNames:
    """The checks of some definitions. `shows_hidden`: whether the titles of hidden checks are told."""

    def __init__(self, cohort: Cohort, definitions: Iterable[int], *, shows_hidden: bool) -> None:
        self.shows_hidden = shows_hidden
        rows = Definition.objects.filter(pk__in=set(definitions)).select_related("lab")
        self._names = {row.pk: _names_of(row.content["checks"]) for row in rows}
        self._values = {row.pk: values_of_anybody(row, cohort.cloud) for row in rows}

    def of(self, definition: int) -> dict[str, CheckName]:
        """By id, in the order of the lab."""
        return self._names.get(definition, {})

    def say(self, definition: int, check: str) -> str:
        """The title in the page's language; of a check that is not there, its id."""
        name = self.of(definition).get(check)
        if name is None:
            return check
        if name.is_hidden and not self.shows_hidden:
            return _("A hidden check")
        return fill_text(said(dict(name.title)), self._values[definition])


def _names_of(checks: Iterable[Mapping[str, object]]) -> dict[str, CheckName]:
    found = {}
    for position, check in enumerate(checks):
        title, points = check["title"], check["points"]
        assert isinstance(title, dict)  # noqa: S101  definitions are read strictly before they are stored
        assert isinstance(points, int)  # noqa: S101
        name = CheckName(str(check["id"]), position, points, title, bool(check.get("hidden")))
        found[name.id] = name
    return found


def values_of_anybody(definition: Definition, cloud: Cloud | None) -> dict[str, str]:
    """The variables of a lab's checks as they would be for a student of no name; examples where the cloud has none."""
    place = Place(cloud=cloud or Cloud(site={}, config={}), handle=ANYBODY, number=0, password="")
    session = Session(place=place, lab=definition.lab, definition=definition, nonce="")
    return example_values() | {name: value for name, value in variables_of(session).items() if value}
