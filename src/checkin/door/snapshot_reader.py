"""Read the sessions and the people inside for the door's screen."""

from collections import Counter
from datetime import datetime

from checkin.core.course import Participant
from checkin.core.door_sessions import next_opening, open_sessions, parallel_sessions
from checkin.core.events import format_time
from checkin.core.lockout import LOCKOUT_THRESHOLD, RECENT
from checkin.core.presence import Presence
from checkin.door.acts import recent_acts
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
    rules, door = opened.course.door, reception.door
    # Dates and countries need Babel, which takes longer to load than the door to be painted: it is loaded here.
    today = tr.weekday(opened.course.local(now).date())
    with opened.record.reading() as conn:
        sessions = tuple(programme.read_programme(conn))
        everywhere = open_sessions(sessions, now, rules)
        pinned = next((found for found in sessions if found.id == door.pinned), None)
        pin_over = door.pin_is_over(sessions, now)
        if pinned is not None and not pin_over:
            here = [pinned]
        else:
            here = parallel_sessions(open_sessions(sessions, now, rules, door.name))
        presence = reception.presence.read(conn, [session.id for session in here])
        countries = participants.countries(conn)
        upcoming = next_opening(sessions, now, rules, door.name)
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
            guessed=next(
                reversed(
                    open_questions.unknown_code_runs(
                        conn, LOCKOUT_THRESHOLD, since=format_time(now - RECENT), newest=_LOOKED_BACK
                    )
                ),
                None,
            ),
            acts=tuple(recent_acts(conn, door.name, now)),
            today=today,
            events=event_log.count(conn),
            revision=edition.revision(conn),
        )


def delegations(presence: Presence, countries: dict[str, str]) -> tuple[CountryCount, ...]:
    """Return the countries of the people expected, with the number who are in."""
    expected = Counter(countries.get(person, "") for person in presence.expected)
    present = Counter(countries.get(person, "") for person in presence.expected & presence.came)
    return tuple(sorted(CountryCount(country, present[country], number) for country, number in expected.items()))


def missing_people(opened: OpenCourse, presence: Presence) -> list[Participant]:
    """Return the people expected who did not come, in the order of the list."""
    with opened.record.reading() as conn:
        return [person for person in participants.roster(conn) if person.id in presence.missing]
