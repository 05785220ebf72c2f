"""Open the full interface for bare ``checkin``."""

import os
import sys
from pathlib import Path

import click

from checkin.cli.context import Context
from checkin.cli.language import current_translator, machine_language
from checkin.core.errors import CourseError


def open_interface(ctx: click.Context, context: Context) -> None:
    """Open the course that is here; where there is none, offer earlier ones, the sample course or a new one."""

    folder = context.course_folder()
    if folder.course_file.exists():
        _open_desks(context)
        return
    if not sys.stdin.isatty():
        raise CourseError(
            "There is no course in {folder}. Try 'checkin demo' or 'checkin new DIR'.", folder=folder.root
        )
    from checkin.cli.courses import demo_command
    from checkin.i18n.zone_places import computer_zone
    from checkin.kiosk.welcome import WelcomeApp
    from checkin.system.recent_courses import recent_courses

    language = current_translator().language
    choice = WelcomeApp(_base(folder.root), language, computer_zone(), recent_courses()[:3]).run()
    match choice:
        case ("demo", where):
            # The sample course is in Spanish; its interface is in the language that was read until now.
            context.language = language
            ctx.invoke(demo_command, directory=str(where))
        case ("open", where):
            context.folder = str(where)
            _open_desks(context)


def _base(root: Path) -> Path:
    """Return where a new course is proposed: here, or among the user's documents where a program's folder is open."""
    from platformdirs import user_documents_path

    bundled = getattr(sys, "frozen", False) and root in (Path(sys.executable).parent, *Path(sys.executable).parents)
    return user_documents_path() if bundled or not os.access(root, os.W_OK) else root


def _open_desks(context: Context) -> None:
    """Run the interface with its three desks. It opens at the badge desk if nothing was loaded yet."""
    from checkin.kiosk import require_terminal, run
    from checkin.kiosk.runtime.supervisor import run_supervised
    from checkin.kiosk.start_options import StartOptions
    from checkin.system.recent_courses import remember_course

    require_terminal()
    remember_course(context.course_folder().root)

    def open_desks(after_crash: bool) -> None:
        from checkin.store.roster import edition

        with context.opened() as course:
            course.record.require_writable()
            desk = "door" if edition.revision(course.record.conn) else "badges"
            run(
                course,
                StartOptions(
                    desk=desk,
                    after_crash=after_crash,
                    language=context.language,
                    machine_language=machine_language(os.environ),
                ),
            )

    run_supervised(open_desks, folder=context.course_folder, language=current_translator().language)
