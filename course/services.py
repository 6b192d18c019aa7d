"""What changes people and classes: one verb each."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from course.attempts import check_may_start
from course.auditing import write_down
from course.models import AuditEntry, Cohort, Enrolment, LabUse, User, WatchRules
from course.queries import allows_unproven, is_open, may_teach, places_in, policy_of_class
from grading.engine.scoring import Policy
from grading.models import Regrade
from grading.regrading import drop_regrade, promote_regrade, request_regrade
from grading.services import settle_scores
from labs.models import Lab, Place, Session
from labs.queries import active_session
from labs.services import Refused, give_place, start_session

Action = AuditEntry.Action
NUMBER_MAX = 250  # the third octet of a student's networks


@transaction.atomic
def enrol_student(*, cohort: Cohort, user: User, handle: str) -> Enrolment:
    """Take a student into a class, with the next free number and a place in its cloud."""
    taken = set(cohort.enrolments.values_list("number", flat=True))
    taken |= set(Place.objects.filter(cloud=cohort.cloud_id).values_list("number", flat=True))
    number = next((number for number in range(1, NUMBER_MAX + 1) if number not in taken), None)
    enrolment, _ = Enrolment.objects.get_or_create(
        cohort=cohort,
        user=user,
        defaults={"role": Enrolment.Role.STUDENT, "handle": handle, "number": number},
    )
    seat(enrolment)
    return enrolment


def enrol_teacher(*, cohort: Cohort, user: User) -> Enrolment:
    enrolment, _ = Enrolment.objects.get_or_create(cohort=cohort, user=user, defaults={"role": Enrolment.Role.TEACHER})
    return enrolment


def seat(enrolment: Enrolment) -> Place | None:
    """Give a student their place in the class's cloud; None when the class has no cloud or this is no student."""
    cloud, handle, number = enrolment.cohort.cloud, enrolment.handle, enrolment.number
    if cloud is None or handle is None or number is None:
        return None
    return give_place(cloud=cloud, user_id=enrolment.user_id, handle=handle, number=number)


def start_lab(*, user: User, cohort: Cohort | None, place: Place, lab: Lab) -> Session:
    """Begin a lab in a class, or take up what is begun. Raises Refused, for a lab that is not open to it too."""
    if active_session(place, lab) is None and not (is_open(lab, cohort) or may_teach(user, cohort)):
        raise Refused("not_proven")
    if active_session(place, lab) is None and not may_teach(user, cohort):
        check_may_start(place, lab)
    return start_session(place=place, lab=lab)


@transaction.atomic
def allow_unproven(*, cohort: Cohort, lab: Lab, allowed: bool, by: User | None = None) -> None:
    """Decide whether a class may have a lab that is not proven as it is."""
    before = allows_unproven(cohort, lab)
    LabUse.objects.update_or_create(cohort=cohort, lab=lab, defaults={"unproven": allowed})
    if before != allowed:
        values = {"unproven": before}, {"unproven": allowed}
        write_down(Action.UNPROVEN_ALLOWED, cohort=cohort, by=by, lab=lab, before=values[0], after=values[1])


@transaction.atomic
def choose_policy(*, cohort: Cohort, lab: Lab, policy: Policy, by: User) -> None:
    """Decide which of a student's runs counts, and settle the scores of the class by it at once."""
    before = policy_of_class(cohort, lab)
    LabUse.objects.update_or_create(cohort=cohort, lab=lab, defaults={"policy": policy})
    settle_scores(place_ids=places_in(cohort), lab_id=lab.pk)
    if before != policy:
        values = {"policy": before}, {"policy": policy}
        write_down(Action.POLICY_CHOSEN, cohort=cohort, by=by, lab=lab, before=values[0], after=values[1])


@transaction.atomic
def choose_watch_rules(*, cohort: Cohort, by: User, rules: Mapping[str, bool | int]) -> WatchRules:
    """Decide when a student of the class counts as stuck. Raises ValidationError for a number out of its limits."""
    chosen = WatchRules.objects.select_for_update().filter(cohort=cohort).first() or WatchRules(cohort=cohort)
    before = chosen.values
    for name, value in rules.items():
        setattr(chosen, name, value)
    chosen.full_clean(validate_unique=False)
    chosen.save()
    if chosen.values != before:
        write_down(Action.WATCH_RULES_CHOSEN, cohort=cohort, by=by, before=before, after=chosen.values)
    return chosen


def regrade_class(*, cohort: Cohort, lab: Lab, by: User) -> Regrade:
    """Ask what the lab's definition would make of the class's runs. Raises Refused."""
    return request_regrade(lab=lab, scope=cohort.pk, place_ids=places_in(cohort), by=by)


@transaction.atomic
def promote_class_regrade(
    *, cohort: Cohort, regrade: Regrade, choice: Regrade.Choice, falls: Iterable[int], by: User
) -> None:
    """Let the new verdicts hold for the class. Raises Refused."""
    promote_regrade(regrade=regrade, choice=choice, falls=falls, by=by)
    after = {"definition": regrade.definition.digest[:12], "choice": choice, "falls": len(set(falls))}
    write_down(Action.REGRADE_PROMOTED, cohort=cohort, by=by, lab=regrade.lab, after=after)


@transaction.atomic
def drop_class_regrade(*, cohort: Cohort, regrade: Regrade, by: User) -> None:
    """Leave the class as it is. What has been decided already stays so, and nothing is written down."""
    drop_regrade(regrade=regrade, by=by)
    before = regrade.state
    regrade.refresh_from_db(fields=["state"])
    if before != regrade.state == Regrade.State.DROPPED:
        after = {"definition": regrade.definition.digest[:12]}
        write_down(Action.REGRADE_DROPPED, cohort=cohort, by=by, lab=regrade.lab, after=after)
