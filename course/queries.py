"""Who may see what: the one home of permission for pages and API. A stranger gets an empty result."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from course.models import AuditEntry, Cohort, Enrolment, LabUse, User, VerdictQuestion
from grading.engine.scoring import Policy
from grading.models import Regrade, Rerun, Run, Trial
from labs.models import Cloud, Lab, Place, Session
from labs.queries import list_clouds, list_labs


def cohorts_for(user: User | AnonymousUser) -> QuerySet[Cohort]:
    """The classes a person takes part in; for an admin all of them. Archived ones are nobody's."""
    cohorts = Cohort.objects.filter(archived_at=None).select_related("cloud").order_by("pk")
    if isinstance(user, AnonymousUser):
        return cohorts.none()
    return cohorts if user.is_superuser else cohorts.filter(enrolments__in=_present(user))


def _present(user: User) -> QuerySet[Enrolment]:
    """A person's parts in classes that they have not left."""
    return Enrolment.objects.filter(user=user, left_at=None)


def current_cohort(user: User | AnonymousUser, slug: str | None = None) -> Cohort | None:
    """The class a person has chosen, or their first."""
    cohorts = cohorts_for(user)
    return (cohorts.filter(slug=slug).first() if slug else None) or cohorts.first()


def cohorts_taught_by(user: User | AnonymousUser) -> QuerySet[Cohort]:
    cohorts = cohorts_for(user)
    if isinstance(user, AnonymousUser) or user.is_superuser:
        return cohorts
    return cohorts.filter(enrolments__in=_present(user).filter(role=Enrolment.Role.TEACHER))


def cohorts_helped_by(user: User | AnonymousUser) -> QuerySet[Cohort]:
    """The classes whose students a person looks after, as teacher or assistant."""
    cohorts = cohorts_for(user)
    if isinstance(user, AnonymousUser) or user.is_superuser:
        return cohorts
    return cohorts.filter(enrolments__in=_present(user).filter(role__in=Enrolment.STAFF))


def roles_of(user: User) -> dict[int, str]:
    """Class → the person's role in it."""
    return dict(_present(user).values_list("cohort", "role"))


def role_in(user: User | AnonymousUser, cohort: Cohort | None) -> str | None:
    """A person's `Enrolment.Role` in a class, a teacher's for admins; None for strangers and where it is archived."""
    if isinstance(user, AnonymousUser) or cohort is None or cohort.archived_at:
        return None
    if user.is_superuser:
        return Enrolment.Role.TEACHER
    return _present(user).filter(cohort=cohort).values_list("role", flat=True).first()


def may_help(user: User | AnonymousUser, cohort: Cohort | None) -> bool:
    """See a class and its students' work, and grade it once more."""
    return role_in(user, cohort) in Enrolment.STAFF


def may_teach(user: User | AnonymousUser, cohort: Cohort | None) -> bool:
    """Change grades and the class itself."""
    return role_in(user, cohort) == Enrolment.Role.TEACHER


def may_operate(user: User | AnonymousUser) -> bool:
    """Admins run clouds and machines."""
    return user.is_superuser


def labs_to_edit(user: User | AnonymousUser) -> QuerySet[Lab]:
    """The labs whose definitions a person may change: all for an admin, none for anybody else."""
    labs = Lab.objects.select_related("definition", "revision__by")
    return labs if may_operate(user) else labs.none()


def runs_to_try(user: User | AnonymousUser, lab: Lab) -> QuerySet[Run]:
    """Graded runs of a lab whose observation is kept, the newest first: what a definition can be tried on."""
    runs = Run.objects.filter(session__lab=lab, state=Run.State.GRADED, observation__isnull=False)
    runs = runs.select_related("session__place__user", "session__place__cloud", "session__lab", "definition")
    return runs.order_by("-pk") if may_operate(user) else runs.none()


def sessions_to_try(user: User | AnonymousUser, lab: Lab) -> QuerySet[Session]:
    """Open sessions of a lab: what a worker can look at."""
    sessions = Session.objects.filter(lab=lab, state=Session.State.OPEN).select_related("place__user", "place__cloud")
    return sessions.order_by("-opened_at") if may_operate(user) else sessions.none()


def trials_for(user: User | AnonymousUser) -> QuerySet[Trial]:
    trials = Trial.objects.select_related("session__place__user", "session__lab__definition", "session__definition")
    return trials if may_operate(user) else trials.none()


def accounts_to_operate(user: User | AnonymousUser) -> QuerySet[User]:
    """Every account, for admins."""
    return User.objects.order_by("username") if may_operate(user) else User.objects.none()


