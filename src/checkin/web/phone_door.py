"""One phone as a door: scans, the undo of the last one, the chosen session, and what its page shows."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Any

from checkin.attendance.corrections import Corrections
from checkin.attendance.door_undo import still_counted, take_back
from checkin.core.codes import format_code
from checkin.core.course import Session
from checkin.core.errors import InputError, NotFoundError
from checkin.core.events import EventSource, ScannedText
from checkin.core.text import clean
from checkin.door.acts import act_of, read_elsewhere, recent_acts
from checkin.door.answer_text import OPENS, READ_ELSEWHERE, clock_time, person_text, session_text, text_with_time
from checkin.door.phones import Phone, event_of_request, keep_request, revoke_phone
from checkin.door.scan import Door, ScanAnswer
from checkin.door.service import DoorService, visit_key
from checkin.door.session_text import out_of_hours_question, pin_ended_text
from checkin.door.snapshot import Snapshot
from checkin.door.snapshot_reader import take_snapshot
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants
from checkin.store.roster.search import find_people
from checkin.web.answers import Reader, answer_as_json

Reply = dict[str, Any]
# An act that is at most so old is taken back from a phone. An older one needs the PIN, at the station.
_FRESH = timedelta(minutes=1)
_REPLIES = 256
_HITS = 12
_LONGEST_ID, _LONGEST_CODE = 64, 4096
_ABANDONED: Reply = {"abandoned": True}


class PhoneDoor:
    """The door of one phone. Its methods run one at a time, and may wait for the disk.

    Every method raises :class:`RecordError` if the record cannot be read or written; then nothing was recorded.
    """

    def __init__(self, opened: OpenCourse, phone: Phone) -> None:
        self.phone = phone
        self._opened = opened
        self._service = DoorService(Door(opened.record, opened.course, name=phone.name))
        self._lock = Lock()
        self._replies: OrderedDict[str, Reply] = OrderedDict()
        self._asked: dict[str, str] = {}  # the code of each request

    def scan(self, text: str, request: str, tr: Translator, how: EventSource = EventSource.SCANNED) -> Reply:
        """Answer a code and record it. The same request again gets the same reply and is recorded once.

        Raises :class:`InputError` if the request was answered for another code.
        """
        return self._once(request, text[:_LONGEST_CODE], tr, lambda: self._scan(text, request, tr, how))

    def type_code(self, code: str, request: str, tr: Translator) -> Reply:
        """Answer a code that was typed."""
        return self.scan(code, request, tr, EventSource.TYPED)

    def leave(self) -> None:
        """End the access of this phone, as its own page asks."""
        revoke_phone(self._opened.record, self.phone.name)

    def reply_to(self, request: str, tr: Translator) -> Reply | None:
        """Return what was replied to a request, or None if it did not arrive: then it is never recorded.

        A request that is still on its way is refused when it comes, since the page has said that nothing was recorded.
        """
        with self._lock:
            key = request[:_LONGEST_ID]
            found = self._replies.setdefault(key, self._recorded(key, tr) or _ABANDONED)
            self._forget_oldest()
            return None if found is _ABANDONED else found

    def check_in(self, person: str, request: str, tr: Translator) -> Reply:
        """Check a person in who was found by name. Raises :class:`NotFoundError` if nobody has the id."""
        with self._opened.record.reading() as conn:
            found = participants.by_id(conn, person)
        if found is None:
            raise NotFoundError("This person is not on the list any more. Search again.")
        return self.scan(found.code, request, tr, EventSource.SEARCHED)

    def undo(self, event: str, tr: Translator, *, is_sure: bool) -> Reply:
        """Take an act of this phone back, or ask first if another door has read the badge too.

        Raises :class:`InputError` if it is too old, and :class:`NotFoundError` if it is not this phone's.
        """
        record, door = self._opened.record, self._service.door
        with self._lock, record.reading() as conn:
            now = record.clock.now()
            act = next((one for one in recent_acts(conn, door.name, now) if one.answer.event_id == event), None)
            if act is None or not act.can_be_undone:
                raise NotFoundError("Nothing was done at this phone that could be undone.")
            if not timedelta(0) <= now - act.answer.at <= _FRESH:
                raise InputError("This was more than a minute ago. Undo it at the station.")
            elsewhere = read_elsewhere(conn, act.answer)
            what = self._act_text(act.answer, tr)
            if elsewhere is not None and not is_sure:
                place = clean(elsewhere.door) or tr("a door without a name")
                read = text_with_time(tr, READ_ELSEWHERE, self._opened.course, elsewhere.at, now, door=place)
                return {"question": tr("Undo: {act}?", act=what) + " " + read}
            made = Corrections.of(self._opened, reason="undone at the door", door=door.name)
            if not take_back(made, act):
                raise NotFoundError("This had been undone already.")
            still = still_counted(self._opened, act, tr)
            self._service.reset_repeats()
            self._asked.clear()
            self._replies = OrderedDict(pair for pair in self._replies.items() if pair[1] is _ABANDONED)
        return {"undone": " ".join(filter(None, [tr("Undone: {act}", act=what), still]))}

    def _act_text(self, answer: ScanAnswer, tr: Translator) -> str:
        """Name a check-in: the person and the session."""
        text = tr("check-in of {name}", name=person_text(tr, answer))
        if answer.session is None:
            return text
        return f"{text}, {session_text(tr, self._opened.course, answer.session, self._now())}"

    def search(self, text: str, tr: Translator) -> Reply:
        """Return the people whom a text may mean."""
        if len(text.strip()) < 2:
            return {"people": [], "nearest": False}
        with self._opened.record.reading() as conn:
            hits = find_people(conn, text, _HITS)
        people = [
            {
                "id": person.id,
                "name": clean(person.name),
                "place": " · ".join(filter(None, (tr.country(person.country), clean(person.institution)))),
                "code": format_code(person.code),
            }
            for person in hits.people
        ]
        return {"people": people, "nearest": not hits.is_exact}

    def choose_session(self, session: str, tr: Translator, *, anytime: bool) -> Reply:
        """Keep the phone at a session; nothing chosen is by the clock. Asks first outside the opening times.

        Raises :class:`NotFoundError` if the programme has no such session.
        """
        with self._lock:
            door = self._service.door
            if not session:
                door.pin(None)
                return self._state(tr)
            chosen = next((one for one in door.programme() if one.id == session), None)
            if chosen is None:
                raise NotFoundError("The programme has no such session any more. Choose again.")
            if not door.is_in_hours(chosen, self._now()) and not anytime:
                return {"question": out_of_hours_question(tr, self._opened.course, chosen, self._now())}
            door.pin(session, anytime=anytime)
            self._service.reset_repeats()
            return self._state(tr)

    def state(self, tr: Translator) -> Reply:
        """Return what the page shows between scans: the session, the count, the sessions to choose from."""
        with self._lock:
            return self._state(tr)

    def _state(self, tr: Translator) -> Reply:
        snapshot = take_snapshot(self._opened, self._now(), self._service, tr)
        door, ended = self._service.door, ""
        # A scan may have ended the pin before the page asks.
        if (pinned := door.ended_pin or (door.pinned if snapshot.pin_over else None)) is not None:
            held = next((one for one in snapshot.sessions if one.id == pinned), None)
            ended = pin_ended_text(tr, clean(held.title) if held else pinned, is_held=held is not None)
            door.pin(None)
        reply: Reply = {
            "name": clean(self.phone.name),
            "guest": self.phone.is_guest,
            "title": self._title(snapshot, tr),
        }
        reply["present"], reply["expected"] = snapshot.presence.present, len(snapshot.presence.expected)
        reply["ended"] = ended
        reply["warning"] = tr("Every scan counts, outside its opening times too.") if door.anytime else ""
        if not self.phone.is_guest:
            reply["pinned"] = door.pinned or ""
            reply["sessions"] = [self._choice(one, tr) for one in self._near(snapshot)]
        return reply

    def _title(self, snapshot: Snapshot, tr: Translator) -> str:
        if snapshot.title:
            return snapshot.title
        if snapshot.upcoming is None or snapshot.upcoming_at is None:
            return tr("No session open")
        title, opens = clean(snapshot.upcoming.title), snapshot.upcoming_at
        return text_with_time(tr, OPENS, self._opened.course, opens, self._now(), title=title)

    def _near(self, snapshot: Snapshot) -> list[Session]:
        """Return the sessions of the day, and the chosen one."""
        local, today = self._opened.course.local, self._opened.course.local(self._now()).date()
        pinned = self._service.door.pinned
        return [one for one in snapshot.sessions if local(one.starts_at).date() == today or one.id == pinned]

    def _choice(self, session: Session, tr: Translator) -> dict[str, str]:
        time = clock_time(tr, self._opened.course, session.starts_at, self._now())
        parts = [f"{time} {clean(session.title)}", clean(session.room), ", ".join(map(clean, session.groups))]
        return {"id": session.id, "title": " · ".join(part for part in parts if part)}

    def _scan(self, text: str, request: str, tr: Translator, how: EventSource) -> Reply:
        if self.phone.is_guest and (seconds := self._service.lockout_remaining()):
            text = tr("Please wait {n} s, then scan your badge once more.", n=seconds)
            return {"blocked": seconds, "text": text}
        key = request[:_LONGEST_ID]
        answer = self._service.answer(
            ScannedText(text[:_LONGEST_CODE], how),
            lambda conn, event_id: keep_request(conn, self.phone, key, event_id),
        )
        return {"answer": answer_as_json(answer, self._opened.course, Reader(tr, self.phone.is_guest))}

    def _recorded(self, request: str, tr: Translator, text: str | None = None) -> Reply | None:
        """Return the reply to a request that was recorded before the server was started again.

        Raises :class:`InputError` if it was recorded for another code than ``text``.
        """
        with self._opened.record.reading() as conn:
            event = event_log.event(conn, event_of_request(conn, self.phone, request))
            if event is None:
                return None
            if text is not None and visit_key(event.code or "") != visit_key(text):
                raise _of_another_code()
            act = act_of(conn, event)
        if act.is_undone:
            return {"undone": tr("This had been undone already.")}
        return {"answer": answer_as_json(act.answer, self._opened.course, Reader(tr, self.phone.is_guest))}

    def _once(self, request: str, text: str, tr: Translator, act: Callable[[], Reply]) -> Reply:
        with self._lock:
            key = request[:_LONGEST_ID]
            if key in self._replies:
                if self._asked.get(key, visit_key(text)) != visit_key(text):
                    raise _of_another_code()
                return self._replies[key]
            reply = (self._recorded(key, tr, text) if key else None) or act()
            if key:
                self._replies[key], self._asked[key] = reply, visit_key(text)
                self._forget_oldest()
            return reply

    def _forget_oldest(self) -> None:
        if len(self._replies) > _REPLIES:
            self._asked.pop(self._replies.popitem(last=False)[0], None)

    def _now(self) -> Any:
        return self._opened.record.clock.now()


def _of_another_code() -> InputError:
    """Return the error for a request id that was used for another code."""
    return InputError("This scan has the number of an earlier one and was not recorded. Scan again.")
