"""The session on now: its room and time, who is in, the arrivals as a picture, and what comes next."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.content import Content
from textual.widgets import Static

from checkin.core.course import Course, Session
from checkin.core.text import clean, translatable
from checkin.core.verdicts import closes_at, opens_at
from checkin.door.answer_text import clock_time, format_duration, text_with_time
from checkin.door.snapshot import Snapshot
from checkin.i18n.translator import Translator

# The plain console's font has no eighths of a block.
_LEVELS = " ▄█" if os.environ.get("TERM") == "linux" else " ▁▂▃▄▅▆▇█"
_NARROW_BARS, _WIDE_BARS = 12, 40
_NOTHING = Content("")
_UNTIL = (translatable("door open until {time}"), translatable("door open until {day}, {time}"))
_NEXT = (translatable("Next: {title}, opens {time}"), translatable("Next: {title}, opens {day} at {time}"))


class SessionBar(Static):
    """Three lines beneath the heading."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course

    def show(
        self,
        tr: Translator,
        snapshot: Snapshot,
        now: datetime,
        *,
        pinned: bool,
        trouble: str = "",
        hub: Content = _NOTHING,
    ) -> None:
        """Show what is on; ``trouble`` takes the third line, at whose end stands how the ``hub`` is."""
        room = max(20, self.size.width - 2)
        third = Content.styled(clean(trouble), "bold $warning") if trouble else self._next(tr, snapshot, now)
        if hub:
            left = room - hub.cell_length - 2
            third = Content.assemble(third.truncate(max(0, left), ellipsis=True, pad=True), "  ", hub)
        lines = [self._title(tr, snapshot.session, pinned=pinned), self._counts(tr, snapshot, now, room), third]
        self.update(Content("\n").join(line.truncate(room, ellipsis=True) for line in lines), layout=False)

    def _title(self, tr: Translator, session: Session | None, *, pinned: bool) -> Content:
        if session is None:
            return Content.styled(tr("No session is open now"), "bold")
        pin = tr("PINNED") + "  " if pinned else ""
        return Content.styled(f"{pin}{clean(session.title)}", "bold")

    def _counts(self, tr: Translator, snapshot: Snapshot, now: datetime, room: int) -> Content:
        session = snapshot.session
        if session is None:
            return Content("")
        presence = snapshot.presence
        counted = tr("{present} of {expected} present", present=presence.present, expected=len(presence.expected))
        if snapshot.presence.guests:
            counted += " " + tr.plural("+ {n} guest", "+ {n} guests", presence.guests)
        if self._course.door.exits:
            counted += " · " + tr("{n} inside", n=presence.inside)
        times = f"{self._time(tr, session.starts_at, now)}–{self._time(tr, session.ends_at, now)}"
        closing = closes_at(session, self._course.door)
        until = text_with_time(tr, _UNTIL, self._course, closing, now)
        parts = [clean(session.room), times, until]
        line = Content.assemble((counted, "bold"), "   ", " · ".join(part for part in parts if part))
        left = f" ({format_duration(tr, closing - now)})" if closing > now else ""
        if line.cell_length + len(left) <= room:
            line = line.append(left)
        bars = bars_of(presence.arrivals, now, _WIDE_BARS if room > 100 else _NARROW_BARS)
        if not bars.strip() or line.cell_length + len(bars) + 2 > room:
            return line
        return Content.assemble(line.pad_right(room - len(bars) - line.cell_length), (bars, "$accent"))

    def _next(self, tr: Translator, snapshot: Snapshot, now: datetime) -> Content:
        parts = []
        if snapshot.beside:
            beside = ", ".join(
                f"{clean(session.title)} ({clean(session.room)})" if session.room else clean(session.title)
                for session in snapshot.beside
            )
            parts.append(tr("Beside it: {sessions}", sessions=beside))
        if (upcoming := snapshot.upcoming) is not None:
            opening = snapshot.upcoming_at or opens_at(upcoming, self._course.door)
            parts.append(text_with_time(tr, _NEXT, self._course, opening, now, title=clean(upcoming.title)))
        return Content.styled("  ·  ".join(parts), "$text-muted")

    def _time(self, tr: Translator, moment: datetime, now: datetime) -> str:
        return clock_time(tr, self._course, moment, now)


def bars_of(arrivals: Sequence[datetime], now: datetime, minutes: int) -> str:
    """How many arrived in each of the last minutes, as a row of bars, the present minute at the right."""
    counts = [0] * minutes
    for arrival in arrivals:
        ago = (now - arrival) // timedelta(minutes=1)
        if 0 <= ago < minutes:
            counts[minutes - 1 - ago] += 1
    most = max(counts, default=0)
    top = len(_LEVELS) - 1
    return "".join(_LEVELS[-(-count * top // most) if most else 0] for count in counts)
