"""Widget: the last scans, newest first. Up and Down choose a row; a click chooses it too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.markup import escape
from textual.message import Message
from textual.widgets import Static

from checkin.core.course import Course
from checkin.door.acts import DoorAct
from checkin.door.answer_signs import colour_of, shape_of, short_title
from checkin.door.answer_text import person_text
from checkin.door.scan import ScanAnswer
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.verdict_layout import wrap_cells

_KEPT = 40
# An undone act, and a scan that was not recorded, have signs of their own.
_UNDONE, _NOT_RECORDED = "/", "#"
# Cells from which a row is one line with the verdict's word at its end.
_ONE_LINE_FROM = 60
# The sign in colour, and the time; lines that go on begin below the name.
_HEAD = 10


class RecentScans(Static):
    """The acts of this door, read from the record, and above them what could not be recorded."""

    @dataclass(eq=False)
    class Chosen(Message):
        """A row was clicked."""

        act: DoorAct

    def __init__(self, course: Course, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._course = course
        self._now = now
        self._acts: list[DoorAct] = []
        self._unrecorded: list[tuple[str, str]] = []
        self._place: int | None = None
        self._say: Translator | None = None
        self._acts_of_lines: list[int | None] = []
        self._shown = Content("")

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
        # The rows begin below the border.
        line = event.y - 1
        if 0 <= line < len(self._acts_of_lines) and (place := self._acts_of_lines[line]) is not None:
            self._place = place
            self._refill()
            self.post_message(self.Chosen(self._acts[place]))

    def _rows(self) -> int:
        """Return how many acts are shown whole."""
        return len({place for place in self._acts_of_lines if place is not None})

    def _refill(self) -> None:
        if (tr := self._say) is None:
            return
        self.border_title = escape(tr("Last scans"))
        room, height = max(20, self.size.width), max(1, self.size.height)
        lines = [self._unrecorded_line(time, text, tr, room) for time, text in self._unrecorded]
        self._acts_of_lines = [None] * len(lines)
        for place, act in enumerate(self._acts):
            drawn = self._lines(place, act, tr, room)
            if len(lines) + len(drawn) > height:
                break
            lines += drawn
            self._acts_of_lines += [place] * len(drawn)
        shown = Content("\n").join(lines)
        if not shown.is_same(self._shown):
            self._shown = shown
            self.update(shown, layout=False)

    def _unrecorded_line(self, time: str, text: str, tr: Translator, room: int) -> Content:
        sign = Content.styled(f" {_NOT_RECORDED} ", "bold $on-refused on $verdict-refused")
        said = self._one_line(text, "", "", tr("not recorded"), room - _HEAD - 3)
        line = Content(f" {time:<8} {said}")
        return Content.assemble(sign, line.stylize("bold $text-error"))

    def _lines(self, place: int, act: DoorAct, tr: Translator, room: int) -> list[Content]:
        """Return the lines of one act: sign, time, name, country and the verdict's word. The name is never cut."""
        answer = act.answer
        colour = "gone" if act.is_undone else colour_of(answer)
        shape = _UNDONE if act.is_undone else shape_of(answer)
        word = tr("undone") if act.is_undone else short_title(tr, answer)
        if (day := self._course.local(answer.at).date()) != self._course.local(self._now()).date():
            word = f"{tr.day(day)} · {word}"  # a paper list or a mark of another day
        name, land = person_text(tr, answer), answer.participant.country if answer.participant else ""
        sign = Content.styled(f" {shape} ", f"bold $on-{colour} on $verdict-{colour}")
        chosen = "reverse" if place == self._place else "strike" if act.is_undone else ""
        wide = room >= _ONE_LINE_FROM
        head = Content.assemble(sign, f" {self._course.local(answer.at):{'%H:%M:%S' if wide else '%H:%M'}} ")
        beside = room - head.cell_length
        if wide and cell_len(name) + cell_len(word) + 2 <= beside:
            names, others = [self._one_line(name, tr.country(land), land, word, beside)], []
        else:
            second = " · ".join(part for part in (tr.country(land), word) if part)
            names, others = wrap_cells(name, beside), wrap_cells(second, beside)
        lines = [Content(text).stylize(chosen or "bold") for text in names]
        lines += [Content(text).stylize("$text-muted") for text in others]
        blank = Content(" " * head.cell_length)
        return [Content.assemble(blank if number else head, line) for number, line in enumerate(lines)]

    def _one_line(self, name: str, land: str, code: str, word: str, room: int) -> str:
        """Return the name, its country and the word at the end, as much of it as fits."""
        for text in (f"{name} · {land}" if land else name, f"{name} · {code}" if code else name, name):
            if (free := room - cell_len(text) - cell_len(word)) >= 2:
                return f"{text}{' ' * free}{word}"
        return f"{name} · {code}" if code and cell_len(name) + len(code) + 3 <= room else set_cell_size(name, room)
