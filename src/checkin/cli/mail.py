"""``checkin mail``."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.changes import Change, author_options
from checkin.cli.command import command
from checkin.cli.context import PATH, Context, print_json, print_message, print_result
from checkin.cli.language import current_translator, plural, tr
from checkin.core.text import clean, translatable

if TYPE_CHECKING:
    from checkin.core.course import Participant
    from checkin.mail.carrier import Carrier, CarrierBusyError
    from checkin.mail.delivery import Delivered
    from checkin.mail.plan import MailPlan, MailRequest, Recipient
    from checkin.store.open_course import OpenCourse
    from checkin.store.queries.letters import Letter


_KINDS = ("code", "certificate", "reminder", "text")
_WORDS = ("leave", "send", "arrived")
_DOUBTFUL = translatable("Letters in doubt: leave, send or arrived.")


@command(
    "mail", "checkin mail --what code --dry-run", "checkin mail --what text news.txt --who country=BR --by 'V. Paz'"
)
@click.argument("file", required=False, type=PATH)
@click.option("--what", metavar="WHAT", type=click.Choice(_KINDS), help="Send code, certificate, reminder or text.")
@click.option("--who", metavar="EXPR", default="", help="Filter people: country=BR, a code, part of a name.")
@click.option("--dry-run", is_flag=True, help="List the people; send nothing.")
@click.option("--preview", metavar="NAME", help="Write one letter to a file; send nothing.")
@click.option("--to-folder", metavar="DIR", type=PATH, help="Write .eml files; send nothing.")
@click.option("--badge/--no-badge", default=None, help="Attach the badge to the code.")
@click.option("--again", is_flag=True, help="Also write to people who had this letter.")
@click.option("--doubtful", metavar="WORD", type=click.Choice(_WORDS), default="leave", help=_DOUBTFUL)
@click.option("--list", "listed", is_flag=True, help="List the letters written so far.")
@click.option("--yes", is_flag=True, help="Send reminders without a question.")
@author_options
def mail_command(
    context: Context,
    change: Change,
    file: Path | None,
    what: str | None,
    who: str,
    dry_run: bool,
    preview: str | None,
    to_folder: Path | None,
    badge: bool | None,
    again: bool,
    doubtful: str,
    listed: bool,
    yes: bool,
) -> None:
    """Send codes, certificates and reminders by e-mail."""
    from checkin.mail.letter_texts import What
    from checkin.mail.plan import Doubtful, MailRequest, plan_mail

    _require_subject(what, file, listed=listed)
    if not (dry_run or preview or listed):
        change.require_author()
    with context.opened() as course:
        course.require_programme()
        if listed or what is None:
            _list(course, who, what, as_json=change.as_json)
            return
        request = MailRequest(
            what=What(what), who=preview or who, file=file, again=again, doubtful=Doubtful(doubtful), badge=badge
        )
        if preview:
            _preview(course, request)
            return
        plan = plan_mail(course, request)
        _print_plan(course, plan, listing=dry_run or what == "reminder", as_json=change.as_json and dry_run)
        if dry_run:
            _print_obstacles(course, plan, to_folder=to_folder is not None)
            return
        _settle_doubts(course, plan, change)
        if not plan.due:
            print_message(tr("Nothing was sent."))
        elif what != "reminder" or _confirmed(yes=yes):
            _send(course, plan, _carrier(course, to_folder), change)


def _require_subject(what: str | None, file: Path | None, *, listed: bool) -> None:
    """Raise UsageError if it is not clear what to send."""
    if what is None and not listed:
        raise click.UsageError(tr("Say what to send: --what code, certificate, reminder or text."))
    if (what == "text") != (file is not None):
        raise click.UsageError(tr("--what text needs the file with the text, and nothing else takes one."))


def _list(course: "OpenCourse", who: str, what: str | None, *, as_json: bool) -> None:
    """Print every attempt to send a letter."""
    from checkin.attendance.participant_filter import filter_participants
    from checkin.mail.answers import letter_text
    from checkin.store.queries.letters import letters
    from checkin.store.roster import participants

    with course.record.reading() as conn:
        found = letters(conn)
        roster = participants.roster(conn, everybody=True)
    chosen = {person.id: person for person in filter_participants(roster, who)}
    for one in found:
        if one.participant not in chosen or what not in (None, one.what):
            continue
        person = chosen[one.participant]
        if as_json:
            print_json(_letter_object(one, person))
        else:
            print_result(letter_text(one, person, course.course, current_translator()))


def _letter_object(one: "Letter", person: "Participant") -> dict[str, object]:
    return {
        "code": person.code,
        "name": person.name,
        "what": one.what,
        "about": one.about,
        "email": one.to,
        "state": one.state.value,
        "at": one.at,
        "via": one.via,
        "message_id": one.message_id,
        "answer": one.answer,
        "by": one.actor,
    }


def _preview(course: "OpenCourse", request: "MailRequest") -> None:
    """Write one person's letter as a file. Nothing is sent or recorded."""
    from checkin.mail.preview import preview_letter

    file, others = preview_letter(course, request)
    if others:
        print_message(
            plural("{n} other person fits; this is the first.", "{n} other people fit; this is the first.", others)
        )
    print_result(f"{file}")


