"""Each request to Keystone is judged by its own token.

Keystone's middleware, one for all threads, keeps the token of a request on itself: of two requests at once, the
administrator's could be judged by the token of a domain's operator, and then sees no users, or may not make one.
"""

from __future__ import annotations

import threading

from keystone.server.flask.request_processing.middleware.auth_context import AuthContextMiddleware


def install() -> None:
    thread = threading.local()
    AuthContextMiddleware.token = property(
        lambda _middleware: getattr(thread, "token", None),
        lambda _middleware, token: setattr(thread, "token", token),
    )
