"""Commands for corrections: ``mark``, ``excuse``, ``undo``, ``withdraw``, ``add``, ``decide``, ``proof`` and others."""

from datetime import date
from typing import TYPE_CHECKING

import click

from checkin.cli.changes import Change, author_options
from checkin.cli.command import command
from checkin.cli.context import Context, Day, print_message
from checkin.cli.language import current_translator, error_text, tr
from checkin.core.errors import CheckinError, InputError, NotFoundError
from checkin.core.text import clean

if TYPE_CHECKING:
    from checkin.attendance.session_changes import SessionChanges
    from checkin.core.events import Event
    from checkin.store.open_course import OpenCourse


@command("mark", "checkin mark TTFDRVLHJCHG --session d01-0900 --as present --by 'V. Paz' --reason 'seen'")
@click.argument("code")
@click.option("--session", metavar="ID", required=True)
@click.option("--as", "status", type=click.Choice(["present", "absent"]), required=True)
@click.option("--at", metavar="TIME", help="When they arrived, like 09:20.")
@author_options
def mark_command(context: Context, change: Change, code: str, session: str, status: str, at: str | None) -> None:
    """Mark a person present or absent; needs --by and --reason."""
    if at is not None and status == "absent":
        raise click.UsageError(tr("--at is the time of arrival. Use it with --as present."))

    def act(changes: "SessionChanges") -> "Event":
        from checkin.intake.words.entered_times import read_session_time
        from checkin.store.roster.session_lookup import require_session

        if at is None:
            return changes.mark(code, session, status)
        with changes.record.reading() as conn:
            held = require_session(conn, session)
        return changes.mark(code, session, status, read_session_time(at, held, changes.course))

    change.record(context, act, with_reason=True)


@command(
    "excuse",
    "checkin excuse TTFDRVLHJCHG --session d05-0900 --granted-by 'Dr. Sosa' --by 'V. Paz' --reason 'ill'",
    "checkin excuse TTFDRVLHJCHG --from 2026-03-10 --to 2026-03-11 ...",
    "checkin excuse TTFDRVLHJCHG --paper --by 'V. Paz' --reason 'it came by post'",
)
@click.argument("code")
@click.option("--session", metavar="ID", help="One session.")
@click.option("--from", "first", type=Day(), metavar="DATE", help="The first day.")
@click.option("--to", "last", type=Day(), metavar="DATE", help="The last day.")
@click.option("--granted-by", metavar="NAME", default="", help="Who granted it.")
@click.option("--paper/--no-paper", default=False, help="Whether the document was seen; --paper completes an excuse.")
@click.option("--due", type=Day(), metavar="DATE", help="By when the document is due.")
@author_options
def excuse_command(
    context: Context,
    change: Change,
    code: str,
    session: str | None,
    first: date | None,
    last: date | None,
    granted_by: str,
    paper: bool,
    due: date | None,
) -> None:
    """Excuse a person from sessions; needs --by and --reason."""
    if session is not None and first is not None:
        raise click.UsageError(tr("Give either --session, or --from and --to."))
    if last is not None and first is None:
        raise click.UsageError(tr("--to needs --from."))
    if session is None and first is None and not paper:
        raise click.UsageError(tr("Give --session, or --from and --to. For a document that has arrived, give --paper."))
    from checkin.attendance.excuse_rules import ExcuseDocument

    def act(changes: "SessionChanges") -> "Event":
        if session is None and first is None:
            return changes.add_document(code)
        days = (first, last or first) if first else None
        return changes.excuse(code, session, days, ExcuseDocument(granted_by=granted_by, seen=paper, due=due))

    change.record(context, act, with_reason=True)


@command("undo", "checkin undo --last --by 'V. Paz'", "checkin undo 0198c0de-… --by 'V. Paz'")
@click.argument("event", required=False)
@click.option("--last", is_flag=True, help="The last entry, if it is yours.")
@author_options
def undo_command(context: Context, change: Change, event: str | None, last: bool) -> None:
    """Undo an entry; both stay in the record."""
    if (event is None) != last:
        raise click.UsageError(tr("Give an entry's id, or --last."))
    if last:
        change.require_author()
        with context.opened() as course:
            event = _last_entry(course, change)
    change.record(context, lambda changes: changes.undo(event))


