"""The board's cells as HTML. A big class has tens of thousands on one page, so equal looks are made only once."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from course.boards import Cell
from course.wording import SIGNS


class CellWriter:
    """Writes cells in the language of the page being made; a new one for each page."""

    def __init__(self) -> None:
        self._address = reverse("board")
        self._looks: dict[tuple[object, ...], tuple[str, str]] = {}

    def write(self, cell: Cell) -> SafeString:
        """One cell; numbers and a slug are all that is put in here, the rest was escaped by `_look`."""
        key = (cell.code, cell.mark, cell.running, cell.unseen, cell.away, cell.questioned)
        if key not in self._looks:
            self._looks[key] = self._look(cell)
        classes, rest = self._looks[key]
        place, lab = cell.place_id, cell.lab
        html = f'<a {classes} id="cell-{place}-{lab.pk}" href="{self._address}{place}/{lab.slug}/" {rest}</a>'
        return mark_safe(html)  # noqa: S308

    def write_all(self, cells: list[Cell]) -> SafeString:
        return mark_safe("".join(f"<td>{self.write(cell)}</td>" for cell in cells))  # noqa: S308

    def _look(self, cell: Cell) -> tuple[str, str]:
        """What cells of the same state share: the classes; the title, which is also the name that is read out."""
        signs = [name for name in cell.signs if name != cell.code]
        classes = format_html('class="cell tone-{}{}"', cell.word.tone, " is-running" if cell.running else "")
        told = [str(cell.word.text), *_told_of_points(cell)]
        told += [_("waiting for the cloud") if cell.away else _("being graded")] if cell.running else []
        told += [str(SIGNS[name].text) for name in signs]
        icon = format_html('<i class="fa-solid fa-{}" aria-hidden="true"></i>', cell.word.icon)
        if _told_of_points(cell):
            icon += format_html('<small aria-hidden="true">{}</small>', cell.mark.earned if cell.mark else "")
        marks = format_html_join(
            "",
            '<i class="fa-solid fa-{} sign sign-{}" aria-hidden="true"></i>',
            ((SIGNS[name].icon, name) for name in signs),
        )
        return classes, format_html('title="{}">{}{}', " · ".join(told), icon, marks)


def _told_of_points(cell: Cell) -> list[str]:
    """What counts, and in brackets what was measured where that is something else."""
    mark = cell.mark
    if mark is None or (mark.measured is None and mark.override is None):
        return []
    points = f"{mark.earned}/{mark.total}"
    if mark.measured is None or mark.measured.earned == mark.earned:
        return [points]
    return [points + " " + _("(measured: %(points)s)") % {"points": mark.measured.earned}]
