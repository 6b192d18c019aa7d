"""Pieces of the pages on which admins look after labs."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.shelf import Shown
from course.templatetags.pieces import icon

register = template.Library()
HEADS: dict[str, StrPromise] = {
    "chapter": _("Lab"),
    "proof": _("Proof"),
    "sessions": _("Use"),
    "origin": _("Origin"),
    "changed": _("Version"),
}


@register.simple_tag
def shelf_head(shown: Shown, order: str) -> SafeString:
    """A heading by which the table can be sorted."""
    is_sorted = shown.field == order
    said = format_html(' aria-sort="{}"', "descending" if shown.is_turned else "ascending") if is_sorted else ""
    sign = icon("arrow-down" if shown.is_turned else "arrow-up") if is_sorted else ""
    return format_html('<th scope="col"{}><a href="{}">{} {}</a></th>', said, shown.address(order), HEADS[order], sign)


@register.filter
def slugify_file(name: str) -> str:
    """For ids: `lab.yaml` as `lab-yaml`."""
    return name.replace(".", "-")
