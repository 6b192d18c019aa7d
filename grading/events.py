"""What the live stream hears of runs."""

from collections.abc import Iterable, Sequence

from grading.engine.verdicts import Verdict
from grading.models import Regrade, Rerun, Run
from labs import events


def tell_verdicts(run: Run, verdicts: Sequence[Verdict], ids: list[str]) -> None:
    for position, verdict in enumerate(verdicts):
        if verdict.check_id in ids:
            events.publish(
                topics_of(run),
                "verdict",
                **ids_of(run),
                check=verdict.check_id,
                outcome=verdict.outcome,
                earned=verdict.earned,
                points=verdict.points,
                position=position,
                of=len(verdicts),
            )


def topics_of(run: Run) -> list[str]:
    place = run.session.place
    return [events.place_topic(place.pk), events.cloud_topic(place.cloud_id)]


def ids_of(run: Run) -> dict[str, int]:
    return {"run": run.pk, "session": run.session_id, "lab": run.session.lab_id, "place": run.session.place_id}


def tell(run: Run) -> None:
    """Of a run that a watch asked for only its end is told."""
    if run.source == Run.Source.WATCH and run.is_active:
        return
    events.publish(topics_of(run), "run", **ids_of(run), state=run.state)


def tell_regrade(regrade: Regrade, cloud_ids: Iterable[int]) -> None:
    """Announce that a regrade has got on; only staff hears it, since it concerns no place of theirs."""
    topics = [events.cloud_topic(cloud_id) for cloud_id in cloud_ids]
    events.publish(topics, "regrade", regrade=regrade.pk, lab=regrade.lab_id)


def tell_rerun(rerun: Rerun, cloud_ids: Iterable[int]) -> None:
    """Announce that a rerun has got on; only staff hears it."""
    events.publish([events.cloud_topic(cloud_id) for cloud_id in cloud_ids], "rerun", rerun=rerun.pk)