def _print_plan(course: "OpenCourse", plan: "MailPlan", *, listing: bool, as_json: bool) -> None:
    """Print who is not written to and what to do; with ``listing`` also who is."""
    from checkin.mail.answers import plan_lines

    if listing:
        for one in plan.due:
            _print_recipient(one, as_json=as_json)
    for line in plan_lines(plan, course.course, current_translator()):
        print_message(line)
    if plan.doubtful:
        print_message(tr("Then add --doubtful arrived, or --doubtful send to write again."))
    if plan.sent or plan.refused:
        print_message(tr("--again writes to them again."))


def _print_obstacles(course: "OpenCourse", plan: "MailPlan", *, to_folder: bool) -> None:
    """Print what would stop the run itself."""
    from checkin.mail.readiness import find_obstacles

    for error in find_obstacles(course, plan, to_folder=to_folder):
        print_message(current_translator().error(error))


def _print_recipient(one: "Recipient", *, as_json: bool) -> None:
    from checkin.mail.answers import name_and_address

    reason = current_translator().reason(one.attendance.figures) if one.attendance else ""
    if not as_json:
        print_result("  ".join(part for part in (name_and_address(one.person), one.language, reason) if part))
        return
    found = {
        "code": one.person.code,
        "name": clean(one.person.name),
        "email": one.address,
        "language": one.language,
        "state": one.state.value,
        "reason": reason or None,
    }
    print_json(found)


def _settle_doubts(course: "OpenCourse", plan: "MailPlan", change: Change) -> None:
    from checkin.mail.answers import name_and_address
    from checkin.mail.delivery import settle_doubts

    for one in settle_doubts(course, plan, change.require_author()):
        print_message(tr("{person}: recorded as arrived", person=name_and_address(one.person)))


def _confirmed(*, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError(tr("Look at the list of people with --dry-run, then add --yes."))
    return click.confirm(tr("Send these reminders?"), err=True)


def _carrier(course: "OpenCourse", to_folder: Path | None) -> "Carrier":
    from checkin.mail.carrier import FolderCarrier
    from checkin.mail.password import find_password
    from checkin.mail.smtp import SmtpCarrier

    if to_folder is not None:
        return FolderCarrier(to_folder)
    rules = course.course.mail
    return SmtpCarrier(rules, lambda: find_password(rules, _ask_password))


def _ask_password(user: str) -> str:
    if not sys.stdin.isatty():
        return ""
    return str(click.prompt(tr("Password of {user}", user=user), hide_input=True, err=True))


def _send(course: "OpenCourse", plan: "MailPlan", carrier: "Carrier", change: Change) -> None:
    from checkin.mail.answers import counts_text
    from checkin.mail.delivery import Delivery, Pacing, Result
    from checkin.mail.letters import open_letters

    # Only servers limit the letters of a minute.
    rate = course.course.mail.rate if carrier.via == "smtp" else 0
    counts: Counter[Result] = Counter()
    try:
        with open_letters(course, plan.request) as maker:
            run = Delivery(course, plan, maker, carrier, Pacing(rate), change.require_author(), on_busy=_say_busy)
            for done in run.run():
                counts[done.result] += done.result is not Result.WAITS
                _print_delivered(done, as_json=change.as_json)
    except KeyboardInterrupt:
        print_message(tr("Stopped. The same command continues with the people who are left."))
        raise click.Abort from None
    finally:
        print_message(counts_text(counts, current_translator(), carrier.via))
    if set(counts) - {Result.SENT, Result.SKIPPED}:
        raise click.exceptions.Exit(1)


def _say_busy(error: "CarrierBusyError", seconds: float) -> None:
    from checkin.mail.answers import busy_text

    print_message(busy_text(error, seconds, current_translator()))


def _print_delivered(done: "Delivered", *, as_json: bool) -> None:
    from checkin.mail.answers import delivered_text

    person = done.recipient.person
    if not as_json:
        print_result(delivered_text(done, current_translator()))
        return
    found = {
        "code": person.code,
        "name": clean(person.name),
        "email": person.email,
        "result": done.result.value,
        "again": done.again,
        "answer": done.why,
    }
    print_json(found)
