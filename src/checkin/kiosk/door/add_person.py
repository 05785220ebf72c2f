"""Dialog: add a person who is on no list."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Label

from checkin.core.text import translatable
from checkin.i18n.countries import country_code, suggested_code
from checkin.kiosk.base.dialogs import KioskDialog, title_of


@dataclass(frozen=True, slots=True)
class Added:
    """What staff wrote about a new person. ``country`` is ISO 3166-1 alpha-2, or empty."""

    name: str
    country: str
    institution: str


class AddDialog(KioskDialog[Added | None]):
    """Ends with an :class:`Added`, or None. ``name`` is what staff typed in the search."""

    HELP = translatable(
        """\
Type name and country; the institution may stay empty. Enter goes to the
next field, and adds the person at the end. Tab goes to the buttons.

The name stands on badge and certificate as you type it. The country may be
a name or a code: Brasil, Brazil, BR.

Esc goes back, and nobody is added."""
    )

    def __init__(
        self, name: str = "", country: str = "", institution: str = "", *, title: str = "", button: str = ""
    ) -> None:
        super().__init__()
        self._name = proposed_name(name)
        self._country = country
        self._institution = institution
        self._title = title
        self._button = button
        self.keeps_language = bool(title or button)

    def compose(self) -> ComposeResult:
        tr = self.tr
        with Vertical(classes="dialog") as box:
            box.border_title = title_of(self._title or tr("Add a person"))
            yield Label(Content(tr("Name, as the badge and the certificate shall have it")))
            yield Input(self._name, id="name", compact=True, select_on_focus=False)
            yield Label(Content(tr("Country, by its name or its ISO code")))
            yield Input(self._country, id="country", compact=True)
            yield Label(Content(tr("Institution")))
            yield Input(self._institution, id="institution", compact=True)
            yield Label("", id="wrong")
            with Horizontal(classes="buttons"):
                yield Button(Content(self._button or tr("Add and check in")), id="add", variant="primary", compact=True)
                yield Button(Content(tr("Back")), id="back", compact=True)
            yield Label(Content(tr("Enter goes on · Esc goes back")), classes="hint")

    def on_mount(self) -> None:
        self.query_one("#country" if self._name and not self._country else "#name").focus()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Propose capitals for a name that was typed without any."""
        if event.input.id == "name":
            event.input.value = proposed_name(event.input.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "institution" or not self.query_one("#name", Input).value.strip():
            self._finish()
        else:
            self.focus_next()

    @on(Button.Pressed, "#add")
    def _finish(self) -> None:
        name, country, institution = (
            self.query_one(f"#{field}", Input).value.strip() for field in ("name", "country", "institution")
        )
        code = country_code(country) if country else ""
        if not name:
            self._complain("name", self.tr("The name is missing."))
        elif code is None:
            near = suggested_code(country)
            text = self.tr("{country} is not a country that is known here.", country=country)
            hint = self.tr("{country}?", country=self.tr.country(near)) if near else ""
            self._complain("country", f"{text} {hint}".rstrip())
        else:
            self.dismiss(Added(name, code, institution))

    def _complain(self, field: str, text: str) -> None:
        self.query_one("#wrong", Label).update(Content(text))
        self.query_one(f"#{field}").focus()


_SMALL = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "do", "das", "dos", "du", "des", "van", "von"})


def proposed_name(text: str) -> str:
    """Return a name with capitals if it was typed without any. Any other name stays as it was typed."""
    words = text.strip()
    if words != words.lower():
        return words
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in words.split())
