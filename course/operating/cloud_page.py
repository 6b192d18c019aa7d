"""What a cloud's page shows, read from what is stored: each fact when its tab asks for it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django_stubs_ext import StrPromise

from course.models import AuditEntry
from course.operating.clouds import is_practice
from course.operating.health_plot import DAY, HealthPlot, plot_of
from course.operating.words import BREAKERS, SEEN, SITE_REQUIRED, SITE_WORDS
from course.wording import Word
from labs.capabilities import CAPABILITIES
from labs.cloud_jobs import last_job, last_survey
from labs.models import Cloud, CloudJob, HealthSample, Lab, PreparedResource, Session
from labs.overcloud.breaker import BreakerState, Phase, breaker_state
from labs.overcloud.slots import slots_taken
from labs.queries import list_labs

HISTORY = 100  # deeds
TABS = ("overview", "connection", "labs", "site", "capacity", "leftovers", "history")


@dataclass(frozen=True)
class CapabilityRow:
    """`seen` is what the last survey says; a capability that is granted and was not found is a contradiction."""

    name: str
    is_granted: bool
    seen: Word
    labs: int  # that require it
    is_doubtful: bool


@dataclass(frozen=True)
class LabHere:
    lab: Lab
    lacks: list[str]


@dataclass(frozen=True)
class Losses:
    """What a reset of the practice cloud throws away."""

    places: int
    sessions: list[Session]
    resources: int


class CloudPage:
    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.is_practice = is_practice(cloud)

    @cached_property
    def auth_url(self) -> str:
        return str(self.cloud.config.get("auth", {}).get("auth_url", ""))

    @cached_property
    def grader(self) -> str:
        """Who the grader signs in as; never with what."""
        auth = self.cloud.config.get("auth", {})
        return str(auth.get("username") or auth.get("user_id") or "")

    @cached_property
    def job(self) -> CloudJob | None:
        """The latest thing asked of a worker."""
        return self.cloud.jobs.select_related("requested_by").first()

    @cached_property
    def survey(self) -> CloudJob | None:
        return last_survey(self.cloud)

    @property
    def report(self) -> dict[str, Any]:
        return self.survey.report if self.survey else {}

    @cached_property
    def survey_job(self) -> CloudJob | None:
        return last_job(self.cloud, CloudJob.Kind.SURVEY)

    @cached_property
    def search(self) -> CloudJob | None:
        return last_job(self.cloud, CloudJob.Kind.LEFTOVERS)

    @cached_property
    def removal(self) -> CloudJob | None:
        return last_job(self.cloud, CloudJob.Kind.REMOVAL)

    @property
    def found(self) -> list[dict[str, Any]]:
        """Of the last search, what no removal has settled since."""
        if self.search is None:
            return []
        later = self.removal if self.removal and self.removal.pk > self.search.pk else None
        results = later.report.get("results", {}) if later else {}
        settled = {key for key, result in results.items() if result["state"] != "failed"}
        return [one for one in self.search.report.get("found", []) if f"{one['kind']}:{one['id']}" not in settled]

    @property
    def missing(self) -> list[StrPromise]:
        """What labs use and the site does not name."""
        return [SITE_WORDS[name] for name in SITE_REQUIRED if not self.cloud.site.get(name)]

    @cached_property
    def plot(self) -> HealthPlot:
        now = timezone.localtime()
        samples = HealthSample.objects.filter(cloud=self.cloud, at__gte=now - DAY).order_by("at")
        return plot_of(list(samples), now)

    @cached_property
    def breaker(self) -> BreakerState:
        return breaker_state(self.cloud)

    @property
    def breaker_word(self) -> Word:
        return BREAKERS[self.breaker.phase]

    @property
    def breaker_is_open(self) -> bool:
        return self.breaker.phase is not Phase.CLOSED

    @cached_property
    def calls(self) -> int | None:
        return slots_taken(self.auth_url)

    calls_max = settings.CLOUD_CALLS_MAX

    @cached_property
    def _labs(self) -> list[LabHere]:
        granted = self.cloud.capabilities
        labs = list_labs().select_related("definition")
        requires = ((lab, lab.definition.content.get("requires", []) if lab.definition else []) for lab in labs)
        return [LabHere(lab, [name for name in wanted if name not in granted]) for lab, wanted in requires]

    @property
    def possible(self) -> list[LabHere]:
        return [one for one in self._labs if not one.lacks]

    @property
    def impossible(self) -> list[LabHere]:
        return [one for one in self._labs if one.lacks]

    @cached_property
    def capabilities(self) -> list[CapabilityRow]:
        found: dict[str, bool] = self.report.get("capabilities", {})
        granted = self.cloud.capabilities
        names = [*CAPABILITIES, *sorted(granted - set(CAPABILITIES))]
        return [self._capability(name, name in granted, found.get(name)) for name in names]

    def _capability(self, name: str, is_granted: bool, found: bool | None) -> CapabilityRow:
        seen = SEEN["unseen"] if found is None else SEEN["yes" if found else "no"]
        definitions = (one.lab.definition for one in self._labs)
        labs = sum(name in definition.content.get("requires", []) for definition in definitions if definition)
        return CapabilityRow(name, is_granted, seen, labs, is_granted and found is False)

    @cached_property
    def figures(self) -> dict[str, int]:
        going_on = ~Q(sessions__state=Session.State.FINISHED) & Q(sessions__isnull=False)
        return self.cloud.places.aggregate(
            places=Count("pk", distinct=True), sessions=Count("sessions", filter=going_on)
        )

    @cached_property
    def cohorts(self) -> list[Any]:
        return list(self.cloud.cohorts.order_by("title"))

    @property
    def is_used(self) -> bool:
        return bool(self.cohorts or self.figures["places"])

    @cached_property
    def losses(self) -> Losses:
        going_on = Session.objects.filter(place__cloud=self.cloud).exclude(state=Session.State.FINISHED)
        return Losses(
            places=self.figures["places"],
            sessions=list(going_on.select_related("place__user", "lab").order_by("lab__chapter", "place__handle")),
            resources=PreparedResource.objects.filter(session__in=going_on, removed_at=None).count(),
        )

    @cached_property
    def history(self) -> QuerySet[AuditEntry]:
        deeds = AuditEntry.objects.filter(cloud=self.cloud).select_related("by", "student", "lab")
        return deeds[:HISTORY]
