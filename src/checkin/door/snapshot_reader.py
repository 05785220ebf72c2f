"""Read the sessions and the people inside for the door's screen."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from checkin.core.course import Participant, Session
from checkin.core.door_sessions import next_opening, open_sessions, parallel_sessions
from checkin.core.events import format_time
from checkin.core.lockout import LOCKOUT_THRESHOLD, RECENT
from checkin.core.presence import Presence
from checkin.door.acts import recent_acts
from checkin.door.scan import Door
from checkin.door.service import DoorService
from checkin.door.snapshot import CountryCount, Snapshot
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import open_questions
from checkin.store.roster import edition, participants, programme

# Events among which unknown codes in a row are looked for: a few minutes of several doors.
_LOOKED_BACK = 500


def take_snapshot(opened: OpenCourse, now: datetime, reception: DoorService, tr: Translator) -> Snapshot:
    """Read a snapshot, on a thread that may wait. Raises :class:`RecordError`."""
    rules, name = opened.course.door, reception.door.name
    # Dates and countries need Babel, which takes longer to load than the door to be painted: it is loaded here.
    today = tr.weekday(opened.course.local(now).date())
    with opened.record.reading() as conn:
        sessions = tuple(programme.read_programme(conn))
        everywhere = open_sessions(sessions, now, rules)
        pin_over = reception.door.pin_is_over(sessions, now)
        here = _sessions_here(sessions, now, reception.door, pin_over=pin_over)
        presence = reception.presence.read(conn, [session.id for session in here])
        countries = participants.countries(conn)
        upcoming = next_opening(sessions, now, rules, name)
        return Snapshot(
            sessions=sessions,
            session=here[0] if here else None,
            here=tuple(here),
            beside=tuple(found for found in everywhere if found not in here),
            upcoming=upcoming.session if upcoming else None,
            upcoming_at=upcoming.at if upcoming else None,
            pin_over=pin_over,
            has_programme=bool(sessions or programme.loaded_sessions(conn)),
            presence=presence,
            delegations=delegations(presence, countries),
            guessed=_last_guessing(conn, now),
            acts=tuple(recent_acts(conn, name, now)),
            today=today,
            events=event_log.count(conn),
            revision=edition.revision(conn),
        )


def _sessions_here(sessions: Sequence[Session], now: datetime, door: Door, *, pin_over: bool) -> list[Session]:
    """Return the sessions that a door shows: the pinned one, even before it opens, else those that are open here."""
    pinned = next((found for found in sessions if found.id == door.pinned), None)
    if pinned is not None and not pin_over:
        return [pinned]
    return parallel_sessions(open_sessions(sessions, now, door.course.door, door.name))


def _last_guessing(conn: sqlite3.Connection, now: datetime) -> open_questions.Guesses | None:
    """Return the last run of unknown codes within a few minutes; None if there is none."""
    since = format_time(now - RECENT)
    runs = open_questions.unknown_code_runs(conn, LOCKOUT_THRESHOLD, since=since, newest=_LOOKED_BACK)
    return runs[-1] if runs else None


def delegations(presence: Presence, countries: dict[str, str]) -> tuple[CountryCount, ...]:
    """Return the countries of the people expected, with the number who are in."""
    expected = Counter(countries.get(person, "") for person in presence.expected)
    present = Counter(countries.get(person, "") for person in presence.expected & presence.came)
    return tuple(sorted(CountryCount(country, present[country], number) for country, number in expected.items()))


def missing_people(opened: OpenCourse, presence: Presence) -> list[Participant]:
    """Return the people expected who did not come, in the order of the list."""
    with opened.record.reading() as conn:
        return [person for person in participants.roster(conn) if person.id in presence.missing]
