"""Who may see what: the one home of permission for pages and API. A stranger gets an empty result."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from course.models import Cohort, Enrolment, User
from labs.models import Place


def cohorts_for(user: User | AnonymousUser) -> QuerySet[Cohort]:
    """The classes a person takes part in; for an admin all of them."""
    cohorts = Cohort.objects.select_related("cloud").order_by("pk")
    if isinstance(user, AnonymousUser):
        return cohorts.none()
    return cohorts if user.is_superuser else cohorts.filter(enrolments__user=user)


def current_cohort(user: User | AnonymousUser, slug: str | None = None) -> Cohort | None:
    """The class a person has chosen, or their first."""
    cohorts = cohorts_for(user)
    return (cohorts.filter(slug=slug).first() if slug else None) or cohorts.first()


def cohorts_taught_by(user: User | AnonymousUser) -> QuerySet[Cohort]:
    cohorts = cohorts_for(user)
    if isinstance(user, AnonymousUser) or user.is_superuser:
        return cohorts
    return cohorts.filter(enrolments__user=user, enrolments__role=Enrolment.Role.TEACHER)


def may_teach(user: User | AnonymousUser, cohort: Cohort | None) -> bool:
    return cohort is not None and cohorts_taught_by(user).filter(pk=cohort.pk).exists()


def may_operate(user: User | AnonymousUser) -> bool:
    """Admins run clouds and machines."""
    return user.is_superuser


def place_for(user: User | AnonymousUser, cohort: Cohort | None) -> Place | None:
    """A student's own place in the class's cloud."""
    if isinstance(user, AnonymousUser) or cohort is None:
        return None
    return Place.objects.select_related("cloud").filter(user=user, cloud=cohort.cloud_id).first()


def places_for(user: User | AnonymousUser) -> QuerySet[Place]:
    """All places a person may look into: their own, and their students'."""
    places = Place.objects.select_related("cloud", "user")
    if isinstance(user, AnonymousUser):
        return places.none()
    if user.is_superuser:
        return places
    taught = Enrolment.objects.filter(cohort__in=cohorts_taught_by(user), role=Enrolment.Role.STUDENT)
    students = places.filter(user__in=taught.values("user"), cloud__in=cohorts_taught_by(user).values("cloud"))
    return (places.filter(user=user) | students).distinct()


def students_for(user: User | AnonymousUser, cohort: Cohort) -> QuerySet[Enrolment]:
    """The students of a class that a person teaches, by number."""
    students = cohort.enrolments.filter(role=Enrolment.Role.STUDENT).select_related("user").order_by("number")
    return students if may_teach(user, cohort) else students.none()
