"""What is stored of clouds, labs, students' places in a cloud and their sessions."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from labs.cloud_records import CloudJob, HealthSample
from labs.history import Draft, Revision
from labs.sealing import SealedField

__all__ = [
    "NO_BINDINGS",
    "OPERATOR",
    "PROJECT",
    "SECOND",
    "SECOND_PROJECT",
    "Answer",
    "Cloud",
    "CloudJob",
    "Definition",
    "Draft",
    "HealthSample",
    "Lab",
    "Place",
    "PreparedResource",
    "Proof",
    "Revision",
    "Session",
    "new_nonce",
]


class Cloud(models.Model):
    """A cloud as in `clouds.yaml`, with what a class may use there."""

    class Mode(models.TextChoices):
        SHARED = "shared"
        DEDICATED = "dedicated"

    class State(models.TextChoices):
        UNKNOWN = "unknown"  # not looked at yet
        OK = "ok"
        DOWN = "down"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SHARED)
    config = SealedField()  # the entry of clouds.yaml for the grader, a cloud administrator
    ssh = SealedField(default=dict)  # user, key and hosts (name → address, port, host_key) for checks that run commands
    public_auth_url = models.CharField(max_length=300)  # what students' rc files name
    site = models.JSONField(default=dict)  # image, flavor, external_network, dns_server, … (labs/site.py)
    quotas = models.JSONField(default=dict)  # of each of a student's projects (labs/lifecycle/quotas.py)
    state = models.CharField(max_length=10, choices=State, default=State.UNKNOWN)
    cause = models.JSONField(null=True)  # why it is down: labs.overcloud.causes.Cause
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    @property
    def capabilities(self) -> frozenset[str]:
        """What labs may require of it; a cloud whose hosts are reached over ssh has its controllers too."""
        reached = {"ssh-controller"} if self.ssh.get("hosts") else set()
        return frozenset({*self.site.get("capabilities", []), *reached})


class Lab(models.Model):
    """A lab as students know it; its current definition is what new sessions use."""

    slug = models.SlugField(unique=True)
    chapter = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)  # guided, review, optional, final
    minutes = models.PositiveSmallIntegerField()
    title_ko = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100)
    goal_ko = models.TextField()
    goal_en = models.TextField()
    definition = models.ForeignKey("Definition", on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="+"
    )  # whose definition it is

    class Meta:
        ordering = ("chapter", "position")

    def __str__(self) -> str:
        return self.slug


class Definition(models.Model):
    """One version of a lab's files, kept for ever: verdicts name the version that gave them."""

    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="definitions")
    digest = models.CharField(max_length=64)  # SHA-256 of the content, hexadecimal
    content = models.JSONField()  # labs.schema.LabDefinition
    task_ko = models.TextField()
    task_en = models.TextField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("lab", "digest"), name="one_row_per_definition")]

    def __str__(self) -> str:
        return f"{self.lab_id} {self.digest[:12]}"


class Proof(models.Model):
    """That a version of a lab holds, as read from labs/proofs/; every version that was ever proven keeps its own."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="proofs")
    digest = models.CharField(max_length=64)  # of the definition
    proven_at = models.DateTimeField()
    content = models.JSONField()  # labs.proof_files.Proof

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("lab", "digest"), name="one_proof_per_definition")]

    def __str__(self) -> str:
        return f"{self.lab_id} {self.digest[:12]} proven {self.proven_at:%Y-%m-%d}"


class Place(models.Model):
    """A student's place in a cloud: a domain of their own and a user in it."""

    cloud = models.ForeignKey(Cloud, on_delete=models.PROTECT, related_name="places")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="places")
    handle = models.CharField(max_length=12)  # ^[a-z][a-z0-9]{1,11}$
    number = models.PositiveSmallIntegerField()  # the third octet of networks: 1 … 250; 251 … 254 are for proofs
    password = SealedField()  # of the cloud user
    domain_id = models.CharField(max_length=64, blank=True)
    user_id_in_cloud = models.CharField(max_length=64, blank=True)
    home_project_id = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("cloud", "user"), name="one_place_per_user"),
            models.UniqueConstraint(fields=("cloud", "handle"), name="one_place_per_handle"),
            models.UniqueConstraint(fields=("cloud", "number"), name="one_place_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.handle} in {self.cloud}"

    @property
    def domain(self) -> str:
        return f"{self.handle}-dom"

    @property
    def home_project(self) -> str:
        return f"{self.handle}-home"


def new_nonce() -> str:
    return secrets.token_hex(8)


class Session(models.Model):
    """One student's attempt at a lab, between start and finish."""

    class State(models.TextChoices):
        PREPARING = "preparing"
        OPEN = "open"
        BROKEN = "broken"  # start did not get through; start again or finish
        FINISHING = "finishing"
        FINISHED = "finished"

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="sessions")
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="sessions")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="sessions")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    cause = models.JSONField(null=True)  # why it is broken, or why its work waits
    step = models.CharField(max_length=60, blank=True)  # what start or finish does now
    percent = models.PositiveSmallIntegerField(default=0)
    nonce = models.CharField(max_length=16, default=new_nonce)
    project_id = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)  # the worker that prepares or finishes has it until then
    claims = models.PositiveSmallIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)  # how often its work was put off because the cloud was away

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place", "lab"), condition=~Q(state="finished"), name="one_active_session_per_lab"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place.handle} {self.lab.slug} #{self.pk}"

    @property
    def project(self) -> str:
        """The project's name: the lab's, or the one that the student makes."""
        own = self.definition.content.get("start", {}).get("own_project")
        return f"{self.place.handle}-{own.removeprefix('{S}-') if own else self.lab.slug}"


# What start records besides the bindings of a definition, which have no space in them.
PROJECT, SECOND_PROJECT, SECOND, OPERATOR = "project", "second project", "second person", "operator person"
NO_BINDINGS = frozenset({PROJECT, SECOND_PROJECT, SECOND, OPERATOR})


class PreparedResource(models.Model):
    """What start made in the cloud, by id: the only thing finish may delete by itself."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="prepared")
    binding = models.CharField(max_length=40)  # the name the definition gives it
    kind = models.CharField(max_length=40)
    resource_id = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("session", "binding"), name="one_resource_per_binding")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Answer(models.Model):
    """A value that the student found out and typed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=300)
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("session", "name"), name="one_answer_per_name")]

    def __str__(self) -> str:
        return self.name
