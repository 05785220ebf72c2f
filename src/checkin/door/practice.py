"""Practice: a session that counts for nothing, for staff to try the scanner on the evening before.

Nothing of it is recorded. The verdicts are decided by the same rule as at the door.
"""

from datetime import timedelta

from checkin.core.course import Session
from checkin.core.events import EventSource
from checkin.core.verdicts import CodeFacts, Entry, Verdict, decide
from checkin.door.scan import Door, ScanAnswer

_SESSION = "practice"


def is_practice(answer: ScanAnswer) -> bool:
    """Whether an answer was given in a practice."""
    return not answer.event_id and answer.session is not None and answer.session.id == _SESSION


class Practice:
    """A dry_run at one door. Whoever was scanned once is ``already`` in, until the dry_run ends."""

    def __init__(self, door: Door, title: str) -> None:
        self._door = door
        self._title = title
        self._entries: dict[str, Entry] = {}

    def scan(self, text: str, how: EventSource = EventSource.SCANNED) -> ScanAnswer:
        """The answer that the door would give; nothing is written."""
        del how  # nothing is recorded
        door = self._door
        now = door.record.clock.now()
        session = Session(id=_SESSION, title=self._title, starts_at=now, ends_at=now + timedelta(hours=1))
        with door.record.reading() as conn:
            look = door.look(conn, text)
        entry = self._entries.get(look.code)
        known = look.presented
        presented = CodeFacts(
            genuine=known.genuine, participant=known.participant, replaced=known.replaced, entry=entry
        )
        verdict = decide(presented, session, door.course.local(now), door.course.door)
        if verdict.counts:
            self._entries[look.code] = Entry(now, door.name)
        return ScanAnswer(
            event_id="",
            code=look.code,
            verdict=verdict,
            at=now,
            participant=known.participant,
            session=session,
            first=entry,
            nearest=look.nearest,
            shape=look.reading.shape if verdict is Verdict.UNKNOWN else None,
        )
