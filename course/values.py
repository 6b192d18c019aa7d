"""The student's own values put into chapters and tasks, marked so that one sees what is one's own."""

import re
from collections.abc import Mapping
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

from labs.credentials import rc_name
from labs.models import Lab, Place
from labs.particles import PAIR, fill, particle
from labs.site import variables_of_place

NOTE_NAME = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
TASK_NAME = re.compile(r"\{([A-Z]+)\}")
TAG = re.compile(r"(<[^>]*>)")
OWN_BEFORE_PAIR = re.compile(
    rf'(?P<own><mark class="own">(?P<value>[^<]*)</mark>(?:</[a-z]+>|[)”’])*)(?P<pair>{PAIR.pattern})'
)

EXAMPLE = {"S": "kim", "U": "kim", "D": "kim-dom", "N": "12"}  # for readers who have no place in a cloud
EXAMPLE_SITE = {"IMG": "rhel8", "FLV": "default", "EXT": "provider-datacentre", "DNS": "172.25.250.254"}


def task_values(place: Place | None, lab: Lab) -> dict[str, str]:
    """The variables of a lab's task, under the short names of definitions."""
    values = EXAMPLE_SITE | EXAMPLE
    if place is not None:
        values |= {name: value for name, value in variables_of_place(place).items() if value}
    project = f"{values['S']}-{lab.slug}"
    return values | {"P": project, "RC": rc_name(place, project) if place else f"{project}-rc"}


def note_values(place: Place | None) -> dict[str, str]:
    """The variables of a chapter, under names that authors can read."""
    short = EXAMPLE_SITE | EXAMPLE
    if place is not None:
        short |= {name: value for name, value in variables_of_place(place).items() if value}
    project = place.home_project if place else f"{short['S']}-home"
    return {
        "user": short["U"],
        "domain": short["D"],
        "project": project,
        "number": short["N"],
        "rc_file": rc_name(place, project) if place else f"{short['S']}-home-rc",
        "image": short["IMG"],
        "flavor": short["FLV"],
        "external_network": short["EXT"],
        "dns_server": short["DNS"],
    }


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Put values into plain text; unknown names stay as they are written."""
    return fill(text, TASK_NAME.pattern, values.get)


def fill_html(html: str, pattern: re.Pattern[str], values: Mapping[str, str]) -> SafeString:
    """Put values into the text of clean HTML, never into its tags. Unknown names stay as they are written."""

    def marked(found: re.Match[str]) -> str:
        value = values.get(found.group(1))
        return found.group(0) if value is None else f'<mark class="own">{escape(value)}</mark>'

    parts = TAG.split(html)
    parts[::2] = [pattern.sub(marked, text) for text in parts[::2]]
    filled = OWN_BEFORE_PAIR.sub(lambda at: at["own"] + particle(unescape(at["value"]), at["pair"]), "".join(parts))
    return mark_safe(filled)  # noqa: S308  the HTML was cleaned when it was loaded, the values are escaped here
