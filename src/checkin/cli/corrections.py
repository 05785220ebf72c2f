"""``checkin mark``, ``excuse``, ``undo``, ``reissue``, ``withdraw`` and ``add``."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from checkin.cli.context import Context, Day, F, course_options, example, print_message
from checkin.core.errors import CheckinError, NotFoundError

if TYPE_CHECKING:
    from checkin.attendance.corrections import Corrections
    from checkin.core.events import Event


def correction(function: F) -> F:
    """The options that every correction takes: who, why, and where."""
    function = click.option("--reason", metavar="TEXT", help="Why.")(function)
    function = click.option("--by", "actor", metavar="NAME", help="Who says so.")(function)
    return course_options(function)


def with_corrections(
    context: Context, actor: str | None, reason: str | None, act: "Callable[[Corrections], Any]"
) -> Any:
    """Open the course and have its corrections do something."""
    from checkin.attendance.corrections import Corrections

    with context.opened() as course:
        course.require_programme()
        return act(Corrections.of(course, actor=actor, reason=reason))


def show_event(event: "Event") -> None:
    """Print the event that a correction made."""
    click.echo(f"{event.kind}  {event.event_id}")


@click.command("mark", epilog=example("checkin mark TTFDRVLHJCHG --session d01-0900 --as present --by 'V. Paz'"))
@click.argument("code")
@click.option("--session", metavar="ID", required=True)
@click.option("--as", "status", type=click.Choice(["present", "absent"]), required=True)
@click.option("--at", metavar="TIME", help="Since when they were there (the course's time).")
@correction
@click.pass_obj
def mark_command(
    context: Context, code: str, session: str, status: str, at: str | None, actor: str | None, reason: str | None
) -> None:
    """Say by hand that somebody was present or absent."""

    def act(corrections: "Corrections") -> "Event":
        moment = corrections.course.understand(at) if at else None
        return corrections.mark(code, session, status, moment)

    show_event(with_corrections(context, actor, reason, act))


@click.command("excuse", epilog=example("checkin excuse TTFDRVLHJCHG --from 2026-03-10 --to 2026-03-11 --reason ill"))
@click.argument("code")
@click.option("--session", metavar="ID", help="One session.")
@click.option("--from", "first", type=Day(), metavar="DATE", help="The first day.")
@click.option("--to", "last", type=Day(), metavar="DATE", help="The last day.")
@click.option("--granted-by", metavar="NAME", default="", help="Who granted it.")
@click.option("--paper/--no-paper", default=False, help="Whether the paper was seen.")
@click.option("--due", type=Day(), metavar="DATE", help="By when the paper is due.")
@correction
@click.pass_obj
def excuse_command(
    context: Context,
    code: str,
    session: str | None,
    first: date | None,
    last: date | None,
    granted_by: str,
    paper: bool,
    due: date | None,
    actor: str | None,
    reason: str | None,
) -> None:
    """Excuse somebody from a session or from days."""
    if (session is None) == (first is None):
        raise click.UsageError("Give either --session, or --from and --to.")
    from checkin.attendance.corrections import ExcuseDocument

    days = (first, last or first) if first else None
    behind = ExcuseDocument(granted_by=granted_by, seen=paper, due=due)
    show_event(with_corrections(context, actor, reason, lambda made: made.excuse(code, session, days, behind)))


@click.command("undo", epilog=example("checkin undo --last", "checkin undo 0198c0de-…"))
@click.argument("event", required=False)
@click.option("--last", is_flag=True, help="The last event that can be undone.")
@correction
@click.pass_obj
def undo_command(context: Context, event: str | None, last: bool, actor: str | None, reason: str | None) -> None:
    """Take an event back, for good; both stay in the record."""
    if (event is None) != last:
        raise click.UsageError("Give an event's id, or --last.")

    def act(corrections: "Corrections") -> "tuple[Event, str]":
        made = corrections.undo(event)
        return made, _taken_back(corrections, made)

    made, text = with_corrections(context, actor, reason, act)
    show_event(made)
    print_message(text)


def _taken_back(corrections: "Corrections", made: "Event") -> str:
    """What an undo was about, in words."""
    from checkin.core.events import parse_time
    from checkin.core.text import clean
    from checkin.store import event_log
    from checkin.store.roster import participants

    with corrections.record.reading() as conn:
        found = event_log.event(conn, made.ref or "")
        person = participants.by_id(conn, made.participant) if made.participant else None
    if found is None:
        return "Taken back."
    what = [found.kind.replace("_", " "), clean(person.name) if person else "", found.session or ""]
    at = f"{corrections.course.local(parse_time(found.at)):%Y-%m-%d %H:%M}"
    return f"Taken back: {', '.join(part for part in what if part)}, {at}."


@click.command("reissue", epilog=example("checkin reissue TTFDRVLHJCHG --reason lost"))
@click.argument("code")
@correction
@click.pass_obj
def reissue_command(context: Context, code: str, actor: str | None, reason: str | None) -> None:
    """Give somebody a new code, and draw their badge; the old one is refused."""
    from checkin.core.codes import format_code

    event, new = with_corrections(context, actor, reason, lambda corrections: corrections.reissue(code))
    show_event(event)
    click.echo(format_code(new))
    _draw(context, new)


def _draw(context: Context, code: str) -> None:
    """Draw the badge of a new code; the code holds even where it cannot be drawn."""
    from checkin.badges.printing import print_one
    from checkin.store.roster import participants as roster_participants

    with context.opened() as course:
        with course.record.reading() as conn:
            held = roster_participants.find_code_holder(conn, code)
        try:
            file = print_one(course, code, held[0].name if held else "")
        except CheckinError as error:
            print_message(f"The badge could not be drawn: {error}")
            return
    print_message(f"The badge: {file}" if file else "Their role gets no badge.")


@click.command("merge", epilog=example("checkin merge CODE TTFDRVLHJCHG --reason 'on the list after all'"))
@click.argument("code")
@click.argument("into")
@correction
@click.pass_obj
def merge_command(context: Context, code: str, into: str, actor: str | None, reason: str | None) -> None:
    """Make two people one: CODE, added at a door, is INTO of the roster."""
    show_event(with_corrections(context, actor, reason, lambda corrections: corrections.merge(code, into)))


@click.command("withdraw", epilog=example("checkin withdraw TTFDRVLHJCHG --reason 'called home'"))
@click.argument("code")
@correction
@click.pass_obj
def withdraw_command(context: Context, code: str, actor: str | None, reason: str | None) -> None:
    """Take somebody off the course."""
    show_event(with_corrections(context, actor, reason, lambda corrections: corrections.withdraw(code)))


@click.command("add", epilog=example("checkin add --name 'Ana Pérez' --country Uruguay"))
@click.option("--name", metavar="N", required=True)
@click.option("--country", metavar="C", required=True, help="Its name or its ISO code.")
@click.option("--institution", metavar="I", default="")
@correction
@click.pass_obj
def add_command(
    context: Context, name: str, country: str, institution: str, actor: str | None, reason: str | None
) -> None:
    """Add somebody who is on no list; prints their code."""
    from checkin.core.codes import format_code

    if not name.strip():
        raise NotFoundError("The name is empty.")

    event, person = with_corrections(
        context, actor, reason, lambda corrections: corrections.add(name, country, institution=institution)
    )
    show_event(event)
    click.echo(format_code(person.code))


COMMANDS = [mark_command, excuse_command, undo_command, reissue_command, merge_command, withdraw_command, add_command]
