"""Preview of a load: what each column means, what is doubtful or left out, what would change; then load or cancel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Label, Static

from checkin.core.errors import CheckinError, FileMessage, Topic
from checkin.core.text import clean, translatable
from checkin.exports.unprintable_names import unprintable_names
from checkin.intake.file_preview import FIRST_ROWS, FilePreview
from checkin.intake.questions import CORRECT_FILE, Choice, Question, what_is_asked
from checkin.intake.review import Decisions, Review, carry_out, review
from checkin.kiosk.badges.load_texts import change_lines, choice_text, field_names, field_text, loaded_text, next_step
from checkin.kiosk.base.dialogs import ChooseDialog, KioskDialog, title_of
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.store.open_course import OpenCourse

_NARROWEST_CELL = 14
_PADDING = 2  # of each column
_FRAME = 4  # the border of the screen and its padding
_WIDE = 100
_MOST_MESSAGES = 30


@dataclass(frozen=True, slots=True)
class LoadDone:
    """What was loaded, in words, and the course with the rules that were decided."""

    text: str
    opened: OpenCourse


class LoadScreen(KioskDialog[LoadDone | None]):
    """Preview of the files of a load. Ends with what was loaded, or with None: then nothing was changed."""

    HELP = translatable(
        """\
Each line is a column of the file: its heading, what it is taken for, and
its first cells. Enter changes what the column with the bar is taken for.
Below stands what stops the load, what is doubtful, what is left out and
why, and what would change.

