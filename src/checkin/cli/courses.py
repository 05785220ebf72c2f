"""``checkin demo``, ``checkin new`` and ``checkin load``."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.command import Command, example
from checkin.cli.context import Context, course_options, print_message, print_result
from checkin.cli.language import current_translator, plural, tr

if TYPE_CHECKING:
    from checkin.core.course import Course, Session
    from checkin.intake.changes import Changed, ProgrammeChange, RosterChange
    from checkin.intake.load import Loaded

_SHOWN = 12
_SAMPLE_DOOR = "Salón Atlántico"


@click.command("demo", cls=Command, epilog=example("checkin demo", "printf 'TTFD RVLH JCHG\\n' | checkin demo"))
@click.argument("directory", metavar="[DIR]", default="checkin-demo")
@course_options
@click.pass_obj
def demo_command(context: Context, directory: str) -> None:
    """Create and open the sample course, with a running session.

    If standard input is a pipe, its lines are scanned and answered instead.
    """
    from checkin.cli.door import scan_lines
    from checkin.intake.load import load
    from checkin.lifecycle.demo import give_past, is_running, sample_clock, sample_folder, write_sample
    from checkin.store.open_course import open_course

    clock = sample_clock()
    now = clock.now()
    folder = sample_folder(Path(directory).absolute())
    fresh = not folder.record_file.exists()
    if not fresh:
        with open_course(folder) as course:
            fresh = not is_running(course, now)
    if fresh:
        write_sample(folder, now)
        with open_course(folder, clock=clock) as course:
            load(course)
            give_past(course, now)
    if not sys.stdin.isatty():
        with open_course(folder) as course:
            print_message(
                tr("The sample course is in {folder}. Scanning the lines of standard input.", folder=folder.root)
            )
            scan_lines(course, sys.stdin.buffer, name=_SAMPLE_DOOR)
        return
    from checkin.kiosk import run
    from checkin.kiosk.runtime.supervisor import run_supervised

    def open_door(after_crash: bool) -> None:
        with open_course(folder) as course:
            run(course, door=_SAMPLE_DOOR, language=context.language, after_crash=after_crash)

    run_supervised(open_door, folder=lambda: folder)


@click.command("new", cls=Command, epilog=example("checkin new my-course"))
@click.argument("directory", metavar="DIR")
@course_options
def new_command(directory: str) -> None:
    """Create a course folder with commented example files."""
    from checkin.lifecycle.new_course import new_course

    folder = new_course(Path(directory).absolute())
    print_message(
        tr(
            "{folder} was created. Next:\n"
            "  1. course.toml: the title, the time zone, the certificate rules\n"
            "  2. participants.csv: the people (or participants.xlsx, .ods)\n"
            "  3. programme.csv: the sessions (or programme.xlsx, .ods, .ics)\n"
            "  4. cd {directory} && checkin load",
            folder=folder.root,
            directory=shlex.quote(directory),
        )
    )


@click.command("load", cls=Command, epilog=example("checkin load --dry-run", "checkin load attendees.xlsx agenda.ics"))
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--partial", is_flag=True, help="Treat the list as partial: nobody is taken off it.")
@click.option("--renamed", metavar="CODE", multiple=True, help="This person has another name now.")
@click.option("--substituted", metavar="CODE", multiple=True, help="Another person comes in place of this one.")
@course_options
@click.pass_obj
def load_command(
    context: Context,
    files: tuple[Path, ...],
    dry_run: bool,
    partial: bool,
    renamed: tuple[str, ...],
    substituted: tuple[str, ...],
) -> None:
    """Load the participant list and the programme.

    Default FILEs: participants.* and programme.* of the course folder.
    """
    from checkin.core.door_sessions import overlapping_openings
    from checkin.core.text import clean
    from checkin.intake.load import load
    from checkin.store.roster.programme import read_programme
    from checkin.system.storage_location import is_world_readable

    with context.opened() as course:
        loaded = load(course, files, dry_run=dry_run, partial=partial, renamed=renamed, substituted=substituted)
        exposed = [path for path in (*course.folder.rosters(), course.folder.record_file) if is_world_readable(path)]
        with course.record.reading() as conn:
            early = overlapping_openings(read_programme(conn), course.course.door)
    _report(loaded, course.course, dry_run=dry_run)
    if loaded.programme is not None and early:
        titles = current_translator().some([clean(opening.session.title) for opening in early], most=3)
        print_message(
            tr(
                "While an earlier session is running, the door opens {minutes} minutes before the start "
                "(opens_before_next): {titles}.",
                minutes=course.course.door.opens_before_next,
                titles=titles,
            )
        )
    if exposed:
        names = ", ".join(path.name for path in exposed)
        print_message(
            tr(
                "Everybody on this computer can read {names}. To prevent this: chmod -R go= {folder}",
                names=names,
                folder=exposed[0].parent,
            )
        )


def _report(loaded: "Loaded", course: "Course", *, dry_run: bool) -> None:
    for notice in loaded.notices:
        print_message(current_translator().file_message(notice))
    if loaded.roster is not None:
        _report_people(loaded.roster)
    if loaded.programme is not None:
        _report_sessions(loaded.programme, course)
    if loaded.new_codes:
        print_message(
            plural(
                "{n} person on the list had no code and has one now. Print their badge.",
                "{n} people on the list had no code and have one now. Print their badges.",
                loaded.new_codes,
            )
        )
    if dry_run:
        click.echo(tr("Nothing was changed: this was a dry run."))
    elif not loaded.changes:
        click.echo(tr("Nothing changed: the files contain nothing new."))


def _counted(added: int, changed: int, unchanged: int, unlisted: int) -> str:
    return ", ".join(
        (
            plural("{n} added", "{n} added", added),
            plural("{n} changed", "{n} changed", changed),
            plural("{n} unchanged", "{n} unchanged", unchanged),
            plural("{n} no longer listed", "{n} no longer listed", unlisted),
        )
    )


def _report_people(change: "RosterChange") -> None:
    from checkin.core.text import clean

    counts = (len(change.added), len(change.changed), len(change.unchanged), len(change.unlisted))
    click.echo(tr("People: {counts}", counts=_counted(*counts)))
    _list("+", [clean(person.name) for person in change.added])
    _list("~", [_changed_person(item) for item in change.changed])
    _list("-", [clean(person.name) for person in change.unlisted])


def _changed_person(item: "Changed") -> str:
    from checkin.core.text import clean

    name = clean(item.after.name)
    if "name" in item.fields:
        name = f"{clean(item.before.name)} -> {name}"
    return f"{name}: {', '.join(item.fields)}"


def _changed_session(before: "Session", after: "Session", course: "Course") -> str:
    from checkin.core.text import clean

    text = f"{after.id}  {clean(after.title)}"
    parts = []
    if before.title != after.title:
        parts.append(tr("was “{title}”", title=clean(before.title)))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        old, new = course.local(before.starts_at), course.local(after.starts_at)
        if old.date() != new.date():
            parts.append(tr("moved, {old} -> {new}", old=f"{old:%Y-%m-%d %H:%M}", new=f"{new:%Y-%m-%d %H:%M}"))
        elif old != new:
            parts.append(tr("moved, {old} -> {new}", old=f"{old:%H:%M}", new=f"{new:%H:%M}"))
        else:
            ends = [f"{course.local(session.ends_at):%H:%M}" for session in (before, after)]
            parts.append(tr("ends {old} -> {new}", old=ends[0], new=ends[1]))
    if before.room != after.room:
        parts.append(tr("room {old} -> {new}", old=clean(before.room) or "-", new=clean(after.room) or "-"))
    if before.counts != after.counts:
        parts.append(tr("counts") if after.counts else tr("does not count"))
    return f"{text}: {'; '.join(parts)}" if parts else text


def _gone_session(session: "Session", attended: int) -> str:
    from checkin.core.text import clean

    text = f"{session.id}  {clean(session.title)}"
    if not attended:
        return text
    kept = plural("has {n} attendance and stays", "has {n} attendances and stays", attended)
    return f"{text}: {kept}"


def _report_sessions(change: "ProgrammeChange", course: "Course") -> None:
    from checkin.core.text import clean

    counts = (len(change.added), len(change.changed), len(change.unchanged), len(change.unlisted))
    click.echo(tr("Sessions: {counts}", counts=_counted(*counts)))
    _list("+", [f"{session.id}  {clean(session.title)}" for session in change.added])
    _list("~", [_changed_session(change.before[session.id], session, course) for session in change.changed])
    _list("-", [_gone_session(session, change.attended.get(session.id, 0)) for session in change.unlisted])


def _list(sign: str, lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        print_result(f"  {sign} {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  {sign} {tr('and {n} more', n=len(lines) - _SHOWN)}")
