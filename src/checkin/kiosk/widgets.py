"""The parts of the door's screen. Text from outside reaches them as Content, never as markup."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from checkin.course import Course, Session
from checkin.door import Answer
from checkin.kiosk.lettering import CAPITALS, NAMES, large_if_it_fits
from checkin.kiosk.scanner import Collector, Presented
from checkin.text import clean
from checkin.verdicts import Verdict, closes_at, opens_at
from checkin.wording import TITLES, clock_time, country, detail, who

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
# Rows a line and lines: below five rows small letters run together.
_NAME_SIZES = ((5, 1), (5, 2), (5, 3))
_COLOURS = ("green", "amber", "blue", "grey", "red", "idle", "broken")
_COLOUR = {
    Verdict.PRESENT: "green",
    Verdict.LATE: "amber",
    Verdict.PENDING: "amber",
    Verdict.ALREADY: "blue",
    Verdict.LEFT: "grey",
}


class ScanField(Widget, can_focus=True):
    """Collects what a scanner or a hand types. It has the focus whenever no dialog is open."""

    DEFAULT_CSS = """
    ScanField { height: 1; padding: 0 1; background: $surface; }
    ScanField:focus { background: $panel; }
    """

    typed = reactive("")

    class Scanned(Message):
        """A code was presented."""

        def __init__(self, presented: Presented) -> None:
            super().__init__()
            self.presented = presented

    def __init__(self) -> None:
        super().__init__()
        self._collector = Collector()

    def render(self) -> RenderResult:
        if not self.typed:
            return Content.styled("Scan a badge, or type its code and press Enter", "$text-muted")
        return Content.assemble("Code: ", (clean(self.typed).upper(), "bold"), "▏")

    def on_key(self, event: events.Key) -> None:
        collector = self._collector
        if event.key in ("enter", "ctrl+j", "tab"):
            if (presented := collector.end()) is not None:
                self.post_message(self.Scanned(presented))
        elif event.key == "backspace":
            collector.erase()
        elif event.key == "escape":
            collector.clear()
        elif event.is_printable and event.character is not None:
            collector.type(event.character, event.time)
        else:
            return
        event.stop()
        event.prevent_default()
        self.typed = collector.text

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        for presented in self._collector.paste(event.text):
            self.post_message(self.Scanned(presented))
        self.typed = self._collector.text


class VerdictPanel(Static):
    """The answer to the last scan, as large as the screen allows."""

    DEFAULT_CSS = """
    VerdictPanel { height: 1fr; content-align: center middle; text-align: center; padding: 0 2; }
    VerdictPanel.idle { background: $surface; color: $text-muted; }
    VerdictPanel.green { background: #14693A; color: white; }
    VerdictPanel.amber { background: #FFB000; color: black; }
    VerdictPanel.blue { background: #1F4FA3; color: white; }
    VerdictPanel.grey { background: #5A5A5A; color: white; }
    VerdictPanel.red { background: #B3001B; color: white; }
    VerdictPanel.broken { background: #7A0012; color: white; text-style: bold; }
    """

    def __init__(self, course: Course) -> None:
        super().__init__(classes="idle")
        self._course = course
        self._answer: Answer | None = None

    def show_answer(self, answer: Answer) -> None:
        """Show a verdict."""
        self._answer = answer
        self._dress(_COLOUR.get(answer.verdict, "red"))
        self.update(self._content(answer))

    def show_broken(self, reason: str, what: str) -> None:
        """Say that a scan was not recorded, and why."""
        self._answer = None
        self._dress("broken")
        lines = ["NOT RECORDED", what, "", clean(reason), "", "Nothing recorded before is lost. Scan again."]
        self.update(Content("\n".join(lines)))

    def show_idle(self, text: str) -> None:
        """Nothing was scanned yet, or not for a while."""
        self._answer = None
        self._dress("idle")
        self.update(Content(text))

    def on_resize(self) -> None:
        if self._answer is not None:
            self.update(self._content(self._answer))

    def _dress(self, colour: str) -> None:
        self.remove_class(*_COLOURS)
        self.add_class(colour)

    def _content(self, answer: Answer) -> Content:
        room = max(10, self.size.width - 4)
        title, name = TITLES[answer.verdict].upper(), who(self._course, answer)
        shape = SHAPES[answer.verdict]
        land = country(self._course, answer)
        below = [Content(line) for line in (self._institution(answer), detail(self._course, answer)) if line]
        if answer.note:
            below.append(Content.styled(f" ! {clean(answer.note)} ", "bold reverse"))
        free = self.size.height - len(below) - bool(land) - 1
        # The word first, then the name, then the country, each as large as what is left allows.
        word = self._largest(f"{shape} {title}", title, room, [(4, 1), (3, 1)] if free >= 12 else [(3, 1)], free - 2)
        called = self._largest(name, name, room, _NAME_SIZES, free - len(word), NAMES)
        left = free - len(word) - len(called)
        sizes = [(4, 1)] if len(called) > 1 else []
        where = self._largest(land, land, room, sizes, left - 2, NAMES) if land else []
        left -= max(0, len(where) - 1)
        mark = [Content.styled(f"{shape} {shape} {shape}", "bold")] if len(word) > 1 and left > 0 else []
        gap = [Content("")] if left > 1 else []
        return Content("\n").join([*word, *(mark or gap), *called, *gap, *where, *below])

    @staticmethod
    def _largest(
        plain: str, text: str, width: int, sizes: Sequence[tuple[int, int]], height: int, weight: int = CAPITALS
    ) -> list[Content]:
        """The text in the first of the sizes (rows a line, lines) that fits, else as one plain line."""
        for rows, lines in sizes:
            drawn = large_if_it_fits(text, width, rows, lines, weight)
            if drawn is not None and len(drawn) <= height:
                return [Content(line) for line in drawn]
        return [Content.styled(plain, "bold")]

    @staticmethod
    def _institution(answer: Answer) -> str:
        return clean(answer.participant.institution) if answer.participant else ""


class RecentScans(Static):
    """The last scans, the newest above."""

    DEFAULT_CSS = "RecentScans { background: $surface; padding: 0 1; }"

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._answers: deque[Answer] = deque(maxlen=40)
        self._undone: set[str] = set()

    def add(self, answer: Answer) -> None:
        """One more scan."""
        self._answers.appendleft(answer)
        self._refill()

    def strike(self, event_id: str) -> None:
        """Show that a scan was undone."""
        self._undone.add(event_id)
        self._refill()

    def last_counted(self) -> Answer | None:
        """The newest counted scan that was not undone."""
        return next(
            (a for a in self._answers if a.verdict.counts and a.event_id not in self._undone),
            None,
        )

    def on_resize(self) -> None:
        self._refill()

    def _refill(self) -> None:
        room = max(20, self.size.width - 2)
        lines = [self._line(answer, room) for answer in self._answers]
        heading = Content.styled("Last scans", "$text-muted")
        self.update(Content("\n").join([heading, *lines]))

    def _line(self, answer: Answer, room: int) -> Content:
        undone = answer.event_id in self._undone
        word = "undone" if undone else answer.verdict.value
        word = f"{word:<13}" if room > 60 or undone else ""
        head = f"{self._course.local(answer.at):%H:%M:%S} {SHAPES[answer.verdict]} {word}"
        name = who(self._course, answer)
        if answer.participant and answer.participant.country:
            name += f" · {answer.participant.country}"
        line = Content(head + name).truncate(room, ellipsis=True)
        return line.stylize("strike dim") if undone else line


class SessionBar(Static):
    """The session on now, its room and its time, what comes next, and how many of those expected are in."""

    DEFAULT_CSS = "SessionBar { height: 3; padding: 0 1; background: $primary-background; color: $text; }"

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course

    def show_session(
        self,
        session: Session | None,
        upcoming: Session | None,
        now: datetime,
        *,
        pinned: bool,
        counts: tuple[int, int],
        trouble: str = "",
    ) -> None:
        """Show what is on."""
        course = self._course
        if session is None:
            first = Content.styled("No session is open now", "bold")
            second = Content("")
        else:
            pin = "PINNED  " if pinned else ""
            first = Content.assemble((f"{pin}{clean(session.title)}", "bold"))
            times = f"{clock_time(course, session.starts_at, now)}-{clock_time(course, session.ends_at, now)}"
            closing = clock_time(course, closes_at(session, course.door), now)
            parts = [clean(session.room), times, f"door open until {closing}"]
            present, expected = counts
            second = Content.assemble(
                (f"{present} of {expected} present", "bold"), "   ", " · ".join(part for part in parts if part)
            )
        third = Content("")
        if upcoming is not None:
            opening = clock_time(course, opens_at(upcoming, course.door), now)
            third = Content.styled(f"Next: {clean(upcoming.title)}, opens {opening}", "$text-muted")
        if trouble:
            third = Content.styled(clean(trouble), "bold $warning")
        room = max(20, self.size.width - 2)
        self.update(Content("\n").join(line.truncate(room, ellipsis=True) for line in (first, second, third)))
