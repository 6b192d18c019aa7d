"""The labs as an admin sees them in one table: version, proof, use, where each comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.http import QueryDict

from course.language import language_now
from course.models import Enrolment, LabUse
from course.proofs import ProofStanding, standing_among
from course.wording import ORIGINS, Word
from labs.models import Draft, Lab, Proof, Revision, Session

FIND_LENGTH = 60  # characters


@dataclass(frozen=True)
class Shown:
    """Which labs are shown, and in which order; `order` with a minus is turned round."""

    find: str = ""
    proof: str = ""
    origin: str = ""
    order: str = "chapter"

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        order = query.get("order", "")
        return cls(
            query.get("find", "").replace("\0", "").strip()[:FIND_LENGTH],
            query.get("proof", ""),
            query.get("origin", ""),
            order if order.removeprefix("-") in ORDERS else "chapter",
        )

    @property
    def field(self) -> str:
        return self.order.removeprefix("-")

    @property
    def is_turned(self) -> bool:
        return self.order.startswith("-")

    def address(self, order: str) -> str:
        """The same labs sorted by this; what is sorted by it already is turned round."""
        turned = f"-{order}" if self.order == order else order
        values = vars(replace(self, order=turned))
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Use:
    """How often a lab has been met. `open`: sessions under way; `outdated`: those by an earlier definition."""

    sessions: int = 0
    runs: int = 0
    classes: int = 0
    open: int = 0
    outdated: int = 0


@dataclass(frozen=True)
class ShelfRow:
    """`has_newer`: a version was shipped since the one that was edited here. `writers`: who has a draft."""

    lab: Lab
    standing: ProofStanding
    use: Use
    has_newer: bool
    writers: tuple[str, ...]
    unproven_in: int

    @property
    def origin(self) -> str:
        return "own" if self.lab.revision and self.lab.revision.is_own else "shipped"

    @property
    def origin_word(self) -> Word:
        return ORIGINS[self.lab.revision.origin if self.lab.revision else Revision.Origin.SHIPPED]

    @property
    def digest(self) -> str:
        return self.lab.definition.digest if self.lab.definition else ""

    @property
    def title(self) -> str:
        return self.lab.title_en if language_now() == "en" else self.lab.title_ko


ORDERS: dict[str, Callable[[ShelfRow], Any]] = {
    "chapter": lambda row: (row.lab.chapter, row.lab.position),
    "title": lambda row: row.title,
    "proof": lambda row: row.standing.code,
    "proven": lambda row: row.standing.proven_at.timestamp() if row.standing.proven_at else 0,
    "sessions": lambda row: row.use.sessions,
    "changed": lambda row: row.lab.revision.at.timestamp() if row.lab.revision else 0,
    "origin": lambda row: row.origin,
}


def list_shelf(labs: QuerySet[Lab], shown: Shown) -> list[ShelfRow]:
    """In a constant number of queries."""
    rows = [row for row in rows_of(labs) if _is_shown(row, shown)]
    rows.sort(key=ORDERS["chapter"])
    rows.sort(key=ORDERS[shown.field], reverse=shown.is_turned)
    return rows


def rows_of(labs: QuerySet[Lab]) -> list[ShelfRow]:
    found = list(labs.select_related("definition", "revision__by", "revision__base"))
    ids = [lab.pk for lab in found]
    uses, newest, writers = count_uses(ids), _newest_shipped(ids), _writers(ids)
    proofs: dict[int, list[Proof]] = {}
    for proof in Proof.objects.filter(lab__in=ids).order_by("-proven_at"):
        proofs.setdefault(proof.lab_id, []).append(proof)
    unproven = dict(_counted(LabUse.objects.filter(lab__in=ids, unproven=True), "cohort"))
    return [
        ShelfRow(
            lab,
            standing_among(lab, proofs.get(lab.pk, [])),
            uses.get(lab.pk, Use()),
            has_newer_shipped(lab.revision, newest.get(lab.pk)),
            tuple(writers.get(lab.pk, [])),
            unproven.get(lab.pk, 0),
        )
        for lab in found
    ]


def has_newer_shipped(revision: Revision | None, newest: int | None) -> bool:
    """Whether the version shipped last (its key) is another one than that below what was made here."""
    return revision is not None and revision.is_own and newest is not None and newest != revision.base_id


def count_uses(lab_ids: list[int]) -> Mapping[int, Use]:
    """Classes are those whose students have begun the lab."""
    sessions = Session.objects.filter(lab__in=lab_ids)
    under_way = sessions.exclude(state=Session.State.FINISHED)
    students = sessions.filter(
        place__user__enrolments__role=Enrolment.Role.STUDENT, place__user__enrolments__cohort__cloud=F("place__cloud")
    )
    counts = {
        "sessions": dict(_counted(sessions, "pk")),
        "runs": dict(_counted(sessions, "runs")),
        "classes": dict(_counted(students, "place__user__enrolments__cohort")),
        "open": dict(_counted(under_way, "pk")),
        "outdated": dict(_counted(under_way.exclude(definition=F("lab__definition")), "pk")),
    }
    return {lab: Use(**{name: count.get(lab, 0) for name, count in counts.items()}) for lab in lab_ids}


def _counted(rows: QuerySet[Any], field: str) -> list[tuple[int, int]]:
    return list(rows.order_by().values("lab").annotate(many=Count(field, distinct=True)).values_list("lab", "many"))


def _newest_shipped(lab_ids: list[int]) -> Mapping[int, int]:
    shipped = Revision.objects.filter(lab__in=lab_ids, origin=Revision.Origin.SHIPPED)
    return dict(shipped.order_by("number").values_list("lab", "pk"))  # the last one stays


def _writers(lab_ids: list[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for draft in Draft.objects.filter(lab__in=lab_ids).select_related("user"):
        found.setdefault(draft.lab_id, []).append(draft.user.get_full_name())
    return found


def _is_shown(row: ShelfRow, shown: Shown) -> bool:
    text = f"{row.lab.slug} {row.lab.title_ko} {row.lab.title_en} {row.digest}".casefold()
    origins = {"", row.origin, "newer" if row.has_newer else ""}
    return shown.find.casefold() in text and shown.proof in ("", row.standing.code) and shown.origin in origins
