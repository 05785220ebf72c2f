"""Widget: the session on now with its times, the count of those present, and what comes next."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from checkin.core.course import Course
from checkin.core.presence import Presence
from checkin.core.text import clean, translatable
from checkin.core.verdicts import closes_at, opens_at
from checkin.door.answer_text import clock_time, format_duration, text_with_time
from checkin.door.snapshot import Snapshot
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.block_letters import MIDDLE, SMALL, draw_letters
from checkin.kiosk.widgets.fitted_sessions import fit_names, fit_titles, shortened

# The plain console's font has neither eighths of a block nor heavy lines.
_IS_CONSOLE = os.environ.get("TERM") == "linux"
_LEVELS = "_▄█" if _IS_CONSOLE else "▁▂▃▄▅▆▇█"
_FULL, _EMPTY = ("█", "░") if _IS_CONSOLE else ("━", "─")
_NARROW_BARS, _WIDE_BARS = 12, 40
# Cells from which the count is drawn in large digits, and from which these are larger still.
_DIGITS_FROM, _LARGER_FROM = 64, 100
_SHORTEST_BAR = 8
_NOTHING = Content("")
_APART = "  ·  "
# Cells of a title of the next session from which it is shown after parallel ones.
_SHORT_TITLE = 12
_UNTIL = (translatable("open until {time}"), translatable("open until {day}, {time}"))
NEXT = (translatable("Next: {title}, opens {time}"), translatable("Next: {title}, opens {day} at {time}"))


class SessionBar(Static):
    """Four lines beneath the heading: the session, its times, the count with a bar, and what comes next."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._shown = _NOTHING

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
        """Show the session. ``trouble`` takes the place of the next session; the ``hub`` status stands at the end."""
        room = max(20, self.size.width - 2)
        digits = self._digits(snapshot, room)
        left = room - len(digits[0]) - 3 if digits else room
        lines = [
            self._title(tr, snapshot, left, pinned=pinned),
            self._times(tr, snapshot, now, left),
            self._counts(tr, snapshot, now, left),
            self._last(tr, snapshot, now, trouble, hub, left if len(digits) > 3 else room),
        ]
        shown = Content("\n").join(self._beside(line, digits, number, left) for number, line in enumerate(lines))
        # The clock moves every second, this bar does not.
        if not shown.is_same(self._shown):
            self._shown = shown
            self.update(shown, layout=False)

    def _digits(self, snapshot: Snapshot, room: int) -> tuple[str, ...]:
        """Return the count in large digits, or nothing where there is no room for them."""
        if snapshot.session is None or room < _DIGITS_FROM:
            return ()
        size = MIDDLE if room >= _LARGER_FROM else SMALL
        present = snapshot.presence.present
        for text in (f"{present}/{len(snapshot.presence.expected)}", f"{present}"):
            drawn = draw_letters(text, size)
            if len(drawn[0]) <= room // 3:
                return drawn
        return ()

    def _beside(self, line: Content, digits: tuple[str, ...], number: int, left: int) -> Content:
        if number >= len(digits):
            return line
        return Content.assemble(line.truncate(left, ellipsis=True, pad=True), "   ", (digits[number], "$accent"))

    def _title(self, tr: Translator, snapshot: Snapshot, room: int, *, pinned: bool) -> Content:
        if snapshot.session is None:
            return Content.styled(tr("No session is open now"), "bold")
        pin = tr("PINNED") + "  " if pinned else ""
        titles = fit_titles(snapshot.here, " / ", room - cell_len(pin), with_rooms=False)
        return Content.styled(f"{pin}{titles}", "bold")

    def _times(self, tr: Translator, snapshot: Snapshot, now: datetime, room: int) -> Content:
        """Return when the session is, how long the door is open, and the room, which is never left out."""
        session = snapshot.session
        if session is None:
            return _NOTHING
        times = f"{self._time(tr, session.starts_at, now)}–{self._time(tr, session.ends_at, now)}"
        closing = closes_at(session, self._course.door)
        # A session that a person has chosen may not be open.
        is_open = opens_at(session, self._course.door) <= now <= closing
        until = text_with_time(tr, _UNTIL, self._course, closing, now) if is_open else ""
        left = f" ({format_duration(tr, closing - now)})" if is_open else ""
        place = fit_names(snapshot.rooms, " / ", room)
        bare = f"{self._course.local(session.starts_at):%H:%M}–{self._course.local(session.ends_at):%H:%M}"
        forms = ((times, until + left, place), (times, until, place), (bare, until, place), (until, place), (place,))
        for parts in forms:
            line = " · ".join(part for part in parts if part)
            if cell_len(line) <= room:
                break
        return Content(line)

    def _counts(self, tr: Translator, snapshot: Snapshot, now: datetime, room: int) -> Content:
        if snapshot.session is None:
            return _NOTHING
        presence = snapshot.presence
        present, expected = presence.present, len(presence.expected)
        counted = self._counted(tr, presence)
        if cell_len(counted) > room:
            counted = self._counted(tr, presence, is_short=True)
        arrivals = bars_of(presence.arrivals, now, _WIDE_BARS if room > 100 else _NARROW_BARS)
        if len(counted) + len(arrivals) + _SHORTEST_BAR + 4 > room or set(arrivals) == {_LEVELS[0]}:
            arrivals = ""
        across = room - len(counted) - 2 - (len(arrivals) + 2 if arrivals else 0)
        if across < _SHORTEST_BAR:
            return Content.styled(counted, "bold")
        arrived = (f"  {arrivals}" if arrivals else "", "$accent")
        return Content.assemble(bar(present, expected, across), (f"  {counted}", "bold"), arrived)

    def _counted(self, tr: Translator, presence: Presence, *, is_short: bool = False) -> str:
        counted = tr("{present} of {expected} present", present=presence.present, expected=len(presence.expected))
        if presence.guests:
            others = tr.plural("+ {n} other", "+ {n} others", presence.guests)
            counted += f" + {presence.guests}" if is_short else f" {others}"
        if self._course.door.exits:
            counted += " · " + tr("{n} inside", n=presence.inside)
        return counted

    def _last(
        self, tr: Translator, snapshot: Snapshot, now: datetime, trouble: str, hub: Content, room: int
    ) -> Content:
        left = max(0, room - hub.cell_length - 2) if hub else room
        line = Content.styled(clean(trouble), "bold $text-warning") if trouble else self._next(tr, snapshot, now, left)
        if hub:
            return Content.assemble(line.truncate(left, ellipsis=True, pad=True), "  ", hub)
        return line.truncate(room, ellipsis=True)

    def _next(self, tr: Translator, snapshot: Snapshot, now: datetime, room: int) -> Content:
        """Return what is on elsewhere, and what comes next if there is room. Only titles are cut."""
        parts = []
        if snapshot.beside:
            parts.append(self._parallel(tr, snapshot, room))
            room -= cell_len(parts[0]) + len(_APART)
        if (upcoming := snapshot.upcoming) is not None:
            opening = snapshot.upcoming_at or opens_at(upcoming, self._course.door)
            title = clean(upcoming.title)
            around = cell_len(text_with_time(tr, NEXT, self._course, opening, now, title=""))
            if not parts or room >= around + min(_SHORT_TITLE, cell_len(title)):
                title = shortened(title, max(1, room - around))
                parts.append(text_with_time(tr, NEXT, self._course, opening, now, title=title))
        return Content.styled(_APART.join(parts), "$text-muted")

    def _parallel(self, tr: Translator, snapshot: Snapshot, room: int) -> str:
        """Return the sessions that are open elsewhere, after a shorter word where they do not fit otherwise."""
        whole = ", ".join(
            f"{clean(session.title)} ({clean(session.room)})" if session.room else clean(session.title)
            for session in snapshot.beside
        )
        shown = snapshot.session
        # A chosen session may be at another time than what is open elsewhere.
        overlap = shown is None or all(
            one.starts_at < shown.ends_at and shown.starts_at < one.ends_at for one in snapshot.beside
        )
        said = tr("Parallel sessions: {sessions}", sessions=whole)
        if overlap and cell_len(said) <= room:
            return said
        text = translatable("Also open: {sessions}")
        around = cell_len(tr(text, sessions=""))
        return tr(text, sessions=fit_titles(snapshot.beside, ", ", room - around, with_rooms=True))

    def _time(self, tr: Translator, moment: datetime, now: datetime) -> str:
        return clock_time(tr, self._course, moment, now)


def bar(present: int, expected: int, width: int) -> Content:
    """Return a bar of so many cells: how many of those expected are present."""
    full = min(width, present * width // expected) if expected else 0
    colour = "$text-success" if present >= expected > 0 else "$accent"
    return Content.assemble((_FULL * full, colour), (_EMPTY * (width - full), "$border"))


def bars_of(arrivals: Sequence[datetime], now: datetime, minutes: int) -> str:
    """Return how many arrived in each of the last minutes, as a row of bars, this minute at the right."""
    counts = [0] * minutes
    for arrival in arrivals:
        ago = (now - arrival) // timedelta(minutes=1)
        if 0 <= ago < minutes:
            counts[minutes - 1 - ago] += 1
    most = max(counts, default=0)
    top = len(_LEVELS) - 1
    return "".join(_LEVELS[-(-count * top // most) if most else 0] for count in counts)
