"""Choose the word, shape and colour of an answer, the same in a terminal and in a browser.

Colour never stands alone: every verdict has its own word and shape beside it.
"""

from checkin.core.text import translatable
from checkin.core.verdicts import Verdict
from checkin.door.answer_text import ACT_TITLES, MARKED_ABSENT, NOT_LISTED, is_unlisted
from checkin.door.scan import ScanAnswer
from checkin.i18n.translator import Translator

# Each verdict has its own shape beside its word and colour; all of them are in a plain console's font.
SHAPES = {
    Verdict.UNKNOWN: "?",
    Verdict.REPLACED: "x",
    Verdict.WITHDRAWN: "x",
    Verdict.NO_SESSION: "-",
    Verdict.NOT_EXPECTED: "!",
    Verdict.ALREADY: "=",
    Verdict.LEFT: "<",
    Verdict.PENDING: "*",
    Verdict.LATE: "~",
    Verdict.PRESENT: "√",
}
# Words that are short enough to be large on eighty columns. The sentence below them says the rest.
SHORT_TITLES = {
    Verdict.UNKNOWN: translatable("Unknown"),
    Verdict.REPLACED: translatable("Replaced"),
    Verdict.WITHDRAWN: translatable("Cancelled"),
    Verdict.NO_SESSION: translatable("No session"),
    Verdict.NOT_EXPECTED: translatable("Other session"),
    Verdict.ALREADY: translatable("Already in"),
    Verdict.LEFT: translatable("Left"),
    Verdict.PENDING: translatable("Valid"),
    Verdict.LATE: translatable("Late"),
    Verdict.PRESENT: translatable("Present"),
}
# What a colour says, and the background and the letters of it, with a contrast of 4.5:1 or more.
COLOUR_PAIRS = {
    "counted": ("#14693A", "#FFFFFF"),
    "attention": ("#FFB000", "#000000"),
    "known": ("#1F4FA3", "#FFFFFF"),
    "gone": ("#5A5A5A", "#FFFFFF"),
    "refused": ("#B3001B", "#FFFFFF"),
    "broken": ("#7A0012", "#FFFFFF"),
    "practice": ("#6B2FA0", "#FFFFFF"),
}
_COLOURS = {
    Verdict.PRESENT: "counted",
    Verdict.LATE: "attention",
    Verdict.PENDING: "attention",
    Verdict.ALREADY: "known",
    Verdict.LEFT: "gone",
}


def verdict_colour(verdict: Verdict) -> str:
    """Return the colour of a verdict, as a key of :data:`COLOUR_PAIRS`."""
    return _COLOURS.get(verdict, "refused")


def colour_of(answer: ScanAnswer) -> str:
    """Return the colour that says whether somebody may go in."""
    return "refused" if answer.absent is not None else verdict_colour(answer.verdict)


def shape_of(answer: ScanAnswer) -> str:
    """Return the sign of an answer."""
    return SHAPES[Verdict.NOT_EXPECTED if answer.absent is not None else answer.verdict]


def short_title(tr: Translator, answer: ScanAnswer) -> str:
    """Return the verdict in a word or two."""
    if answer.absent is not None:
        return tr(MARKED_ABSENT)
    if is_unlisted(answer):
        return tr(NOT_LISTED)
    return tr(ACT_TITLES.get(answer.act) or SHORT_TITLES[answer.verdict])
