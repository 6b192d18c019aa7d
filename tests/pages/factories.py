"""A class with students, sessions, runs and verdicts, made through the models: what pages are tested with."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from course.models import Cohort, Enrolment, User
from grading.models import CheckVerdict, Run, Score
from labs.models import Answer, Cloud, Lab, Place, Proof, Session
from labs.schema import LabDefinition

PASSWORD = "a-long-enough-word"
SITE = {
    "image": "rhel8",
    "flavor": "default",
    "external_network": "provider-datacentre",
    "dns_server": "172.25.250.254",
}
PROOF = {
    "reference": "0" * 64,
    "proven_at": "2026-11-25T04:22:15Z",
    "cloud": {"slug": "practice", "release": "2026.2", "services": {"compute": "2.104"}},
    "checks": 9,
    "points": 100,
    "steps": 4,
    "mistakes": 4,
    "caught": 4,
    "seconds": {"start": 0.9, "grade": 0.1, "finish": 3.0},
}


def make_cloud(slug: str = "class", **values: Any) -> Cloud:
    defaults: dict[str, Any] = {
        "title": "Class cloud",
        "config": {"auth": {}, "region_name": "RegionOne"},
        "public_auth_url": "http://127.0.0.1:15000/v3",
        "site": SITE,
        "state": Cloud.State.OK,
        "checked_at": timezone.now(),
    }
    return Cloud.objects.create(slug=slug, **(defaults | values))


def make_cohort(slug: str = "one", cloud: Cloud | None = None, title: str = "OpenStack 16") -> Cohort:
    """All labs are open to it, as if they were proven: most pages are not about that."""
    for lab in Lab.objects.exclude(definition=None).select_related("definition"):
        prove(lab)
    return Cohort.objects.create(slug=slug, title=title, cloud=cloud or make_cloud(f"cloud-{slug}"))


def prove(lab: Lab) -> Proof:
    assert lab.definition
    content = PROOF | {"lab": lab.slug, "definition": lab.definition.digest}
    values = {"proven_at": timezone.now(), "content": content}
    return Proof.objects.update_or_create(lab=lab, digest=lab.definition.digest, defaults=values)[0]


def make_user(name: str, **values: Any) -> User:
    user = User(username=name, **values)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_teacher(cohort: Cohort, name: str = "teacher") -> User:
    user = make_user(name, display_name="강사")
    Enrolment.objects.create(cohort=cohort, user=user, role=Enrolment.Role.TEACHER)
    return user


def make_student(cohort: Cohort, handle: str = "kim", number: int = 12, name: str = "김하늘") -> Place:
    user = make_user(handle, display_name=name)
    Enrolment.objects.create(cohort=cohort, user=user, handle=handle, number=number)
    assert cohort.cloud is not None
    return Place.objects.create(
        cloud=cohort.cloud, user=user, handle=handle, number=number, password="s3cret-word", ready_at=timezone.now()
    )


def make_session(place: Place, slug: str = "intro-launch", state: str = Session.State.OPEN, **values: Any) -> Session:
    lab = Lab.objects.get(slug=slug)
    moment = timezone.now()
    defaults: dict[str, Any] = {"opened_at": moment}
    if state == Session.State.FINISHED:
        defaults["finished_at"] = moment
    assert lab.definition is not None
    defaults |= {"place": place, "lab": lab, "definition": lab.definition, "state": state}
    session = Session.objects.create(**(defaults | values))
    return Session.objects.select_related("place__cloud", "lab", "definition").get(pk=session.pk)


def definition_of(session: Session) -> LabDefinition:
    return LabDefinition.model_validate(session.definition.content)


def make_run(
    session: Session, outcomes: dict[str, str] | None = None, state: str = Run.State.GRADED, **values: Any
) -> Run:
    """A run in a state; a graded one with a verdict for each check, `passed` where nothing else is said."""
    moment = timezone.now()
    number = session.runs.count() + 1
    defaults: dict[str, Any] = {"published_at": moment + timedelta(seconds=0.6)} if state == Run.State.GRADED else {}
    run = Run.objects.create(
        session=session, definition=session.definition, number=number, state=state, **(defaults | values)
    )
    if state == Run.State.GRADED:
        judge(run, outcomes or {})
    return run


def judge(run: Run, outcomes: dict[str, str]) -> None:
    """Write verdicts and the score they add up to."""
    checks = definition_of(run.session).checks
    rows = [
        CheckVerdict(
            run=run,
            position=position,
            check_id=check.id,
            outcome=outcomes.get(check.id, "passed"),
            points=check.points,
            earned=check.points if outcomes.get(check.id, "passed") == "passed" else 0,
            evidence=evidence_of(outcomes.get(check.id, "passed"), checks[0].id),
        )
        for position, check in enumerate(checks)
    ]
    CheckVerdict.objects.bulk_create(rows)
    counted = [row for row in rows if row.outcome != "not_applicable"]
    run.earned = sum(row.earned for row in counted)
    run.possible = run.earned + sum(row.points for row in counted if row.outcome in {"pending", "unknown"})
    run.total = sum(row.points for row in counted)
    run.state = Run.State.GRADED
    run.published_at = timezone.now()
    run.save()
    best = Score.objects.filter(place=run.session.place, lab=run.session.lab).first()
    if best is None or best.earned <= run.earned:
        Score.objects.update_or_create(
            place=run.session.place,
            lab=run.session.lab,
            defaults={"run": run, "earned": run.earned, "possible": run.possible, "total": run.total},
        )


def evidence_of(outcome: str, needs: str) -> dict[str, Any]:
    """As grading.engine.verdicts writes it, with names that a hostile student might choose."""
    finding = {
        "subject": "intro-vm1",
        "field": "status",
        "operator": "equals",
        "expected": "ACTIVE",
        "observed": "<b>SHUTOFF</b>" if outcome == "failed" else "ACTIVE",
        "holds": outcome != "failed",
    }
    message = {"ko": "상태가 <b>SHUTOFF</b>입니다.", "en": "It is <b>SHUTOFF</b>."}
    return {
        "findings": [finding] if outcome in {"passed", "failed", "pending"} else [],
        "message": message if outcome in {"failed", "pending"} else None,
        "needs": needs if outcome == "blocked" else None,
        "cause": {"trouble": "timeout", "service": "compute", "detail": "ConnectTimeout: secret-host:8774"}
        if outcome == "unknown"
        else None,
    }


def answer(session: Session, name: str, value: str) -> Answer:
    return Answer.objects.create(session=session, name=name, value=value)
