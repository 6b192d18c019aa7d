"""Write down that a lab holds: the proof and what it saw, in the repository and in the database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from openstack.connection import Connection

from grading.authoring.sightings import Sighting
from grading.proving.attempt import Seen
from grading.proving.evidence import Evidence, write_evidence
from grading.proving.report import Report
from labs.kinds import KINDS
from labs.models import Cloud
from labs.overcloud.connections import grader
from labs.proof_files import PROOFS, Proof, ProvenOn, Seconds, write_proof
from labs.services import record_proof

NO_SERVICES = {"", "probe", "ssh"}  # what workers try themselves
VERSIONED = sorted({about.service for about in KINDS.values()} - NO_SERVICES)


def record(report: Report, cloud: ProvenOn, moment: datetime, folder: Path = PROOFS) -> Proof:
    """Of a report that holds and has all of a proof's own parts."""
    proof = proof_of(report, cloud, moment)
    folder.mkdir(exist_ok=True)
    write_evidence(evidence_of(report, moment), folder)
    write_proof(proof, folder)
    record_proof(proof)
    return proof


def proof_of(report: Report, cloud: ProvenOn, moment: datetime) -> Proof:
    subject = report.subject
    return Proof(
        lab=subject.slug,
        definition=subject.folder.digest,
        reference=subject.reference.digest,
        proven_at=moment.replace(microsecond=0),
        cloud=cloud,
        checks=len(subject.lab.checks),
        points=subject.lab.total,
        not_applicable=report.not_applicable,
        steps=len(subject.reference.steps),
        mistakes=len(subject.reference.mistakes),
        caught=report.caught,
        seconds=Seconds.model_validate(report.seconds),
    )


def evidence_of(report: Report, moment: datetime) -> Evidence:
    slug, digest = report.subject.slug, report.subject.folder.digest

    def sighting(seen: Seen) -> Sighting:
        return Sighting(slug, seen.observation, seen.parameters, moment.isoformat(timespec="seconds"))

    if report.solved is None or report.untouched is None:
        raise ValueError(f"{slug} was not solved, or nobody stood beside it")
    mistakes = {mistake.mistake: report.seen_after(mistake) for mistake in report.subject.reference.mistakes}
    noticed = {title: sighting(seen) for title, seen in mistakes.items() if seen}
    return Evidence(slug, digest, sighting(report.untouched), sighting(report.solved), noticed)


def proven_on(cloud: Cloud) -> ProvenOn:
    """Ask the cloud what it is. Raises whatever the libraries raise."""
    return ProvenOn(
        slug=cloud.slug,
        release=str(cloud.site.get("release", "")),
        services=dict(_versions(grader(cloud))),
    )


def _versions(connection: Connection) -> Iterator[tuple[str, str]]:
    """The highest version of each service's API; services that the cloud does not have are left out."""
    for service in VERSIONED:
        proxy: Any = getattr(connection, service)
        told = proxy.get_endpoint_data()
        version = told and (told.max_microversion or told.api_version)
        if version:
            yield service, ".".join(map(str, version))
