"""What teachers and students type about deadlines: dates in the classroom's time zone, checked against each other."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.deadline_words import UNITS
from course.models import Assignment
from course.term_faults import find_faults
from course.terms import Layer, Terms, combine

LATE_ROWS = 3
DAY_H = 24
FORMAT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A date and an hour, as browsers let one pick them."""

    def __init__(self, **options: Any) -> None:
        picker = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format=FORMAT)
        super().__init__(widget=picker, input_formats=[FORMAT, f"{FORMAT}:%S"], **options)


def number(label: Any, most: int, least: int = 0) -> forms.IntegerField:
    field = forms.IntegerField(label=label, required=False, min_value=least, max_value=most)
    field.widget.attrs["class"] = "form-control"
    return field


def choice(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    select = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=select)


class TermsForm(forms.Form):
    """The terms of a class, a group or a student. `above`: the layers that an empty field is inherited from."""

    opens = Moment(label=_("Opens"), required=False)
    due = Moment(label=_("Due"), required=False)
    closes = Moment(label=_("Closes"), required=False)
    attempts = number(_("Gradings allowed"), 1000)
    pause_min = number(_("Minutes between two gradings"), 10_080)
    exam = choice(_("Exam"), [("", _("as inherited")), ("yes", _("yes")), ("no", _("no"))])
    no_late = forms.BooleanField(label=_("No late credit"), required=False)

    def __init__(self, data: Any = None, *, own: Assignment, above: Sequence[Layer]) -> None:
        self.own, self.above = own, above
        super().__init__(data, initial=initial_of(own))
        for row in range(LATE_ROWS):
            self.fields[f"after_{row}"] = number(_("up to"), 2000, least=1)
            self.fields[f"unit_{row}"] = choice(_("unit"), list(UNITS.items()))
            self.fields[f"percent_{row}"] = number(_("percent"), 100)
        if not above and own.group is None and own.student is None:
            self.fields["exam"] = choice(_("Exam"), [("no", _("no")), ("yes", _("yes"))])
            del self.fields["no_late"]

    @property
    def inherited(self) -> Terms:
        return combine(self.above)

    @property
    def is_of_class(self) -> bool:
        return "no_late" not in self.fields

    @property
    def late_rows(self) -> Iterator[tuple[Any, Any, Any]]:
        return ((self[f"after_{row}"], self[f"unit_{row}"], self[f"percent_{row}"]) for row in range(LATE_ROWS))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        given["late"] = self._late()
        given["exam"] = {"yes": True, "no": None if self.is_of_class else False}.get(given.get("exam", ""))
        if not self.errors:
            for name, fault in list(find_faults(Assignment(**self.values), self.above)):
                self.add_error(name, fault)
        return given

    @property
    def values(self) -> dict[str, Any]:
        """What is to hold, by the fields of an assignment."""
        return {name: self.cleaned_data.get(name) for name in Assignment.FIELDS}

    def _late(self) -> list[dict[str, int]] | None:
        """The steps that were typed; None: inherited."""
        steps = []
        for row in range(LATE_ROWS):
            after, percent = self.cleaned_data.get(f"after_{row}"), self.cleaned_data.get(f"percent_{row}")
            if (after is None) != (percent is None):
                self.add_error(None, _("Late credit needs both a time and a percentage."))
            elif after is not None and percent is not None:
                days = self.cleaned_data.get(f"unit_{row}") != "hours"
                steps.append({"hours": after * (DAY_H if days else 1), "percent": percent})
        if self.cleaned_data.get("no_late"):
            return []
        return steps or None


def initial_of(own: Assignment) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(own, name) for name in Assignment.FIELDS}
    found |= {"no_late": own.late == [], "exam": {None: "", True: "yes", False: "no"}[own.exam]}
    for row in range(LATE_ROWS):
        found[f"unit_{row}"] = "days"
    for row, step in enumerate(own.late or []):
        in_days = step["hours"] % DAY_H == 0
        found |= {
            f"after_{row}": step["hours"] // DAY_H if in_days else step["hours"],
            f"unit_{row}": "days" if in_days else "hours",
            f"percent_{row}": step["percent"],
        }
    return found


class AskForm(forms.Form):
    """A student asks for more time."""

    until = Moment(label=_("Until when"))
    why = forms.CharField(label=_("Your reason"), max_length=1000)


class ExtendForm(forms.Form):
    """A teacher gives more time, with a word."""

    student = forms.IntegerField()
    until = Moment(label=_("Until when"))
    answer = forms.CharField(label=_("A word to the student"), max_length=1000, required=False)


def later_by_a_day(terms: Terms) -> str:
    """What a form for more time proposes."""
    start = max(terms.due or timezone.now(), timezone.now())
    return timezone.localtime(start + timedelta(days=1)).strftime(FORMAT)
