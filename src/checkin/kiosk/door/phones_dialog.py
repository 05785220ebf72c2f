"""Dialog: phones as scanners. A QR code connects the next one; phones that have access are listed and can lose it."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label, OptionList, Static
from textual.widgets.option_list import Option

from checkin.core.events import parse_time
from checkin.core.text import clean, in_context, translatable
from checkin.door.answer_text import clock_time
from checkin.door.phones import Phone, paired_phones, revoke_phone
from checkin.kiosk.base.dialogs import KioskDialog, confirmed, title_of
from checkin.kiosk.base.qr_blocks import qr_lines
from checkin.kiosk.base.screen import DIALOG_WORKERS
from checkin.kiosk.runtime.messages import PhonesChanged
from checkin.kiosk.runtime.phones_job import PhonesJob

_LETTERS_A_LINE = 24


class PhonesDialog(KioskDialog[None]):
    """The address to open, and who has access. Delete ends the access of the chosen phone."""

    HELP = translatable(
        """\
Connect the phone to the same network as this computer. Point its camera at
the code and open the link. The browser warns that it does not know this
computer: compare the fingerprint, and go on. Each code connects one phone.

Enter on a phone in the list ends its access at once; its entries stay.
F5 closes the pages for all phones; they keep their access.
Esc goes back, and the phones go on scanning."""
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f5", "stop", translatable("Close the pages"))]

    def __init__(self, job: PhonesJob) -> None:
        super().__init__()
        self._job = job
        self._phones: Sequence[Phone] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog phones") as box:
            box.border_title = title_of(self.tr("Phones as scanners"))
            with Horizontal(id="phone-body"):
                yield Static(id="phone-code")
                with Vertical():
                    yield Static(id="phone-text")
                    yield OptionList(id="phone-list")
            with Horizontal(classes="buttons"):
                yield Button(Content(self.tr("Back")), id="back", compact=True)
                yield Button(Content(self.tr("Close the pages")), id="stop", compact=True)
            yield Label(
                Content(self.tr("Enter ends the access of a phone · F5 closes the pages · F1 explains")), classes="hint"
            )

    def on_mount(self) -> None:
        self.show()
        self.query_one(OptionList).focus()

    def show(self) -> None:
        """Show how the pages are served now."""
        tr, state = self.tr, self._job.state
        code = Content("\n").join(qr_lines(state.url, dense=True)) if state.url else Content("")
        self.query_one("#phone-code", Static).update(code)
        address, _, one_time = state.url.partition("#")
        lines = [state.trouble or address.rstrip("/") or tr("The pages are being opened …")]
        if one_time:
            lines.append(tr("Code: {code}", code=one_time))
        if state.fingerprint:
            parts = [state.fingerprint[at : at + _LETTERS_A_LINE] for at in range(0, len(state.fingerprint), 24)]
            lines += ["", tr("SHA-256 fingerprint:"), *parts]
        if state.connected:
            lines += ["", tr("{name} is connected.", name=state.connected)]
        self.query_one("#phone-text", Static).update(Content("\n".join(lines)))
        self._list()

    def _list(self) -> None:
        tr, opened = self.tr, self.kiosk.opened
        with opened.record.reading() as conn:
            self._phones = paired_phones(conn)
        options = self.query_one(OptionList)
        options.clear_options()
        if not self._phones:
            options.add_option(Option(Content(tr("No phone has access.")), disabled=True))
        for phone in self._phones:
            since = clock_time(tr, self.kiosk.course, parse_time(phone.since), self.kiosk.now())
            kind = tr("guests") if phone.is_guest else tr(in_context("the people who use the program", "staff"))
            options.add_option(Option(Content(f"{clean(phone.name)} · {kind} · {since}")))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._ask_to_revoke(self._phones[event.option_index])

    def _ask_to_revoke(self, phone: Phone) -> None:
        tr = self.tr
        title = tr("End the access of {name}? Its entries stay.", name=clean(phone.name))

        def revoke() -> PhonesChanged:
            revoke_phone(self.kiosk.opened.record, phone.name)
            return PhonesChanged()

        async def ask() -> None:
            if await confirmed(self.kiosk, title, tr("Yes, end its access")):
                self.kiosk.submit(revoke, tr("the access of {name}", name=clean(phone.name)))

        self.run_worker(ask(), group=DIALOG_WORKERS)

    @on(Button.Pressed, "#stop")
    def action_stop(self) -> None:
        self._job.stop()
        self.notify(self.tr("The pages are closed. Phones keep their access for the next time."), markup=False)
        self.dismiss(None)
