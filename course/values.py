"""The student's own values put into chapters and tasks, marked so that one sees what is one's own."""

import re
from collections.abc import Mapping
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

from labs.credentials import home_credentials
from labs.models import Cloud, Lab, Place, Session
from labs.particles import PAIR, fill, particle
from labs.site import ids_of, variables_of, variables_of_place

NOTE_NAME = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
TASK_NAME = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")
TAG = re.compile(r"(<[^>]*>)")
OWN_BEFORE_PAIR = re.compile(
    rf'(?P<own><mark class="own">(?P<value>[^<]*)</mark>(?:</[a-z]+>|[)”’])*)(?P<pair>{PAIR.pattern})'
)

EXAMPLE_SITE = {
    "image": "rhel8",
    "flavor": "default",
    "external_network": "provider-datacentre",
    "dns_server": "172.25.250.254",
}
# For readers who have no place in a cloud; never stored.
EXAMPLE = Place(cloud=Cloud(site=EXAMPLE_SITE, config={}), handle="kim", number=12, password="")


def assumed_session(place: Place | None, lab: Lab) -> Session:
    """A session that there might be, for the names that depend on one; never stored."""
    return Session(place=place or EXAMPLE, lab=lab, definition=lab.definition, nonce="")


def task_values(place: Place | None, lab: Lab, session: Session | None = None) -> dict[str, str]:
    """The variables of a lab's task, under the short names of definitions; those of a session when there is one.

    Ids of what start made are known while it is open.
    """
    values = values_of_session(session or assumed_session(place, lab))
    return values | ids_of(session) if session and session.state == Session.State.OPEN else values


def values_of_session(session: Session) -> dict[str, str]:
    """Also of one that is not stored; what is not known of it is as in the examples."""
    return example_values() | _known(variables_of(session))


def example_values() -> dict[str, str]:
    return variables_of_place(EXAMPLE)


def _known(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def note_values(place: Place | None) -> dict[str, str]:
    """The variables of a chapter, under names that authors can read."""
    place = place or EXAMPLE
    short = example_values() | _known(variables_of_place(place))
    return {
        "user": short["U"],
        "domain": short["D"],
        "project": place.home_project,
        "number": short["N"],
        "rc_file": home_credentials(place).rc_name,
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

    if not pattern.search(html):
        return mark_safe(html)  # noqa: S308  as below
    parts = TAG.split(html)
    parts[::2] = [pattern.sub(marked, text) if "{" in text else text for text in parts[::2]]
    filled = OWN_BEFORE_PAIR.sub(lambda at: at["own"] + particle(unescape(at["value"]), at["pair"]), "".join(parts))
    return mark_safe(filled)  # noqa: S308  the HTML was cleaned when it was loaded, the values are escaped here
