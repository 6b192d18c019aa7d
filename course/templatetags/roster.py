"""Small pieces of the roster's pages: headings that sort, when somebody was last seen, why a line is wrong."""

from datetime import datetime

from django import template
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.roster.listing import NEVER, Order, Wanted
from course.roster.reading import Fault
from course.templatetags.pieces import icon
from course.wording import ROSTER_FAULTS

register = template.Library()

HEADINGS = {
    Order.NUMBER: gettext_lazy("Number"),
    Order.NAME: gettext_lazy("Name"),
    Order.ACCOUNT: gettext_lazy("Account"),
    Order.GROUP: gettext_lazy("Group"),
    Order.SEEN: gettext_lazy("Last seen"),
}


@register.simple_tag
def roster_heading(wanted: Wanted, name: str) -> SafeString:
    """A heading that sorts by its column; sorted already, it turns the order round."""
    order = Order(name)
    is_in_use = wanted.order is order
    turned = not wanted.descending if is_in_use else order is Order.SEEN  # the latest first, as one wants it
    address = wanted.address(order=order, descending=turned, page=1)
    sorting = format_html(' aria-sort="{}"', "descending" if wanted.descending else "ascending") if is_in_use else ""
    sign = icon("arrow-down" if wanted.descending else "arrow-up") if is_in_use else ""
    number = SafeString(' class="number"') if order is Order.NUMBER else ""
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{} {}</a></th>', number, sorting, address, HEADINGS[order], sign
    )


@register.simple_tag
def roster_link(wanted: Wanted, page: int) -> str:
    return wanted.address(page=page)


@register.simple_tag
def last_seen(moment: datetime) -> str:
    """Of today the time, else the day."""
    if moment <= NEVER:
        return _("never")
    local = timezone.localtime(moment)
    return date(local, "H:i") if local.date() == timezone.localdate() else date(local, "Y-m-d")


@register.filter
def fault_text(fault: Fault) -> str:
    return str(ROSTER_FAULTS[fault.code]).format(what=fault.what)