def _last_entry(course: "OpenCourse", change: Change) -> str:
    """Return the last entry of this station. Raises :class:`InputError` where the person may mean another one."""
    from checkin.attendance.effect_text import effect_text
    from checkin.attendance.effects import read_effects
    from checkin.attendance.last_entry import last_entry
    from checkin.core.events import Kind

    found = last_entry(course, change.actor)
    if found.undoable is None:
        raise NotFoundError("There is nothing to undo.")
    if found.is_sure:
        return found.undoable.event_id
    said = {
        one.event.event_id: effect_text(one, course.course, current_translator())
        for one in read_effects(course, [one for one in (found.last, found.undoable) if one and one.kind != Kind.LOAD])
    }
    undoable = said[found.undoable.event_id]
    if found.last is None or found.last.event_id == found.undoable.event_id:
        raise InputError(
            "The last entry is not by {name}: {entry}. To undo it: checkin undo {event}",
            name=clean(change.actor or ""),
            entry=undoable,
            event=found.undoable.event_id,
        )
    raise InputError(
        "The last entry cannot be undone: {last}. Before it: {entry}. To undo that one: checkin undo {event}",
        last=said.get(found.last.event_id) or tr("a load of the files"),
        entry=undoable,
        event=found.undoable.event_id,
    )


@command("restore", "checkin restore 0198c0de-… --by 'V. Paz' --reason 'it was right'")
@click.argument("event")
@author_options
def restore_command(context: Context, change: Change, event: str) -> None:
    """Put back an entry that was undone, with its time."""
    change.record(context, lambda changes: changes.restore(event))


@command("reissue", "checkin reissue TTFDRVLHJCHG --by 'V. Paz' --reason 'lost'")
@click.argument("code")
@author_options
def reissue_command(context: Context, change: Change, code: str) -> None:
    """Give a person a new code, and create their badge."""
    from checkin.core.codes import format_code

    new = ""

    def act(changes: "SessionChanges") -> "Event":
        nonlocal new
        event, new = changes.reissue(code)
        return event

    change.record(context, act)
    if not change.as_json:
        click.echo(format_code(new))
    _draw(context, new)


def _draw(context: Context, code: str) -> None:
    """Create the badge of a new code; the code holds even if the badge cannot be created."""
    from checkin.badges.printing import print_one
    from checkin.store.roster import participants

    with context.opened() as course:
        with course.record.reading() as conn:
            held = participants.find_code_holder(conn, code)
        try:
            file = print_one(course, code, held[0].name if held else "")
        except CheckinError as error:
            print_message(tr("The badge could not be created: {reason}", reason=error_text(error)))
            return
    print_message(tr("Badge: {file}", file=file) if file else tr("Their role gets no badge."))


@command("merge", "checkin merge CODE TTFDRVLHJCHG --by 'V. Paz' --reason 'listed twice'")
@click.argument("code")
@click.argument("into")
@click.option("--anyway", is_flag=True, help="Although both are on the list and came to the same session.")
@author_options
def merge_command(context: Context, change: Change, code: str, into: str, anyway: bool) -> None:
    """Merge CODE, added at a door, into INTO on the list."""
    change.record(context, lambda changes: changes.merge(code, into, anyway=anyway))


@command("withdraw", "checkin withdraw TTFDRVLHJCHG --by 'V. Paz' --reason 'called home'")
@click.argument("code")
@click.option("--from", "since", type=Day(), metavar="DATE", help="The first day without them (default: today).")
@author_options
def withdraw_command(context: Context, change: Change, code: str, since: date | None) -> None:
    """Record that a person left the course; needs --by, --reason."""
    change.record(context, lambda changes: changes.withdraw(code, since), with_reason=True)


