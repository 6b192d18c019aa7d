"""A student's labs: what there is, how one stands, and start, grade, finish."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from course.api.operation import CLASS, Operation, here, is_concealed, own_session, person, session_of
from course.api.shapes import Answers, Error, GradeWhat, LabLine, Room, RunLine, SessionLine, TaskSheet
from course.api.telling import tell_room, tell_run, tell_session, tell_standing
from course.attempts import grade_lab
from course.lab_room import LabRoom
from course.progress import list_standings
from course.services import start_lab
from grading.models import Run
from labs.credentials import USER, clouds_text, credentials_of
from labs.models import Session
from labs.services import Refused, finish_session, give_answers
from labs.site import files_of

TAGS = ["labs"]
REFUSALS = {401: Error, 404: Error, 409: Error}
ACCEPTED = status.HTTP_202_ACCEPTED
TEXT: dict[Any, Any] = {(200, "text/plain"): OpenApiTypes.STR, **REFUSALS}
BYTES: dict[Any, Any] = {(200, "application/octet-stream"): OpenApiTypes.BINARY, **REFUSALS}
PERSON = OpenApiParameter("person", OpenApiTypes.STR, description="One of the lab's persons. Without it: the student.")


class ListLabs(Operation):
    @extend_schema(
        operation_id="list_labs",
        summary="All labs, with where I stand",
        tags=TAGS,
        parameters=[CLASS],
        responses={200: LabLine(many=True), 401: Error, 404: Error},
    )
    def get(self, request: Request) -> Response:
        """The labs of the course that are open to the class, in order."""
        at = here(request)
        standings = list_standings(at.labs, at.place)
        return Response(LabLine([tell_standing(standing) for standing in standings], many=True).data)


class ShowLab(Operation):
    @extend_schema(
        operation_id="show_lab",
        summary="One lab: session, latest run, checks, values, questions",
        tags=TAGS,
        parameters=[CLASS],
        responses={200: Room, 401: Error, 404: Error},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Everything that the lab's page shows but its task."""
        at = here(request)
        return Response(Room(tell_room(LabRoom(at.lab(slug), at.place))).data)


class ShowTask(Operation):
    @extend_schema(
        operation_id="show_task",
        summary="The task sheet",
        tags=TAGS,
        parameters=[CLASS],
        responses={200: TaskSheet, **REFUSALS},
    )
    def get(self, request: Request, slug: str) -> Response:
        """What is asked, in the language of the request."""
        at = here(request)
        room = LabRoom(at.lab(slug), at.place)
        if room.is_locked:
            raise Refused("locked", when=room.terms.opens)
        return Response(TaskSheet({"task": room.task_text}).data)


class StartLab(Operation):
    @extend_schema(
        operation_id="start_lab",
        summary="Start",
        tags=TAGS,
        parameters=[CLASS],
        request=None,
        responses={202: SessionLine, **REFUSALS},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Begin a session; a worker prepares it. Asked again, it gives the same session; a broken one is taken up."""
        at = here(request)
        session = start_lab(user=person(request), cohort=at.cohort, place=at.own_place, lab=at.lab(slug))
        return Response(SessionLine(tell_session(session)).data, status=ACCEPTED)


class GradeLab(Operation):
    @extend_schema(
        operation_id="grade_lab",
        summary="Grade",
        tags=TAGS,
        parameters=[CLASS],
        request=GradeWhat,
        responses={202: RunLine, 400: Error, **REFUSALS},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Ask for a run of the lab, or of one of its phases. While one is waiting or under way, it gives that one."""
        wanted = GradeWhat(data=request.data)
        wanted.is_valid(raise_exception=True)
        at, phase = here(request), wanted.validated_data["phase"]
        session = session_of(at.own_place, at.lab(slug))
        run = grade_lab(user=person(request), cohort=at.cohort, session=session, source=Run.Source.COMMAND, phase=phase)
        return Response(RunLine(tell_run(run, concealed=is_concealed(request, run))).data, status=ACCEPTED)


class FinishLab(Operation):
    @extend_schema(
        operation_id="finish_lab",
        summary="Finish",
        tags=TAGS,
        parameters=[CLASS],
        request=None,
        responses={202: SessionLine, **REFUSALS},
    )
    def post(self, request: Request, slug: str) -> Response:
        """End the session; a worker removes all that is in the lab's project. What is finished stays finished."""
        session = finish_session(session=own_session(request, slug))
        return Response(SessionLine(tell_session(session)).data, status=ACCEPTED)


class GiveAnswers(Operation):
    @extend_schema(
        operation_id="give_answers",
        summary="Answer the lab's questions",
        tags=TAGS,
        parameters=[CLASS],
        request=Answers,
        responses={200: Room, 400: Error, **REFUSALS},
    )
    def put(self, request: Request, slug: str) -> Response:
        """Keep what the student has found out. Questions that are not named keep their answers."""
        given = Answers(data=request.data)
        given.is_valid(raise_exception=True)
        at = here(request)
        place, lab = at.own_place, at.lab(slug)
        give_answers(session=session_of(place, lab), values=given.validated_data["answers"])
        return Response(Room(tell_room(LabRoom(lab, place))).data)


class Download(Operation):
    """A file that may hold a password for the cloud: never kept by anything on its way."""

    def open_session(self, request: Request, slug: str) -> Session:
        session = own_session(request, slug)
        if session.state != Session.State.OPEN:
            raise Refused("not_open")
        return session

    def file(self, content: str | bytes, name: str, content_type: str = "text/plain; charset=utf-8") -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(content, content_type=content_type, headers=headers)


class ShowRc(Download):
    @extend_schema(
        operation_id="show_rc",
        summary="The rc file of one of the lab's persons",
        tags=TAGS,
        parameters=[CLASS, PERSON],
        responses=TEXT,
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """A shell file to source before the `openstack` command. Its name is in Content-Disposition."""
        people = credentials_of(self.open_session(request, slug))
        found = people.get(request.query_params.get("person") or USER)
        if found is None:
            raise Refused("unknown_person")
        return self.file(found.rc_text, found.rc_name)


class ShowClouds(Download):
    @extend_schema(
        operation_id="show_clouds",
        summary="A clouds.yaml for the lab",
        tags=TAGS,
        parameters=[CLASS],
        responses=TEXT,
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """All persons' credentials for openstacksdk and for `openstack --os-cloud`, an entry for each."""
        return self.file(clouds_text(credentials_of(self.open_session(request, slug))), "clouds.yaml")


class ShowFile(Download):
    @extend_schema(
        operation_id="show_file",
        summary="One of the lab's files",
        tags=TAGS,
        parameters=[CLASS, OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH)],
        responses=BYTES,
    )
    def get(self, request: Request, slug: str, name: str) -> HttpResponse:
        """What the lab gives its students: always the same bytes for one session."""
        for file in files_of(self.open_session(request, slug)):
            if file.name == name:
                return self.file(file.content, file.name, "application/octet-stream")
        raise Refused("unknown_file")
