"""The last scans, the newest above. A click on one opens the person's card."""

from collections import deque

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from checkin.core.course import Course
from checkin.door.answer_text import VERDICT_TITLES, person_text
from checkin.door.practice import is_practice
from checkin.door.scan import ScanAnswer
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.verdict_panel import SHAPES

_KEPT = 40


class RecentScans(Static):
    """A list that is only looked at; it holds no more than a screen shows."""

    class Chosen(Message):
        """Somebody of the list was clicked."""

        def __init__(self, answer: ScanAnswer) -> None:
            super().__init__()
            self.answer = answer

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._answers: deque[ScanAnswer] = deque(maxlen=_KEPT)
        self._undone: deque[str] = deque(maxlen=_KEPT)
        self._say: Translator | None = None

    def add(self, answer: ScanAnswer) -> None:
        """One more scan."""
        self._answers.appendleft(answer)
        self._refill()

    def strike(self, event_id: str) -> None:
        """Show that a scan was undone."""
        self._undone.append(event_id)
        self._refill()

    def forget_practice(self) -> None:
        """A practice has ended: nothing of it was a scan."""
        self._answers = deque((answer for answer in self._answers if not is_practice(answer)), maxlen=_KEPT)
        self._refill()

    def refresh_texts(self, tr: Translator) -> None:
        """Say it in another language."""
        self._say = tr
        self._refill()

    def last_counted(self) -> ScanAnswer | None:
        """The newest counted scan that was not undone."""
        return next(
            (a for a in self._answers if a.event_id and a.verdict.counts and a.event_id not in self._undone), None
        )

    def on_resize(self) -> None:
        self._refill()

    def on_click(self, event: events.Click) -> None:
        place = event.y - 1
        if 0 <= place < len(self._answers):
            self.post_message(self.Chosen(self._answers[place]))

    def _refill(self) -> None:
        if (tr := self._say) is None:
            return
        room = max(20, self.size.width - 2)
        lines = [self._line(answer, tr, room) for answer in list(self._answers)[: max(1, self.size.height - 1)]]
        self.update(Content("\n").join([Content.styled(tr("Last scans"), "$text-muted"), *lines]), layout=False)

    def _line(self, answer: ScanAnswer, tr: Translator, room: int) -> Content:
        undone = bool(answer.event_id) and answer.event_id in self._undone
        word = tr("undone") if undone else tr(VERDICT_TITLES[answer.verdict])
        longest = max(len(tr(title)) for title in VERDICT_TITLES.values())
        word = f"{word:<{longest}} " if room > 60 or undone else ""
        head = f"{self._course.local(answer.at):%H:%M:%S} {SHAPES[answer.verdict]} {word}"
        name = person_text(tr, answer)
        if answer.participant and answer.participant.country:
            name += f" · {answer.participant.country}"
        line = Content(head + name).truncate(room, ellipsis=True)
        return line.stylize("strike dim") if undone else line
