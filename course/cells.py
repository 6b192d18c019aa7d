"""The board's cells as HTML. A big class has tens of thousands on one page, so equal looks are made only once."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from course.boards import Cell, Points


class CellWriter:
    """Writes cells in the language of the page being made; a new one for each page."""

    def __init__(self) -> None:
        self._address = reverse("board")
        self._looks: dict[tuple[int, Points | None, bool, bool, bool], tuple[str, str]] = {}

    def write(self, cell: Cell) -> SafeString:
        """One cell; numbers and a slug are all that is put in here, the rest was escaped by `_look`."""
        key = (id(cell.word), cell.score, cell.running, cell.unseen, cell.away)
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
        marks = (" is-running" if cell.running else "") + (" is-unseen" if cell.unseen else "")
        classes = format_html('class="cell tone-{}{}"', cell.word.tone, marks)
        told = [str(cell.word.text)]
        told += [f"{cell.score.earned}/{cell.score.total}"] if cell.score else []
        told += [_("waiting for the cloud") if cell.away else _("being graded")] if cell.running else []
        told += [_("something could not be seen")] if cell.unseen else []
        icon = format_html('<i class="fa-solid fa-{}" aria-hidden="true"></i>', cell.word.icon)
        return classes, format_html('title="{}">{}', " · ".join(told), icon)
