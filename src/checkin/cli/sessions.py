"""``checkin session``: the list of sessions, and sessions as they were really held."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from checkin.cli.attendance import print_table
from checkin.cli.changes import Change, author_options
from checkin.cli.command import Group, command, example
from checkin.cli.context import Context, course_options, print_json, print_message, print_result
from checkin.cli.language import current_translator, plural, tr
from checkin.core.text import translatable

if TYPE_CHECKING:
    from checkin.attendance.session_changes import SessionChanges
    from checkin.core.course import Course
    from checkin.core.events import Event


@click.group(
    "session",
    cls=Group,
    epilog=example(
        "checkin session list",
        "checkin session close d01-0900 --rest absent --by 'V. Paz'",
        "checkin session shift d01-0900 25 --by 'V. Paz'",
    ),
)
def session_group() -> None:
    """List, close, move or cancel sessions."""


@command("list", "checkin session list", "checkin session list --json", group=session_group)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with stable keys.")
@course_options
def list_command(context: Context, as_json: bool) -> None:
    """List the sessions with title, time, room and state."""
    from checkin.attendance.session_list import STATES, list_sessions
    from checkin.i18n.table_headings import in_words

    with context.opened() as course:
        course.require_programme()
        rows = [found.as_object(course.course) for found in list_sessions(course)]
    if as_json:
        for row in rows:
            print_json(row)
        return
    states = [STATES[row["state"]] for row in rows]
    keys = ("session", "starts_at", "ends_at", "title", "room", "status")
    print_table(
        [
            {
                "session": row["session"],
                "starts_at": current_translator().moment(datetime.fromisoformat(row["starts_at"])),
                "ends_at": row["ends_at"][11:16],
                "title": row["title"],
                "room": row["room"],
                "status": tr(word),
            }
            for row, word in zip(rows, states, strict=True)
        ],
        {key: in_words(key, current_translator().language) for key in keys},
    )


@command(
    "close",
    "checkin session close d01-0900",
    "checkin session close d01-0900 --rest absent --by 'V. Paz'",
    "checkin session close --over --rest absent --by 'V. Paz'",
    group=session_group,
)
@click.argument("session", required=False)
@click.option("--over", is_flag=True, help="Every session that is over and not closed yet.")
@click.option("--rest", type=click.Choice(["absent", "excused"]), help="The status of people who have none yet.")
@click.option("--early", is_flag=True, help="Close it although it is still running.")
@author_options
def close_command(
    context: Context, change: Change, session: str | None, over: bool, rest: str | None, early: bool
) -> None:
    """Close a session; without --rest, list who is missing."""
    if (session is None) != over:
        raise click.UsageError(tr("Give a session, or --over."))
    if session is not None and rest is None:
        _print_missing(context, change, session)
        return
    if rest is None:
        raise click.UsageError(tr("--over needs --rest absent or --rest excused."))
    if session is not None:
        change.record(context, lambda changes: changes.close(session, rest, early=early))
        return
    made = change.record(context, lambda changes: changes.close_over(rest))
    if not change.as_json:
        if not made:
            print_message(tr("No session is over and not closed."))
            return
        closed = plural("{n} session closed.", "{n} sessions closed.", len(made))
        others = tr("The rest is absent") if rest == "absent" else tr("The rest is excused")
        print_message(f"{closed} {others}.")


def _print_missing(context: Context, change: Change, session: str) -> None:
    with context.opened() as course:
        course.require_programme()
        found = change.changes(course).unmarked_people(session)
    for person in found.missing:
        if change.as_json:
            print_json({"code": person.code, "name": person.name, "country": person.country})
        else:
            print_result(f"{person.country:2}  {person.code}  {person.name}")
    again = tr("closed") if found.closed else tr("close it with --rest absent or --rest excused")
    print_message(
        tr("{title}: not recorded: {n}; {state}", title=found.session.title, n=len(found.missing), state=again)
    )


# A negative number of minutes is no option.
@command(
    "shift",
    "checkin session shift d01-0900 25 --by 'V. Paz' --reason 'late bus'",
    group=session_group,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("session")
@click.argument("minutes", type=int, metavar="MINUTES")
@author_options
def shift_command(context: Context, change: Change, session: str, minutes: int) -> None:
    """Record that a session began later by some minutes."""
    change.record(context, lambda changes: changes.shift(session, minutes))


@command("cancel", "checkin session cancel d01-0900 --by 'V. Paz'", group=session_group)
@click.argument("session")
@author_options
def cancel_command(context: Context, change: Change, session: str) -> None:
    """Record that a session was not held."""
    change.record(context, lambda changes: changes.cancel(session))
    if not change.as_json:
        print_message(tr("To undo: checkin session restore {session}", session=session))


@command("restore", "checkin session restore d01-0900 --by 'V. Paz'", group=session_group)
@click.argument("session")
@author_options
def restore_command(context: Context, change: Change, session: str) -> None:
    """Put back a session that was cancelled or merged."""
    change.record(context, lambda changes: changes.restore_session(session))


@command("merge", "checkin session merge d10-1430-b d10-1430-a --by 'V. Paz'", group=session_group)
@click.argument("session")
@click.argument("into")
@author_options
def merge_command(context: Context, change: Change, session: str, into: str) -> None:
    """Record that a session was held as part of another."""
    change.record(context, lambda changes: changes.merge_sessions(session, into))


@command("move", "checkin session move d01-0900 --room 'Sala B' --by 'V. Paz'", group=session_group)
@click.argument("session")
@click.option("--room", metavar="NAME", help="The room where it was.")
@click.option("--to", "start", metavar="TIME", help="When it began: a date with a time.")
@click.option("--ends", "end", metavar="TIME", help="When it ended: a date with a time.")
@author_options
def move_command(
    context: Context, change: Change, session: str, room: str | None, start: str | None, end: str | None
) -> None:
    """Record another room or time of a session."""
    if room is None and start is None and end is None:
        raise click.UsageError(tr("Give --room, --to or --ends."))

    def act(changes: "SessionChanges") -> "Event":
        begins, ends = _moment(start, changes.course), _moment(end, changes.course)
        return changes.move(session, room=room, starts_at=begins, ends_at=ends)

    change.record(context, act)


@command(
    "move-scans",
    "checkin session move-scans d10-1430-a d10-1430-b --door Hall --by 'V. Paz'",
    "checkin session move-scans d01-1100 d01-0900 --minutes -90 --by 'V. Paz' --reason 'wrong clock'",
    group=session_group,
)
@click.argument("session")
@click.argument("into")
@click.option("--minutes", type=int, default=0, metavar="N", help="Shift their times too; -90 is earlier.")
@click.option("--anytime", is_flag=True, help="Even if their times lie outside the session.")
@click.option("--door", metavar="NAME", help="Only those of a door.")
@click.option("--from", "since", metavar="TIME", help="Only those from then on: a date with a time.")
@click.option("--to", "until", metavar="TIME", help="Only those until then.")
@author_options
def move_scans_command(
    context: Context,
    change: Change,
    session: str,
    into: str,
    minutes: int,
    anytime: bool,
    door: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Move scans of a wrong session, or of a wrong clock."""
    outside: list[str] = []

    def act(changes: "SessionChanges") -> "list[Event]":
        from checkin.attendance.session_changes import ScanChoice

        which = ScanChoice(door=door, since=_moment(since, changes.course), until=_moment(until, changes.course))
        if anytime:
            outside.extend(changes.scans_outside(session, into, minutes=minutes))
        return changes.move_scans(session, into, which, minutes=minutes, anytime=anytime)

    moved = change.record(context, act)
    if outside:
        print_message(tr("Outside the session then: {scans}", scans=", ".join(outside)))
    if not change.as_json:
        print_message(_moved_text(context, session, into, len(moved)))


def _moved_text(context: Context, session: str, into: str, count: int) -> str:
    from checkin.store.roster.session_lookup import require_session

    with context.opened() as course, course.record.reading() as conn:
        titles = [require_session(conn, one).title for one in (session, into)]
    return plural(
        "{n} scan moved from {title} to {other}",
        "{n} scans moved from {title} to {other}",
        count,
        none=translatable("No scan was moved from {title} to {other}"),
        title=titles[0],
        other=titles[1],
    )


def _moment(text: str | None, course: "Course") -> datetime | None:
    from checkin.intake.words.entered_times import read_moment

    return read_moment(text, course) if text is not None else None
