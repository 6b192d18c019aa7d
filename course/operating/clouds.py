"""What admins change about clouds: one verb each, written down with it. Secrets are never written down."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from course.auditing import write_down_operation
from course.models import AuditEntry, User
from labs.cloud_jobs import last_job, request_job
from labs.lifecycle.quotas import services_of
from labs.models import Cloud, CloudJob
from labs.overcloud.breaker import close_breaker
from labs.practice_link import SLUG
from labs.services import Refused

Action = AuditEntry.Action


def is_practice(cloud: Cloud) -> bool:
    """The practice cloud describes itself: what people would write here, it would write over."""
    return cloud.slug == SLUG


@transaction.atomic
def add_cloud(*, by: User, slug: str, title: str, mode: str, config: dict[str, Any], public_auth_url: str) -> Cloud:
    """Store a cloud and have a worker look at it. A slug that is taken is refused by the form before."""
    address = public_auth_url or config["auth"]["auth_url"]
    cloud = Cloud.objects.create(slug=slug, title=title, mode=mode, config=config, public_auth_url=address)
    after = {"slug": slug, "title": title, "mode": mode, "auth_url": config["auth"]["auth_url"]}
    write_down_operation(Action.CLOUD_ADDED, by=by, cloud=cloud, after=after)
    request_job(cloud=cloud, kind=CloudJob.Kind.SURVEY, by_id=by.pk)
    return cloud


@transaction.atomic
def replace_credentials(*, by: User, cloud: Cloud, config: dict[str, Any]) -> None:
    """The old ones are gone; a worker tries the new ones at once. Raises Refused."""
    _require_others(cloud)
    before = {"auth_url": cloud.config.get("auth", {}).get("auth_url", "")}
    cloud.config = config
    cloud.save(update_fields=["config"])
    after = {"auth_url": config["auth"]["auth_url"]}
    write_down_operation(Action.CLOUD_CREDENTIALS_REPLACED, by=by, cloud=cloud, before=before, after=after)
    request_job(cloud=cloud, kind=CloudJob.Kind.SURVEY, by_id=by.pk)


@transaction.atomic
def change_cloud(*, by: User, cloud: Cloud, values: dict[str, Any]) -> None:
    """Title, mode, public address, or what labs use there (`site`). Raises Refused for the practice cloud."""
    _require_others(cloud)
    before = {name: getattr(cloud, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(cloud, name, value)
    cloud.save(update_fields=list(changed))
    before = {name: before[name] for name in changed}
    write_down_operation(Action.CLOUD_CHANGED, by=by, cloud=cloud, before=before, after=changed)


@transaction.atomic
def set_cloud_quotas(*, by: User, cloud: Cloud, quotas: dict[str, int]) -> CloudJob:
    """What each of a student's projects may have; a worker sets it on those that stand. Raises Refused."""
    before, cloud.quotas = cloud.quotas, quotas
    wanted = {"quotas": quotas, "back": services_of(before.keys() - quotas.keys())}
    cloud.save(update_fields=["quotas"])
    changed = [name for name in before | quotas if before.get(name) != quotas.get(name)]
    write_down_operation(
        Action.CLOUD_QUOTAS_CHANGED,
        by=by,
        cloud=cloud,
        before={name: before[name] for name in changed if name in before},
        after={name: quotas.get(name) for name in changed},
    )
    return request_job(cloud=cloud, kind=CloudJob.Kind.QUOTAS, by_id=by.pk, wanted=wanted)


@transaction.atomic
def remove_cloud(*, by: User, cloud: Cloud) -> None:
    """Forget a cloud that no class uses and where no student has a place; in the cloud itself nothing is touched.

    Raises Refused.
    """
    _require_others(cloud)
    if cloud.cohorts.exists() or cloud.places.exists():
        raise Refused("cloud_in_use")
    before = {"slug": cloud.slug, "title": cloud.title, "auth_url": cloud.config.get("auth", {}).get("auth_url", "")}
    cloud.delete()
    write_down_operation(Action.CLOUD_REMOVED, by=by, before=before)


def close_breaker_by_hand(*, by: User, cloud: Cloud) -> None:
    close_breaker(cloud)
    write_down_operation(Action.BREAKER_CLOSED, by=by, cloud=cloud)


@transaction.atomic
def ask_job(*, by: User, cloud: Cloud, kind: CloudJob.Kind) -> CloudJob:
    """Have a worker look at the cloud, or for what was left in it."""
    write_down_operation(Action.CLOUD_JOB_ASKED, by=by, cloud=cloud, after={"job": kind.value})
    return request_job(cloud=cloud, kind=kind, by_id=by.pk)


@transaction.atomic
def reset_practice(*, by: User, cloud: Cloud, is_agreed: bool) -> CloudJob:
    """A new empty practice cloud. Raises Refused for any other, and for whoever has not agreed to what is lost."""
    if not is_practice(cloud):
        raise Refused("not_practice")
    if not is_agreed:
        raise Refused("not_agreed")
    write_down_operation(Action.PRACTICE_ORDERED, by=by, cloud=cloud, after={"order": "reset"})
    return request_job(cloud=cloud, kind=CloudJob.Kind.RESET, by_id=by.pk)


@transaction.atomic
def remove_leftovers(*, by: User, cloud: Cloud, keys: Iterable[str]) -> CloudJob:
    """Of the last search, those that are ours for sure; the worker makes sure of it once more. Raises Refused."""
    search = last_job(cloud, CloudJob.Kind.LEFTOVERS)
    found = search.report.get("found", []) if search else []
    ours = {f"{one['kind']}:{one['id']}" for one in found if one["is_ours"]}
    chosen = sorted(ours.intersection(keys))
    if not chosen:
        raise Refused("nothing_ticked")
    write_down_operation(
        Action.CLOUD_JOB_ASKED, by=by, cloud=cloud, after={"job": CloudJob.Kind.REMOVAL.value, "keys": chosen}
    )
    return request_job(cloud=cloud, kind=CloudJob.Kind.REMOVAL, by_id=by.pk, wanted={"keys": chosen})


def _require_others(cloud: Cloud) -> None:
    if is_practice(cloud):
        raise Refused("practice_describes_itself")
