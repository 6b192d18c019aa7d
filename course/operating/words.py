"""Words of the admin's pages: jobs, states, values of a site, quotas, room."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.wording import Word
from labs import leftover_reasons as reasons
from labs.models import CloudJob
from labs.overcloud.breaker import Phase

SITE_WORDS: dict[str, StrPromise] = {
    "image": _("Image"),
    "flavor": _("Flavor"),
    "external_network": _("External network"),
    "dns_server": _("DNS server"),
    "physical_network": _("Physical network"),
    "vlan_base": _("First VLAN"),
    "share_type": _("Share type"),
    "admin_cidr": _("Addresses of the administrators"),
    "operator_role": _("Role for delegated work"),
    "domain_operator_role": _("Role for a domain's operator"),
}
SITE_REQUIRED = ("image", "flavor", "external_network")  # nearly every lab names them
SITE_HINTS: dict[str, StrPromise] = {
    "image": _("Public, and the only one of its name: students boot from it."),
    "flavor": _("Public: what students' instances have."),
    "external_network": _("Where floating IPs come from."),
    "dns_server": _("What students' subnets name."),
    "physical_network": _("For provider networks of labs that make some."),
    "vlan_base": _("Each student has two VLANs from here on: this number plus twice their own."),
    "admin_cidr": _("From where security groups let ssh in."),
    "operator_role": _("Allows flavors and provider networks, and is not admin."),
    "domain_operator_role": _("Allows users and projects within one domain."),
}
QUOTA_WORDS: dict[str, StrPromise] = {
    "instances": _("Instances"),
    "cores": _("VCPUs"),
    "ram": _("RAM (MiB)"),
    "volumes": _("Volumes"),
    "snapshots": _("Volume snapshots"),
    "gigabytes": _("Volumes and snapshots (GiB)"),
    "networks": _("Networks"),
    "subnets": _("Subnets"),
    "ports": _("Ports"),
    "routers": _("Routers"),
    "floating_ips": _("Floating IPs"),
    "security_groups": _("Security Groups"),
}
ROOM_WORDS: dict[str, StrPromise] = {
    "cores": _("VCPUs"),
    "memory_mib": _("RAM (MiB)"),
    "disk_gib": _("Disk (GiB)"),
    "addresses": _("Floating IPs"),
    "volumes_gib": _("Volumes (GiB)"),
}
OFFER_WORDS: dict[str, StrPromise] = {
    "images": _("Images"),
    "flavors": _("Flavors"),
    "external_networks": _("External networks"),
    "physical_networks": _("Physical networks"),
    "volume_types": _("Volume types"),
    "share_types": _("Share types"),
    "nodes": _("Nodes"),
    "roles": _("Roles"),
}

JOBS: dict[str, StrPromise] = {
    CloudJob.Kind.SURVEY: _("Test of the connection"),
    CloudJob.Kind.LEFTOVERS: _("Search for leftovers"),
    CloudJob.Kind.REMOVAL: _("Removal of leftovers"),
    CloudJob.Kind.QUOTAS: _("Setting of quotas"),
    CloudJob.Kind.RESET: _("Reset of the practice cloud"),
}
ORDERS: dict[str, StrPromise] = {"start": _("Start"), "stop": _("Stop"), "reset": _("Reset of the practice cloud")}
JOB_STATES: dict[str, Word] = {
    CloudJob.State.QUEUED: Word(_("in the queue"), "clock", "open"),
    CloudJob.State.RUNNING: Word(_("at work"), "spinner", "open"),
    CloudJob.State.DONE: Word(_("done"), "circle-check", "passed"),
    CloudJob.State.ERROR: Word(_("failed"), "circle-xmark", "failed"),
}
JOB_STEPS: dict[str, StrPromise] = {
    "sign-in": _("signing in"),
    "services": _("asking each service"),
    "offers": _("listing what the cloud offers"),
    "capacity": _("counting what is free"),
    "projects": _("listing projects and domains"),
    "quotas": _("setting quotas, project by project"),
    "stop": _("stopping the cloud"),
    "start": _("starting a new one"),
}
BREAKERS: dict[str, Word] = {
    Phase.CLOSED: Word(_("closed: looks are made"), "circle-check", "passed"),
    Phase.OPEN: Word(_("open: the cloud is left in peace"), "circle-pause", "failed"),
    Phase.HALF_OPEN: Word(_("half open: one worker tries"), "circle-half-stroke", "open"),
}
SEEN: dict[str, Word] = {
    "yes": Word(_("found"), "circle-check", "passed"),
    "no": Word(_("not found"), "circle-xmark", "failed"),
    "unseen": Word(_("cannot be seen from here"), "circle-question", "none"),
}
LEFTOVERS: dict[str, StrPromise] = {
    reasons.FINISHED: _("made for a lab that is finished"),
    reasons.IN_DOMAIN: _("in a student's domain, and of no open lab"),
    reasons.ORPHANS: _("held for a project that is gone"),
    reasons.MADE: _("made for a lab that is finished, outside of its project"),
    reasons.LOOKS_LIKE: _("named like ours, but no record says that it is"),
    reasons.OTHER_NAME: _("in a student's domain, under a name of another kind"),
}
REMOVED: dict[str, Word] = {
    "removed": Word(_("removed"), "circle-check", "passed"),
    "left": Word(_("left alone: gone already, or in use again"), "circle-minus", "none"),
    "failed": Word(_("could not be removed"), "circle-xmark", "failed"),
}
KINDS_LEFT: dict[str, StrPromise] = {
    "project": _("Project"),
    "domain": _("Domain"),
    "orphans": _("Remains of a project"),
    "user": _("User"),
    "flavor": _("Flavor"),
    "volume_type": _("Volume type"),
}
