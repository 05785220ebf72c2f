"""A person's card: who they are, how they stand in the session on now, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label, OptionList, Static
from textual.widgets.option_list import Option

from checkin.core.codes import format_code
from checkin.core.course import Course, Participant, Session
from checkin.core.events import Event
from checkin.core.text import clean, translatable
from checkin.door.acts import DoorAct, OtherReading, act_of, read_elsewhere, recent_acts
from checkin.door.answer_text import session_text, text_with_time
from checkin.door.person_session import session_now
from checkin.door.scan import Act
from checkin.i18n.translator import Translator
from checkin.kiosk.base.dialogs import KioskDialog, heading
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.queries.door_status import PersonStatus
from checkin.store.queries.remaining_entries import counted_entries

# Cells of the border of the widest dialog.
_WIDEST_NAME = 90
ACTIONS = (
    ("check_in", translatable("Check in")),
    ("let_in", translatable("Let in with a reason")),
    ("undo", translatable("Undo the check-in")),
    ("note", translatable("Write a note for the staff")),
    ("excuse", translatable("Excuse")),
    ("reissue", translatable("New badge: the lost one is void")),
    ("merge", translatable("The same person as on the participant list")),
    ("unmerge", translatable("Undo the merging: they are two people")),
    ("print", translatable("Print the badge")),
    ("show_code", translatable("Show the code as a QR")),
    ("correct", translatable("Correct name, country or institution")),
    ("remove", translatable("Remove: added by mistake")),
)


@dataclass(frozen=True, slots=True)
class CardData:
    """What a card shows: the person, the session, and how the person stands in it.

    ``act`` is the person's last act in that session, and ``other`` the last one in any other session. ``merging`` is
    the event that merged another person into this one. ``walk_in`` is the adding of the person at this door.
    ``counted`` are the entries that count the person in the session: an undo takes back one of them.
    """

    person: Participant
    session: Session | None
    standing: PersonStatus
    act: DoorAct | None
    other: DoorAct | None
    elsewhere: OtherReading | None
    merging: str | None
    walk_in: DoorAct | None = None
    counted: Sequence[Event] = ()


def facts_of(opened: OpenCourse, person: Participant, open_here: Sequence[Session], door: str = "") -> CardData:
    """Read what a card shows, of the person's session among those that are open."""
    with opened.record.reading() as conn:
        session, standing = session_now(conn, open_here, person)
        found = event_log.last_acts(conn, person.id)
        here = recent_acts(conn, door, opened.record.clock.now())
        added = (one for one in here if one.added_by and not one.is_undone and _is_about(one, person))
        acts = [act_of(conn, event) for event in found]
        key = session.id if session else None
        act = next((one for one in acts if one.answer.session is not None and one.answer.session.id == key), None)
        others = [one for one in acts if one.answer.session is None or one.answer.session.id != key]
        # Of other sessions the latest: what came from a file or another station has no order of its own.
        other = max(others, key=lambda one: one.answer.at, default=None)
        return CardData(
            person,
            session,
            standing,
            act,
            other,
            read_elsewhere(conn, act.answer) if act else None,
            event_log.merged_into(conn, person.id),
            next(added, None),
            counted_entries(conn, person.id, session.id) if session else (),
        )


def _is_about(act: DoorAct, person: Participant) -> bool:
    return act.answer.participant is not None and act.answer.participant.id == person.id


class CardDialog(KioskDialog[str | None]):
    """Ends with what is to be done, one of :data:`ACTIONS`, or with None."""

    keeps_language = False

    def __init__(self, course: Course, facts: CardData) -> None:
        super().__init__()
        self._course = course
        self._facts = facts
        hidden = {"merge" if facts.merging else "unmerge"}
        if facts.walk_in is None:
            hidden |= {"correct", "remove"}
        if facts.act is None and facts.other is None:
            hidden |= {"undo"}
        self._actions = [action for action in ACTIONS if action[0] not in hidden]

    def compose(self) -> ComposeResult:
        tr = self.tr
        with Vertical(classes="dialog") as box:
            yield from heading(box, clean(self._facts.person.name), longest=_WIDEST_NAME)
            yield Static(Content("\n").join(self._lines(tr)))
            yield OptionList(*[Option(Content(self._option(tr, *action))) for action in self._actions])
            with Horizontal(classes="buttons"):
                yield Button(Content(tr("Back")), id="back", compact=True)
            yield Label(Content(tr("Enter chooses · Esc goes back")), classes="hint")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._actions[event.option_index][0])

    def _option(self, tr: Translator, action: str, text: str) -> str:
        """Return the text of an option. The undo names an exit, and a session that is not the card's."""
        if action == "check_in" and self.kiosk.door.door.is_exit:
            return tr("Record the exit")
        if action != "undo":
            return tr(text)
        act = self._facts.act or self._facts.other
        if act is not None and act.answer.act is Act.EXIT:
            text = translatable("Undo the exit")
        session = self._facts.other.answer.session if self._facts.act is None and self._facts.other else None
        if session is None:
            return tr(text)
        what = session_text(tr, self._course, session, self.kiosk.now())
        return tr("{action}: {session}", action=tr(text), session=what)

    def _lines(self, tr: Translator) -> list[Content]:
        person = self._facts.person
        country = tr.country(person.country)
        first = [country, clean(person.institution), clean(person.position)]
        second = [
            tr(person.role.value),
            tr("group {groups}", groups=", ".join(clean(group) for group in person.groups)) if person.groups else "",
            tr("code {code}", code=format_code(person.code)),
        ]
        lines = [Content(" · ".join(part for part in parts if part)) for parts in (first, second)]
        lines.append(Content.styled(self._stands(tr), "bold"))
        if len(self._facts.counted) > 1:
            from checkin.attendance.remaining_text import entries_text

            entries = entries_text(self._facts.counted, self._course, tr)
            lines.append(Content(tr("{n} entries count here: {entries}", n=len(self._facts.counted), entries=entries)))
        if person.note:
            lines.append(Content.styled(f" ! {clean(person.note)} ", "bold reverse"))
        return lines

    def _stands(self, tr: Translator) -> str:
        session, standing = self._facts.session, self._facts.standing
        if self._facts.person.withdrawn:
            return tr("has withdrawn")
        if session is None:
            return tr("No session is open now")
        title = clean(session.title)
        if standing.absent is not None:
            text = tr("{title}: marked absent by {who}", title=title, who=clean(standing.absent.actor) or "-")
            return f"{text} ({tr.recorded(standing.absent.reason)})" if standing.absent.reason else text
        if standing.entry is None:
            return tr("{title}: not in yet", title=title)
        texts = _WAS_IN if standing.away else _IS_IN
        return text_with_time(tr, texts, self._course, standing.entry.at, self.kiosk.now(), title=title)


# On the day itself, and on another one.
_IS_IN = (translatable("{title}: in since {time}"), translatable("{title}: in since {day}, {time}"))
_WAS_IN = (
    translatable("{title}: was in from {time}, has left"),
    translatable("{title}: was in from {day}, {time}, has left"),
)
# The roles, as the course has them.
_ROLES = (
    translatable("participant"),
    translatable("speaker"),
    translatable("organizer"),
    translatable("observer"),
    translatable("staff"),
)
