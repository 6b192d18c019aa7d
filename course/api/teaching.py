"""What teachers and assistants may do beyond students: see the class, and have work graded again."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from course.api.errors import NotHere
from course.api.operation import CLASS, Operation, cohort_of, person, student_session_for
from course.api.shapes import BoardShape, Error, Regrade, RunLine
from course.api.telling import tell_board, tell_run
from course.boards import board_for
from course.grading_again import grade_again
from course.queries import cohort_of_student, may_help

TAGS = ["teaching"]


class ShowBoard(Operation):
    @extend_schema(
        operation_id="show_board",
        summary="The class at a glance",
        tags=TAGS,
        parameters=[CLASS],
        responses={200: BoardShape, 401: Error, 404: Error},
    )
    def get(self, request: Request) -> Response:
        """Every student in every lab."""
        user, cohort = person(request), cohort_of(request)
        if cohort is None or not may_help(user, cohort):
            raise NotHere
        return Response(BoardShape(tell_board(cohort.slug, board_for(user, cohort))).data)


class CreateRun(Operation):
    @extend_schema(
        operation_id="create_run",
        summary="Grade a student's session",
        tags=TAGS,
        request=Regrade,
        responses={202: RunLine, 400: Error, 401: Error, 404: Error, 409: Error},
    )
    def post(self, request: Request) -> Response:
        """The cloud is looked at anew. The student's score can only rise by it."""
        given = Regrade(data=request.data)
        given.is_valid(raise_exception=True)
        session = student_session_for(request, given.validated_data["session"])
        cohort = cohort_of_student(person(request), session.place)
        if cohort is None:
            raise NotHere
        run = grade_again(cohort=cohort, session=session, by=person(request))
        return Response(RunLine(tell_run(run)).data, status=status.HTTP_202_ACCEPTED)
