"""Regrading without the cloud, for teachers' programs: what a new definition would change, and the decision."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from course.api.errors import NotHere
from course.api.operation import CLASS, Operation, here, person
from course.api.shapes import BeginRegrade, Error, PromoteRegrade, RegradeLine
from course.queries import cohorts_taught_by, may_teach, regrades_for
from course.services import drop_class_regrade, promote_class_regrade, regrade_class
from course.whatif import WhatIf
from grading.models import Regrade
from grading.whatif import Standing

TAGS = ["teaching"]
ACCEPTED = status.HTTP_202_ACCEPTED


def whatif_for(request: Request, regrade_id: int) -> WhatIf:
    """A regrade of a class that this person teaches. Raises NotHere."""
    regrade = regrades_for(request.user).filter(pk=regrade_id).first()
    cohort = cohorts_taught_by(request.user).filter(pk=regrade.scope).first() if regrade else None
    if regrade is None or cohort is None:
        raise NotHere
    return WhatIf(regrade, cohort)


def tell_regrade(whatif: WhatIf) -> dict[str, Any]:
    regrade = whatif.regrade
    return {
        "id": regrade.pk,
        "lab": regrade.lab.slug,
        "state": regrade.state,
        "definition": regrade.definition.digest,
        "done": regrade.done,
        "total": regrade.total,
        "students": [tell_student(whatif, standing) for standing in whatif.standings],
    }


def tell_student(whatif: WhatIf, standing: Standing) -> dict[str, Any]:
    return {
        "username": whatif.places[standing.place].user.get_username(),
        "change": standing.change,
        "before": asdict(standing.before),
        "after": asdict(standing.after),
        "credited": {"before": standing.worth_before, "after": standing.worth_after},
        "changes": standing.changes,
        "troubles": list(standing.troubles),
        "promoted": standing.promoted,
    }


def answer(whatif: WhatIf, code: int = status.HTTP_200_OK) -> Response:
    return Response(RegradeLine(tell_regrade(whatif)).data, status=code)


class BeginRegradeOfLab(Operation):
    @extend_schema(
        operation_id="begin_regrade",
        summary="See what a lab's new definition would change",
        tags=TAGS,
        parameters=[CLASS],
        request=BeginRegrade,
        responses={202: RegradeLine, 400: Error, 401: Error, 404: Error, 409: Error},
    )
    def post(self, request: Request) -> Response:
        """A worker judges what the class's runs saw. Nothing changes by it. While one is open, it gives that one."""
        given = BeginRegrade(data=request.data)
        given.is_valid(raise_exception=True)
        user, at = person(request), here(request)
        if at.cohort is None or not may_teach(user, at.cohort):
            raise NotHere
        regrade = regrade_class(cohort=at.cohort, lab=at.lab(given.validated_data["lab"]), by=user)
        return answer(whatif_for(request, regrade.pk), ACCEPTED)


class ShowRegrade(Operation):
    @extend_schema(
        operation_id="show_regrade",
        summary="One regrade: progress, who would rise and who would fall",
        tags=TAGS,
        responses={200: RegradeLine, 401: Error, 404: Error},
    )
    def get(self, request: Request, regrade_id: int) -> Response:
        """How far it is, and once everything is judged each student with the checks that differ."""
        return answer(whatif_for(request, regrade_id))


class Promote(Operation):
    @extend_schema(
        operation_id="promote_regrade",
        summary="Let the new verdicts hold",
        tags=TAGS,
        request=PromoteRegrade,
        responses={202: RegradeLine, 400: Error, 401: Error, 404: Error, 409: Error},
    )
    def post(self, request: Request, regrade_id: int) -> Response:
        """`rises`: for those who rise. `all`: for everybody, with everybody named who falls."""
        given = PromoteRegrade(data=request.data)
        given.is_valid(raise_exception=True)
        whatif = whatif_for(request, regrade_id)
        named = set(given.validated_data["falls"])
        falls = [pk for pk, place in whatif.places.items() if place.user.get_username() in named]
        choice = Regrade.Choice(given.validated_data["choice"])
        promote_class_regrade(
            cohort=whatif.cohort, regrade=whatif.regrade, choice=choice, falls=falls, by=person(request)
        )
        return answer(whatif_for(request, regrade_id), ACCEPTED)


class Drop(Operation):
    @extend_schema(
        operation_id="drop_regrade",
        summary="Leave everything as it is",
        tags=TAGS,
        request=None,
        responses={200: RegradeLine, 401: Error, 404: Error},
    )
    def post(self, request: Request, regrade_id: int) -> Response:
        """What has been decided already stays so."""
        whatif = whatif_for(request, regrade_id)
        drop_class_regrade(cohort=whatif.cohort, regrade=whatif.regrade, by=person(request))
        return answer(whatif_for(request, regrade_id))
