"""Small pieces of the log: what was done as a pill, and what it changed."""

from collections.abc import Iterator

from django import template
from django.utils.safestring import SafeString

from course.audit_words import ACTIONS, Value, values_of
from course.models import AuditEntry
from course.templatetags.pieces import pill

register = template.Library()


@register.simple_tag
def deed(entry: AuditEntry) -> SafeString:
    return pill(ACTIONS[entry.action])


@register.filter
def changes(entry: AuditEntry) -> Iterator[Value]:
    return values_of(entry)