F2 asks the open questions. F3 shows the next file. F4 says that the list
holds only some of the people: then nobody goes off the list. F5 loads
everything, and writes the answers and the meanings of the columns to
course.toml. Esc cancels; nothing is changed then."""
    )
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012 - Textual's own
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", translatable("Meaning"), show=True),
        Binding("f2", "answer", translatable("Questions")),
        Binding("f3", "next_file", translatable("Next file")),
        Binding("f4", "partial", translatable("Only some people")),
        Binding("f5", "load", translatable("Load")),
        Binding("escape", "dismiss(None)", translatable("Cancel")),
    ]

    def __init__(self, opened: OpenCourse, paths: Sequence[Path]) -> None:
        super().__init__()
        self._opened = opened
        self._paths = paths
        self._shown = 0
        self._decisions = Decisions()
        self._review: Review | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="load"):
            yield Label("", id="file")
            yield DataTable(cursor_type="row", zebra_stripes=True)
            with VerticalScroll(id="said"):
                yield Static(id="messages")
        yield KeysFooter()

    def on_mount(self) -> None:
        self.query_one("#load").border_title = title_of(self.tr("Load"))
        self.query_one(DataTable).focus()
        self._say(self.tr("Reading …"))
        self._read()

    @work(thread=True, exclusive=True, group="review")
    def _read(self) -> None:
        try:
            found = review(self._opened, self._paths, self._decisions)
        except CheckinError as error:
            self.app.call_from_thread(self._say, self.tr.error(error))
            return
        self.app.call_from_thread(self._show, found)

    def _show(self, found: Review) -> None:
        self._review = found
        self.refresh_bindings()
        file = found.files[self._shown]
        kind = self.tr("programme") if file.is_programme else self.tr("participant list")
        number = f" · {self._shown + 1}/{len(found.files)}" if len(found.files) > 1 else ""
        sheet = f" · {clean(file.sheet)}" if file.sheet else ""
        self.query_one("#file", Label).update(Content(f"{clean(file.file)}{sheet} · {kind}{number}"))
        self._show_columns(file)
        self._say("\n".join(self._lines(found, file)))

    def _show_columns(self, file: FilePreview) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        place = table.cursor_row
        table.clear(columns=True)
        if not file.columns:
            self._show_sessions(table, file)
            return
        rows = [self.tr("row {n}", n=number) for number, _ in file.rows]
        fixed, width = _widths(self.size.width, len(rows))
        headings = zip(("", self.tr("Heading"), self.tr("Meaning (Enter)")), fixed, strict=True)
        for heading, wide in (*headings, *((row, width) for row in rows)):
            table.add_column(Text(heading), width=wide)
        for index, column in enumerate(file.columns):
            cells: list[Text] = [_cell(row[index] if index < len(row) else "", width) for _, row in file.rows]
            meaning = Text(field_text(column.field, self.tr), style="bold", no_wrap=True)
            meaning.truncate(fixed[2], overflow="ellipsis")
            table.add_row(Text(column.letter), _cell(column.heading, fixed[1]), meaning, *cells)
        table.move_cursor(row=min(place, max(0, len(file.columns) - 1)))

    def _show_sessions(self, table: DataTable[Text], file: FilePreview) -> None:
        """Show the first sessions of a calendar, which has no columns."""
        for key, width in (("starts_at", 17), ("title", 40), ("room", 20)):
            table.add_column(Text(field_text(key, self.tr)), width=width)
        for session in file.sessions[:FIRST_ROWS]:
            starts = self._opened.course.local(session.starts_at)
            table.add_row(Text(self.tr.moment(starts)), _cell(session.title, 40), _cell(session.room, 20))

    def _lines(self, found: Review, file: FilePreview) -> list[str]:
        """Return what is to be said: first what stops the load, last what would change."""
        tr = self.tr
        # A question says it without course.toml and without options of the command.
        asked = [question for question in found.questions if question.must]
        lines = [f"✗ {tr.sentence(what_is_asked(question))}" for question in asked]
        known = {id(question.about) for question in asked}
        lines += [self._message("✗", problem) for problem in found.problems if id(problem) not in known]
        if found.questions:
            n = len(found.questions)
            lines.insert(0, tr.plural("F2: {n} question is open.", "F2: {n} questions are open.", n))
        of_record = found.loaded.of_record if found.loaded else ()
        doubtful = {id(question.about) for question in found.questions}
        lines += [
            self._message("?" if id(notice) in doubtful else "·", notice) for notice in (*file.doubts, *of_record)
        ]
        lines += [self._message("–", notice) for notice in file.left_out]
        lines += [self._message("·", notice) for notice in file.notices if notice.topic is Topic.READ]
        if len(lines) > _MOST_MESSAGES:
            lines = [*lines[:_MOST_MESSAGES], tr("and {n} more", n=len(lines) - _MOST_MESSAGES)]
        if found.loaded is not None:
            effects = [loaded_text(tr, found.loaded), *change_lines(tr, found.loaded, self._opened.course)]
            if self._decisions.partial:
                effects.append(tr("The list holds only some of the people: nobody goes off the list."))
            lines = [*effects, *lines]
        return lines

    def _message(self, sign: str, said: FileMessage) -> str:
        parts = said.place() if said.file != self._file else said.place()[1:]
        place, reason = ", ".join(map(self.tr.sentence, parts)), self.tr.sentence(said.reason)
        return f"{sign} {place}{self.tr.colon}{reason}" if place else f"{sign} {reason}"

    @property
    def _file(self) -> str:
        """The file that is shown; its name is not said again with each message."""
        return self._review.files[self._shown].file if self._review else ""

    def _say(self, text: str) -> None:
        self.query_one("#messages", Static).update(Content(text))

    # -- what the organizer decides

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no questions where none is open, and no next file where there is one."""
        found = self._review
        match action:
            case "answer":
                return found is None or bool(found.questions)
            case "next_file":
                return found is None or len(found.files) > 1
            case _:
                return super().check_action(action, parameters)

    def action_next_file(self) -> None:
        """Show the next file of the load."""
        if self._review is not None:
            self._shown = (self._shown + 1) % len(self._review.files)
            self._show(self._review)

    @on(DataTable.RowSelected)
    def _row_selected(self) -> None:
        self.action_change()

    @work(group=DIALOG_WORKERS)
    async def action_change(self) -> None:
        """Choose what the column under the cursor means."""
        if self._review is None or not (columns := self._review.files[self._shown].columns):
            return
        file = self._review.files[self._shown]
        column = columns[self.query_one(DataTable).cursor_row]
        if not column.letter:
            return
        choices = [(name, Content(field_text(name, self.tr))) for name in field_names(programme=file.is_programme)]
        title = self.tr("What is the column {heading}?", heading=column.heading or column.letter)
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices, column.field))
        if chosen is not None and chosen != column.field:
            self._decide(Choice("columns", column.heading, chosen))

    @work(group=DIALOG_WORKERS)
    async def action_answer(self) -> None:
        """Ask the first open question."""
        if self._review is not None and self._review.questions:
            await self._ask(self._review.questions[0])

    async def _ask(self, question: Question) -> None:
        title = self.tr.sentence(what_is_asked(question))
        if not question.must:
            title = f"{self.tr.file_message(question.about)}\n{title}"
        choices = [(str(n), Content(choice_text(choice, self.tr))) for n, choice in enumerate(question.choices)]
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen is None:
            return
        choice = question.choices[int(chosen)]
        if choice.table == CORRECT_FILE:
            self.dismiss(None)
        else:
            self._decide(choice)

    def action_partial(self) -> None:
        """Say that the list holds only some of the people, so that nobody goes off the list; or take that back."""
        self._decisions = replace(self._decisions, partial=not self._decisions.partial)
        self._read()

    def _decide(self, choice: Choice) -> None:
        self._decisions = self._decisions.with_choice(choice)
        self._read()

    def action_load(self) -> None:
        """Load what is shown, or ask what stops it."""
        if self._review is None:
            return
        if self._review.loaded is not None:
            self._load()
        elif self._review.questions:
            self.action_answer()

    @work(thread=True, exclusive=True, group="load")
    def _load(self) -> None:
        try:
            loaded, course = carry_out(self._opened, self._paths, self._decisions)
        except CheckinError as error:
            self.app.call_from_thread(self._say, self.tr.error(error))
            return
        changed = loaded.roster.new_or_changed if loaded.roster else []
        unprintable = unprintable_names(changed, self._opened.folder.fonts)
        answer = [loaded_text(self.tr, loaded), *map(self.tr.sentence, unprintable)]
        text = "\n".join([*answer, *next_step(self.tr, self._opened)])
        if self._decisions.values:
            text += "\n" + self.tr("Your answers are in course.toml.")
        self.app.call_from_thread(self.dismiss, LoadDone(text, replace(self._opened, course=course)))


def _widths(screen: int, rows: int) -> tuple[tuple[int, int, int], int]:
    """Return the widths of the first columns and of a cell, so that the last column that is seen is whole."""
    fixed = (2, 20, 18) if screen >= _WIDE else (2, 16, 17)
    room = screen - _FRAME - sum(fixed) - _PADDING * len(fixed)
    columns = max(1, min(rows, room // (_NARROWEST_CELL + _PADDING)))
    return fixed, max(_NARROWEST_CELL, room // columns - _PADDING)


def _cell(text: str, width: int) -> Text:
    cell = Text(clean(text), no_wrap=True)
    cell.truncate(width, overflow="ellipsis")
    return cell
