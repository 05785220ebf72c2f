"""A reader can recompute the percentage from the sum in words, in every language and under every rule."""

import re
from fractions import Fraction
from itertools import product

import pytest

from checkin.core.attendance_rules import AttendanceResult, SessionAttendance, evaluate
from checkin.core.course import Excused, Policy, Unit
from checkin.core.session_status import Status
from checkin.core.sum_in_words import format_number, format_percent
from checkin.i18n.translator import get_translator

P, L, E, A, U = Status.PRESENT, Status.LATE, Status.EXCUSED, Status.ABSENT, Status.UNMARKED
LANGUAGES = ("en", "es", "pt", "fr")
PERCENT_SIGNS = {"en": "%", "es": "\N{NO-BREAK SPACE}%", "pt": "%", "fr": "\N{NARROW NO-BREAK SPACE}%"}
STORIES = ("PPPPP", "APPLE", "UALLLLPPEE", "EEEEPPPLLL", "LLLLLLLPAE", "AAAA", "UUPE", "LEAPLEAPLE")
LETTERS = {"P": P, "L": L, "E": E, "A": A, "U": U}

POLICIES = [
    Policy(
        unit=unit,
        late=late,
        lates_per_absence=lates,
        late_absent_after=limit,
        excused=excused,
        excused_cap=cap,
        from_arrival=arrival,
    )
    for unit, late, lates, limit, excused, cap, arrival in product(
        Unit,
        (Fraction(1), Fraction(1, 2), Fraction(1, 3)),
        (0, 3),
        (None, 25),
        Excused,
        (None, Fraction(20)),
        (False, True),
    )
]


def sat(story: str) -> list[SessionAttendance]:
    """Sessions of 90 minutes; late arrivals lose 20:40, 30:40, 20:40 and so on."""
    late = [1240 + 600 * (place % 2) for place in range(len(story))]
    return [
        SessionAttendance(
            session=f"s{place}",
            status=LETTERS[letter],
            length=5400,
            attended={P: 5400, L: 5400 - late[place]}.get(LETTERS[letter], 0),
            late_by=late[place] if letter == "L" else 0,
        )
        for place, letter in enumerate(story)
    ]


def number(text: str) -> Fraction:
    """Read a number as the sum writes it: ``4``, ``4.5`` or ``4,5``, ``13/3`` or minutes like ``69:20``."""
    minutes, _, seconds = text.replace(",", ".").partition(":")
    return Fraction(minutes) + Fraction(seconds or 0) / 60


def words(figures: AttendanceResult, language: str) -> str:
    return get_translator(language).reason(figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_two_numbers_give_the_percentage_under_every_rule(language: str) -> None:
    for policy, story in product(POLICIES, STORIES):
        figures = evaluate(sat(story), policy)
        said = words(figures, language)
        given, whole = map(number, re.findall(r"\d+(?:[.,:/]\d+)?", said)[:2])
        if figures.percent is None:
            assert whole == 0, said
            continue
        assert 100 * given / whole == figures.percent, said
        percent = format_percent(figures.percent, policy.threshold)
        shown = percent if language == "en" else percent.replace(".", ",")
        assert f"{shown}{PERCENT_SIGNS[language]}" in said


def part(said: str, pattern: str) -> Fraction:
    """Return the number of a part of the sum; 0 if the sum has no such part."""
    found = re.search(pattern, said)
    return number(found[1]) if found else Fraction(0)


def test_the_parts_of_a_sum_of_sessions_add_up_to_its_first_number() -> None:
    for policy, story in product(POLICIES, STORIES):
        if policy.unit is Unit.MINUTES:
            continue
        said = words(evaluate(sat(story), policy), "en")
        given, whole = map(number, re.findall(r"\d+(?:\.\d+|/\d+)?", said)[:2])
        attended = part(said, r"(\d+) attended") if "attended" in said else given
        late = part(said, r"(\d+) late")
        if policy.late != 1 and late:
            assert f"each counts {format_number(policy.late)}" in said
        absences = part(said, r"count as (\d+) absence")
        counted = Fraction(0)
        if policy.excused is Excused.COUNTED:
            counted = part(said, r"(\d+)(?: of \d+)? excused counted")
        expected = attended - late + (late - absences) * policy.late + counted
        assert given == expected, (said, policy)
        left_out = part(said, r"(\d+)(?: of \d+)? excused left out") + part(said, r"(\d+) before the arrival")
        assert whole + left_out == len(story), (said, policy)


def test_a_sum_of_minutes_shows_the_seconds() -> None:
    figures = evaluate(sat("L"), Policy(unit=Unit.MINUTES))
    assert figures.reason.startswith("69:20 of 90 minutes")


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "0 of 1 session,", "1 of 2 sessions,"),
        ("es", "0 de 1 sesión,", "1 de 2 sesiones,"),
        ("pt", "0 de 1 sessão,", "1 de 2 sessões,"),
        ("fr", "0 sur 1 séance,", "1 sur 2 séances,"),
    ],
)
def test_the_word_for_the_sessions_agrees_with_their_number(language: str, one: str, several: str) -> None:
    assert words(evaluate(sat("A"), Policy()), language).startswith(one)
    assert words(evaluate(sat("AP"), Policy()), language).startswith(several)


@pytest.mark.parametrize(
    ("language", "sessions", "minutes"),
    [
        ("en", "0 of 0 sessions", "0 of 0 minutes"),
        ("es", "0 de 0 sesiones", "0 de 0 minutos"),
        ("pt", "0 de 0 sessões", "0 de 0 minutos"),
        ("fr", "0 sur 0 séance", "0 sur 0 minute"),
    ],
)
def test_nothing_is_singular_in_french_only(language: str, sessions: str, minutes: str) -> None:
    assert words(evaluate(sat("E"), Policy()), language).split(",")[0] == sessions
    assert words(evaluate(sat("E"), Policy(unit=Unit.MINUTES)), language).split(",")[0] == minutes
