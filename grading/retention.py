"""How long evidence is kept: what nobody's score or last run rests on may be forgotten, the verdicts never are."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from grading.models import Regrade, RegradeRow, Run, Score, StoredObservation

log = logging.getLogger(__name__)
AT_ONCE = 200


def forget_observations(*, days: int) -> int:
    """Delete observations not seen for `days` days that nothing needs; 0 keeps them for ever. Returns how many."""
    count = 0
    while days > 0 and (forgotten := _forget_some(days)):
        count += forgotten
    if count:
        log.info("%s observations older than %s days are forgotten", count, days)
    return count


@transaction.atomic
def _forget_some(days: int) -> int:
    """Locked first: a run that sees the same content at this moment waits, and then finds it gone or young."""
    found = list_forgettable(days).select_for_update().values_list("pk", flat=True)[:AT_ONCE]
    chosen = list(found)
    Run.objects.filter(observation__in=chosen).update(observation=None)
    StoredObservation.objects.filter(pk__in=chosen).delete()
    return len(chosen)


def list_forgettable(days: int) -> QuerySet[StoredObservation]:
    """Old observations that belong to no counted run, no session's last run and no regrade under way."""
    old = StoredObservation.objects.filter(seen_at__lt=timezone.now() - timedelta(days=days))
    runs = Run.objects.filter(observation=OuterRef("pk"))
    later = Run.objects.filter(session=OuterRef("session"), number__gt=OuterRef("number"), state=Run.State.GRADED)
    counted = Exists(Score.objects.filter(run=OuterRef("pk")))
    judged = Exists(RegradeRow.objects.filter(run=OuterRef("pk"), regrade__state__in=Regrade.OPEN))
    needed = runs.filter(Q(counted) | ~Exists(later) | Q(judged))
    return old.filter(~Exists(needed)).order_by("pk")
