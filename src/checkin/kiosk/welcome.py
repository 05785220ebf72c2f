"""What bare ``checkin`` shows where there is no course: open one, try the sample one, or make one's own."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal
from zoneinfo import available_timezones

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label

from checkin.core.errors import CheckinError, CourseError
from checkin.core.text import clean, slug, translatable
from checkin.i18n.translator import get_translator
from checkin.intake.dates import read_date
from checkin.kiosk.runtime import themes
from checkin.lifecycle.new_course import CourseBasics, new_course
from checkin.store.course_folder import CourseFolder

Choice = tuple[Literal["demo", "open"], Path]

_UNNAMED = translatable("my-course")
_LEAVES = translatable("Escape leaves")
_HELP = translatable(
    "Title, time zone and folder are needed; the days may stay empty. Everything can be changed later in course.toml. "
    "Tab goes to the next field, Enter on a button chooses it, Escape goes back."
)
_EXPLAINED = 20  # seconds
# The fields of a new course, and what stands in an empty one.
_FIELDS = (
    ("title", translatable("Title"), translatable("as it is printed on badges and certificates")),
    ("starts", translatable("First day"), translatable("like 2027-03-08; may stay empty")),
    ("ends", translatable("Last day"), translatable("like 2027-03-19; may stay empty")),
    ("timezone", translatable("Time zone"), translatable("of the place, like America/Argentina/Buenos_Aires")),
    ("folder", translatable("Folder"), translatable("where everything of the course is kept")),
)


class WelcomeApp(App[Choice]):
    """Ends with what was chosen and its folder, or with None. A new course is made here.

    ``base`` is the folder that a new one is proposed in, ``timezone`` the computer's (an IANA name), ``recent`` the
    courses that were opened before.
    """

    CSS = """
    #choices, #form { padding: 1 4; height: 100%; }
    #form { display: none; }
    Label { margin-bottom: 1; }
    #choices Button { margin-bottom: 1; width: 100%; max-width: 72; }
    .row { height: auto; max-width: 76; margin-bottom: 1; }
    .row Label { width: 18; margin: 0; }
    .row Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $surface; }
    .row Input:focus { background: $primary 40%; }
    #form Button { margin-right: 2; }
    #error { color: $text-error; width: 100%; height: auto; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "explain", translatable("Help"), priority=True),
        Binding("escape", "step_back", translatable("Back"), priority=True),
        Binding("ctrl+q", "quit", translatable("Leave"), priority=True),
    ]

    def __init__(self, base: Path, language: str, timezone: str, recent: Sequence[Path] = ()) -> None:
        super().__init__()
        self._base = base
        self._timezone = timezone
        self._recent = tuple(recent)
        self._say = get_translator(language)
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = "dark"

    def compose(self) -> ComposeResult:
        tr = self._say
        with VerticalScroll(id="choices", can_focus=False):
            yield Label(Content.styled("checkin", "bold"))
            yield Label(Content(tr("There is no course in {folder}.", folder=self._base)))
            for number, folder in enumerate(self._recent):
                label = Content(tr("Open {title}", title=_title_of(folder)))
                yield Button(label, id=f"recent-{number}", variant="primary", tooltip=str(folder))
            yield Button(Content(tr("Try the sample course")), id="demo", variant="primary")
            yield Button(Content(tr("Make a new course")), id="new")
            yield Label(Content(tr("Tab and Enter choose. Escape leaves.")), classes="hint")
        with VerticalScroll(id="form", can_focus=False):
            yield Label(Content.styled(tr("A new course"), "bold"))
            for field, name, hint in _FIELDS:
                with Horizontal(classes="row"):
                    yield Label(Content(tr(name)))
                    yield Input(placeholder=tr(hint), id=field)
            yield Label("", id="error")
            with Horizontal(classes="row"):
                yield Button(Content(tr("Make the course")), id="make", variant="primary")
                yield Button(Content(tr("Back")), id="back")
            yield Label(Content(tr("Next, choose the file with the list: Excel, CSV or a calendar.")))

    def action_explain(self) -> None:
        """Say what the fields are for."""
        self.notify(self._say(_HELP), markup=False, timeout=_EXPLAINED)

    def action_help_quit(self) -> None:
        """Ctrl+C, which leaves other programs: say how one leaves this one."""
        self.notify(self._say(_LEAVES), markup=False)

    def action_step_back(self) -> None:
        """Go back to the choices, or leave."""
        if self.query_one("#form").display:
            self._show_form(False)
        else:
            self.exit()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        match (event.button.id or "").partition("-"):
            case ("demo", _, _):
                self.exit(("demo", self._base / "checkin-demo"))
            case ("recent", _, number):
                self.exit(("open", self._recent[int(number)]))
            case ("make", _, _):
                self._make()
            case (which, _, _):
                self._show_form(which == "new")

    def on_input_submitted(self) -> None:
        self.action_focus_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Name the folder after the title, as long as nobody named it. What was wrong may be right now."""
        self.query_one("#error", Label).update("")
        folder = self.query_one("#folder", Input)
        if event.input.id == "title" and Path(folder.value).parent == self._base:
            folder.value = str(self._base / (slug(event.value) or self._unnamed))

    @property
    def _unnamed(self) -> str:
        return slug(self._say(_UNNAMED))

    def _show_form(self, shown: bool) -> None:
        self.query_one("#form").display = shown
        self.query_one("#choices").display = not shown
        self.query_one("#error", Label).update("")
        # What was typed before "Back" is still there.
        if shown and not self.query_one("#folder", Input).value:
            self.query_one("#timezone", Input).value = self._timezone
            self.query_one("#folder", Input).value = str(self._base / self._unnamed)
        self.query_one("#title" if shown else "#new").focus()

    def _make(self) -> None:
        """Create the course, or show the error next to the field."""
        values = {field: self.query_one(f"#{field}", Input).value.strip() for field, _, _ in _FIELDS}
        try:
            basics = self._basics(values)
            folder = new_course(Path(values["folder"]).expanduser().absolute(), self._say.language, basics)
        except CheckinError as error:
            self.query_one("#error", Label).update(Content(self._say.sentence(error)))
            return
        self.exit(("open", folder.root))

    def _basics(self, values: dict[str, str]) -> CourseBasics:
        for field, name, _ in _FIELDS:
            if not values[field] and field not in ("starts", "ends"):
                self.query_one(f"#{field}").focus()
                raise CourseError("{field} is missing.", field=self._say(name))
        zone = self._zone(values["timezone"])
        return CourseBasics(values["title"], self._day(values, "starts"), self._day(values, "ends"), zone)

    def _zone(self, text: str) -> str:
        names = available_timezones()
        if text in names:
            return text
        self.query_one("#timezone").focus()
        part = slug(text)
        close = sorted(
            (name for name in names if part and part in slug(name)), key=lambda name: (-name.count("/"), name)
        )
        example = ", ".join(close[:3]) or "America/Argentina/Buenos_Aires"
        raise CourseError("'{text}' is not a time zone. Write it like {example}.", text=text, example=example)

    def _day(self, values: dict[str, str], field: str) -> date | None:
        if not values[field]:
            return None
        found = read_date(values[field])
        if found is None:
            self.query_one(f"#{field}").focus()
            raise CourseError("{text} is not a date. Write it like 2026-03-09.", text=repr(values[field]))
        return found


def _title_of(folder: Path) -> str:
    try:
        return clean(CourseFolder(folder).course().title)
    except CheckinError:
        return clean(str(folder))
