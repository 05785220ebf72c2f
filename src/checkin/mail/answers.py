"""Describe a run of letters and the result of each letter, in sentences for the commands and the desks."""

from collections.abc import Mapping

from checkin.attendance.history import LETTER_KINDS
from checkin.certificates.differences import changed_text
from checkin.core.course import Course, Participant
from checkin.core.events import parse_time
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.mail.carrier import FOLDER, CarrierBusyError
from checkin.mail.delivery import Delivered, Result
from checkin.mail.plan import MailPlan
from checkin.store.queries.letters import Letter, LetterState

_STATES: Mapping[LetterState, str] = {
    LetterState.SENT: translatable("sent"),
    LetterState.DOUBT: translatable("in doubt"),
    LetterState.REFUSED: translatable("refused"),
    LetterState.DEFERRED: translatable("not accepted yet"),
}
# A letter that went into a folder: another program sends it, or nobody does.
_WRITTEN = translatable("written as a file")
_DELIVERED: Mapping[Result, str] = {
    Result.SENT: translatable("{person}: sent"),
    Result.REFUSED: translatable("{person}: refused by the server: {why}"),
    Result.WAITS: translatable("{person}: not accepted yet ({why}); another attempt follows"),
    Result.DEFERRED: translatable("{person}: not accepted yet ({why}); send again later"),
    Result.DOUBT: translatable("{person}: in doubt, the server took the letter and did not answer ({why})"),
    Result.FAILED: translatable("{person}: no letter could be made: {why}"),
    Result.SKIPPED: translatable("{person}: another program has written meanwhile"),
}


def name_and_address(person: Participant) -> str:
    """Return a person's name with the address."""
    return f"{clean(person.name)} <{clean(person.email)}>" if person.email else clean(person.name)


def plan_lines(plan: MailPlan, course: Course, tr: Translator) -> list[str]:
    """Return what a run would do: how many letters, and who is not written to and why."""
    lines = [
        tr.plural("{n} letter to send.", "{n} letters to send.", len(plan.due), none=translatable("No letter to send."))
    ]
    for address, people in plan.shared.items():
        names = tr.some([person.name for person in people])
        lines.append(tr("{people} share the address {address}; each gets a letter.", people=names, address=address))
    text = translatable("{person}: {fault}. Correct the participant list and load it, or give the letter on paper.")
    lines += [tr(text, person=clean(one.person.name), fault=tr(one.fault)) for one in plan.unusable]
    for one in plan.refused:
        answer = one.last.answer if one.last else ""
        text = translatable("{person}: refused before ({answer}). Correct the address in the participant list.")
        lines.append(tr(text, person=name_and_address(one.person), answer=tr.recorded(answer)))
    if plan.doubtful:
        names = tr.some([name_and_address(one.person) for one in plan.doubtful])
        lines.append(tr("In doubt, because no answer was recorded: {people}. Ask them.", people=names))
    if plan.sent:
        lines.append(
            tr.plural("{n} person has had this letter.", "{n} people have had this letter.", len(plan.sent)),
        )
    text = translatable("Certificate to be sent that differs from the record: {what}")
    lines += [tr(text, what=changed_text(one, course, tr)) for one in plan.differing]
    if plan.without:
        lines.append(tr("Without a certificate: {people}.", people=tr.some([one.name for one in plan.without])))
    return lines


def delivered_text(done: Delivered, tr: Translator) -> str:
    """Return the result of one letter as a sentence."""
    why = tr.error(done.error) if done.error else tr.recorded(done.why)
    text = _DELIVERED[done.result]
    if done.result is Result.SENT and done.via == FOLDER:
        text = translatable("{person}: written to {why}")
    elif done.result is Result.SENT and done.again:
        text = translatable("{person}: sent again")
    return tr(text, person=name_and_address(done.recipient.person), why=why)


def busy_text(error: CarrierBusyError, seconds: float, tr: Translator) -> str:
    """Say why no letter goes out at the moment, and when the next attempt is."""
    follows = tr("Another attempt follows in {n} s.", n=round(seconds))
    return f"{tr.error(error)} {follows}"


def counts_text(counts: Mapping[Result, int], tr: Translator, via: str = "smtp") -> str:
    """Return how many letters were sent or, ``via`` a folder, written as files; and how many were not."""
    sent = counts.get(Result.SENT, 0)
    lines = [tr.plural("{n} letter sent.", "{n} letters sent.", sent, none=translatable("No letter was sent."))]
    if via == FOLDER:
        none = translatable("No letter was written.")
        lines = [tr.plural("{n} letter written as a file.", "{n} letters written as files.", sent, none=none)]
    others = sum(counts.values()) - sent - counts.get(Result.SKIPPED, 0)
    if others:
        lines.append(tr.plural("{n} letter not sent.", "{n} letters not sent.", others))
    return " ".join(lines)


def letter_text(letter: Letter, person: Participant, course: Course, tr: Translator) -> str:
    """Return one line of the list of letters: when, what, what came of it, to whom, and the server's answer."""
    at = tr.moment(course.local(parse_time(letter.at)))
    what = tr(LETTER_KINDS[letter.what]) if letter.what in LETTER_KINDS else clean(letter.what)
    parts = (
        at,
        what,
        tr(_WRITTEN if letter.state is LetterState.SENT and letter.via == FOLDER else _STATES[letter.state]),
        clean(person.name),
        f"<{clean(letter.to)}>",
        tr.recorded(letter.answer),
    )
    return "  ".join(part for part in parts if part)
