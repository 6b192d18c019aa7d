"""Deadlines for programs: teachers set them and give more time, students ask for it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from course.api.errors import NotHere, NotNow
from course.api.operation import CLASS, Here, Operation, here, person
from course.api.shapes import AskTime, AssignmentLine, Error, ExtensionLine, GiveTime, OwnTerms
from course.assigning import ask_extension, give_extension, set_terms
from course.assignments import ClassAssignments, owner
from course.models import Assignment, Cohort, Enrolment, Extension
from course.queries import may_teach, present_students
from course.term_faults import find_faults
from labs.models import Lab

TAGS = ["assignments"]
REFUSALS = {400: Error, 401: Error, 404: Error}


class ListAssignments(Operation):
    @extend_schema(
        operation_id="list_assignments",
        summary="Dates and limits of every lab",
        tags=TAGS,
        parameters=[CLASS],
        responses={200: AssignmentLine(many=True), 401: Error, 404: Error},
    )
    def get(self, request: Request) -> Response:
        """What the class, its groups and its students have of their own, and who was given or asks for more time."""
        at = here(request)
        found = ClassAssignments(taught(request, at), at.labs)
        return Response(AssignmentLine([tell_lab(found, lab) for lab in found.labs], many=True).data)


class SetAssignment(Operation):
    @extend_schema(
        operation_id="set_assignment",
        summary="Set dates and limits of a lab",
        tags=TAGS,
        parameters=[CLASS],
        request=OwnTerms,
        responses={200: AssignmentLine, **REFUSALS},
    )
    def put(self, request: Request, slug: str) -> Response:
        """For the class, or for one group or student. What is left out is inherited from then on."""
        at = here(request)
        cohort, lab = taught(request, at), at.lab(slug)
        given = checked(OwnTerms, request)
        found = ClassAssignments(cohort, [lab])
        own = owner(found, lab, *whose(cohort, given))
        refuse_faults(given, found.above(own))
        by, group, student = person(request), own.group, own.student
        set_terms(cohort=cohort, lab=lab, values=given, by=by, group=group, student=student)
        return Response(AssignmentLine(tell_lab(ClassAssignments(cohort, [lab]), lab)).data)


class GiveMoreTime(Operation):
    @extend_schema(
        operation_id="give_more_time",
        summary="More time for a student",
        tags=TAGS,
        parameters=[CLASS],
        request=GiveTime,
        responses={200: AssignmentLine, **REFUSALS},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Of several dates the latest counts. A request that stands open is answered by it."""
        at = here(request)
        cohort, lab = taught(request, at), at.lab(slug)
        given = checked(GiveTime, request)
        student = student_of(cohort, given["username"]).user
        until, answer = given["until"], given["answer"]
        give_extension(cohort=cohort, lab=lab, student=student, until=until, answer=answer, by=person(request))
        return Response(AssignmentLine(tell_lab(ClassAssignments(cohort, [lab]), lab)).data)


class AskForTime(Operation):
    @extend_schema(
        operation_id="ask_for_time",
        summary="Ask for more time",
        tags=["labs"],
        parameters=[CLASS],
        request=AskTime,
        responses={201: ExtensionLine, 409: Error, **REFUSALS},
    )
    def post(self, request: Request, slug: str) -> Response:
        """The teacher's answer stands on the lab's page."""
        at = here(request)
        place, lab = at.own_place, at.lab(slug)
        given = checked(AskTime, request)
        if at.cohort is None or not at.cohort.enrolments.filter(user=place.user_id, role="student").exists():
            raise NotNow("no_place")
        extension = ask_extension(cohort=at.cohort, lab=lab, place=place, until=given["until"], why=given["why"])
        return Response(ExtensionLine(tell_extension(extension)).data, status=status.HTTP_201_CREATED)


def taught(request: Request, at: Here) -> Cohort:
    """Raises NotHere for whoever does not teach the class."""
    if at.cohort is None or not may_teach(person(request), at.cohort):
        raise NotHere
    return at.cohort


def checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def whose(cohort: Cohort, given: dict[str, Any]) -> tuple[Any, Enrolment | None]:
    """The group or the student that is named; both None for the class."""
    if given["group"] and given["username"]:
        raise serializers.ValidationError({"group": "A group or a student, not both."})
    group = get_object_or_404(cohort.groups, name=given["group"]) if given["group"] else None
    return group, student_of(cohort, given["username"]) if given["username"] else None


def student_of(cohort: Cohort, username: str) -> Enrolment:
    students = present_students(cohort).select_related("user")
    return get_object_or_404(students, user__username=username)


def refuse_faults(given: dict[str, Any], above: list[Assignment]) -> None:
    """Raises ValidationError for terms that contradict each other."""
    wanted = Assignment(**{name: given[name] for name in Assignment.FIELDS})
    for name, fault in find_faults(wanted, above):
        raise serializers.ValidationError({name or "late": fault})


def tell_lab(found: ClassAssignments, lab: Lab) -> dict[str, Any]:
    return {
        "lab": lab.slug,
        "terms": [tell_own(one) for one in found.stored.get(lab.pk, [])],
        "extensions": [tell_extension(one) for one in found.extensions.get(lab.pk, [])],
    }


def tell_own(one: Assignment) -> dict[str, Any]:
    who = {"group": one.group.name if one.group else None, "username": one.student.username if one.student else None}
    return who | {name: getattr(one, name) for name in Assignment.FIELDS}


def tell_extension(one: Extension) -> dict[str, Any]:
    return {
        "id": one.pk,
        "lab": one.lab.slug,
        "username": one.student.username,
        "state": one.state,
        "until": one.until,
        "why": one.why,
        "answer": one.answer,
    }
