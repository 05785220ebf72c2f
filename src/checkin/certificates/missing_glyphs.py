"""Find people whose certificate cannot be drawn, so that all the others are issued."""

from collections.abc import Sequence

from checkin.attendance.summary import PersonAttendance
from checkin.certificates.issue import draw_sample
from checkin.core.text import TranslatableText, clean, is_plain_latin
from checkin.exports.unprintable_names import name_with_letters
from checkin.store.open_course import OpenCourse
from checkin.typesetting.workspace import MissingGlyphError

Undrawable = tuple[PersonAttendance, TranslatableText]


def find_undrawable(opened: OpenCourse, people: Sequence[PersonAttendance]) -> list[Undrawable]:
    """Return the people with letters that no typeface has, and what to do. Nothing is issued.

    A sample is drawn for each person who has other letters than those of Latin-1 and Latin Extended-A. Raises
    :class:`DesignError` where the design or the course's own texts are at fault.
    """
    doubtful = [one for one in people if not is_plain_latin(_texts(one))]
    found: list[Undrawable] = []
    for one in doubtful:
        try:
            draw_sample(opened, one)
        except MissingGlyphError as error:
            letters = [letter for letter in error.letters if letter in _texts(one)]
            if not letters:
                raise
            found.append((one, name_with_letters(one.person, letters)))
    return found


def _texts(one: PersonAttendance) -> str:
    person = one.person
    return clean(" ".join((person.name, person.institution, person.position, *person.facts.values())))
