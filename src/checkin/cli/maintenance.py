"""``checkin backup``, ``checkin doctor``, ``checkin rebuild``, ``checkin archive`` and ``checkin forget``."""

import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkin.cli.command import command
from checkin.cli.context import PATH, Context, confirm, course_options, print_json, print_message, print_result
from checkin.cli.language import current_translator, plural, tr
from checkin.core.text import translatable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkin.lifecycle.doctor.finding import Finding
    from checkin.lifecycle.erase import ErasurePlan
    from checkin.store.course_folder import CourseFolder
    from checkin.store.recovery.rebuild import RebuildResult


@command("backup", "checkin backup /media/usb/checkin.db", "checkin backup --keep 24 backups")
@click.argument("file", metavar="FILE", type=PATH)
@click.option(
    "--keep", type=click.IntRange(1), metavar="N", help="Add a dated copy to the folder FILE; keep the last N."
)
@course_options
def backup_command(context: Context, file: Path, keep: int | None) -> None:
    """Write a complete copy of the record; stations keep working."""
    with context.opened() as course:
        if keep is None:
            course.record.copy_to(file)
        else:
            from checkin.store.recovery.backups import Backups

            file = Backups(file, every=0, keep=keep).make(course.record)
    print_result(f"{file}")


@command("doctor", "checkin doctor", "checkin doctor --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@course_options
def doctor_command(context: Context, as_json: bool) -> None:
    """Check the record, the course, this computer and its services.

    Every entry is read and checked. The printed checksum stands for the whole record. Keep it elsewhere: it shows
    whether the record was changed later.
    """
    from checkin.lifecycle.doctor.finding import PARTS, STATES, State

    wrong = 0
    for finding in _findings(context.course_folder()):
        wrong += finding.state is State.WRONG
        if as_json:
            told = {"part": finding.part, "state": finding.state.value, "text": finding.text} | finding.values
            print_json(told)
        else:
            state, part = tr(STATES[finding.state]), tr(PARTS.get(finding.part, finding.part))
            _print_finding(f"{state:<{_STATE}}{part:<{_PART}}", current_translator().sentence(finding.said))
    if wrong:
        print_message(plural("{n} problem found.", "{n} problems found.", wrong))
        raise click.exceptions.Exit(1)


def _findings(folder: "CourseFolder") -> "Iterator[Finding]":
    from checkin.kiosk.runtime.camera_check import check_camera
    from checkin.lifecycle.doctor.run_checks import run_checks

    yield from run_checks(folder)
    yield check_camera()


# The widths of what doctor prints before a sentence.
_STATE, _PART = 10, 13


def _print_finding(beginning: str, said: str) -> None:
    """Print a sentence; on a terminal with its lines under one another, and no word or command cut."""

    if sys.stdout.isatty():
        said = f"\n{' ' * len(beginning)}".join(wrapped(said, shutil.get_terminal_size().columns - len(beginning) - 1))
    print_result(f"{beginning}{said}")


@command("rebuild", "checkin rebuild saved.db", "checkin rebuild saved.db old.db /media/usb")
@click.argument("file", metavar="FILE", type=PATH)
@click.argument("sources", metavar="[FROM]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@course_options
def rebuild_command(context: Context, file: Path, sources: tuple[Path, ...]) -> None:
    """Rebuild a damaged record into a new file.

    FROM: damaged records, backups, other stations' records and folders of a mirror. Name the one with the best
    participant list first. Without FROM the course's own record, mirror and backups are read. The old record stays.
    """
    from checkin.i18n.countries import search_words
    from checkin.store.recovery.rebuild import rebuild

    rebuilt = rebuild(file, sources or _own_sources(context.course_folder()), countries=search_words)
    _report(rebuilt)
    print_result(f"{file}")
    if not rebuilt.whole:
        raise click.exceptions.Exit(1)


def _own_sources(folder: "CourseFolder") -> list[Path]:
    course = folder.course()
    named = [folder.record_file, *(folder.root / name for name in (course.mirror, course.backup) if name)]
    return [path for path in named if path.exists()]


def _report(rebuilt: "RebuildResult") -> None:
    print_message(
        plural("{n} entry saved.", "{n} entries saved.", rebuilt.events, none=translatable("No entry was saved."))
    )
    if rebuilt.mended:
        print_message(plural("{n} damaged entry was repaired.", "{n} damaged entries were repaired.", rebuilt.mended))
    for gap in rebuilt.gaps:
        numbers = f"{gap.first}" if gap.first == gap.last else f"{gap.first}–{gap.last}"
        print_message(
            tr(
                "Lost: number {numbers} of segment {segment}. Entries after it that were kept: {n}.",
                numbers=numbers,
                segment=gap.segment[:8],
                n=gap.carried_over,
            )
        )
    for file in rebuilt.newer:
        print_message(
            tr("{file} was written by a newer version of checkin. What only that version knows is left out.", file=file)
        )
    _report_lines(rebuilt)
    for text in rebuilt.unreadable:
        print_message(tr("Not read: {what}", what=current_translator().sentence(text)))
    if not rebuilt.tables:
        print_message(
            tr(
                "No source had the participant list, the codes and the programme. Load them again. "
                "Badges need new codes."
            )
        )
    elif rebuilt.doubtful:
        print_message(
            tr(
                "The participant list of {tables} is damaged. Check it, or name a better source first.",
                tables=rebuilt.tables,
            )
        )


def _report_lines(rebuilt: "RebuildResult") -> None:
    """Print how many lines of mirrors were ignored or are in doubt, and how many entries were rejected."""
    if rebuilt.bad_lines:
        print_message(
            plural("{n} unreadable line was ignored.", "{n} unreadable lines were ignored.", rebuilt.bad_lines)
        )
    if rebuilt.foreign_lines:
        print_message(
            plural(
                "{n} line of a mirror was changed, or was not written by this course. It was ignored.",
                "{n} lines of a mirror were changed, or were not written by this course. They were ignored.",
                rebuilt.foreign_lines,
            )
        )
    if rebuilt.unsealed_lines:
        print_message(
            plural(
                "{n} line of an older mirror has no seal: anybody could have written it. It was imported.",
                "{n} lines of an older mirror have no seal: anybody could have written them. They were imported.",
                rebuilt.unsealed_lines,
            )
        )
    if rebuilt.set_aside:
        print_message(
            plural(
                "{n} invalid entry was rejected and does not count. 'checkin doctor' lists it.",
                "{n} invalid entries were rejected and do not count. 'checkin doctor' lists them.",
                rebuilt.set_aside,
            )
        )


@command("archive", "checkin archive ../edition-38", "checkin archive --check ../edition-38")
@click.argument("directory", metavar="DIR", type=PATH)
@click.option("--check", is_flag=True, help="List the files that differ from the archive's checksums.")
@course_options
def archive_command(context: Context, directory: Path, check: bool) -> None:
    """Archive a course with checksums in one folder."""
    from checkin.lifecycle.archive import archive, verify_archive

    if check:
        if found := verify_archive(directory):
            for change in found:
                print_result(f"{tr(change.how):<8} {change.name}")
            print_message(
                plural("{n} file differs from its checksum.", "{n} files differ from their checksums.", len(found))
            )
            raise click.exceptions.Exit(1)
        print_message(tr("All files match their checksums."))
        return
    with context.opened() as course:
        course.require_programme()
        files = archive(course, directory)
    print_result(plural("{n} file: {place}", "{n} files: {place}", len(files), place=directory))
    print_message(
        tr("It contains names and the course's secret key. Anybody with the key can make valid badges. Keep it safe.")
    )


@command("forget", "checkin forget --dry-run", "checkin forget")
@click.option("--dry-run", is_flag=True, help="Show what would be deleted; delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@course_options
def forget_command(context: Context, dry_run: bool, yes: bool) -> None:
    """Delete personal data permanently; keep the counts.

    Allowed from the day after [record] forget_after in course.toml.
    """
    from checkin.lifecycle.erase import erase_people, plan

    folder = context.course_folder()
    found = plan(folder)
    _print_files(folder, found)
    if found.done and not found.files:
        print_message(
            tr(
                "The personal data of this course was deleted on {day}. Nothing is left to delete.",
                day=current_translator().long_date(date.fromisoformat(found.counts.forgotten_on)),
            )
        )
        return
    _print_extent(found)
    if dry_run:
        raise click.exceptions.Exit(0 if found.is_complete else 1)
    if not yes and not confirm(tr("This cannot be undone. Continue?")):
        raise click.Abort
    erase_people(folder)
    print_message(
        tr(
            "The personal data was deleted. 'checkin attendance --by session' shows the counts, also by day, country "
            "and institution."
        )
    )
    if not found.is_complete:
        print_message(tr("It is still in the files and folders that are named above. Delete them yourself."))
        raise click.exceptions.Exit(1)


def _print_files(folder: "CourseFolder", found: "ErasurePlan") -> None:
    """Name the files that are deleted, and those that stay and that a person has to look at."""
    for file in found.files:
        print_result(f"  - {file}")
    for place in found.left:
        print_message(
            tr("{place} is a link to another place and was not changed. Delete its content yourself.", place=place)
        )
    for copy in found.copies:
        print_message(
            tr("{file} is a database and was not changed. If it is a copy of the record, delete it.", file=copy)
        )
    for file in found.others.holding:
        print_message(tr("{file} holds personal data and is not deleted. Delete it yourself.", file=file))
    if found.others.unread:
        unread = [str(file.relative_to(folder.root)) for file in found.others.unread]
        print_message(
            tr(
                "Files that are not deleted, and that checkin cannot look into: {files}. Delete those with personal "
                "data.",
                files=current_translator().some(unread, most=20),
            )
        )


def _print_extent(found: "ErasurePlan") -> None:
    print_message(
        tr(
            "To be deleted: {people} people, {entries} entries, {files} files.\n"
            "Kept: the counts by session, day, country and institution, and the data for verifying certificates.\n"
            "Not deleted from here: backups and archives that you made, other stations, the server, the programme with "
            "its speakers. The dated copies that checkin makes by itself are deleted.",
            people=found.counts.people,
            entries=found.counts.events,
            files=len(found.files),
        )
    )
