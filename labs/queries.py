"""What may be seen of labs, places and sessions, and by whom."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from labs.models import Cloud, Draft, Lab, Place, Proof, Revision, Session

QUEUED_PATIENCE = timedelta(seconds=30)  # after this a queued start or finish is handed out again


def list_labs() -> QuerySet[Lab]:
    """The labs of the course, in order; those whose definition is loaded. `is_proven`: as it is now."""
    proofs = Proof.objects.filter(lab=OuterRef("pk"), digest=OuterRef("definition__digest"))
    return Lab.objects.filter(definition__isnull=False).annotate(is_proven=Exists(proofs))


def latest_proof(lab: Lab) -> Proof | None:
    """Of the version in force, else of the one that was proven last; None when the lab was never proven."""
    proofs = lab.proofs.order_by("-proven_at")
    digest = lab.definition.digest if lab.definition else ""
    return proofs.filter(digest=digest).first() or proofs.first()


def shipped_revision(lab: Lab) -> Revision | None:
    """The version that was shipped last; None for a lab that was made here."""
    return lab.revisions.filter(origin=Revision.Origin.SHIPPED).select_related("definition").first()


def list_revisions(lab: Lab) -> QuerySet[Revision]:
    """The whole history, the newest first."""
    return lab.revisions.select_related("definition", "by", "base", "restored")


def draft_of(lab: Lab, user_id: int) -> Draft | None:
    return lab.drafts.select_related("base__definition", "base__by").filter(user=user_id).first()


def place_of(user_id: int, cloud_id: int) -> Place | None:
    return Place.objects.select_related("cloud").filter(user=user_id, cloud=cloud_id).first()


def active_session(place: Place, lab: Lab) -> Session | None:
    """The session of a lab that is not finished yet, if there is one."""
    return (
        Session.objects.select_related("place__cloud", "lab", "definition")
        .filter(place=place, lab=lab)
        .exclude(state=Session.State.FINISHED)
        .first()
    )


def latest_session(place: Place, lab: Lab) -> Session | None:
    """The active session, or else the last finished one: what a lab's page shows."""
    sessions = Session.objects.select_related("place__cloud", "lab", "definition")
    return sessions.filter(place=place, lab=lab).order_by("-pk").first()


def list_sessions_to_sweep(moment: datetime | None = None) -> QuerySet[Session]:
    """Sessions at work whose worker's lease has run out, or that no worker has taken in time."""
    moment = moment or timezone.now()
    at_work = Session.objects.filter(state__in=(Session.State.PREPARING, Session.State.FINISHING))
    return at_work.filter(Q(lease_until__lt=moment))


def list_clouds() -> QuerySet[Cloud]:
    return Cloud.objects.order_by("pk")
