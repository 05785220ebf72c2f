"""``checkin demo``, ``checkin new`` and ``checkin load``."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checkin.cli.command import command
from checkin.cli.context import PATH, Context, common_options, course_options, print_message
from checkin.cli.language import current_translator, machine_language, tr

if TYPE_CHECKING:
    from checkin.store.course_folder import CourseFolder

_SAMPLE_DOOR = "Salón Atlántico"


@command("demo", "checkin demo", "printf 'TTFD RVLH JCHG\\n' | checkin demo")
@click.argument("directory", metavar="[DIR]", default="checkin-demo")
@course_options
def demo_command(context: Context, directory: str) -> None:
    """Create and open the sample course, with a running session.

    If standard input is a pipe, its lines are scanned and answered instead.
    """
    from checkin.lifecycle.demo import sample_folder

    folder = sample_folder(Path(directory).absolute())
    _begin_sample(folder)
    if sys.stdin.isatty():
        _open_sample_door(folder, context.language)
    else:
        _scan_into_sample(folder)


def _begin_sample(folder: "CourseFolder") -> None:
    """Make the sample course, unless one is there whose session is on now."""
    from checkin.intake.load import load
    from checkin.lifecycle.demo import give_past, is_running, sample_clock, write_sample
    from checkin.store.open_course import open_course

    clock = sample_clock()
    now = clock.now()
    if folder.record_file.exists():
        with open_course(folder) as course:
            if is_running(course, now):
                return
    write_sample(folder, now)
    with open_course(folder, clock=clock) as course:
        load(course)
        give_past(course, now)


def _scan_into_sample(folder: "CourseFolder") -> None:
    """Answer the lines of standard input."""
    from checkin.cli.door import scan_lines
    from checkin.store.open_course import open_course

    with open_course(folder) as course:
        print_message(tr("The sample course is in {folder}. Scanning the lines of standard input.", folder=folder.root))
        scan_lines(course, sys.stdin.buffer, name=_SAMPLE_DOOR)


def _open_sample_door(folder: "CourseFolder", language: str) -> None:
    """Run the door in the terminal until it is left."""
    from checkin.kiosk import run
    from checkin.kiosk.runtime.supervisor import run_supervised
    from checkin.kiosk.start_options import StartOptions
    from checkin.store.open_course import open_course

    def open_door(after_crash: bool) -> None:
        with open_course(folder) as course:
            run(
                course,
                StartOptions(
                    door=_SAMPLE_DOOR,
                    after_crash=after_crash,
                    language=language,
                    machine_language=machine_language(os.environ),
                ),
            )

    run_supervised(open_door, folder=lambda: folder, language=current_translator().language)


@command("new", "checkin new my-course --timezone Montevideo")
@click.argument("directory", metavar="DIR")
@click.option("--timezone", metavar="ZONE", default="", help="Where the course is held: a time zone or a city.")
@common_options
def new_command(directory: str, timezone: str) -> None:
    """Create a course folder with commented example files.

    Default ZONE: the time zone of this computer.
    """
    from checkin.i18n.zone_places import computer_zone, require_zone
    from checkin.lifecycle.new_course import CourseBasics, new_course

    zone = require_zone(timezone) if timezone else computer_zone()
    folder = new_course(Path(directory).absolute(), current_translator().language, CourseBasics("", timezone=zone))
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
    written = folder.course().timezone.key
    print_message(tr("The time zone is {zone}. If the course is elsewhere, change it in course.toml.", zone=written))


@command("load", "checkin load --dry-run", "checkin load attendees.xlsx agenda.ics")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=PATH)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--partial", is_flag=True, help="Treat the list as partial: nobody is taken off it.")
@click.option("--renamed", metavar="CODE", multiple=True, help="This person has another name now.")
@click.option("--substituted", metavar="CODE", multiple=True, help="Another person comes in place of this one.")
@click.option("--roster", "rosters", metavar="FILE", multiple=True, type=PATH, help="A list of people.")
@click.option("--programme", "programmes", metavar="FILE", multiple=True, type=PATH, help="A programme.")
@course_options
def load_command(context: Context, files: tuple[Path, ...], dry_run: bool, **options: Any) -> None:
    """Load the participant list and the programme.

    Default FILEs: participants.* and programme.* of the course folder.
    """
    from checkin.cli.load_report import print_early_openings, print_load
    from checkin.cli.progress import progress_bar
    from checkin.core.door_sessions import overlapping_openings
    from checkin.exports.unprintable_names import unprintable_names
    from checkin.intake.load import load
    from checkin.store.roster.programme import read_programme

    with context.opened() as course:
        with progress_bar(tr("Loading")) as progress:
            loaded = load(course, files, dry_run=dry_run, progress=progress, **options)
        with course.record.reading() as conn:
            early = overlapping_openings(read_programme(conn), course.course.door)
        changed = loaded.roster.new_or_changed if loaded.roster else []
        unprintable = unprintable_names(changed, course.folder.fonts)
    print_load(loaded, course.course, dry_run=dry_run)
    for text in unprintable:
        print_message(current_translator().sentence(text))
    if loaded.programme is not None and early:
        print_early_openings([opening.session.title for opening in early], course.course)
    _warn_of_exposed_files(course.folder)


def _warn_of_exposed_files(folder: "CourseFolder") -> None:
    from checkin.system.storage_location import is_world_readable

    exposed = [path for path in (*folder.rosters(), folder.record_file) if is_world_readable(path)]
    if exposed:
        print_message(
            tr(
                "Everybody on this computer can read {names}. To prevent this: chmod -R go= {folder}",
                names=", ".join(path.name for path in exposed),
                folder=str(exposed[0].parent),
            )
        )