def classes_to_operate(user: User | AnonymousUser) -> QuerySet[Cohort]:
    """Every class, archived ones too, for admins."""
    cohorts = Cohort.objects.select_related("cloud").order_by("archived_at", "-pk")
    return cohorts if may_operate(user) else cohorts.none()


def place_for(user: User | AnonymousUser, cohort: Cohort | None) -> Place | None:
    """A student's own place in the class's cloud."""
    if isinstance(user, AnonymousUser) or cohort is None:
        return None
    place = Place.objects.filter(user=user, cloud=cohort.cloud_id).first()
    if place and cohort.cloud:
        place.cloud = cohort.cloud
    return place


def places_for(user: User | AnonymousUser) -> QuerySet[Place]:
    """All places a person may look into: their own, and their students'."""
    places = Place.objects.select_related("cloud", "user")
    if isinstance(user, AnonymousUser):
        return places.none()
    if user.is_superuser:
        return places
    helped = Enrolment.objects.filter(cohort__in=cohorts_helped_by(user), role=Enrolment.Role.STUDENT, left_at=None)
    students = places.filter(user__in=helped.values("user"), cloud__in=cohorts_helped_by(user).values("cloud"))
    return (places.filter(user=user) | students).distinct()


def open_sessions_for(user: User | AnonymousUser) -> QuerySet[Session]:
    """The sessions that go on in all clouds, for those who run the classroom."""
    sessions = Session.objects.exclude(state=Session.State.FINISHED)
    sessions = sessions.select_related("place__cloud", "place__user", "lab", "definition")
    return sessions if may_operate(user) else sessions.none()


def clouds_for(user: User | AnonymousUser) -> QuerySet[Cloud]:
    """The clouds that a person runs."""
    return list_clouds() if may_operate(user) else list_clouds().none()


def students_for(user: User | AnonymousUser, cohort: Cohort) -> QuerySet[Enrolment]:
    """The students of a class whose work a person sees, by number."""
    students = present_students(cohort).select_related("user").order_by("number")
    return students if may_help(user, cohort) else students.none()


def roster_for(user: User | AnonymousUser, cohort: Cohort) -> QuerySet[Enrolment]:
    """The students of a class, with those who have left, for whoever looks after it."""
    students = cohort.enrolments.filter(role=Enrolment.Role.STUDENT).select_related("user", "group")
    return students.order_by("number", "pk") if may_help(user, cohort) else students.none()


def accounts_held_by(user: User | AnonymousUser) -> QuerySet[User]:
    """The accounts whose name and password a person may change: for an admin all.

    A teacher holds those of students who are in no class but the teacher's own. Anything wider would let a teacher
    enter another class, or the whole classroom, through an account that was merely taken into theirs.
    """
    if isinstance(user, AnonymousUser):
        return User.objects.none()
    if user.is_superuser:
        return User.objects.all()
    taught = cohorts_taught_by(user)
    beyond = Enrolment.objects.filter(user=OuterRef("pk")).exclude(
        role=Enrolment.Role.STUDENT, cohort__in=taught.values("pk")
    )
    held = User.objects.filter(is_superuser=False, enrolments__cohort__in=taught).distinct()
    return held.exclude(Exists(beyond))


def present_students(cohort: Cohort) -> QuerySet[Enrolment]:
    """Who is in a class now. Whoever asks has made sure of the permission."""
    return cohort.enrolments.filter(role=Enrolment.Role.STUDENT, left_at=None)


def places_in(cohort: Cohort) -> QuerySet[Place, int]:
    """The ids of the places of a class's students. Whoever asks has made sure of the permission."""
    students = present_students(cohort).values("user")
    return Place.objects.filter(cloud=cohort.cloud_id, user__in=students).values_list("pk", flat=True)


def regrades_for(user: User | AnonymousUser) -> QuerySet[Regrade]:
    """The regrades of the classes that a person teaches."""
    regrades = Regrade.objects.select_related("lab", "definition", "requested_by", "decided_by")
    return regrades.filter(scope__in=cohorts_taught_by(user).values("pk"))


def students_runs_for(user: User | AnonymousUser) -> QuerySet[Run]:
    """The runs of the students whom a person looks after; one's own are no student's."""
    runs = Run.objects.select_related("session__place__user", "session__lab", "definition", "observation")
    if isinstance(user, AnonymousUser):
        return runs.none()
    return runs.filter(session__place__in=places_for(user).exclude(user=user))


def labs_for(user: User | AnonymousUser, cohort: Cohort | None) -> QuerySet[Lab]:
    """The labs that a person meets in a class, each with `is_proven`: what is open to the class, and what they have
    begun before it was closed. Who teaches the class or helps in it sees all.
    """
    labs = list_labs()
    if isinstance(user, AnonymousUser):
        return labs.none()
    if user.is_superuser:
        return labs
    begun = Session.objects.filter(
        lab=OuterRef("pk"), place__user=user, place__cloud=cohort.cloud_id if cohort else None
    )
    helps = _present(user).filter(cohort=cohort, role__in=Enrolment.STAFF)
    return labs.filter(is_open_to(cohort) | Exists(begun) | Exists(helps))


