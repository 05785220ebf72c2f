"""The verdict on the screen: its word, shape and colour, the name, the country, the face."""

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from checkin.core.course import Course
from checkin.core.text import clean
from checkin.core.verdicts import Verdict
from checkin.door.answer_text import country, detail, guest_detail, person_text, verdict_title
from checkin.door.scan import ScanAnswer
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.large_text import CAPITALS, NAMES, large_if_it_fits

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
COLOURS = ("counted", "attention", "known", "gone", "refused", "broken", "idle")
_COLOUR = {
    Verdict.PRESENT: "counted",
    Verdict.LATE: "attention",
    Verdict.PENDING: "attention",
    Verdict.ALREADY: "known",
    Verdict.LEFT: "gone",
}
# Rows a line and lines: below five rows small letters run together.
_NAME_SIZES = ((5, 1), (5, 2), (5, 3))
# A face of less than this says nothing, and takes the name's room: cells across, and what must be left beside it.
_FACE, _BESIDE_FACE, _FACE_ROWS = 22, 44, 11


def colour_of(answer: ScanAnswer) -> str:
    """Return the colour of a verdict."""
    return _COLOUR.get(answer.verdict, "refused")


class VerdictPanel(Horizontal):
    """The answer to the last scan, as large as the screen allows. ``guest``: it is the person who reads it."""

    def __init__(self, course: Course, folder: Path, *, guest: bool = False) -> None:
        super().__init__(classes="verdict idle")
        self._course = course
        self._folder = folder
        self._guest = guest
        self._answer: ScanAnswer | None = None
        self._say: Translator | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="face")
        yield Static(id="said")

    def show_answer(self, answer: ScanAnswer, tr: Translator) -> None:
        """Show a verdict."""
        self._answer, self._say = answer, tr
        self._dress(colour_of(answer))
        self._lay_out()

    def show_out_of_order(self, lines: Sequence[str]) -> None:
        """Say that a scan was not recorded, and why."""
        self._say_plainly("broken", lines)

    def show_idle(self, text: str) -> None:
        """Nothing was scanned yet, or not for a while."""
        self._say_plainly("idle", text.split("\n"))

    def on_resize(self) -> None:
        self._lay_out()

    def _say_plainly(self, colour: str, lines: Sequence[str]) -> None:
        self._answer = None
        self._dress(colour)
        self.query_one("#face").display = False
        self.query_one("#said", Static).update(Content("\n".join(clean(line) for line in lines)), layout=False)

    def _dress(self, colour: str) -> None:
        self.set_classes(f"verdict {colour}")

    def _lay_out(self) -> None:
        if self._answer is None or self._say is None:
            return
        photo = self._answer.participant.photo if self._answer.participant else ""
        width, height = self.size
        face = bool(photo) and width >= _FACE + _BESIDE_FACE and height >= _FACE_ROWS
        self.query_one("#face").display = False
        if face:
            self.run_worker(lambda: self._look_at(photo, height), thread=True, exclusive=True, exit_on_error=False)
        room = max(10, width - (_FACE + 2 if face else 0))
        # The parts have fixed places: a new verdict only repaints, without a new layout.
        self.query_one("#said", Static).update(self._content(self._answer, self._say, room, height), layout=False)

    def _look_at(self, photo: str, height: int) -> None:
        from checkin.kiosk.widgets.terminal_image import photo_content

        drawn = photo_content(self._folder, photo, _FACE, height - 2)
        if drawn is not None:
            self.app.call_from_thread(self._show_face, photo, drawn)

    def _show_face(self, photo: str, drawn: Content) -> None:
        # Somebody else may have been scanned meanwhile.
        if self._answer is not None and self._answer.participant and self._answer.participant.photo == photo:
            face = self.query_one("#face", Static)
            face.update(drawn)
            face.display = True

    def _content(self, answer: ScanAnswer, tr: Translator, room: int, height: int) -> Content:
        title, name = verdict_title(tr, answer).upper(), person_text(tr, answer)
        shape = SHAPES[answer.verdict]
        land = country(tr, answer)
        below = self._below(answer, tr)
        free = height - len(below) - bool(land) - 1
        # The word first, then the name, then the country, each as large as what is left allows.
        # An accent above a capital takes a third of its height.
        tall = free >= 12 or not title.isascii()
        word = _largest(f"{shape} {title}", title, room, [(4, 1), (3, 1)] if tall else [(3, 1)], free - 2)
        called = _largest(name, name, room, _NAME_SIZES, free - len(word), NAMES)
        left = free - len(word) - len(called)
        sizes = [(4, 1)] if len(called) > 1 else []
        where = _largest(land, land, room, sizes, left - 2, NAMES) if land else []
        left -= max(0, len(where) - 1)
        mark = [Content.styled(f"{shape} {shape} {shape}", "bold")] if len(word) > 1 and left > 0 else []
        gap = [Content("")] if left > 1 else []
        return Content("\n").join([*word, *(mark or gap), *called, *gap, *where, *below])

    def _below(self, answer: ScanAnswer, tr: Translator) -> list[Content]:
        """Return the text below the name and the country."""
        if self._guest:
            note = tr("please see the registration desk") if answer.note else ""
            lines = [guest_detail(tr, self._course, answer)]
        else:
            note = clean(answer.note)
            institution = clean(answer.participant.institution) if answer.participant else ""
            lines = [institution, detail(tr, self._course, answer)]
        below = [Content(line) for line in lines if line]
        return [*below, Content.styled(f" ! {note} ", "bold reverse")] if note else below


def _largest(
    plain: str, text: str, width: int, sizes: Sequence[tuple[int, int]], height: int, weight: int = CAPITALS
) -> list[Content]:
    """Render the text in the first size (rows, lines) that fits, else as one plain line."""
    for rows, lines in sizes:
        drawn = large_if_it_fits(text, width, rows, lines, weight)
        if drawn is not None and len(drawn) <= height:
            return [Content(line) for line in drawn]
    return [Content.styled(plain, "bold")]
