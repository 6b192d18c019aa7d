"""A test of the connection: services with versions and latency, what there is to choose from, and how much room."""

from typing import Any

import pytest

from labs.cloud_jobs import last_survey, request_job
from labs.cloud_work import claim_job, sweep_jobs, work_at_cloud
from labs.health import forget_samples, probe
from labs.models import Cloud, CloudJob, HealthSample, Place

Kind = CloudJob.Kind
DEAD = {
    "auth_url": "http://127.0.0.1:1/v3",
    "username": "x",
    "password": "pa55-never-told",
    "project_name": "x",
    "user_domain_name": "Default",
    "project_domain_name": "Default",
}


def surveyed(cloud: Cloud) -> CloudJob:
    job = request_job(cloud=cloud, kind=Kind.SURVEY, by_id=None)
    work_at_cloud(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_the_practice_cloud_tells_all_there_is(place: Place) -> None:
    job = surveyed(place.cloud)
    assert (job.state, job.cause, job.percent) == ("done", None, 100)
    report: dict[str, Any] = job.report
    services = {one["type"]: one for one in report["services"]}
    assert {"identity", "compute", "network", "image", "placement", "object-store", "baremetal"} <= set(services)
    assert all(one["cause"] is None and one["latency_ms"] >= 0 for one in report["services"])
    assert services["identity"]["version"].startswith("3.")
    assert services["compute"]["microversion"].startswith("2.")
    assert (report["is_admin"], report["troubles"]) == (True, {})
    site = place.cloud.site
    for name, found in (
        ("image", "images"),
        ("flavor", "flavors"),
        ("external_network", "external_networks"),
        ("physical_network", "physical_networks"),
        ("share_type", "share_types"),
    ):
        assert site[name] in report["offers"][found]
    rooms = {one["what"]: one for one in report["rooms"]}
    assert {"cores", "memory_mib", "disk_gib", "addresses"} <= set(rooms)
    assert all(0 <= one["used"] <= one["total"] for one in report["rooms"])


def test_what_the_practice_cloud_grants_is_seen_in_it(place: Place) -> None:
    found = surveyed(place.cloud).report["capabilities"]
    doubtful = [name for name in place.cloud.capabilities if found.get(name) is False]
    assert doubtful == []


def test_a_cloud_that_is_not_there_is_told_with_its_cause_and_no_secret(place: Place) -> None:
    dead = Cloud.objects.create(slug="dead", title="Dead", config={"auth": DEAD}, public_auth_url=DEAD["auth_url"])
    job = surveyed(dead)
    assert job.state == "error"
    assert job.cause
    assert job.cause["trouble"] in {"refused", "unreachable"}
    assert "pa55-never-told" not in str(job.cause)
    assert last_survey(dead) is None


def test_how_clouds_answer_is_sampled_once_a_minute_and_at_each_change(place: Place) -> None:
    for _ in range(3):
        probe(place.cloud)
    assert [(one.is_up, one.trouble) for one in HealthSample.objects.all()] == [(True, "")]
    good = place.cloud.config
    Cloud.objects.filter(pk=place.cloud_id).update(config={"auth": DEAD})
    place.cloud.refresh_from_db()
    probe(place.cloud)
    assert [one.is_up for one in HealthSample.objects.all()] == [True, False]
    assert HealthSample.objects.latest("at").latency_ms is None
    place.cloud.config = good
    place.cloud.save(update_fields=["config"])
    probe(place.cloud)
    assert [one.is_up for one in HealthSample.objects.all()] == [True, False, True]
    forget_samples(days=0)
    assert not HealthSample.objects.exists()


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_job_whose_worker_is_lost_is_not_lost(place: Place, state: str) -> None:
    job = request_job(cloud=place.cloud, kind=Kind.SURVEY, by_id=None)
    assert request_job(cloud=place.cloud, kind=Kind.SURVEY, by_id=None) == job
    if state == "running":
        assert claim_job(job_id=job.pk)
        assert not claim_job(job_id=job.pk)
    assert sweep_jobs() == 0
    CloudJob.objects.filter(pk=job.pk).update(lease_until=job.requested_at)
    assert sweep_jobs() == 1
    job.refresh_from_db()
    assert job.state == ("queued" if state == "queued" else "error")
    assert request_job(cloud=place.cloud, kind=Kind.SURVEY, by_id=None).state == "queued"
