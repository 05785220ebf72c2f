"""Define the base class of all screens: translated texts, answers to scans, hooks that the app calls."""

from dataclasses import replace
from typing import ClassVar, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from checkin.core.events import ScannedText
from checkin.core.text import clean, translatable
from checkin.door.answer_signs import colour_of, shape_of
from checkin.door.answer_text import country, detail, guest_detail, person_text, verdict_title
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import Snapshot
from checkin.i18n.translator import Translator
from checkin.kiosk.base.app_protocol import KioskApi
from checkin.kiosk.widgets.footer import key_name
from checkin.kiosk.widgets.verdict_panel import COLOURS

T = TypeVar("T")
_BANNER_SECONDS = 8
NOT_RECORDED = translatable("This was not recorded. Please scan your badge once more.")
_NOTICES = 3
# Lines that messages take at most on a screen of so many rows, and on a lower one.
_LINES, _FEWER_LINES, _HIGH = 6, 2, 30
# The group of the workers that wait for somebody's answer.
DIALOG_WORKERS = "conversation"


class Banner(Static):
    """The answer to a scan, shown above the open screen."""

    DEFAULT_CSS = """
    Banner { dock: top; height: auto; padding: 1 2; text-align: center; text-style: bold; layer: banner; }
    """

    def show(self, lines: list[Content], colour: str) -> None:
        """Show an answer for a while."""
        self.remove_class(*COLOURS)
        self.add_class("verdict", colour)
        self.update(Content("\n").join(lines))
        self.display = True


class PracticeBand(Static):
    """The band on every screen while a practice is on."""

    DEFAULT_CSS = """
    PracticeBand {
        dock: top; height: 1; width: 100%; text-align: center; text-style: bold; layer: banner;
        background: $verdict-practice; color: $on-practice;
    }
    """


