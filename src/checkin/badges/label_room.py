"""Say what a label is too small for, and which label has the room."""

from collections.abc import Sequence

from checkin.badges.design import Design
from checkin.badges.sheets import SHEETS, Sheet
from checkin.core.badge_style import BadgeField
from checkin.core.course import Course, Participant
from checkin.core.text import DecimalText, TranslatableText, sentence

_FOR_LABELS = "label"
# As the label design has it: across, lower labels have no room for an institution.
_FROM_HEIGHT = 34


def no_room_for_institution(
    course: Course, design: Design, sheet: Sheet, people: Sequence[Participant]
) -> TranslatableText | None:
    """Return what to say if people's institutions are not printed, because the labels of a sheet are too low."""
    wanted = BadgeField.INSTITUTION in course.badges.shown and any(person.institution for person in people)
    if not wanted or design.name != _FOR_LABELS or not sheet.wide or _has_room(sheet):
        return None
    return sentence(
        "Labels of {wide} x {high} mm have no room for the institution; {sheet} has.",
        wide=DecimalText(f"{sheet.wide:g}"),
        high=DecimalText(f"{sheet.high:g}"),
        sheet=_with_room(sheet).name,
    )


def _has_room(sheet: Sheet) -> bool:
    return sheet.high >= _FROM_HEIGHT or sheet.high > sheet.wide


def _with_room(sheet: Sheet) -> Sheet:
    """Return the nearest label of the same kind that has room: of a roll for a roll, of the same paper for a sheet."""
    alike = [other for other in SHEETS.values() if other.wide and _has_room(other)]
    of_kind = [other for other in alike if (other.places == 1) == (sheet.places == 1)]
    of_paper = [other for other in of_kind if sheet.places == 1 or other.width == sheet.width]
    found = of_paper or of_kind or alike
    return min(found, key=lambda other: (abs(other.wide - sheet.wide) + abs(other.high - sheet.high), other.name))
