"""Draw the guide for the door: one page for the wall that says what to do at each answer."""

from pathlib import Path

from checkin.core.course import Course
from checkin.core.text import clean, translatable
from checkin.core.verdicts import Verdict
from checkin.door.answer_signs import COLOUR_PAIRS, SHAPES, SHORT_TITLES, verdict_colour
from checkin.door.answer_text import MARKED_ABSENT, NOT_LISTED
from checkin.exports.list_pdf import write_pdf
from checkin.i18n.translator import get_translator

_HEADINGS = (translatable("Answer"), translatable("Meaning"), translatable("What to do"))
_STEPS = (
    translatable("Before people come: check the day, the time, the door and the session at the top of the screen."),
    translatable("Scan the badges one after the other. Wait for each answer."),
    translatable("No badge: press F2, type some letters of the name, choose the person and press Enter."),
    translatable("On no list: press F5 and add the person. They are counted at once."),
    translatable("Wrong scan: F4 undoes the last one."),
    translatable("The computer does not answer: write the names on paper and enter them later (F5)."),
    translatable("Help: F1. Another language: F9."),
)
# What each answer means, and what the staff do.
_ANSWERS = {
    Verdict.PRESENT: (translatable("Counted."), translatable("Let the person in.")),
    Verdict.LATE: (translatable("Counted, and late."), translatable("Let the person in.")),
    Verdict.PENDING: (
        translatable("Counted. The badge is genuine, and the list comes later."),
        translatable("Let the person in."),
    ),
    Verdict.ALREADY: (
        translatable("Counted before. The screen shows since when."),
        translatable("Let the person in. If the badge belongs to somebody else, ask for the name."),
    ),
    Verdict.LEFT: (translatable("The exit is recorded."), translatable("Let the person go.")),
    Verdict.NOT_EXPECTED: (
        translatable("Not counted. The session is for another group."),
        translatable("Show the person the right room. With F5 you can let them in, with a reason."),
    ),
    Verdict.REPLACED: (
        translatable("Not counted. The person has a newer badge."),
        translatable("Ask for the new badge, or send the person to the registration desk."),
    ),
    Verdict.WITHDRAWN: (
        translatable("Not counted. The person no longer takes part."),
        translatable("Send the person to the registration desk."),
    ),
    Verdict.UNKNOWN: (
        translatable("Not counted. The code is none of this course."),
        translatable("Scan again. If the answer is the same, search for the name with F2."),
    ),
    Verdict.NO_SESSION: (
        translatable("Not counted. No session is open."),
        translatable("The screen shows which session comes next, and when."),
    ),
}

# The person has a badge of this course, and the latest list lacks them.
_NOT_LISTED = (
    translatable("Not counted. The latest list lacks the person."),
    translatable("Let the person in with F5 and a reason, or send them to the registration desk."),
)
# A colleague has said so, and the person comes all the same.
_MARKED_ABSENT = (
    translatable("Not counted. A colleague marked the person absent."),
    translatable("If the person is here, let them in with F5 and a reason."),
)


def draw_door_guide(course: Course, language: str, file: Path) -> Path:
    """Write the guide as a PDF. Raises :class:`DesignError` when it cannot be drawn or the file not written."""
    tr = get_translator(language)
    edition, title, place = (course.text(key, language) for key in ("edition", "title", "place"))
    rows = [(verdict, SHORT_TITLES[verdict], meaning, act) for verdict, (meaning, act) in _ANSWERS.items()]
    at = list(_ANSWERS).index(Verdict.WITHDRAWN) + 1
    rows.insert(at, (Verdict.WITHDRAWN, NOT_LISTED, *_NOT_LISTED))
    at = list(_ANSWERS).index(Verdict.NOT_EXPECTED) + 1
    rows.insert(at, (Verdict.NOT_EXPECTED, MARKED_ABSENT, *_MARKED_ABSENT))
    answers = [
        {
            "sign": SHAPES[verdict],
            "title": tr(title),
            "colours": COLOUR_PAIRS[verdict_colour(verdict)],
            "meaning": tr(meaning),
            "act": tr(act),
        }
        for verdict, title, meaning, act in rows
        if verdict is not Verdict.LEFT or course.door.exits
    ]
    data = {
        "title": tr(translatable("Guide for the door")),
        "subtitle": clean(" · ".join(filter(None, (f"{edition} {title}".strip(), place)))),
        "language": language,
        "steps": [tr(step) for step in _STEPS],
        "headings": [tr(text) for text in _HEADINGS],
        "answers": answers,
        "footer": tr(translatable("Questions: {contact}"), contact=clean(course.contact)) if course.contact else "",
    }
    return write_pdf("door_guide.typ", data, file)