def labs_of_class(cohort: Cohort) -> QuerySet[Lab]:
    """The labs on a class's board: what is open to it, and what its students have begun."""
    begun = Session.objects.filter(
        lab=OuterRef("pk"), place__cloud=cohort.cloud_id, place__user__enrolments__in=present_students(cohort)
    )
    return list_labs().filter(is_open_to(cohort) | Exists(begun))


def is_open_to(cohort: Cohort | None) -> Q:
    """A lab is open to a class when it is proven as it is, or when the class has decided so all the same."""
    decided = LabUse.objects.filter(lab=OuterRef("pk"), cohort=cohort, unproven=True)
    return Q(is_proven=True) | Q(Exists(decided))


def is_open(lab: Lab, cohort: Cohort | None) -> bool:
    return list_labs().filter(is_open_to(cohort), pk=lab.pk).exists()


def allows_unproven(cohort: Cohort, lab: Lab) -> bool:
    return LabUse.objects.filter(cohort=cohort, lab=lab, unproven=True).exists()


def policy_of_class(cohort: Cohort, lab: Lab) -> Policy:
    """Which of a student's runs counts in a class; the best where nothing else was chosen."""
    use = LabUse.objects.filter(cohort=cohort, lab=lab).first()
    return Policy(use.policy) if use else Policy.BEST


def score_policies(place_ids: Iterable[int], lab_id: int) -> dict[int, Policy]:
    """Place → policy, for grading (settings.SCORE_POLICIES). Of two classes on one cloud the kinder one."""
    chosen = dict(LabUse.objects.filter(lab=lab_id).exclude(policy=Policy.BEST).values_list("cohort", "policy"))
    if not chosen:
        return {}
    places = Place.objects.filter(
        pk__in=list(place_ids),
        user__enrolments__role=Enrolment.Role.STUDENT,
        user__enrolments__cohort__cloud=F("cloud"),
    )
    found: dict[int, set[Policy]] = defaultdict(set)
    for place, cohort in places.values_list("pk", "user__enrolments__cohort"):
        found[place].add(Policy(chosen.get(cohort, Policy.BEST)))
    return {place: min(policies, key=list(Policy).index) for place, policies in found.items()}


def cohort_of_student(user: User | AnonymousUser, place: Place, first: Cohort | None = None) -> Cohort | None:
    """The class in which a person meets a student: `first` if it is one of them, else the first of their classes."""
    found = cohorts_helped_by(user).filter(
        pk__in=Enrolment.objects.filter(user=place.user_id, role=Enrolment.Role.STUDENT, left_at=None).values("cohort"),
        cloud=place.cloud_id,
    )
    return (found.filter(pk=first.pk).first() if first else None) or found.first()


def questions_for(user: User | AnonymousUser, cohort: Cohort) -> QuerySet[VerdictQuestion]:
    """What the students of a class have asked about verdicts, for whoever looks after it; one's own is no student's."""
    if isinstance(user, AnonymousUser) or not may_help(user, cohort):
        return VerdictQuestion.objects.none()
    questions = VerdictQuestion.objects.filter(place__in=places_in(cohort)).exclude(place__user=user)
    return questions.select_related("run__session", "place__user", "lab__definition", "answered_by")


def open_questions_in(cohort: Cohort) -> QuerySet[VerdictQuestion]:
    """Those that wait for an answer. Whoever asks has made sure of the permission."""
    return VerdictQuestion.objects.filter(place__in=places_in(cohort), closed_at=None)


def reruns_for(user: User | AnonymousUser) -> QuerySet[Rerun]:
    """The jobs that grade again in the classes that a person looks after."""
    return Rerun.objects.filter(scope__in=cohorts_helped_by(user).values("pk")).select_related("requested_by")


def audit_for(user: User | AnonymousUser, cohort: Cohort) -> QuerySet[AuditEntry]:
    """What was done to the grades of a class and to the class, for whoever teaches it; the newest first."""
    entries = cohort.audit.select_related("by", "student", "lab")
    return entries if may_teach(user, cohort) else entries.none()


def audit_to_operate(user: User | AnonymousUser) -> QuerySet[AuditEntry]:
    """What was done in every class and to the classroom as a whole, for admins; the newest first."""
    entries = AuditEntry.objects.select_related("by", "student", "lab", "cohort")
    return entries if may_operate(user) else entries.none()
