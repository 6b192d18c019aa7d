"""Who is asking: tokens for programs, and what the classroom knows of their owner."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.models import update_last_login
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from course.api.errors import NotNow, Problem
from course.api.operation import Operation, person
from course.api.shapes import Error, Me, SignIn, Token
from course.api.telling import tell_person
from course.api.throttling import SignInAddressThrottle, SignInThrottle


class TokenOperations(Operation):
    """POST is for people without a token; DELETE is for those who have one."""

    @property
    def is_sign_in(self) -> bool:
        return self.request is not None and self.request.method == "POST"

    def get_authenticators(self) -> list[BaseAuthentication]:
        return [] if self.is_sign_in else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        return [AllowAny()] if self.is_sign_in else super().get_permissions()

    def get_throttles(self) -> list[BaseThrottle]:
        return [SignInThrottle(), SignInAddressThrottle()] if self.is_sign_in else []

    @extend_schema(
        operation_id="sign_in",
        summary="Get a token",
        tags=["people"],
        request=SignIn,
        responses={201: Token, 400: Error, 401: Error, 429: Error},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """User name and password give a token that stands for them until it is revoked."""
        given = SignIn(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request, **given.validated_data)
        if user is None:
            raise Problem("wrong_credentials", status.HTTP_401_UNAUTHORIZED)
        kept, token = AuthToken.objects.create(user)
        update_last_login(AuthToken, user)
        answer = Token({"token": token, "expiry": kept.expiry})
        return Response(answer.data, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="sign_out",
        summary="Revoke this token",
        tags=["people"],
        request=None,
        responses={204: None, 401: Error, 409: Error},
    )
    def delete(self, request: Request) -> Response:
        """The token of this very request is valid no longer. Other tokens of the person stay."""
        if not isinstance(request.auth, AuthToken):
            raise NotNow("no_token")
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class ShowMe(Operation):
    @extend_schema(operation_id="show_me", summary="Who am I", tags=["people"], responses={200: Me, 401: Error})
    def get(self, request: Request) -> Response:
        """The person behind the token, and their classes."""
        return Response(Me(tell_person(person(request))).data)
