"""Send the letters of a plan, each exactly once: announce it in the record, hand it over, record the answer.

Whenever the program ends, a letter is in one of three states: not announced, announced without an answer (in doubt:
the next run asks), or answered.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from enum import StrEnum

from checkin.core.errors import CheckinError, MailError
from checkin.core.events import Event, Kind, NewEvent, uuid7
from checkin.core.text import clean, slug
from checkin.i18n.file_names import local_file_name
from checkin.mail.addresses import parse_sender, sender_of
from checkin.mail.carrier import Carrier, CarrierBusyError, Outcome, Step
from checkin.mail.compose import Envelope, compose
from checkin.mail.letters import LetterMaker
from checkin.mail.plan import Doubtful, MailPlan, Recipient
from checkin.store.open_course import OpenCourse
from checkin.store.queries.letters import LetterState, by_subject, letters_of, state_of
from checkin.store.record import Transaction

# Seconds before another attempt after a temporary refusal. After the last one the letter is left for the next run.
WAITS = (30.0, 60.0, 120.0, 300.0)


@dataclass(frozen=True, slots=True)
class Pacing:
    """The time of a run, replaceable in tests: letters a minute (0: no limit), the waits, the clock, the sleep."""

    rate: int
    waits: tuple[float, ...] = WAITS
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Result(StrEnum):
    """The result of one letter of a run."""

    SENT = "sent"
    REFUSED = "refused"
    WAITS = "waits"
    DEFERRED = "deferred"
    DOUBT = "doubt"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Delivered:
    """One answer of a run: the person, what came of the letter, and why in the words of the server or of checkin."""

    recipient: Recipient
    result: Result
    why: str = ""
    again: bool = False
    via: str = ""
    error: CheckinError | None = None


_RESULTS = {Step.ACCEPTED: Result.SENT, Step.REFUSED: Result.REFUSED, Step.UNKNOWN: Result.DOUBT}


@dataclass(slots=True)
class _Task:
    recipient: Recipient
    tries: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Delivery:
    """A run of letters. Iterate over :meth:`run`; to stop it, stop iterating."""

    opened: OpenCourse
    plan: MailPlan
    maker: LetterMaker
    carrier: Carrier
    pacing: Pacing
    actor: str
    # Called when the server is busy: why, and the seconds until the next attempt.
    on_busy: Callable[[CarrierBusyError, float], None] = lambda error, seconds: None
    _last: float = field(default=float("-inf"))

    def run(self) -> Iterator[Delivered]:
        """Send the letters and yield what came of each. Raises :class:`MailError` when none can be sent."""
        sender_of(self.opened.course)
        waiting = deque(_Task(one) for one in self.plan.due)
        try:
            while waiting:
                task = self._next(waiting)
                done = self._send(task)
                if done.result is Result.DEFERRED and task.tries < len(self.pacing.waits):
                    task.not_before = self.pacing.now() + self.pacing.waits[task.tries]
                    task.tries += 1
                    waiting.append(task)
                    done = Delivered(task.recipient, Result.WAITS, done.why)
                yield done
        finally:
            self.carrier.close()

    def _next(self, waiting: deque[_Task]) -> _Task:
        """Return the next task, after waiting for it and for the rate."""
        task = min(waiting, key=lambda one: one.not_before)
        ready = next((one for one in waiting if one.not_before <= self.pacing.now()), task)
        waiting.remove(ready)
        earliest = max(ready.not_before, self._last + 60 / self.pacing.rate if self.pacing.rate else 0.0)
        if (wait := earliest - self.pacing.now()) > 0:
            self.pacing.sleep(wait)
        return ready

    def _send(self, task: _Task) -> Delivered:
        one = task.recipient
        # A letter that was in doubt keeps its id: programs that know it show one letter.
        message_id = one.last.message_id if one.last is not None and one.state is LetterState.DOUBT else ""
        message_id = message_id or new_message_id(self.opened)
        try:
            letter = compose(self.maker.content(one), envelope(self.opened, one, message_id))
        except CheckinError as error:
            return Delivered(one, Result.FAILED, str(error), error=error)
        self._get_ready()
        self._last = self.pacing.now()
        intent = self._announce(one, message_id)
        if intent is None:
            return Delivered(one, Result.SKIPPED)
        sender = sender_of(self.opened.course).addr_spec
        try:
            outcome = self.carrier.send(
                letter, sender, one.address, letter_stem(self.plan, one, self.opened.course.language)
            )
        except MailError as error:
            self._record(intent, Outcome(Step.DEFERRED, str(error)))
            raise
        if outcome.step is not Step.UNKNOWN:
            self._record(intent, outcome)
        result = _RESULTS.get(outcome.step, Result.DEFERRED)
        again = one.last is not None and one.last.state is LetterState.SENT
        return Delivered(one, result, outcome.answer, again=again, via=self.carrier.via)

    def _get_ready(self) -> None:
        """Wait for the server with growing waits. Raises the last :class:`CarrierBusyError`."""
        for wait in self.pacing.waits:
            try:
                return self.carrier.ready()
            except CarrierBusyError as error:
                self.on_busy(error, wait)
                self.pacing.sleep(wait)
        return self.carrier.ready()

    def _announce(self, one: Recipient, message_id: str) -> Event | None:
        """Record that a letter is about to be sent. None if another program has written to the person since."""
        what = self.plan.request.what.value
        facts = {
            "what": what,
            "step": "intent",
            "about": one.about,
            "to": one.address,
            "message_id": message_id,
            "by": self.carrier.via,
        }
        with self.opened.record.writing() as writing:
            attempts = by_subject(letters_of(writing.conn, one.person.id)).get((one.person.id, what, one.about), [])
            state, last = state_of(attempts)
            own = last is not None and state is LetterState.DEFERRED
            if not own and (last.intent if last else None) != (one.last.intent if one.last else None):
                return None
            draft = NewEvent(
                kind=Kind.MAIL, participant=one.person.id, code=one.person.code, actor=self.actor, facts=facts
            )
            return writing.append(draft)

    def _record(self, intent: Event, outcome: Outcome) -> None:
        facts = {
            "what": self.plan.request.what.value,
            "step": outcome.step.value,
            "answer": clean(outcome.answer)[:1000],
        }
        with self.opened.record.writing() as writing:
            record_answer(writing, intent.event_id, intent.participant or "", facts, self.actor)


def record_answer(writing: Transaction, intent: str, participant: str, facts: Mapping[str, object], actor: str) -> None:
    """Record what came of a letter that was announced."""
    writing.append(NewEvent(kind=Kind.MAIL, participant=participant, ref=intent, actor=actor, facts=facts))


def settle_doubts(opened: OpenCourse, plan: MailPlan, actor: str) -> list[Recipient]:
    """Record that the letters in doubt arrived, if the request says so; return the people."""
    if plan.request.doubtful is not Doubtful.ARRIVED:
        return []
    settled = []
    with opened.record.writing() as writing:
        for one in plan.doubtful:
            if one.last is not None:
                facts = {"what": one.last.what, "step": Step.ACCEPTED.value, "answer": "said to have arrived"}
                record_answer(writing, one.last.intent, one.person.id, facts, actor)
                settled.append(one)
    return settled


def new_message_id(opened: OpenCourse) -> str:
    """Return a new Message-ID without its brackets, in the domain of the sender."""
    clock = opened.record.clock
    made = uuid7(int(clock.now().timestamp() * 1000), clock.random_bits(74))
    return f"{made}@{sender_of(opened.course).domain}"


def envelope(opened: OpenCourse, one: Recipient, message_id: str) -> Envelope:
    """Return who writes to whom, and when."""
    rules = opened.course.mail
    return Envelope(
        sender=sender_of(opened.course),
        to=Address(display_name=clean(one.person.name), addr_spec=one.address),
        message_id=message_id,
        date=opened.course.local(opened.record.clock.now()),
        reply_to=parse_sender(rules.reply_to, "reply_to") if rules.reply_to else None,
    )


def letter_stem(plan: MailPlan, one: Recipient, language: str) -> str:
    """Return the name of a letter's file without its extension, in the course's language."""
    parts = (local_file_name(plan.request.what.value, language), slug(one.person.name), slug(one.person.code)[:4])
    return "-".join(part for part in parts if part)
