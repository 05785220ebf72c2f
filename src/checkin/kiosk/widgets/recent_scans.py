"""Widget: the last scans, newest first. Up and Down choose a row; a click chooses it too."""

from collections.abc import Sequence
from dataclasses import replace

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from checkin.core.course import Course
from checkin.door.acts import DoorAct
from checkin.door.answer_text import VERDICT_TITLES, person_text, verdict_title
from checkin.door.scan import Act, ScanAnswer
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.verdict_panel import SHAPES

_KEPT = 40
# An undone act, and a scan that was not recorded, have signs of their own.
_UNDONE, _NOT_RECORDED = "/", "#"
_LEFT_OUT_BELOW = 46


class RecentScans(Static):
    """The acts of this door, read from the record, and above them what could not be recorded."""

    class Chosen(Message):
        """A row was clicked."""

        def __init__(self, act: DoorAct) -> None:
            super().__init__()
            self.act = act

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._acts: list[DoorAct] = []
        self._unrecorded: list[tuple[str, str]] = []
        self._place: int | None = None
        self._say: Translator | None = None

    @property
    def acts(self) -> Sequence[DoorAct]:
        """Return the rows, newest first."""
        return self._acts

    @property
    def chosen(self) -> DoorAct | None:
        """Return the chosen row."""
        if self._place is None or self._place >= len(self._acts):
            return None
        return self._acts[self._place]

    def show(self, acts: Sequence[DoorAct]) -> None:
        """Show the acts as the record has them now."""
        chosen = self.chosen
        self._acts = list(acts)
        ids = [act.answer.event_id for act in self._acts]
        is_still_there = chosen is not None and chosen.answer.event_id in ids
        self._place = ids.index(chosen.answer.event_id) if chosen is not None and is_still_there else None
        self._refill()

    def add(self, answer: ScanAnswer) -> None:
        """Add the answer that was given now."""
        if all(act.answer.event_id != answer.event_id for act in self._acts):
            self._acts = [DoorAct(answer), *self._acts][:_KEPT]
            self._place = None if self._place is None else self._place + 1
            self._refill()

    def strike(self, event_id: str) -> None:
        """Show that an act was undone."""
        self._acts = [replace(act, is_undone=act.is_undone or act.answer.event_id == event_id) for act in self._acts]
        self._refill()

    def list_unrecorded(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show the time and the text of the scans that were not recorded."""
        self._unrecorded = list(lines)[::-1]
        self._refill()

    def move(self, by: int) -> None:
        """Choose another row. Above the first one none is chosen."""
        place = (-1 if self._place is None else self._place) + by
        self._place = None if place < 0 or not self._acts else min(place, len(self._acts) - 1, self._rows() - 1)
        self._refill()

    def choose_none(self) -> None:
        """Choose no row."""
        self._place = None
        self._refill()

    def refresh_texts(self, tr: Translator) -> None:
        """Show the rows in another language."""
        self._say = tr
        self._refill()

    def on_resize(self) -> None:
        self._refill()

    def on_click(self, event: events.Click) -> None:
        place = event.y - 1 - len(self._unrecorded)
        if 0 <= place < len(self._acts):
            self._place = place
            self._refill()
            self.post_message(self.Chosen(self._acts[place]))

    def _rows(self) -> int:
        return max(1, self.size.height - 1 - len(self._unrecorded))

    def _refill(self) -> None:
        if (tr := self._say) is None:
            return
        room = max(20, self.size.width - 2)
        lines = [self._unrecorded_line(time, text, tr, room) for time, text in self._unrecorded]
        lines += [self._line(place, act, tr, room) for place, act in enumerate(self._acts[: self._rows()])]
        self.update(Content("\n").join([Content.styled(tr("Last scans"), "$text-muted"), *lines]), layout=False)

    def _unrecorded_line(self, time: str, text: str, tr: Translator, room: int) -> Content:
        line = Content(f"{time:<8} {_NOT_RECORDED} {text} · {tr('not recorded')}")
        return line.truncate(room, ellipsis=True).stylize("bold $error")

    def _line(self, place: int, act: DoorAct, tr: Translator, room: int) -> Content:
        answer = act.answer
        shape = _UNDONE if act.is_undone else SHAPES[answer.verdict]
        word = tr("undone") if act.is_undone else verdict_title(tr, answer)
        longest = max(len(tr(title)) for title in VERDICT_TITLES.values())
        is_roomy = room > 60
        word = f"{word:<{longest}} " if is_roomy or (act.is_undone and room > _LEFT_OUT_BELOW) else ""
        if answer.act is Act.LET_IN and not word:
            word = f"{verdict_title(tr, answer)} "
        time = f"{self._course.local(answer.at):%H:%M:%S}"
        head = f"{time} {shape} {word}"
        name = person_text(tr, answer)
        if answer.participant and answer.participant.country:
            name += f" · {answer.participant.country}"
        line = Content(head + name).truncate(room, ellipsis=True)
        if act.is_undone:
            line = line.stylize("strike dim")
        return line.stylize("reverse") if place == self._place else line