class Notice(Static):
    """A short message for staff, on a separate line above the footer. It never covers a name."""

    DEFAULT_CSS = """
    Notice {
        dock: bottom; offset-y: -1; height: auto; padding: 0 1; layer: banner;
        background: $panel; color: $foreground; text-style: bold;
    }
    Notice.error { background: $verdict-refused; color: $on-refused; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []

    def show(self, text: str, *, is_error: bool, seconds: float) -> None:
        """Show a message for some seconds, below the ones before. Equal messages are shown once."""
        self._texts = [*[shown for shown in self._texts if shown != text], text][-_NOTICES:]
        self.set_class(is_error, "error")
        self._refill()
        self.set_timer(seconds, lambda: self._remove(text))

    def _remove(self, text: str) -> None:
        self._texts = [shown for shown in self._texts if shown != text]
        self._refill()

    def _refill(self) -> None:
        shown: list[Content] = []
        # On a low screen older messages give way: the list of last scans is behind them.
        most = _LINES if self.app.size.height >= _HIGH else _FEWER_LINES
        for text in reversed(self._texts):
            lines = Content(text).wrap(max(1, self.app.size.width - 2))
            if shown and len(shown) + len(lines) > most:
                break
            shown = [*lines, *shown]
        self.update(Content("\n").join(shown))
        self.display = bool(shown)


class BaseScreen(Screen[T]):
    """A screen in the kiosk's language. ``codes_only``: what is typed here is codes, wherever the focus is."""

    codes_only: ClassVar[bool] = False
    has_practice_band: ClassVar[bool] = True
    # A screen keeps its texts, and what was chosen and typed, until it is closed: the next one is in the new language.
    keeps_language = False
    # Keys that a narrow footer leaves out, the first first. What a screen is for is never left out.
    left_out: ClassVar[tuple[str, ...]] = ("f9", "f7", "f8", "ctrl+q", "f1", "f6")
    # What F1 shows, where the screen binds it.
    HELP: ClassVar[str] = ""
    _told: Translator | None = None
    _is_waiting = False

    @property
    def kiosk(self) -> KioskApi:
        """Return the app as its protocol."""
        return cast("KioskApi", self.app)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close this screen with a result. Ignored unless it is on top and complete.

        Keys that come fast answer a dialog twice, after another desk was opened, or before anybody has seen it.
        """
        return super().dismiss(result) if self.is_active and self.is_mounted else AwaitComplete()

    def _screen_resized(self, size: Size) -> None:
        """Lay out for a new size only. Textual reports the first size three times, and lays out each time."""
        if size != self._size:
            super()._screen_resized(size)

    def _compositor_refresh(self) -> None:
        """Wait for the end of a batch. Textual renders in it, and throws the result away."""
        if self.app._batch_count:
            self._repaint_required = True
        else:
            super()._compositor_refresh()

    def intercept_key(self, event: events.Key) -> bool:
        """Take a key before the scan detector. Return True if nothing else may see it."""
        del event
        return False

    def consume_scan(self, scan: ScannedText) -> bool:
        """Take a scan instead of the door. Return True if the door must not answer it."""
        del scan
        return False

    def show_typed(self, text: str) -> None:
        """Show the text that was typed so far."""

    def name_typed(self, text: str) -> bool:
        """Take a name that a person types where only codes are typed. Return True if it was taken."""
        del text
        return False

    def show_blocked(self, seconds: int) -> None:
        """Show that scans are blocked for some seconds."""

    def record_changed(self) -> None:
        """React to a new event in the record."""

    def snapshot_changed(self, snapshot: Snapshot) -> None:
        """Take new counts."""

    @property
    def tr(self) -> Translator:
        """The texts in the language of the moment."""
        return self.kiosk.tr

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Return the keys with translated descriptions. Those that the footer has no room for are not shown."""
        found = super().active_bindings
        texts = {key: self.tr(active.binding.description) for key, active in found.items()}
        labels = {
            active.binding.key: len(key_name(active.binding.key, self.tr.language)) + len(texts[key]) + 2
            for key, active in found.items()
            if active.binding.show
        }
        for key in self.left_out:
            if sum(labels.values()) > self.app.size.width:
                labels.pop(key, None)
        return {
            key: active._replace(
                binding=replace(active.binding, description=texts[key], show=active.binding.key in labels)
            )
            for key, active in found.items()
        }

    def show_answer(self, answer: ScanAnswer) -> None:
        """Show the answer to a scan that was made while this screen is open."""
        tr = self.tr
        title = f"{shape_of(answer)} {verdict_title(tr, answer).upper()}   {person_text(tr, answer)}"
        if self.kiosk.is_self_service:  # a dialog above the screen of self-service
            parts = [country(tr, answer), guest_detail(tr, self.kiosk.course, answer)]
        else:
            parts = [country(tr, answer), detail(tr, self.kiosk.course, answer), clean(answer.note)]
        self._banner([Content(title), Content(" · ".join(part for part in parts if part))], colour_of(answer))

    def show_trouble(self, text: str) -> None:
        """Show that a scan was not recorded, or cannot be read; the empty text says that all is well again."""
        if not text:
            self.query(Banner).remove()
            return
        self._show_broken(text)

    def show_notice(self, text: str, *, is_error: bool = False, seconds: float = 6) -> None:
        """Show a short message for staff."""
        found = self.query(Notice)
        notice = found.first() if found else Notice()
        if not found:
            self.mount(notice)
        notice.show(text, is_error=is_error, seconds=seconds)

    def show_waiting(self, what: str) -> None:
        """Show that a scan, or what staff did, is not recorded yet."""
        self._show_broken(waiting_text(self.tr, what))
        self._is_waiting = True

    def end_waiting(self) -> None:
        """Remove what :meth:`show_waiting` shows, if nothing else has taken its place."""
        if self._is_waiting:
            self._is_waiting = False
            self.query(Banner).remove()

    def show_not_recorded(self, text: str) -> None:
        """Show that a scan was not recorded, in the place of any other answer."""
        self._show_broken(text)

    def _show_broken(self, text: str) -> None:
        """Show what does not work. Guests see no details."""
        lines = [self.tr(NOT_RECORDED)] if self.kiosk.is_self_service else clean_lines(text)
        self._banner([Content(line) for line in lines], "broken")

    def show_practice_band(self) -> None:
        """Show or remove the band that says that nothing counts."""
        found = self.query(PracticeBand)
        if not self.kiosk.is_practice or not self.has_practice_band:
            found.remove()
        elif not found:
            self.mount(PracticeBand(Content(self.tr("PRACTICE · NOTHING COUNTS"))))

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show the practice band, and the texts in the language of now."""
        # A screen that is shown for the first time got its styles when it was made.
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0
        self.show_practice_band()
        if self._told is not None:
            self.update_language()
        self._told = self.tr

    def update_language(self) -> None:
        """Show all texts again if the language has changed."""
        if self._told is not self.tr and not self.keeps_language:
            self._told = self.tr
            self.refresh_texts()

    def refresh_texts(self) -> None:
        """Show all texts again: the language has changed."""
        self.refresh(recompose=True)

    async def recompose(self) -> None:
        """Make all texts again, and what the screen fills in after them. What was typed and chosen stays."""
        # Knows tables and boxes, which the first frame does without.
        from checkin.kiosk.base.kept_input import KeptInput

        kept = KeptInput.of(self)
        await super().recompose()
        self.show_practice_band()
        self.fill_again()
        kept.put_back(self)

    def fill_again(self) -> None:
        """Fill in what :meth:`compose` leaves empty."""

    def _banner(self, lines: list[Content], colour: str) -> None:
        self._is_waiting = False
        found = self.query(Banner)
        banner = found.first() if found else Banner()
        if not found:
            self.mount(banner)
        banner.show(lines, colour)
        self.set_timer(_BANNER_SECONDS, lambda: setattr(banner, "display", False))


def waiting_text(tr: Translator, what: str) -> str:
    """Say that a scan is not recorded yet, because another program uses the record, or the disk is slow."""
    return "\n".join((tr("Not recorded yet: {what}", what=what), tr("The record is busy. Please wait.")))


def clean_lines(text: str) -> list[str]:
    """Return the lines of a text that may hold text from outside, cleaned."""
    return [clean(line) for line in text.split("\n")]
