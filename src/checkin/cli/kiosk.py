"""Open the full interface for bare ``checkin``."""

import sys

import click

from checkin.cli.context import Context
from checkin.cli.language import current_translator


def open_interface(ctx: click.Context, context: Context) -> None:
    """Open the course that is here; where there is none, offer the sample course or a new one."""
    from checkin.core.errors import CourseError

    folder = context.course_folder()
    if folder.course_file.exists():
        _open_desks(context)
        return
    if not sys.stdin.isatty():
        raise CourseError(
            "There is no course in {folder}. Try 'checkin demo' or 'checkin new DIR'.", folder=folder.root
        )
    from checkin.cli.courses import demo_command, new_command
    from checkin.kiosk.welcome import WelcomeApp

    choice = WelcomeApp(str(folder.root), current_translator().language).run()
    if choice is not None:
        what, name = choice
        ctx.invoke(demo_command if what == "demo" else new_command, directory=name)


def _open_desks(context: Context) -> None:
    """Run the interface with its three desks. It opens at the badge desk if nothing was loaded yet."""
    from checkin.kiosk import require_terminal, run
    from checkin.kiosk.runtime.supervisor import run_supervised

    require_terminal()

    def open_desks(after_crash: bool) -> None:
        from checkin.store.roster import edition

        with context.opened() as course:
            course.record.require_writable()
            desk = "door" if edition.revision(course.record.conn) else "badges"
            run(course, desk=desk, language=context.language, after_crash=after_crash)

    run_supervised(open_desks, folder=context.course_folder)
