"""What every operation of the API shares: its errors, its one format, and who is asking in which class."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from course.api.errors import NotHere, NotNow, answer_error
from course.models import Cohort, User
from course.queries import cohorts_for, current_cohort, labs_for, place_for, places_for
from course.terms import conceals_from
from grading.models import Run
from labs.models import Lab, Place, Session
from labs.queries import latest_session

CLASS = OpenApiParameter(
    "class", OpenApiTypes.STR, description="Slug of the class to work in. Without it: the first of your classes."
)


class OneFormat(DefaultContentNegotiation):
    """An operation has one format, whatever the Accept header asks for: no program has to say what it knows."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class Operation(APIView):
    """One operation for a person who has signed in."""

    content_negotiation_class = OneFormat

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response]:
        return answer_error


@extend_schema(exclude=True)
class Nothing(Operation):
    """Every address that is none, so that a mistyped one is answered as JSON too."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotHere


def person(request: Request) -> User:
    """Who has signed in; every operation that asks lets in nobody else."""
    assert isinstance(request.user, User)  # noqa: S101  the permission IsAuthenticated has seen to it
    return request.user


@dataclass(frozen=True)
class Here:
    """Who asks, in which class. `place`: None for people who have none in the class's cloud."""

    cohort: Cohort | None
    place: Place | None
    labs: QuerySet[Lab]

    @property
    def own_place(self) -> Place:
        """Raises NotNow for those who have none."""
        if self.place is None:
            raise NotNow("no_place")
        return self.place

    def lab(self, slug: str) -> Lab:
        """Raises NotHere."""
        lab = self.labs.select_related("definition").filter(slug=slug).first()
        if lab is None:
            raise NotHere("unknown_lab")
        return lab


def here(request: Request) -> Here:
    cohort = cohort_of(request)
    return Here(cohort, place_for(request.user, cohort), labs_for(request.user, cohort))


def cohort_of(request: Request) -> Cohort | None:
    """The class named in the address, else the person's first. Raises NotHere for a class of others."""
    slug = request.query_params.get("class")
    if not slug:
        return current_cohort(request.user)
    cohort = cohorts_for(request.user).filter(slug=slug).first()
    if cohort is None:
        raise NotHere("unknown_class")
    return cohort


def session_of(place: Place, lab: Lab) -> Session:
    """The latest session of a lab. Raises NotNow when there has never been one."""
    session = latest_session(place, lab)
    if session is None:
        raise NotNow("not_started")
    return session


def own_session(request: Request, slug: str) -> Session:
    """The person's own latest session of a lab. Raises NotHere and NotNow."""
    at = here(request)
    return session_of(at.own_place, at.lab(slug))


def run_for(request: Request, run_id: int) -> Run:
    """A run that this person may see. Raises NotHere."""
    runs = Run.objects.select_related("session__place__cloud", "session__lab", "session__definition", "definition")
    run = runs.filter(pk=run_id, session__place__in=places_for(request.user)).first()
    if run is None:
        raise NotHere
    return run


def is_concealed(request: Request, run: Run) -> bool:
    """Whether an exam keeps the run's result from this person."""
    return conceals_from(person(request), run.session.place, run.session.lab)


def student_session_for(request: Request, session_id: int) -> Session:
    """A session of a student whom this person looks after. Raises NotHere, for one's own too."""
    students = places_for(request.user).exclude(user=person(request).pk)
    sessions = Session.objects.select_related("place__cloud", "lab", "definition")
    session = sessions.filter(pk=session_id, place__in=students).first()
    if session is None:
        raise NotHere
    return session
