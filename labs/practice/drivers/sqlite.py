"""What SQLite needs below a service with many threads: patience, and one writer at a time."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

import sqlalchemy
from oslo_db import exception
from oslo_db.sqlalchemy import enginefacade, exc_filters
from sqlalchemy import event, pool
from sqlalchemy import exc as sqlalchemy_exc
from sqlalchemy.engine import Engine

BUSY_TIMEOUT_MS = 30_000

_thread = threading.local()


def install() -> None:
    event.listen(Engine, "connect", _prepare)
    event.listen(Engine, "before_cursor_execute", _begin, retval=True)
    _mark_writer_blocks()
    _join_independent_writers()
    _accept_pool_timeout()
    # The services try again after a deadlock, and a locked file is SQLite's deadlock.
    exc_filters.filters("sqlite", sqlalchemy_exc.OperationalError, r".*database is locked.*")(_as_deadlock)


def _prepare(connection: Any, _record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")


def _begin(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    """Let a transaction that will write take the write lock at its start.

    There it waits its turn; one that first reads and then writes would fail at once.
    """
    if statement == "BEGIN" and getattr(_thread, "writing", False):
        statement = "BEGIN IMMEDIATE"
    return statement, parameters


class _Block:
    """A transaction block of oslo.db that remembers for its thread whether it writes."""

    def __init__(self, inner: Any, writing: bool) -> None:
        self._inner = inner
        self._writing = writing

    def __enter__(self) -> Any:
        self._before = getattr(_thread, "writing", False)
        _thread.writing = self._writing
        return self._inner.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> Any:
        try:
            return self._inner.__exit__(kind, value, trace)
        finally:
            _thread.writing = self._before


def _mark_writer_blocks() -> None:
    context_class = enginefacade._TransactionContext
    plain = context_class._produce_block

    def produce(self: Any, mode: Any, *args: Any, **kwargs: Any) -> _Block:
        inner = plain(self, mode, *args, **kwargs)
        return _Block(inner, self.mode is enginefacade._WRITER)

    context_class._produce_block = produce


def _join_independent_writers() -> None:
    """Let an "independent" writer inside a writer of the same thread be part of it.

    On a connection of its own it would wait for a lock that its caller holds: deleting the last
    instance of a share would never end.
    """
    manager_class = enginefacade._AbstractTransactionContextManager
    plain = manager_class._transaction_scope_impl

    def scope(self: Any, contexts: Any) -> Any:
        current = getattr(contexts, "current", None)
        both_write = self._mode is enginefacade._WRITER and getattr(current, "mode", None) is self._mode
        return plain(self._clone(independent=False) if both_write else self, contexts)

    manager_class._transaction_scope_impl = scope


def _accept_pool_timeout() -> None:
    """Octavia asks for an option that the pool of SQLite does not have."""
    plain = sqlalchemy.create_engine

    def create_engine(url: Any, **kwargs: Any) -> Any:
        if kwargs.get("poolclass") is pool.NullPool:
            kwargs.pop("pool_timeout", None)
        return plain(url, **kwargs)

    sqlalchemy.create_engine = create_engine


def _as_deadlock(error: Any, _match: object, _engine: object, _disconnected: object) -> None:
    raise exception.DBDeadlock(error)
