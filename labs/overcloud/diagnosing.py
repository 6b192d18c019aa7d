"""From what three libraries raise to the cause of a trouble."""

import keystoneauth1.exceptions as keystone_errors
import openstack.exceptions as sdk_errors
import requests.exceptions as http_errors

from labs.overcloud.causes import Cause, Trouble

ORDER: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Trouble], ...] = (
    ((keystone_errors.ConnectTimeout, http_errors.Timeout, TimeoutError), Trouble.TIMEOUT),
    (
        (
            keystone_errors.Unauthorized,
            keystone_errors.Forbidden,
            sdk_errors.ForbiddenException,
            keystone_errors.MissingRequiredOptions,
        ),
        Trouble.FORBIDDEN,
    ),
    ((keystone_errors.EndpointNotFound, keystone_errors.EmptyCatalog), Trouble.NO_SERVICE),
    (
        # ChunkedEncodingError: the connection ended in the middle of an answer
        (
            keystone_errors.ConnectFailure,
            http_errors.ConnectionError,
            http_errors.ChunkedEncodingError,
            ConnectionError,
        ),
        Trouble.REFUSED,
    ),
    (keystone_errors.HttpServerError, Trouble.SERVER_ERROR),
    (
        (http_errors.JSONDecodeError, http_errors.ContentDecodingError, keystone_errors.InvalidResponse),
        Trouble.NOT_JSON,
    ),
    (keystone_errors.DiscoveryFailure, Trouble.REFUSED),
)


def cause_of(error: Exception, service: str) -> Cause:
    """Translate whatever a call raised."""
    return Cause(trouble_of(error), service, f"{type(error).__name__}: {error}"[:300])


def trouble_of(error: Exception) -> Trouble:
    if isinstance(error, sdk_errors.HttpException):
        return _of_status(error.status_code or (error.response.status_code if error.response is not None else 0))
    for types, trouble in ORDER:
        if isinstance(error, types):
            return trouble
    inner = error.__cause__ or error.__context__  # the SDK wraps what it could not do into an error of its own
    return trouble_of(inner) if isinstance(inner, Exception) else Trouble.UNEXPECTED


def _of_status(status: int) -> Trouble:
    if status in {401, 403}:
        return Trouble.FORBIDDEN
    return Trouble.SERVER_ERROR if status >= 500 else Trouble.UNEXPECTED
