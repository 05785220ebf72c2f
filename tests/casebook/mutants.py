"""Rules that are broken on purpose. For each there is a story of the case book that must then be wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from checkin.attendance import effect_text, effects, summary
from checkin.core import attendance_rules, slots
from checkin.core.course import Policy
from checkin.core.session_status import Mark, SessionTimes, Status, Stay, decide_status
from checkin.exports import tables
from checkin.exports.report import course_report
from checkin.intake.words import entered_times
from checkin.store.queries import attendance_facts, pair_facts
from checkin.store.queries.held_session import HeldSession
from checkin.store.roster import rows

Break = Callable[[pytest.MonkeyPatch], None]


def replaced(place: object, name: str, other: object) -> Break:
    """Break a rule by another function in its place."""
    return lambda patched: patched.setattr(place, name, other)


def under_policy(name: str, **changes: Any) -> Break:
    """Break a function of the attendance rules: it reads another policy than the course's."""
    right = getattr(attendance_rules, name)

    def wrong(*given: Any, **named: Any) -> object:
        changed = [replace(one, **changes) if isinstance(one, Policy) else one for one in given]
        return right(*changed, **named)

    return replaced(attendance_rules, name, wrong)


def settled_by(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Break:
    """Break the status of a person in a session: it is decided from other facts."""

    def wrong(times: SessionTimes, **facts: Any) -> Stay:
        return decide_status(times, **change(facts))

    return replaced(pair_facts, "decide_status", wrong)


def scans_before_marks(facts: dict[str, Any]) -> dict[str, Any]:
    mark: Mark | None = facts.get("mark")
    return facts | {"mark": None} if mark is not None and mark.present and facts.get("entries") else facts


def scans_before_absences(facts: dict[str, Any]) -> dict[str, Any]:
    mark: Mark | None = facts.get("mark")
    return facts | {"mark": None} if mark is not None and not mark.present and facts.get("entries") else facts


def more_than_half(one: slots.SlotSession, other: slots.SlotSession) -> bool:
    overlap = min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)
    return overlap > 0 and 2 * overlap > min(one.ends_at - one.starts_at, other.ends_at - other.starts_at)


def gone_from_the_beginning(acts: Iterable[tuple[bool, date | None]]) -> tuple[tuple[date, date], ...]:
    return ((date.min, date.max),) if any(withdraws for withdraws, _ in acts) else ()


def every_sitting(person: Any, cells: Iterable[Any], facts: Any) -> list[Any]:
    del person, facts
    return [cell.sitting for cell in cells if cell.expected]


def whole_percents(credits_: Sequence[tuple[int, int]]) -> Fraction | None:
    whole = sum(one[1] for one in credits_)
    return Fraction(round(Fraction(100 * sum(one[0] for one in credits_), whole))) if whole else None


def on_the_first_day(text: str, session: Any, course: Any) -> datetime:
    hour, minute = map(int, text.split(":"))
    return course.local(session.starts_at).replace(hour=hour, minute=minute)  # type: ignore[no-any-return]


class NothingUndone:
    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __contains__(self, _: object) -> bool:
        return False


def no_merges(patched: pytest.MonkeyPatch) -> None:
    made = pair_facts.PairReader.__init__

    def wrong(self: Any, *given: Any, **named: Any) -> None:
        made(self, *given, **named)
        self._merged = {}

    patched.setattr(pair_facts.PairReader, "__init__", wrong)


def never_closed(patched: pytest.MonkeyPatch) -> None:
    made = HeldSession.__init__

    def wrong(self: Any, *given: Any, **named: Any) -> None:
        made(self, *given, **named)
        self.unseen = self.sitting(Stay(Status.UNMARKED))

    patched.setattr(HeldSession, "__init__", wrong)


MUTANTS: dict[str, tuple[Break, str]] = {
    "no slots": (
        replaced(attendance_facts, "find_slots", lambda _: slots.Slots()),
        "Jean of group A is let in to workshop B",
    ),
    "slots by more than half": (
        replaced(slots, "overlap_by_half", more_than_half),
        "An overlap of exactly half makes alternatives",
    ),
    "withdrawals without a date": (
        replaced(rows, "withdrawal_periods", gone_from_the_beginning),
        "A withdrawal leaves the days before it as they were",
    ),
    "a scan before a mark present": (settled_by(scans_before_marks), "The time of a late scan is corrected"),
    "a scan before a mark absent": (settled_by(scans_before_absences), "Marked absent over a scan"),
    "no exits": (settled_by(lambda facts: facts | {"exits": ()}), "Left and did not come back"),
    "no excuses": (
        settled_by(lambda facts: facts | {"excused": False}),
        "Marked absent, then excused: the later word decides",
    ),
    "closed is not absent": (
        never_closed,
        "The session is closed as absent before she is found on a photograph",
    ),
    "nothing is undone": (replaced(pair_facts, "_Undone", NothingUndone), "A scan that was undone does not count"),
    "not recorded is missed": (
        replaced(attendance_rules, "_REQUIRED", dict.fromkeys(Status, "required and missed: {sessions}")),
        "A required session without a status is not called missed",
    ),
    "every presence is said to count": (
        replaced(effect_text, "_uncounted", lambda *_: []),
        "Marked present after the withdrawal, which the answer says does not count",
    ),
    "no scan contradicts a session": (
        replaced(effects, "contradicts", lambda *_: False),
        "A session is moved to the day after its people came, and one that began later was waited for",
    ),
    "no merges": (no_merges, "Both records were scanned at one session"),
    "times on the day of the start": (
        replaced(entered_times, "read_session_time", on_the_first_day),
        "Night session: a time after midnight is entered by hand",
    ),
    "sessions that do not count count": (
        replaced(summary, "counted_sittings", every_sitting),
        "A session that does not count helps nobody and harms nobody",
    ),
    "lates make no absence": (under_policy("_credits", lates_per_absence=0), "Three lates are an absence"),
    "late counts in full": (under_policy("_credits", late=Fraction(1)), "Late counts half"),
    "no cap": (under_policy("_allowed", excused_cap=None), "One of ten may be excused, the second is absent"),
    "late is never absent": (
        under_policy("_strictly", late_absent_after=None),
        "Thirty minutes late is late, thirty-one is absent",
    ),
    "counted from the start": (
        under_policy("_first_counted", from_arrival=False),
        "Arrived on the second day: counted from the arrival",
    ),
    "nothing is required": (
        replaced(attendance_rules, "_required", lambda *_: []),
        "The required session was missed",
    ),
    "no least number": (under_policy("_failings", minimum={}), "Three lectures are asked, and he has two"),
    "rounded percentages": (replaced(attendance_rules, "_percent", whole_percents), "79.97 % is not 80 %"),
    "institutions by name alone": (
        replaced(tables, "institution_of", lambda person, _: (person.institution, "")),
        "Two institutions of one name in two countries",
    ),
    "everybody is trained": (
        replaced(course_report, "count_trained", lambda records: sum(len(record) for record in records)),
        "Trained so far: participants only, and two people of one name are two",
    ),
}
