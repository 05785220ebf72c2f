"""Put together what stands on the backs of badges: the programme of each person, and the notes of the course."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from checkin.core.badge_style import BadgeBack
from checkin.core.course import Course, Participant, Session
from checkin.core.text import clean, in_language
from checkin.i18n.translator import get_translator


class BackPages:
    """The backs of badges. Those of people with the same sessions and language are made once."""

    def __init__(self, course: Course, sessions: Sequence[Session]) -> None:
        self._course = course
        self._sessions = sorted(sessions, key=lambda session: session.starts_at)
        self._places: dict[tuple[str, tuple[str, ...]], int] = {}
        self.pages: list[dict[str, Any]] = []

    def page_of(self, person: Participant) -> int | None:
        """Return the number of a person's back; None where the course has none."""
        if self._course.badges.back is not BadgeBack.PROGRAMME:
            return None
        language = self._course.language_of(person)
        own = [session for session in self._sessions if person.expected_at(session)]
        key = language, tuple(session.id for session in own)
        if key not in self._places:
            self._places[key] = len(self.pages)
            self.pages.append(self._page(own, language))
        return self._places[key]

    def _page(self, sessions: Sequence[Session], language: str) -> dict[str, Any]:
        tr, course = get_translator(language), self._course
        # A room that is that of all sessions tells nobody anything.
        several = len({session.room for session in self._sessions}) > 1
        days = [
            {
                "day": tr.weekday(day),
                "number": day.toordinal(),
                "hours": f"{course.local(found[0].starts_at):%H:%M}–{course.local(found[-1].ends_at):%H:%M}",
                "sessions": [
                    [
                        f"{course.local(one.starts_at):%H:%M}",
                        clean(course.session_title(one, language)),
                        clean(one.room) if several else "",
                    ]
                    for one in found
                ],
            }
            for day, held in groupby(sessions, key=lambda session: course.local(session.starts_at).date())
            for found in [list(held)]
        ]
        notes = in_language(course.badges.notes, language, course.language)
        return {"days": days, "notes": [line for line in map(clean, notes.splitlines()) if line]}
