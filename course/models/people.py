"""What is stored of people and classes."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from grading.engine.scoring import Policy
from labs.models import Cloud, Lab

HANDLE = RegexValidator(r"\A[a-z][a-z0-9]{1,11}\Z", "2 to 12 lower-case letters and digits, a letter first")


class User(AbstractUser):
    """A person who signs in. Superusers run the classroom; what others may do, their enrolments say."""

    first_name = None  # type: ignore[assignment]  # Django's way to leave out an inherited field
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=100, blank=True)

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Cohort(models.Model):
    """A class: people who take the course together on one cloud."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    cloud = models.ForeignKey(Cloud, on_delete=models.PROTECT, null=True, related_name="cohorts")
    counts_quizzes = models.BooleanField(default=False)  # the board shows how many questions were answered right
    archived_at = models.DateTimeField(null=True)  # out of everybody's sight but the admins', with all that is in it
    people = models.ManyToManyField(User, through="Enrolment", related_name="cohorts")

    def __str__(self) -> str:
        return self.title


class Group(models.Model):
    """Some students of a class; a student is in one at most."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("cohort", "name"), name="group_names_are_unique_in_a_class")
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A person's part in a class. Students have a handle and a number; others need neither.

    An assistant sees the class and helps; what changes a grade or the class itself is the teacher's. Who has left
    keeps handle and number, so that taking them back brings back all that is theirs.
    """

    class Role(models.TextChoices):
        STUDENT = "student"
        ASSISTANT = "assistant"
        TEACHER = "teacher"

    STAFF = (Role.ASSISTANT, Role.TEACHER)

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=10, choices=Role, default=Role.STUDENT)
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="enrolments")
    handle = models.CharField(max_length=12, null=True, validators=[HANDLE])
    left_at = models.DateTimeField(null=True)
    number = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(250)])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("cohort", "user"), name="one_enrolment_per_person"),
            models.UniqueConstraint(fields=("cohort", "handle"), name="handles_are_unique_in_a_class"),
            models.UniqueConstraint(fields=("cohort", "number"), name="numbers_are_unique_in_a_class"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort}"


class LabUse(models.Model):
    """How a class uses a lab, where it differs from the usual.

    `policy`: which of a student's runs counts. `unproven`: it is open to the class although it is not proven as it is.
    """

    class Policy(models.TextChoices):
        BEST = Policy.BEST.value
        LAST = Policy.LAST.value
        FIRST = Policy.FIRST.value

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="lab_uses")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="uses")
    policy = models.CharField(max_length=10, choices=Policy, default=Policy.BEST)
    unproven = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("cohort", "lab"), name="one_use_of_a_lab_per_class")]

    def __str__(self) -> str:
        return f"{self.lab_id} in {self.cohort}: {self.policy}"
