"""A person's card: who they are, how they stand in the session on now, and what can be done about it."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label, OptionList, Static
from textual.widgets.option_list import Option

from checkin.core.codes import show
from checkin.core.course import Course, Participant, Session
from checkin.core.events import Event
from checkin.core.text import clean, mark
from checkin.door.answer_text import clock_time
from checkin.i18n.translator import Speech
from checkin.kiosk.base.dialogs import KioskDialog
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries import attendance
from checkin.store.queries.attendance import Standing

ACTIONS = (
    ("check_in", mark("Check in")),
    ("let_in", mark("Let in with a reason")),
    ("undo", mark("Undo their last scan")),
    ("note", mark("Write a note for the staff")),
    ("excuse", mark("Excuse")),
    ("reissue", mark("New badge: the lost one is void")),
    ("merge", mark("The same person as somebody of the roster")),
    ("unmerge", mark("Undo the merging: they are two people")),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card shows beside the person: the session on now, how they stand in it, their last standing scan, and
    the event that merged somebody into them."""

    person: Participant
    session: Session | None
    standing: Standing
    last: Event | None
    merging: str | None


def facts_of(opened: OpenCourse, person: Participant, session: Session | None) -> Facts:
    """Read what a card shows."""
    with opened.record.reading() as conn:
        standing = attendance.standing(conn, person.id, session.id) if session else Standing(None)
        return Facts(
            person, session, standing, event_log.last_scan(conn, person.id), event_log.merged_into(conn, person.id)
        )


class CardDialog(KioskDialog[str | None]):
    """Ends with what is to be done, one of :data:`ACTIONS`, or with None."""

    def __init__(self, course: Course, facts: Facts) -> None:
        super().__init__()
        self._course = course
        self._facts = facts
        hidden = "merge" if facts.merging else "unmerge"
        self._actions = [action for action in ACTIONS if action[0] != hidden]

    def compose(self) -> ComposeResult:
        say = self.say
        with Vertical(classes="dialog"):
            yield Label(Content(clean(self._facts.person.name)), classes="title")
            yield Static(Content("\n").join(self._lines(say)))
            yield OptionList(*[Option(Content(say(text))) for _, text in self._actions])
            with Horizontal(classes="buttons"):
                yield Button(Content(say("Back")), id="back", compact=True)
            yield Label(Content(say("Enter chooses · Escape goes back")), classes="hint")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._actions[event.option_index][0])

    def on_button_pressed(self) -> None:
        self.dismiss(None)

    def _lines(self, say: Speech) -> list[Content]:
        person = self._facts.person
        country = say.country(person.country)
        first = [country, clean(person.institution), clean(person.position)]
        second = [
            say(person.role.value),
            ", ".join(clean(group) for group in person.groups),
            say("code {code}", code=show(person.code)),
        ]
        lines = [Content(" · ".join(part for part in parts if part)) for parts in (first, second)]
        lines.append(Content.styled(self._stands(say), "bold"))
        if person.note:
            lines.append(Content.styled(f" ! {clean(person.note)} ", "bold reverse"))
        return lines

    def _stands(self, say: Speech) -> str:
        session, standing = self._facts.session, self._facts.standing
        if self._facts.person.withdrawn:
            return say("has withdrawn")
        if session is None:
            return say("No session is open now")
        title = clean(session.title)
        if standing.entry is None:
            return say("{title}: not in yet", title=title)
        time = clock_time(say, self._course, standing.entry.at)
        if standing.away:
            return say("{title}: was in from {time}, has left", title=title, time=time)
        return say("{title}: in since {time}", title=title, time=time)


# The roles, as the course has them.
ROLES = (mark("participant"), mark("speaker"), mark("organizer"), mark("observer"), mark("staff"))
