"""What a check is called where a whole class is shown holds nobody's own values, and no bare variable either."""

import pytest
from django.core.management import call_command
from django.utils.translation import override

from course.check_names import CheckNames
from course.models import Cohort
from labs.models import Lab
from tests.pages import factories


@pytest.fixture
def cohort(db: None) -> Cohort:
    call_command("load_labs")
    return factories.make_cohort()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_variable_in_a_title_has_a_value(cohort: Cohort, language: str) -> None:
    definitions = [lab.definition_id for lab in Lab.objects.exclude(definition=None)]
    names = CheckNames(cohort, [pk for pk in definitions if pk], shows_hidden=True)
    with override(language):
        titles = [names.say(pk, check) for pk in definitions if pk for check in names.of(pk)]
    assert len(titles) > 150
    assert [title for title in titles if "{" in title] == []


def test_a_hidden_check_keeps_its_title_until_asked(cohort: Cohort) -> None:
    lab = Lab.objects.select_related("definition").get(slug="intro-launch")
    assert lab.definition
    lab.definition.content["checks"][0]["hidden"] = True
    lab.definition.save()
    first = lab.definition.content["checks"][0]["id"]
    with override("en"):
        assert (
            CheckNames(cohort, [lab.definition.pk], shows_hidden=False).say(lab.definition.pk, first)
            == "A hidden check"
        )
        assert (
            CheckNames(cohort, [lab.definition.pk], shows_hidden=True).say(lab.definition.pk, first) != "A hidden check"
        )
