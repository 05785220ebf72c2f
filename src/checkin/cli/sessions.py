"""``checkin session``: sessions as they happened."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from checkin.cli.context import Context, example, print_message, print_result
from checkin.cli.corrections import correction, show_event

if TYPE_CHECKING:
    from checkin.attendance.session_changes import SessionChanges, UnmarkedPeople
    from checkin.core.events import Event


def _with(context: Context, actor: str | None, reason: str | None, act: "Callable[[SessionChanges], Any]") -> Any:
    from checkin.attendance.session_changes import SessionChanges

    with context.opened() as course:
        course.require_programme()
        return act(SessionChanges.of(course, actor=actor, reason=reason))


def _changed(context: Context, actor: str | None, reason: str | None, act: "Callable[[SessionChanges], Event]") -> None:
    """Do something to a session's time or room, and say where it is now."""

    def told(changes: "SessionChanges") -> "tuple[Event, str]":
        event = act(changes)
        facts = json.loads(event.facts or "{}")
        begins, ends = (changes.course.local(datetime.fromisoformat(facts[key])) for key in ("starts_at", "ends_at"))
        return event, f"{event.session} is now {begins:%Y-%m-%d %H:%M}-{ends:%H:%M}, {facts['room'] or 'no room'}"

    event, text = _with(context, actor, reason, told)
    show_event(event)
    print_message(text)


@click.group(
    "session", epilog=example("checkin session close d01-0900 --rest absent", "checkin session shift d01-0900 25")
)
def session_group() -> None:
    """Sessions as they happened: closed, late, cancelled, merged, moved."""


@session_group.command(
    "close",
    epilog=example(
        "checkin session close d01-0900 --rest absent --by 'V. Paz'", "checkin session close --over --rest absent"
    ),
)
@click.argument("session", required=False)
@click.option("--over", is_flag=True, help="Every session that is over and not closed yet.")
@click.option("--rest", type=click.Choice(["absent", "excused"]), help="What those are who have no status yet.")
@correction
@click.pass_obj
def close_command(
    context: Context, session: str | None, over: bool, rest: str | None, actor: str | None, reason: str | None
) -> None:
    """Close a session; without --rest, say who is missing."""
    if (session is None) != over:
        raise click.UsageError("Give a session, or --over.")
    if session is None:
        if rest is None:
            raise click.UsageError("--over needs --rest absent or --rest excused.")
        closed = _with(context, actor, reason, lambda changes: changes.close_over(rest))
        for event in closed:
            show_event(event)
        print_message(f"{len(closed)} sessions closed; whoever was unmarked there is {rest}.")
        return
    closing: UnmarkedPeople = _with(context, actor, reason, lambda changes: changes.closing(session))
    if rest is None:
        for person in closing.missing:
            print_result(f"{person.country:2}  {person.code}  {person.name}")
        again = "; closed already" if closing.closed else "; close it with --rest absent or --rest excused"
        print_message(f"{len(closing.missing)} without a status{again}")
        return
    show_event(_with(context, actor, reason, lambda changes: changes.close(session, rest)))
    print_message(f"{len(closing.missing)} {rest}")


@session_group.command("shift", epilog=example("checkin session shift d01-0900 25 --reason 'the bus was late'"))
@click.argument("session")
@click.argument("minutes", type=int)
@correction
@click.pass_obj
def shift_command(context: Context, session: str, minutes: int, actor: str | None, reason: str | None) -> None:
    """A session was so many minutes later than in the programme."""
    _changed(context, actor, reason, lambda changes: changes.shift(session, minutes))


@session_group.command("cancel", epilog=example("checkin session cancel d01-0900 --reason 'the speaker is ill'"))
@click.argument("session")
@correction
@click.pass_obj
def cancel_command(context: Context, session: str, actor: str | None, reason: str | None) -> None:
    """A session was not held."""
    show_event(_with(context, actor, reason, lambda changes: changes.cancel(session)))
    print_message(
        f"{session} was not held; nobody is expected there. 'checkin session restore {session}' takes that back."
    )


@session_group.command("restore", epilog=example("checkin session restore d01-0900 --reason 'it was held after all'"))
@click.argument("session")
@correction
@click.pass_obj
def restore_command(context: Context, session: str, actor: str | None, reason: str | None) -> None:
    """Take back that a session was cancelled or merged into another."""
    show_event(_with(context, actor, reason, lambda changes: changes.restore(session)))
    print_message(f"{session} is in the programme again.")


@session_group.command("merge", epilog=example("checkin session merge d10-1430-b d10-1430-a"))
@click.argument("session")
@click.argument("into")
@correction
@click.pass_obj
def merge_command(context: Context, session: str, into: str, actor: str | None, reason: str | None) -> None:
    """A session was held as a part of another."""
    show_event(_with(context, actor, reason, lambda changes: changes.merge_sessions(session, into)))


@session_group.command("move", epilog=example("checkin session move d01-0900 --room 'Sala B' --to 2026-03-10T09:30"))
@click.argument("session")
@click.option("--room", metavar="NAME", help="The room where it was.")
@click.option("--to", "start", metavar="TIME", help="When it began (the course's time).")
@correction
@click.pass_obj
def move_command(
    context: Context, session: str, room: str | None, start: str | None, actor: str | None, reason: str | None
) -> None:
    """A session was in another room, or at another time."""
    if room is None and start is None:
        raise click.UsageError("Give --room or --to.")

    def act(changes: "SessionChanges") -> "Event":
        return changes.move(session, room=room, starts_at=changes.course.understand(start) if start else None)

    _changed(context, actor, reason, act)


@session_group.command("move-scans", epilog=example("checkin session move-scans d10-1430-a d10-1430-b --door Hall"))
@click.argument("session")
@click.argument("into")
@click.option("--door", metavar="NAME", help="Only those of a door.")
@click.option("--from", "since", metavar="TIME", help="Only those from then on.")
@click.option("--to", "until", metavar="TIME", help="Only those until then.")
@correction
@click.pass_obj
def move_scans_command(
    context: Context,
    session: str,
    into: str,
    door: str | None,
    since: str | None,
    until: str | None,
    actor: str | None,
    reason: str | None,
) -> None:
    """Scans made for a wrong session were meant for another."""

    def act(changes: "SessionChanges") -> Any:
        times = [changes.course.understand(text) if text else None for text in (since, until)]
        return changes.move_scans(session, into, door=door, since=times[0], until=times[1])

    moved = _with(context, actor, reason, act)
    for event in moved:
        show_event(event)
    print_message(f"{len(moved)} scans moved from {session} to {into}")


COMMANDS = [session_group]
