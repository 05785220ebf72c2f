"""App settings: language, theme, sounds, scanner, PIN. Stored between runs."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.content import Content

from checkin.core.course import Course
from checkin.core.errors import CheckinError
from checkin.core.text import translatable
from checkin.door.pin import Pin
from checkin.i18n.cldr import language_name
from checkin.i18n.translator import Translator, get_translator
from checkin.kiosk.base.screen import BaseScreen
from checkin.kiosk.runtime import preferences, themes
from checkin.kiosk.runtime.phones_job import PhonesJob
from checkin.kiosk.runtime.record_writer import Writer
from checkin.kiosk.runtime.stylesheet import CachedStylesheet
from checkin.kiosk.scanner.key_input import ScanInputApp
from checkin.kiosk.scanner.scanner_profile import ScannerProfile
from checkin.kiosk.start_options import StartOptions
from checkin.store.open_course import OpenCourse
from checkin.store.roster import edition

# Seconds.
_LONGEST_NOTICE = 8
# The question for the PIN closes by itself where guests stand.
_GUESTS_SECONDS = 20.0


class AppWithSettings(ScanInputApp):
    """App part: the settings that staff choose. ``start`` says in which language it begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "language", translatable("Language")),
        Binding("ctrl+s", "sounds", translatable("Sounds"), show=False),
        Binding("ctrl+t", "theme", translatable("Colours"), show=False),
    ]

    def __init__(self, opened: OpenCourse, start: StartOptions, **options: Any) -> None:
        super().__init__(edition.edition_codes(opened.record.conn), **options)
        # The course itself, and what the app works on: the same, or the copy of a practice.
        self.home = opened
        self.opened = opened
        self.is_self_service = False
        self.course: Course = opened.course
        self.pin = Pin(opened.record)
        self.phones = PhonesJob(opened.folder.root, self.post_message)
        self.writer = Writer(self.post_message, opened.record.checkpoint)
        self._prefers = preferences.read(opened.record.conn)
        self.capture.wedge = self._prefers.wedge
        of_machine = start.machine_language if start.machine_language in self.course.languages else ""
        self.tr: Translator = get_translator(
            start.language or self._prefers.language or of_machine or self.course.language
        )
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        suggested = themes.theme_for(os.environ.get("TERM", ""), os.environ.get("COLORTERM", ""))
        self._begin_with_theme(self._prefers.theme if self._prefers.theme in themes.THEMES else suggested)

    def _begin_with_theme(self, name: str) -> None:
        """Set the theme before the first paint. Setting ``theme`` would style and lay out everything once more."""
        self.set_reactive(App.theme, name)
        dark = self.current_theme.dark
        self.set_class(True, f"-theme-{name}", "-dark-mode" if dark else "-light-mode", update=False)
        self.stylesheet = CachedStylesheet(self.get_css_variables())

    def refresh_now(self) -> None:
        """Refresh what the screen shows: something of it has changed."""
        raise NotImplementedError

    def ring(self, moments: tuple[float, ...]) -> None:
        """Ring the bell at so many seconds from now, unless the sounds are off."""
        if self._prefers.sounds:
            self.bell()
            for moment in moments[1:]:
                self.set_timer(moment, self.bell)

    def action_language(self) -> None:
        """Switch to the next of the course's languages."""
        languages = self.course.languages
        place = languages.index(self.tr.language) if self.tr.language in languages else -1
        self.tr = get_translator(languages[(place + 1) % len(languages)])
        self._remember(replace(self._prefers, language=self.tr.language))
        if isinstance(self.screen, BaseScreen):
            self.screen.update_language()
        if getattr(self.screen, "keeps_language", True):
            name = language_name(self.tr.language, self.tr.language)
            self.notify(self.tr("The next screen is in {language}.", language=name), markup=False)
        self.refresh_now()

    def notify(self, message: str, *, timeout: float | None = None, markup: bool = False, **options: Any) -> None:
        """Show a short message on the notice line of the active screen. It is never read as markup."""
        del markup
        seconds = min(timeout or self.NOTIFICATION_TIMEOUT, _LONGEST_NOTICE)
        if self.screen_stack and isinstance(self.screen, BaseScreen):
            self.screen.show_notice(message, is_error=options.get("severity") == "error", seconds=seconds)

    def display_path(self, path: Path) -> Path:
        """Return a path for display, relative to the course folder if possible."""
        root = self.opened.folder.root
        return path.relative_to(root) if path.is_relative_to(root) else path

    def action_help(self) -> None:
        """Explain the screen or the dialog."""
        from checkin.kiosk.base.dialogs import ReadDialog, flowing

        if isinstance(self.screen, BaseScreen) and self.screen.HELP:
            text = self.screen.HELP
            self.push_screen(ReadDialog(lambda: self.tr("Help"), lambda: Content(flowing(self.tr(text)))))

    def action_help_quit(self) -> None:
        """Explain how to leave: Ctrl+C, which ends other programs, does not."""
        self.notify(self.tr("Ctrl+Q leaves checkin."), markup=False)

    def action_theme(self) -> None:
        """Switch to the next theme."""
        names = list(themes.THEMES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self._remember(replace(self._prefers, theme=self.theme))
        self.notify(self.tr("Colours: {name}", name=self.tr(themes.TITLES[self.theme])), markup=False)

    def action_sounds(self) -> None:
        """Turn the sounds on or off."""
        on = not self._prefers.sounds
        self._remember(replace(self._prefers, sounds=on))
        self.notify(self.tr("Sounds are on.") if on else self.tr("Sounds are off."), markup=False)

    def action_phones(self) -> None:
        """Let phones scan: show the code that connects one, and the phones that have access."""
        from checkin.kiosk.door.phones_dialog import PhonesDialog

        if self.opened is not self.home:
            self.notify(
                self.tr("Phones scan for the record, not for a practice. End the practice first."), markup=False
            )
            return
        self.phones.start(self.tr.language)
        self.push_screen(PhonesDialog(self.phones))

    def on_phones_changed(self) -> None:
        from checkin.kiosk.door.phones_dialog import PhonesDialog

        if isinstance(self.screen, PhonesDialog):
            self.screen.show()

    def action_scanner(self) -> None:
        """Set up the scanner."""
        from checkin.kiosk.door.scanner_setup import ScannerScreen

        self.push_screen(ScannerScreen(self.capture.wedge), self._adjust)

    def _adjust(self, wedge: object) -> None:

        if isinstance(wedge, ScannerProfile):
            self.capture.wedge = wedge
            self._remember(replace(self._prefers, wedge=wedge))

    async def require_pin(self, purpose: str) -> bool:
        """Ask for the PIN if one is set, and say what for. Return True if it was right. Called from a worker."""
        if not self.pin.is_set:
            return True
        from checkin.kiosk.base.dialogs import AskDialog

        seconds = _GUESTS_SECONDS if self.is_self_service else 0
        dialog = AskDialog(purpose, self.tr("PIN"), secret=True, check=self._wrong_pin, closes_after=seconds)
        return await self.push_screen_wait(dialog) is not None

    def _wrong_pin(self, pin: str) -> str:
        try:
            self.pin.check(pin)
        except CheckinError as error:
            return self.tr.error(error)
        return ""

    def _remember(self, prefers: preferences.Preferences) -> None:
        self._prefers = prefers

        def write() -> None:
            with self.home.record.writing() as writing:
                preferences.write(writing.conn, prefers)

        self.writer.submit(write, self.tr("the settings"))
