"""``checkin backup`` and ``checkin archive``."""

from pathlib import Path

import click

from checkin.cli.context import Context, course_options, example, put, tell


@click.command("backup", epilog=example("checkin backup /media/stick/checkin.db"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@course_options
@click.pass_obj
def backup_command(context: Context, file: Path) -> None:
    """Write a whole copy of the record, while kiosks go on."""
    with context.opened() as course:
        course.record.copy_to(file)
    put(f"{file}")


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
                put(name)
            tell(f"{len(names)} files are not as they were sealed.")
            raise click.exceptions.Exit(1)
        tell("Every file is as it was sealed.")
        return
    with context.opened() as course:
        course.require_programme()
        files = archive(course, directory)
    put(f"{len(files)} files: {directory}")
    tell("It holds the record with the course's secret key, and names: whoever has it can make badges. Keep it safe.")


COMMANDS = [backup_command, archive_command]
