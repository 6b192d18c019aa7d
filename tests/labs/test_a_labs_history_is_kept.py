"""A lab's history only grows: what was shipped, edited and restored, and what a newer release takes the place of."""

from dataclasses import replace

import pytest

from course.models import User
from labs.editing import MeanwhileChanged, restore, save_edit, ship
from labs.loader import DEFINITIONS, LAB_FILE, LabFolder, load_lab
from labs.models import Lab, Revision
from labs.services import record_definition
from tests.pages import factories

pytestmark = pytest.mark.django_db
SHIPPED = load_lab(DEFINITIONS / "network-tenant")


def version(minutes: int) -> LabFolder:
    """The lab with other minutes."""
    text = f"# minutes: {minutes}\n" + SHIPPED.files[LAB_FILE]
    definition = SHIPPED.definition.model_copy(update={"minutes": minutes})
    return replace(SHIPPED, definition=definition, files={**SHIPPED.files, LAB_FILE: text})


@pytest.fixture
def admin() -> User:
    return factories.make_user("admin", is_superuser=True)


@pytest.fixture
def lab() -> Lab:
    return ship(SHIPPED)


def edit(lab: Lab, admin: User, minutes: int) -> Revision:
    lab.refresh_from_db()
    return save_edit(lab=lab, folder=version(minutes), base=lab.revision, by=admin, note=f"{minutes} minutes")


def in_force(lab: Lab) -> tuple[int, int, str]:
    lab.refresh_from_db()
    assert lab.revision
    assert lab.definition_id == lab.revision.definition_id
    return lab.revision.number, lab.minutes, lab.revision.origin


def test_shipping_the_same_again_adds_nothing(lab: Lab) -> None:
    ship(SHIPPED)
    assert lab.revisions.count() == 1


def test_a_newer_shipped_version_takes_the_place_of_an_older_one(lab: Lab) -> None:
    ship(version(40))
    assert in_force(lab) == (2, 40, "shipped")


def test_what_was_edited_here_stays_when_a_newer_version_is_shipped(lab: Lab, admin: User) -> None:
    edit(lab, admin, 30)
    ship(version(40))
    assert in_force(lab) == (2, 30, "edited")
    assert lab.revisions.count() == 3


def test_the_shipped_version_taken_back_is_followed_by_newer_ones(lab: Lab, admin: User) -> None:
    edit(lab, admin, 30)
    restore(revision=lab.revisions.get(number=1), folder=SHIPPED, by=admin)
    ship(SHIPPED)
    assert in_force(lab) == (3, SHIPPED.definition.minutes, "taken")
    ship(version(40))
    assert in_force(lab) == (4, 40, "shipped")


def test_an_edited_version_put_in_force_again_is_not(lab: Lab, admin: User) -> None:
    earlier = edit(lab, admin, 30)
    edit(lab, admin, 31)
    restored = restore(revision=earlier, folder=version(30), by=admin)
    assert restored.restored == earlier
    ship(version(40))
    assert in_force(lab) == (4, 30, "restored")


def test_of_two_who_began_on_the_same_version_only_the_first_saves(lab: Lab, admin: User) -> None:
    begun = lab.revision
    edit(lab, admin, 30)
    with pytest.raises(MeanwhileChanged):
        save_edit(lab=lab, folder=version(31), base=begun, by=admin)
    assert in_force(lab) == (2, 30, "edited")
    assert lab.revisions.count() == 2


def test_trying_a_folder_out_leaves_what_is_in_force(lab: Lab) -> None:
    record_definition(version(40))
    assert in_force(lab) == (1, SHIPPED.definition.minutes, "shipped")
