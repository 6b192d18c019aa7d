"""One run as server-sent events: verdicts as the worker announces them, and the whole run when it has ended."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from asgiref.sync import sync_to_async
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override
from redis.exceptions import RedisError

from course.api.shapes import RunLine
from course.api.telling import tell_cause, tell_run
from course.language import Language
from course.streams import follow
from course.values import fill_text, task_values
from grading.models import Run
from labs import events
from labs.schema import LabDefinition

ASK_S = 1.0  # without the broker the database is asked this often
CLOCKS_APART = timedelta(seconds=2)  # between the web server's clock and the broker's, whose ids are moments
BEAT = ": still here\n\n"


@dataclass(frozen=True)
class Watched:
    """A run and what is needed to speak of it. `begin`: an id of the broker that all its events come after."""

    run_id: int
    topic: str
    begin: str
    titles: dict[str, str]  # check id → title
    language: Language
    concealed: bool = False  # an exam keeps verdicts from the reader

    @classmethod
    def of(cls, run: Run, language: Language, *, concealed: bool = False) -> Self:
        session = run.session
        values = task_values(session.place, session.lab, session)
        checks = LabDefinition.model_validate(run.definition.content).checks
        return cls(
            run_id=run.pk,
            topic=events.place_topic(session.place_id),
            begin=str(int((run.queued_at - CLOCKS_APART).timestamp() * 1000)),
            titles={check.id: fill_text(check.title.in_language(language), values) for check in checks},
            language=language,
            concealed=concealed,
        )


async def stream_run(watched: Watched, after: str) -> AsyncIterator[str]:
    """Ends with the run. The broker only hastens it: what it loses, the database tells."""
    ended = await ended_run(watched)
    try:
        if ended is None:
            async for line in stream_verdicts(watched, after):
                yield line
    except RedisError:
        yield BEAT
    while (ended := ended or await ended_run(watched)) is None:
        await asyncio.sleep(ASK_S)
        yield BEAT
    yield written("run", ended)


async def stream_verdicts(watched: Watched, after: str) -> AsyncIterator[str]:
    """Until the run is said to have ended, or has ended unsaid. Raises RedisError."""
    async with aclosing(follow([watched.topic], after)) as stream:
        async for event in stream:
            if event is None:
                yield BEAT
                if await ended_run(watched):
                    return
            elif event.data.get("run") == watched.run_id and event.name == "verdict":
                yield BEAT if watched.concealed else written("verdict", tell_event(watched, event.data), event.id)
            elif event.data.get("run") == watched.run_id and event.data.get("state") not in Run.ACTIVE:
                return
            elif event.data.get("run") == watched.run_id and event.data.get("state") == Run.State.QUEUED:
                waiting = await why_waiting(watched)
                yield written("waiting", waiting, event.id) if waiting["cause"] else BEAT


def tell_event(watched: Watched, data: dict[str, Any]) -> dict[str, Any]:
    known = {name: data[name] for name in ("check", "outcome", "points", "earned", "position", "of")}
    return {**known, "title": watched.titles.get(data["check"], data["check"])}


@sync_to_async
def why_waiting(watched: Watched) -> dict[str, Any]:
    """`cause`: why the run waits; null when it only waits for its turn."""
    with override(watched.language):
        return {"cause": tell_cause(Run.objects.values_list("cause", flat=True).get(pk=watched.run_id))}


@sync_to_async
def ended_run(watched: Watched) -> dict[str, Any] | None:
    """The run as `GET runs/<id>/` shows it, once it has ended."""
    runs = Run.objects.select_related("session__place__cloud", "session__lab", "definition")
    run = runs.exclude(state__in=Run.ACTIVE).filter(pk=watched.run_id).first()
    with override(watched.language):
        return dict(RunLine(tell_run(run, concealed=watched.concealed)).data) if run else None


def written(name: str, data: dict[str, Any], id_: str = "") -> str:
    """One event in the stream's format; JSON has no line breaks of its own."""
    position = f"id: {id_}\n" if id_ else ""
    return f"{position}event: {name}\ndata: {json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)}\n\n"
