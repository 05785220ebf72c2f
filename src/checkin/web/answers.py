"""Write an answer of the door as JSON for a page, in words of its language."""

from dataclasses import dataclass
from typing import Any

from checkin.core.course import Course
from checkin.core.text import clean
from checkin.core.verdicts import Verdict
from checkin.door.acts import changes_attendance
from checkin.door.answer_signs import colour_of, shape_of, short_title
from checkin.door.answer_text import LOAD_AT_STATION, country, detail, guest_detail, person_text
from checkin.door.scan import ScanAnswer
from checkin.door.sounds import pattern
from checkin.i18n.translator import Translator


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: staff or guests, in which language."""

    tr: Translator
    is_guest: bool


def answer_as_json(answer: ScanAnswer, course: Course, reader: Reader) -> dict[str, Any]:
    """Return what a page shows of an answer. Guests are not shown notes, codes, or who else is meant."""
    tr, person = reader.tr, answer.participant
    note = clean(answer.note)
    if reader.is_guest:
        place, below = country(tr, answer), guest_detail(tr, course, answer)
        note = tr("please see the registration desk") if note else ""
        name = person_text(tr, answer) if person is not None else ""
    else:
        institution = clean(person.institution) if person else ""
        place = " · ".join(part for part in (country(tr, answer), institution) if part)
        below = detail(tr, course, answer, names_session=True, load_by=LOAD_AT_STATION)
        name = person_text(tr, answer)
    return {
        "event": answer.event_id,
        "verdict": answer.verdict.value,
        "counted": answer.counted,
        "word": short_title(tr, answer),
        "shape": shape_of(answer),
        "colour": colour_of(answer),
        "name": name,
        "place": place,
        "detail": below,
        "note": note,
        "session": answer.session.id if answer.session else None,
        "sound": list(pattern(answer)),
        "again": answer.again,
        "can_undo": not reader.is_guest and changes_attendance(answer) and answer.verdict is not Verdict.ALREADY,
    }
