"""The door screen: it shows the verdict of a scan when its event is on disk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from checkin.core.course import Participant
from checkin.core.text import clean, translatable
from checkin.door.acts import DoorAct
from checkin.door.scan import ScanAnswer
from checkin.door.snapshot import CountryCount, Snapshot
from checkin.kiosk.base.dialogs import ChooseDialog, title_of
from checkin.kiosk.base.screen import DIALOG_WORKERS, waiting_text
from checkin.kiosk.door.actions import MENU, DoorActions
from checkin.kiosk.door.emergency import EmergencyActions
from checkin.kiosk.door.session_choice import SessionChoice
from checkin.kiosk.widgets.footer import KeysFooter
from checkin.kiosk.widgets.recent_scans import RecentScans
from checkin.kiosk.widgets.scan_field import ScanField
from checkin.kiosk.widgets.session_bar import SessionBar, bar
from checkin.kiosk.widgets.verdict_layout import centred, wrap_cells, wrapped
from checkin.kiosk.widgets.verdict_panel import VerdictPanel

if TYPE_CHECKING:
    from checkin.store.queries.open_questions import Guesses

# Cells of the bar beside a country.
_BAR = 8
# How long a verdict stays before the panel rests, in seconds.
_QUIET = 30
# How long the notice line shows a text that an answer took the place of, in seconds.
_READING = 20
_HELP = translatable(
    """\
Scan a badge: the answer fills the screen, and is stored by then.
No badge: F2, type some letters of the name, Enter.

  √ Present         counted
  ~ Late            counted, and late
  * Valid           counted; a genuine badge, the list comes later
  = Already in      was counted before: see since when
  < Left            went out, where exits are recorded
  ! Other session   this session is for others
  x Replaced        ask for the new badge
  x Cancelled       send to the registration desk
  x Not listed      let in with a reason, or as Cancelled
  ? Unknown         scan it again
  - No session      nothing is open; see what is next

F3 keeps the door at one session. F4 undoes the last act of this door.
Up and Down choose a row of the last scans: F4 undoes it, or puts it back.
F5 has everything else: add a person, let in with a reason, who is
missing, a paper list, practice, the scanner, webcam and phones, sounds.
Ctrl+E shows and writes the emergency list: who is inside now.
F6, F7 and F8 go to the door, the badges and the attendance.
F9 changes the language. A click on a name opens the person's card."""
)


