"""``checkin backup``, ``checkin archive`` and ``checkin forget``."""

from pathlib import Path

import click

from checkin.cli.context import Context, course_options, example, tell


@click.command("backup", epilog=example("checkin backup /media/stick/checkin.db"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@course_options
@click.pass_obj
def backup_command(context: Context, file: Path) -> None:
    """Write a whole copy of the record, while kiosks go on."""
    with context.opened() as course:
        course.record.copy_to(file)
    click.echo(f"{file}")


@click.command("archive", epilog=example("checkin archive ../edition-38", "checkin archive --check ../edition-38"))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Say which files of an archive are not as they were sealed.")
@course_options
@click.pass_obj
def archive_command(context: Context, directory: Path, check: bool) -> None:
    """Put a course away: exports, report, certificates and record in one sealed folder."""
    from checkin.archive import archive, changed

    if check:
        if names := changed(directory):
            for name in names:
                click.echo(name)
            tell(f"{len(names)} files are not as they were sealed.")
            raise click.exceptions.Exit(1)
        tell("Every file is as it was sealed.")
        return
    with context.opened() as course:
        course.require_programme()
        files = archive(course, directory)
    click.echo(f"{len(files)} files: {directory}")


@click.command("forget", epilog=example("checkin forget --dry-run", "checkin forget"))
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@course_options
@click.pass_obj
def forget_command(context: Context, dry_run: bool, yes: bool) -> None:
    """Remove the people for good, and keep the counts.

    From the day after [record] forget_after in course.toml.
    """
    from checkin.forgetting import forget, plan

    folder = context.course_folder()
    found = plan(folder)
    for file in found.files:
        click.echo(f"  - {file}")
    if found.done and not found.files:
        tell(f"The people of this course were forgotten on {found.counts.forgotten_on}; nothing is left to remove.")
        return
    tell(
        f"To be removed: {found.counts.people} people, {found.counts.events} events, {len(found.files)} files.\n"
        "Kept: the counts by session, day, country and institution, and what certificates are verified with.\n"
        "Not reached from here: backups, archives and copies, other kiosks, the hub, the programme with its speakers."
    )
    if dry_run:
        return
    if not yes:
        click.confirm("They cannot be brought back. Go on?", abort=True, err=True)
    forget(folder)
    tell("Forgotten. 'checkin attendance --by session' shows the counts, also by day, country and institution.")


COMMANDS = [backup_command, archive_command, forget_command]
