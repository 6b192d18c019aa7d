"""Runs: how one went, and how it goes while it goes."""

from collections.abc import AsyncIterator

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from course.api.operation import Operation, is_concealed, run_for
from course.api.run_stream import Watched, stream_run
from course.api.shapes import Error, RunLine
from course.api.telling import tell_run
from course.language import language_now
from course.live import start_of

TAGS = ["runs"]
LAST_EVENT = OpenApiParameter(
    "Last-Event-ID", OpenApiTypes.STR, OpenApiParameter.HEADER, description="Where a cut stream goes on."
)


class ShowRun(Operation):
    @extend_schema(
        operation_id="show_run", summary="One run", tags=TAGS, responses={200: RunLine, 401: Error, 404: Error}
    )
    def get(self, request: Request, run_id: int) -> Response:
        """Its state, its place in the queue, and, once it is graded, its verdicts."""
        run = run_for(request, run_id)
        return Response(RunLine(tell_run(run, concealed=is_concealed(request, run))).data)


class FollowRun(Operation):
    @extend_schema(
        operation_id="follow_run",
        summary="One run, live",
        tags=TAGS,
        parameters=[LAST_EVENT],
        responses={(200, "text/event-stream"): OpenApiTypes.STR, 401: Error, 404: Error},
    )
    def get(self, request: Request, run_id: int) -> StreamingHttpResponse:
        """
        Server-sent events: `verdict` (check, title, outcome, points, earned, position, of) as each check is judged,
        provisionally while something is in transition; `waiting` (cause) when the run is back in the queue because
        its cloud is away; then one `run`, the same as `GET runs/{id}/`, and the end.
        """
        run = run_for(request, run_id)
        after = start_of(request.headers.get("Last-Event-ID", ""))
        watched = Watched.of(run, language_now(), concealed=is_concealed(request, run))
        events: AsyncIterator[str] = stream_run(watched, after or watched.begin)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(events, content_type="text/event-stream", headers=headers)