@command("reinstate", "checkin reinstate TTFDRVLHJCHG --by 'V. Paz' --reason 'back again'")
@click.argument("code")
@click.option(
    "--from", "since", type=Day(), metavar="DATE", help="The first day with them (default: as if never away)."
)
@author_options
def reinstate_command(context: Context, change: Change, code: str, since: date | None) -> None:
    """End a withdrawal; needs --by and --reason."""
    change.record(context, lambda changes: changes.reinstate(code, since), with_reason=True)


def _require_new(changes: "SessionChanges", name: str, country: str) -> None:
    """Raise :class:`InputError` if the list has people of such a name and country."""
    from checkin.core.codes import format_code
    from checkin.i18n.countries import country_code
    from checkin.store.roster.search import namesakes

    with changes.record.reading() as conn:
        known = namesakes(conn, name, country_code(country) or "")
    if known:
        names = ", ".join(f"{clean(person.name)} ({format_code(person.code)})" for person in known[:5])
        raise InputError(
            "The list has {names}. Nobody was added. To add another person of such a name, add --anyway.", names=names
        )


@command("add", "checkin add --name 'Ana Pérez' --country Uruguay --by 'V. Paz'")
@click.option("--name", metavar="N", required=True)
@click.option("--country", metavar="C", required=True, help="Its name or its ISO code.")
@click.option("--institution", metavar="I", default="")
@click.option("--anyway", is_flag=True, help="Add the person although the list has one of such a name.")
@author_options
def add_command(context: Context, change: Change, name: str, country: str, institution: str, anyway: bool) -> None:
    """Add a person who is on no list; prints their code."""
    from checkin.core.codes import format_code

    if not name.strip():
        raise InputError("The name is empty.")
    code = ""

    def act(changes: "SessionChanges") -> "Event":
        nonlocal code
        if not anyway:
            _require_new(changes, name, country)
        event, person = changes.add(name, country, institution=institution)
        code = person.code
        return event

    change.record(context, act)
    if not change.as_json:
        click.echo(format_code(code))


@command("decide", "checkin decide TTFDRVLHJCHG --as earned --by 'V. Paz' --reason 'ill'")
@click.argument("code")
@click.option("--as", "word", type=click.Choice(["earned", "not-earned"]), required=True)
@author_options
def decide_command(context: Context, change: Change, code: str, word: str) -> None:
    """Override a certificate decision; needs --by and --reason."""
    change.record(context, lambda made: made.decide(code, earned=word == "earned"), with_reason=True)


@command(
    "proof",
    "checkin proof TTFDRVLHJCHG --by 'V. Paz'",
    "checkin proof TTFDRVLHJCHG --name 'Ana Benítez' --by 'V. Paz'",
    "checkin proof --who country=BR --by 'V. Paz'",
)
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@click.option("--name", metavar="NAME", default="", help="The name as it should be; for one person.")
@click.option("--who", metavar="EXPR", default="", help="Some people: country=BR, role=speaker, part of a name.")
@click.option("--all", "everybody", is_flag=True, help="Everybody on the list.")
@author_options
def proof_command(
    context: Context, change: Change, codes: tuple[str, ...], name: str, who: str, everybody: bool
) -> None:
    """Record that names are right as certificates print them."""
    if bool(codes) + bool(who) + everybody != 1:
        raise click.UsageError(tr("Choose the people: codes, or --who EXPR, or --all."))
    if name and len(codes) != 1:
        raise click.UsageError(tr("--name corrects one name. Give one code."))

    def act(changes: "SessionChanges") -> "list[Event]":
        chosen = codes or _codes_of(changes, who)
        return changes.proof_all(chosen, name)

    change.record(context, act)


def _codes_of(changes: "SessionChanges", who: str) -> tuple[str, ...]:
    """Return the codes of the people whom an expression chooses. Raises :class:`NotFoundError` if it fits nobody."""
    from checkin.attendance.participant_filter import filter_participants
    from checkin.store.roster import participants

    with changes.record.reading() as conn:
        found = filter_participants(participants.roster(conn), who)
    if not found:
        raise NotFoundError("Nobody on the participant list fits {who}.", who=who)
    return tuple(person.code for person in found)
