"""Widget: the answer to the last scan with its word, shape and colour, the name, the country, the face."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from checkin.core.course import Course
from checkin.core.text import clean
from checkin.door.answer_signs import colour_of, shape_of, short_title
from checkin.door.answer_text import country, detail, guest_detail, person_text
from checkin.door.scan import ScanAnswer
from checkin.i18n.translator import Translator
from checkin.kiosk.widgets.block_letters import SIZES
from checkin.kiosk.widgets.camera_picture import CameraPicture
from checkin.kiosk.widgets.verdict_layout import VerdictText, centred, large_lines, lay_out, wrapped

if TYPE_CHECKING:
    from checkin.kiosk.scanner.camera import CameraView

COLOURS = ("counted", "attention", "known", "gone", "refused", "broken", "idle")
# A face of less than this says nothing, and takes the name's room: cells across, and what must be left beside it.
_FACE, _BESIDE_FACE, _FACE_ROWS = 22, 44, 11
# Rows above which an idle panel has room for a large clock, and the empty lines around it.
_CLOCK_ROWS = 8
# The picture of a camera: its share of the width, its least and most cells across.
_CAMERA_SHARE, _LEAST_CAMERA, _MOST_CAMERA = 3, 16, 48


class VerdictPanel(Horizontal):
    """The answer to the last scan, as large as the screen allows. ``guest``: it is the person who reads it."""

    def __init__(self, course: Course, folder: Path, *, guest: bool = False) -> None:
        super().__init__(classes="verdict idle")
        self._course = course
        self._folder = folder
        self._guest = guest
        self._answer: ScanAnswer | None = None
        self._say: Translator | None = None
        # What an idle panel says, and the clock above it.
        self._idle: tuple[str, ...] | None = None
        self._clock = ""
        # Cells that the picture of a camera takes.
        self._beside = 0

    def compose(self) -> ComposeResult:
        yield Static(id="face")
        yield Static(id="said")

    def show_answer(self, answer: ScanAnswer, tr: Translator) -> None:
        """Show a verdict."""
        self._answer, self._say, self._idle = answer, tr, None
        self._dress(colour_of(answer))
        self._lay_out()

    def show_out_of_order(self, lines: Sequence[str]) -> None:
        """Say that a scan was not recorded, and why."""
        self._answer = self._idle = None
        self._dress("broken")
        self._hide_face()
        shown = [clean(line) for line in lines]
        others = [line for text in shown[1:] for line in (wrapped(text, self._room) or [Content("")])]
        head = large_lines(shown[0], SIZES[1:], self._room, max(1, self.size.height - len(others)))
        self._update(centred([*head, *others], self._room))

    def show_idle(self, text: str) -> None:
        """Show that nothing was scanned for a while. The first line is bold."""
        self._answer, self._idle = None, tuple(clean(line) for line in text.split("\n"))
        self._dress("idle")
        self._hide_face()
        self._lay_out_idle()

    def show_clock(self, clock: str) -> None:
        """Show the time above the text of an idle panel."""
        if clock != self._clock:
            self._clock = clock
            self._lay_out_idle()

    @property
    def camera_cells(self) -> tuple[int, int]:
        """Return the columns and rows that there are for the picture of a camera."""
        width, height = self.size
        return max(_LEAST_CAMERA, min(_MOST_CAMERA, width // _CAMERA_SHARE)), max(4, height)

    def show_camera(self, view: "CameraView | None", words: str = "") -> None:
        """Show a camera's picture next to the answer, or remove it."""
        if view is None:
            self._beside = 0
            self.query(CameraPicture).remove()
        elif self._beside:
            for picture in self.query(CameraPicture):
                picture.show(view, words)
            self._beside = view.width + 2
        else:
            self._beside = view.width + 2
            picture = CameraPicture()
            self.mount(picture)
            picture.show(view, words)
            self.on_resize()

    def on_resize(self) -> None:
        self._lay_out()
        self._lay_out_idle()

    @property
    def _room(self) -> int:
        return max(10, self.size.width - self._beside)

    def _update(self, content: Content) -> None:
        # The parts have fixed places: a new answer only repaints, without a new layout.
        self.query_one("#said", Static).update(content, layout=False)

    def _hide_face(self) -> None:
        face = self.query_one("#face")
        if face.display:
            face.display = False

    def _dress(self, colour: str) -> None:
        if not self.has_class(colour):
            self.set_classes(f"verdict {colour}")

    def _lay_out_idle(self) -> None:
        if self._idle is None:
            return
        first, *others = self._idle
        lines = [line for text in (first, *others) for line in (wrapped(text, self._room) or [Content("")])]
        lines[0] = lines[0].stylize("bold")
        free = self.size.height - len(lines) - 2
        if self._clock and free >= _CLOCK_ROWS - 4:
            clock = large_lines(self._clock, SIZES, self._room, free)
            lines = [*(line.stylize("$text-accent") for line in clock), Content(""), *lines]
        self._update(centred(lines, self._room))

    def _lay_out(self) -> None:
        if self._answer is None or self._say is None:
            return
        photo = self._answer.participant.photo if self._answer.participant else ""
        width, height = self._room, self.size.height
        face = bool(photo) and width >= _FACE + _BESIDE_FACE and height >= _FACE_ROWS
        self._hide_face()
        if face:
            self.run_worker(lambda: self._look_at(photo, height), thread=True, exclusive=True, exit_on_error=False)
        room = max(10, width - (_FACE + 2 if face else 0))
        self._update(lay_out(self._text(self._answer, self._say), room, height))

    def _look_at(self, photo: str, height: int) -> None:
        from checkin.kiosk.widgets.terminal_image import photo_content

        drawn = photo_content(self._folder, photo, _FACE, height - 2)
        if drawn is not None:
            self.app.call_from_thread(self._show_face, photo, drawn)

    def _show_face(self, photo: str, drawn: Content) -> None:
        # Another person may have been scanned meanwhile.
        if self._answer is not None and self._answer.participant and self._answer.participant.photo == photo:
            face = self.query_one("#face", Static)
            face.update(drawn)
            face.display = True

    def _text(self, answer: ScanAnswer, tr: Translator) -> VerdictText:
        person = answer.participant
        note = clean(answer.note)
        if self._guest:
            below = [country(tr, answer), guest_detail(tr, self._course, answer)]
            shorter = " · ".join(part for part in below if part)
            note = tr("please see the registration desk") if note else ""
        else:
            institution = clean(person.institution) if person else ""
            place = " · ".join(part for part in (country(tr, answer), institution) if part)
            below = [place, detail(tr, self._course, answer)]
            # The institution gives way to a large name.
            shorter = " · ".join(part for part in (country(tr, answer), below[1]) if part)
        return VerdictText(
            shape=shape_of(answer),
            word=short_title(tr, answer).upper(),
            name=person_text(tr, answer),
            below=tuple(part for part in below if part),
            shorter=(shorter,) if shorter else (),
            note=note,
            is_person=person is not None,
            is_refusal=colour_of(answer) == "refused",
        )
