"""A class whose runs were really judged over stored observations, and definitions that change afterwards."""

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from course.models import Cohort, User
from course.services import regrade_class
from grading.engine.judging import Parameters, judge
from grading.engine.observation import Observation
from grading.models import Regrade, Run
from grading.regrading import work_at_regrade
from grading.services import claim_run, record_run, request_run
from labs.kinds import Kind
from labs.loader import load_labs
from labs.models import Definition, Lab, Place, Session
from labs.services import record_lab
from labs.site import fill_definition
from tests.grading import worlds
from tests.pages import factories

SLUG = "network-tenant"
GOOD = worlds.NETWORK_TENANT


def make_class(size: int = 1) -> tuple[Cohort, User, list[Place]]:
    for folder in load_labs():
        record_lab(folder)
    cohort = factories.make_cohort()
    teacher = factories.make_teacher(cohort)
    places = [factories.make_student(cohort, f"s{number}", number, f"학생 {number}") for number in range(1, size + 1)]
    return cohort, teacher, places


def the_lab() -> Lab:
    return Lab.objects.select_related("definition").get(slug=SLUG)


def open_session(place: Place) -> Session:
    return factories.make_session(place, SLUG, project_id=worlds.PROJECT)


def without(world: worlds.World, kind: Kind, name: str) -> worlds.World:
    return world | {kind: [record for record in world[kind] if record["name"] != name]}


def changed(world: worlds.World, kind: Kind, name: str, **fields: Any) -> worlds.World:
    """A world in which one record differs."""
    return world | {kind: [r | fields if r["name"] == name else r for r in world[kind]]}


def grade(session: Session, world: worlds.World, parameters: Parameters = worlds.NETWORK_PARAMETERS) -> Run:
    """A run as a worker makes it, of what a cloud shows."""
    return grade_seen(session, worlds.seen(world), parameters)


def grade_seen(session: Session, seen: Observation, parameters: Parameters = worlds.NETWORK_PARAMETERS) -> Run:
    run = request_run(session=session)
    assert claim_run(run_id=run.pk)
    run = Run.objects.select_related("session__place", "session__lab", "definition").get(pk=run.pk)
    definition = fill_definition(run.definition.content, parameters.variables)
    record_run(run=run, parameters=parameters, observation=seen, verdicts=judge(definition, parameters, seen))
    run.refresh_from_db()
    return run


def change_definition(edit: Callable[[dict[str, Any]], None]) -> Definition:
    """The lab's next definition; sessions that are open keep the one they began with."""
    lab = the_lab()
    assert lab.definition
    content = copy.deepcopy(lab.definition.content)
    edit(content)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    made = Definition.objects.create(lab=lab, digest=digest, content=content, task_ko="", task_en="")
    Lab.objects.filter(pk=lab.pk).update(definition=made)
    return made


def check_in(content: dict[str, Any], check_id: str) -> dict[str, Any]:
    return next(check for check in content["checks"] if check["id"] == check_id)


def expect(check_id: str, number: int = 0, **values: Any) -> Callable[[dict[str, Any]], None]:
    """An edit: another expectation of a check."""

    def edit(content: dict[str, Any]) -> None:
        check_in(content, check_id)["expect"][number] = values

    return edit


def begin(cohort: Cohort, teacher: User) -> Regrade:
    return regrade_class(cohort=cohort, lab=the_lab(), by=teacher)


def work(regrade: Regrade) -> Regrade:
    """What workers do, turn by turn, until somebody has to decide or everything is done."""
    for _turn in range(100):
        work_at_regrade(regrade_id=regrade.pk)
        regrade.refresh_from_db()
        if not regrade.is_at_work:
            return regrade
    raise AssertionError(f"no end: {regrade.state}")


def lose_worker(regrade: Regrade) -> None:
    """The worker that has it died some time ago."""
    long_ago = timezone.now() - timedelta(minutes=5)
    Regrade.objects.filter(pk=regrade.pk).update(lease_until=long_ago, touched_at=long_ago)