class DoorScreen(SessionChoice, EmergencyActions, DoorActions):
    """The desk at the entrance."""

    HELP = _HELP
    codes_only = True
    left_out = ("f9", "f6", "f7", "f8", "ctrl+q", "f1")
    has_practice_band = False  # it has a larger one of its own
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's own
    BINDINGS: ClassVar[list[BindingType]] = [
        # At once: the keys behind it in the same burst are meant for the search.
        Binding("f2", "search", translatable("Search"), priority=True),
        Binding("f3", "session", translatable("Session")),
        Binding("f4", "undo", translatable("Undo")),
        Binding("f5", "menu", translatable("More")),
        Binding("ctrl+e", "emergency", translatable("Emergency list"), show=False),
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("escape", "no_row", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.snapshot = Snapshot()
        self._quiet_in = 0
        self._staying = ""
        self._shown_delegations = self._shown_ribbon = Content("")
        self._shown_guesses: Guesses | None = None
        # The text of the door that is ready, while it is shown.
        self._ready = ""

    def compose(self) -> ComposeResult:
        course = self.kiosk.course
        # Known before the first styling: the classes would come with the first resize, and style everything again.
        self.add_class(*self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS), update=False)
        yield Static(id="heading")
        yield Static(id="ribbon")
        yield SessionBar(course)
        with Container(id="body"):
            yield VerdictPanel(course, self.kiosk.opened.folder.root)
            with Vertical(id="side"):
                yield RecentScans(course, self.kiosk.now)
                yield Static(id="delegations")
        yield ScanField()
        yield KeysFooter()

    def on_mount(self) -> None:
        self.refresh_texts()
        self.show_idle()
        self.app.call_after_refresh(self.kiosk.door_opened)

    def refresh_texts(self) -> None:
        tr, field = self.tr, self.query_one(ScanField)
        field.hint = tr("Scan a badge, or type its code and press Enter")
        field.label = tr("Code:") + " "
        self.query_one(RecentScans).refresh_texts(tr)
        if self.last_answer is not None and self._quiet_in > 0:
            self.query_one(VerdictPanel).show_answer(self.last_answer, tr)
        elif not self.kiosk.out_of_order:
            self.show_idle()
        self.update_clock_and_counts()
        self.refresh_bindings()

    @property
    def is_ready(self) -> bool:
        """Return True if all its parts exist: not yet while it opens, and no longer while it closes."""
        return self.is_mounted and bool(self.query("#heading")) and bool(self.query(KeysFooter))

    def chosen_row(self) -> DoorAct | None:
        return self.query_one(RecentScans).chosen

    def last_person(self) -> Participant | None:
        recent = self.query_one(RecentScans)
        rows = [recent.chosen] if recent.chosen else list(recent.acts)
        return next((act.answer.participant for act in rows if act.answer.participant is not None), None)

    def action_row(self, by: int) -> None:
        """Choose a row of the last scans."""
        self.query_one(RecentScans).move(by)

    def action_no_row(self) -> None:
        """Choose no row of the last scans."""
        self.query_one(RecentScans).choose_none()

    # -- what the application tells

    def show_answer(self, answer: ScanAnswer) -> None:
        if self._staying:
            # A scan that waited may be answered before anybody has read the text.
            self.show_notice(self._staying, seconds=_READING)
            self._staying = ""
        self.last_answer, self.also, self._ready, self._is_waiting = answer, None, "", False
        self._quiet_in = _QUIET
        self.query_one(VerdictPanel).show_answer(answer, self.tr)
        recent = self.query_one(RecentScans)
        # A scan ends the choice of a row: F4 is about what is seen last.
        recent.choose_none()
        if not answer.again:
            recent.add(answer)

    def show_out_of_order(self, reason: str, what: str) -> None:
        """Show that the door is out of order, why, and which entries are safe."""
        tr = self.tr
        self.last_answer, self._quiet_in, self._ready, self._is_waiting = None, 0, "", False
        safe = tr("Entries that are safe in the record: {n}.", n=self.snapshot.events)
        lines = [tr("OUT OF ORDER"), "", tr("Not recorded: {what}", what=what), reason, "", safe]
        lines.append(tr("The door goes on by itself as soon as it can."))
        self.query_one(VerdictPanel).show_out_of_order(lines)

    def show_trouble(self, text: str) -> None:
        self._quiet_in = _QUIET
        self.last_answer, self._ready, self._is_waiting = None, "", False
        self.query_one(VerdictPanel).show_out_of_order(text.split("\n"))

    def show_undone(self, act: DoorAct | None, still: str = "", also: DoorAct | None = None) -> None:
        if act is not None:
            self.query_one(RecentScans).strike(act.answer.event_id)
        self.query_one(RecentScans).choose_none()
        super().show_undone(act, still, also)

    def show_put_back(self, act: DoorAct | None) -> None:
        self.query_one(RecentScans).choose_none()
        super().show_put_back(act)

    def show_not_recorded(self, text: str) -> None:
        """Show that a scan was not recorded, in the place of the verdict of another person."""
        self.last_answer, self._quiet_in, self._ready, self._is_waiting = None, 0, "", False
        self.query_one(VerdictPanel).show_out_of_order(text.split("\n"))

    def show_waiting(self, what: str) -> None:
        """Show that a scan, or what staff did, is not recorded yet, in the place of the verdict of another person."""
        self.show_not_recorded(waiting_text(self.tr, what))
        self._is_waiting = True

    def end_waiting(self) -> None:
        if self._is_waiting:
            self.show_idle()

    def list_unrecorded(self, lines: Sequence[tuple[str, str]]) -> None:
        """List the scans that were not recorded above the last scans."""
        self.query_one(RecentScans).list_unrecorded(lines)

    def show_idle(self, text: str = "", *, stays: bool = False) -> None:
        """Show a text, or that the door is ready.

        A text that ``stays`` is there until the next scan, and then for a while on the notice line. It does not
        replace an answer.
        """
        if stays and self.last_answer is not None and self._quiet_in > 0:
            self.show_notice(text, seconds=_READING)
            return
        self._quiet_in = _QUIET if text and not stays else 0
        self.also, self._is_waiting = None, False
        self._staying = text if stays else ""
        self._ready = "" if text else self._ready_text()
        self.query_one(VerdictPanel).show_idle(text or self._ready)

    def _ready_text(self) -> str:
        """Say that the door is ready; before its first scan also what follows from its clock and its programme."""
        tr, snapshot = self.tr, self.snapshot
        lines = [tr("Ready. Scan a badge."), tr("No badge: F2 and some letters of the name")]
        if self.has_class("-wide"):
            lines.append(tr("Add a person, paper list, practice, self-service: F5"))
        if snapshot.revision and not snapshot.has_programme:
            lines.append(tr("There is no programme yet, so nobody is counted. F7, then F5, loads it."))
        elif snapshot.revision and not snapshot.acts and not self.kiosk.is_practice:
            title = snapshot.title or tr("No session is open now")
            time = f"{self.kiosk.course.local(self.kiosk.now()):%H:%M}"
            lines.append(tr("Is this right? {day}, {time}: {title}", day=snapshot.today, time=time, title=title))
        return "\n".join(lines)

    def practice_changed(self) -> None:
        """Show nothing of the other record: a practice has begun or ended."""
        self.query_one(RecentScans).show([])
        self.last_answer = None
        # What was said at the start is still unread if a practice begins. When it ends, it is over.
        text = self._staying if self.kiosk.is_practice else ""
        self.show_idle(text, stays=bool(text))

    def show_typed(self, text: str) -> None:
        """Show the text typed so far."""
        self.query_one(ScanField).typed = text

    def take(self, snapshot: Snapshot, *, with_acts: bool = True) -> None:
        """Take new counts, and the last scans if they are up to date. A change of the session is announced."""
        before, self.snapshot = self.snapshot, snapshot
        self.check_pin(before)
        old, new = before.session, snapshot.session
        if before.revision and new is not None and (old is None or new.id != old.id):
            self.notify_staff(self.tr("Now: {title}", title=snapshot.title))
        self._show_unknown_codes()
        if with_acts:
            self.query_one(RecentScans).show(snapshot.acts)
        if self._ready and self._ready != self._ready_text():
            self.show_idle()
        self.update_clock_and_counts()

    def _show_unknown_codes(self) -> None:
        """Show once that codes were tried at this door, at the latest when staff are back from self-service."""
        guessed = self.snapshot.guessed
        is_here = guessed is not None and guessed.door == self.kiosk.door.door.name
        if is_here and guessed != self._shown_guesses and not self.kiosk.is_self_service:
            self._shown_guesses = guessed
            self.show_notice(self.snapshot.unknown_codes_warning(self.kiosk.course, self.tr), seconds=_READING)

    def update_clock_and_counts(self) -> None:
        """Update the clock, the session and the counts."""
        kiosk, now = self.kiosk, self.kiosk.now()
        self._show_heading()
        self.query_one(VerdictPanel).show_clock(f"{kiosk.course.local(now):%H:%M}")
        if not self.snapshot.revision:
            return
        bar = self.query_one(SessionBar)
        session = self.snapshot.session
        pinned = session is not None and kiosk.door.door.pinned == session.id
        bar.show(self.tr, self.snapshot, now, pinned=pinned, trouble=kiosk.warning(), hub=kiosk.hub_status())
        delegations = self._delegations()
        if not delegations.is_same(self._shown_delegations):
            self._shown_delegations = delegations
            self.query_one("#delegations", Static).update(delegations)

    def tick(self) -> None:
        """Update what changes every second."""
        self.update_clock_and_counts()
        if self._quiet_in > 0:
            self._quiet_in -= 1
            if self._quiet_in == 0:
                self.last_answer = None
                self.show_idle()

    def _show_heading(self) -> None:
        kiosk, course = self.kiosk, self.kiosk.course
        door = kiosk.door.door
        time = f"{course.local(kiosk.now()):%H:%M:%S}"
        title, place = clean(f"{course.edition} {course.title}").strip(), clean(door.name)
        # The date gives way to the title, and the end of a long title to the door's name.
        clock = f"{self.snapshot.today}  {time}"
        if len(title) + len(place) + len(clock) + 7 > self.size.width:
            clock = time
        room = max(20, self.size.width - len(clock) - 4)
        words = wrap_cells(title, max(10, room - cell_len(place) - 3 * bool(place))) or [""]
        shown = Content.assemble((place, "bold"), " · " if place else "", words[0])
        heading = Content.assemble(shown.truncate(room, ellipsis=True, pad=True), "  ", clock)
        self.query_one("#heading", Static).update(heading, layout=False)
        ribbon = self.query_one("#ribbon", Static)
        text = ""
        if kiosk.is_practice:
            text = self.tr("PRACTICE · NOTHING COUNTS · F5 ends it")
        elif door.is_exit:
            text = self.tr("EXIT · people are leaving here · F12 makes it an entrance again")
        if out_of_hours := self.pin_out_of_hours():
            warning = self.tr(
                "NOT OPEN NOW · every scan counts for {title} · F3 ends it", title=clean(out_of_hours.title)
            )
            text = f"{text}  ·  {warning}" if text else warning
        ribbon.set_class(out_of_hours is not None, "alarm")
        if text or ribbon.display:
            ribbon.display = bool(text)
            ribbon.set_class(kiosk.is_practice, "practice")
            lines = wrapped(text, max(1, self.size.width - 2))
            # On a narrow screen the row is the name's.
            above = [Content("")] * (len(lines) == 1 and not self.has_class("-narrow"))
            shown = centred([*above, *lines], self.size.width)
            if not shown.is_same(self._shown_ribbon):
                self._shown_ribbon = shown
                ribbon.update(shown)

    def _delegations(self) -> Content:
        tr = self.tr
        panel = self.query_one("#delegations")
        panel.border_title = title_of(tr("By country"))
        room = max(20, panel.size.width - 2)
        ordered = sorted(self.snapshot.delegations, key=self._missing_first)
        return Content("\n").join(self._delegation(found, room) for found in ordered)

    def _missing_first(self, found: CountryCount) -> tuple[int, tuple[str, str]]:
        return found.present - found.expected, self.tr.sort_key(self.tr.country(found.country))

    def _delegation(self, found: CountryCount, room: int) -> Content:
        name = self.tr.country(found.country) or self.tr("no country")
        counts = f"{found.present}/{found.expected}"
        line = Content(name).truncate(max(4, room - _BAR - 7), ellipsis=True, pad=True)
        return Content.assemble(line, " ", bar(found.present, found.expected, _BAR), f" {counts:>5}")

    # -- keys

    @work(group=DIALOG_WORKERS)
    async def action_menu(self) -> None:
        """Open the menu of actions that have no key."""
        hidden = set() if self.kiosk.course.door.exits else {"direction"}

        def choices() -> list[tuple[str, Content]]:
            return [(name, Content(self.tr(text))) for name, text in MENU if name not in hidden]

        chosen = await self.app.push_screen_wait(ChooseDialog(lambda: self.tr("More"), choices))
        if chosen in ("card", "let_in", "add", "missing", "emergency", "hand_over"):
            await self.run_action(f"screen.{chosen}")
        elif chosen is not None:
            await self.run_action(f"app.{chosen}")

    def on_recent_scans_chosen(self, event: RecentScans.Chosen) -> None:
        if event.act.is_undone:
            self.action_undo()
        elif event.act.answer.participant is not None:
            self.open_card(event.act.answer.participant)
