"""What changes labs, places and sessions: one verb each."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.queueing import queue
from labs.editing import keep_definition, new_lab, ship
from labs.events import tell_session
from labs.loader import LabFolder
from labs.models import Answer, Cloud, Definition, Lab, Place, PreparedResource, Session
from labs.models import Proof as StoredProof
from labs.overcloud.causes import Cause, Trouble
from labs.proof_files import Proof
from labs.queries import QUEUED_PATIENCE, active_session
from labs.schema import LabDefinition
from labs.site import missing_capabilities

ANSWER_LENGTH = 300  # characters


class Refused(Exception):
    """What was asked cannot be done now; `code` names the reason for pages and clients.

    `lacks`: what a cloud lacks. `when`: since or until when it is so.
    """

    def __init__(self, code: str, lacks: Sequence[str] = (), when: datetime | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.lacks = lacks
        self.when = when


def record_lab(folder: LabFolder) -> Lab:
    """Store a lab as it is shipped; an earlier version stays for the verdicts that name it. See labs.editing."""
    return ship(folder)


@transaction.atomic
def record_definition(folder: LabFolder) -> Definition:
    """Store a version of a lab and leave the one in force as it is: for trying it out."""
    lab = Lab.objects.filter(slug=folder.definition.slug).first() or new_lab(folder.definition)
    return keep_definition(lab, folder)


def record_proof(proof: Proof) -> None:
    """Store that a version of a lab holds. A lab that is not stored has no proofs."""
    lab = Lab.objects.filter(slug=proof.lab).first()
    if lab:
        values = {"proven_at": proof.proven_at, "content": proof.model_dump(mode="json")}
        StoredProof.objects.update_or_create(lab=lab, digest=proof.definition, defaults=values)


def record_cloud(*, slug: str, title: str, config: dict[str, Any], public_auth_url: str, site: dict[str, Any]) -> Cloud:
    """Store how a cloud is reached and what it offers. New credentials take the place of old ones."""
    values = {"title": title, "config": config, "public_auth_url": public_auth_url, "site": site}
    cloud, _ = Cloud.objects.update_or_create(slug=slug, defaults=values)
    return cloud


@transaction.atomic
def forget_places(*, cloud: Cloud) -> None:
    """A cloud was made anew: places are made again, and what sessions had is gone."""
    Place.objects.filter(cloud=cloud).update(ready_at=None)
    lost = Session.objects.filter(place__cloud=cloud).exclude(state=Session.State.FINISHED)
    PreparedResource.objects.filter(session__in=lost).update(removed_at=timezone.now())
    cause = Cause(Trouble.MISSING, "cloud", "the cloud was made anew")
    lost.update(state=Session.State.BROKEN, cause=cause.as_json(), lease_until=None)


def give_place(*, cloud: Cloud, user_id: int, handle: str, number: int) -> Place:
    """Record a student's place in a cloud; a worker makes it there, at once or when the cloud first answers."""
    place, made = Place.objects.get_or_create(
        cloud=cloud,
        user_id=user_id,
        defaults={"handle": handle, "number": number, "password": secrets.token_urlsafe(12)},
    )
    if made and cloud.public_auth_url:
        queue("labs.prepare_place", place.pk)
    return place


def start_session(*, place: Place, lab: Lab, definition: Definition | None = None) -> Session:
    """Begin a lab; when it is open already, that session. A broken start is taken up again.

    `definition`: a version of the lab to try in place of the one in force.
    """
    session = active_session(place, lab)
    if session is None:
        session = _new_session(place, lab, definition or lab.definition)
    elif session.state == Session.State.FINISHING:
        raise Refused("finishing")
    elif session.state == Session.State.BROKEN:
        _hand_out(session, Session.State.PREPARING, frm=(Session.State.BROKEN,))
    return session


def _new_session(place: Place, lab: Lab, definition: Definition | None) -> Session:
    if definition is None:
        raise Refused("no_definition")
    if not place.cloud.public_auth_url:
        raise Refused("cloud_not_ready")
    if lacking := missing_capabilities(place.cloud, LabDefinition.model_validate(definition.content)):
        raise Refused("lacks_capability", lacking)
    try:
        with transaction.atomic():
            session = Session.objects.create(
                place=place, lab=lab, definition=definition, lease_until=timezone.now() + QUEUED_PATIENCE
            )
            queue("labs.prepare_session", session.pk)
    except IntegrityError:  # a second click came first
        other = active_session(place, lab)
        if other is None:
            raise
        return other
    return session


def finish_session(*, session: Session) -> Session:
    """End a lab: a worker removes what is left in the cloud. What is finished stays so. Raises Refused."""
    if session.state == Session.State.PREPARING:
        raise Refused("preparing")
    _hand_out(session, Session.State.FINISHING, frm=(Session.State.OPEN, Session.State.BROKEN))
    return session


def finish_by_force(*, session: Session) -> None:
    """End a lab whatever it is at. Raises Refused while a worker is at it."""
    _require_free(session)
    _hand_out(session, Session.State.FINISHING, frm=tuple(set(Session.State) - {Session.State.FINISHED}))


def try_again(*, session: Session) -> None:
    """Have a start or finish that is stuck tried again at once. Raises Refused for what is not, or is being done."""
    _require_free(session)
    if session.state not in {Session.State.BROKEN, Session.State.PREPARING, Session.State.FINISHING}:
        raise Refused("not_stuck")
    finishing = session.state == Session.State.FINISHING
    state = Session.State.FINISHING if finishing else Session.State.PREPARING
    _hand_out(session, state, frm=(Session.State(session.state),))


def _require_free(session: Session) -> None:
    """No worker has it: a claimed session has a step, and a lease that its worker renews."""
    claimed = Session.objects.filter(pk=session.pk, lease_until__gt=timezone.now()).exclude(step="")
    if claimed.exists():
        raise Refused("at_work")


def _hand_out(session: Session, state: Session.State, *, frm: tuple[Session.State, ...]) -> None:
    """Move a session to a state of work and queue that work; only one of two clicks does it."""
    with transaction.atomic():
        moved = Session.objects.filter(pk=session.pk, state__in=frm).update(
            state=state, claims=0, waits=0, cause=None, step="", percent=0, lease_until=timezone.now() + QUEUED_PATIENCE
        )
        if moved:
            queue(f"labs.{'prepare' if state == Session.State.PREPARING else 'finish'}_session", session.pk)
    session.refresh_from_db()
    tell_session(session)


def give_answers(*, session: Session, values: dict[str, str]) -> None:
    """Keep what the student typed. Names that the lab does not ask for are refused."""
    asked = {question.name for question in definition_of(session).questions}
    if session.state != Session.State.OPEN:
        raise Refused("not_open")
    if not values.keys() <= asked:
        raise Refused("unknown_answer")
    for name, value in values.items():
        Answer.objects.update_or_create(
            session=session, name=name, defaults={"value": value.replace("\0", "").strip()[:300]}
        )


def definition_of(session: Session) -> LabDefinition:
    """The typed definition that the session began with."""
    return LabDefinition.model_validate(session.definition.content)
