"""Show the start screen where there is no course: open one, try the sample course, or create one."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label

from checkin.core.errors import CheckinError, CourseError
from checkin.core.text import clean, in_quotes, slug, translatable
from checkin.core.time_zones import EXAMPLE_ZONE, FoundZones, find_zones
from checkin.i18n.translator import get_translator
from checkin.i18n.zone_places import zone_places
from checkin.intake.words.dates import read_date
from checkin.kiosk.runtime import themes
from checkin.lifecycle.new_course import CourseBasics, new_course
from checkin.store.course_folder import CourseFolder

Choice = tuple[Literal["demo", "open"], Path]

_UNNAMED = translatable("my-course")
_LEAVES = translatable("Esc leaves")
_HELP = translatable(
    "Title, time zone and folder are needed; the days may stay empty. Everything can be changed later in course.toml. "
    "Tab goes to the next field, Enter on a button chooses it, Esc goes back."
)
_EXPLAINED = 20  # seconds
_LONGEST_QUOTE = 60
# The fields of a new course, and what stands in an empty one.
_FIELDS = (
    ("title", translatable("Title"), translatable("as it is printed on badges and certificates")),
    ("starts", translatable("First day"), translatable("like 2027-03-08; may stay empty")),
    ("ends", translatable("Last day"), translatable("like 2027-03-19; may stay empty")),
    ("timezone", translatable("Time zone"), translatable("of the place: a city, like Montevideo")),
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
    #understood { color: $text-muted; width: 100%; height: auto; margin: 0; }
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
        # What was typed as a time zone when the nearest one was shown, and a zone that was written for a city since.
        self._asked = self._unseen = ""
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = "dark"

    def compose(self) -> ComposeResult:
        tr = self._say
        with VerticalScroll(id="choices", can_focus=False):
            yield Label(Content.styled("checkin", "bold"))
            yield Label(Content(tr("There is no course in {folder}.", folder=self._base)))
            for number, folder in enumerate(self._recent):
                label = Content(tr("Open {title} ({folder})", title=_title_of(folder), folder=_shown(folder)))
                yield Button(label, id=f"recent-{number}", variant="primary", tooltip=str(folder))
            yield Button(Content(tr("Try the sample course")), id="demo", variant="primary")
            yield Button(Content(tr("Make a new course")), id="new")
            yield Label(Content(tr("Tab and Enter choose. Esc leaves.")), classes="hint")
        with VerticalScroll(id="form", can_focus=False):
            yield Label(Content.styled(tr("A new course"), "bold"))
            for field, name, hint in _FIELDS:
                with Horizontal(classes="row"):
                    yield Label(Content(tr(name)))
                    yield Input(placeholder=tr(hint), id=field)
            yield Label("", id="understood")
            yield Label("", id="error")
            with Horizontal(classes="row"):
                yield Button(Content(tr("Make the course")), id="make", variant="primary")
                yield Button(Content(tr("Back")), id="back")
            yield Label(Content(tr("Next, choose the file with the list: Excel, CSV or a calendar.")))

    def action_explain(self) -> None:
        """Say what the fields are for."""
        self.notify(self._say(_HELP), markup=False, timeout=_EXPLAINED)

    def action_help_quit(self) -> None:
        """Explain how to leave: Ctrl+C, which ends other programs, does not."""
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

    def on_input_submitted(self, event: Input.Submitted) -> None:
        is_zone = event.input.id == "timezone" and bool(event.value.strip())
        if not is_zone or self._zone_is_read(takes_nearest=True):
            self.action_focus_next()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Show what was understood: the time zone of a city, and which days a first and a last day are."""
        if not all(self.query(f"#{part}") for part in ("starts", "ends", "timezone", "understood", "error")):
            return  # the form is being closed
        field, before = event.input, event.input.value.strip()
        if field.id == "timezone" and before and self._zone_is_read() and field.value != before:
            self._unseen = field.value
        elif field.id in ("starts", "ends") and before and read_date(before) is None:
            self._show_error(self._date_error(before))
        days = (read_date(self.query_one(f"#{one}", Input).value.strip()) for one in ("starts", "ends"))
        shown = " – ".join(self._say.date(day) for day in days if day is not None)
        self.query_one("#understood", Label).update(Content(shown))

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
            self._show_error(error)
            return
        self.exit(("open", folder.root))

    def _basics(self, values: dict[str, str]) -> CourseBasics:
        for field, name, _ in _FIELDS:
            if not values[field] and field not in ("starts", "ends"):
                self.query_one(f"#{field}").focus()
                raise CourseError("{field} is missing.", field=self._say(name))
        zone = self._zone(values["timezone"])
        starts, ends = self._day(values, "starts"), self._day(values, "ends")
        if starts and ends and ends < starts:
            self.query_one("#ends").focus()
            raise CourseError(
                "The last day ({ends}) is before the first day ({starts}).",
                ends=self._say.table_date(ends),
                starts=self._say.table_date(starts),
            )
        return CourseBasics(values["title"], starts, ends, zone)

    def _zone_is_read(self, *, takes_nearest: bool = False) -> bool:
        """Write the time zone of a city into its field. Return False if the text is no time zone, and say so.

        ``takes_nearest``: take the nearest one if it was shown for this text before.
        """
        field = self.query_one("#timezone", Input)
        text = field.value.strip()
        found = find_zones(text, zone_places())
        if found.is_certain or (found.names and takes_nearest and text == self._asked):
            with self.prevent(Input.Changed):  # which would remove what is said about it
                field.value = found.names[0]
            self.query_one("#error", Label).update("")
            return True
        self._asked = text
        self._show_error(self._zone_error(text, found))
        return False

    def _zone_error(self, text: str, found: FoundZones) -> CourseError:
        if not found.names:
            return CourseError(
                "{text} is not a time zone. Write it like {example}.",
                text=in_quotes(text[:_LONGEST_QUOTE]),
                example=self._timezone or EXAMPLE_ZONE,
            )
        near, *others = found.names
        if not others:
            return CourseError(
                "{text} is not a time zone. Is it {zone}? Enter takes it.",
                text=in_quotes(text[:_LONGEST_QUOTE]),
                zone=near,
            )
        return CourseError(
            "{text} is not one time zone. Is it {zone}? Enter takes it. Others: {others}.",
            text=in_quotes(text[:_LONGEST_QUOTE]),
            zone=near,
            others=", ".join(others),
        )

    def _zone(self, text: str) -> str:
        field = self.query_one("#timezone", Input)
        if not self._zone_is_read():
            field.focus()
            raise self._zone_error(text, find_zones(text, zone_places()))
        zone = field.value
        if zone == self._unseen or zone != text:
            self._unseen = ""
            raise CourseError("The time zone is {zone}. Choose 'Make the course' again if that is right.", zone=zone)
        return zone

    def _show_error(self, error: CheckinError) -> None:
        self.query_one("#error", Label).update(Content(self._say.sentence(error)))

    def _day(self, values: dict[str, str], field: str) -> date | None:
        if not values[field]:
            return None
        found = read_date(values[field])
        if found is None:
            self.query_one(f"#{field}").focus()
            raise self._date_error(values[field])
        return found

    @staticmethod
    def _date_error(text: str) -> CourseError:
        return CourseError("{text} is not a date. Write it like 2026-03-09.", text=in_quotes(text[:_LONGEST_QUOTE]))


def _shown(folder: Path) -> str:
    """Return the end of a path, which tells editions of one course apart."""
    return clean("/".join(folder.parts[-2:]))


def _title_of(folder: Path) -> str:
    try:
        return clean(CourseFolder(folder).course().title)
    except CheckinError:
        return clean(str(folder))
