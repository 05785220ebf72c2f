"""Print a badge at the door: draw it, send it to the door's printer, and record it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.badges import printers
from checkin.badges.printing import PrintRequest, print_badges, unused_path
from checkin.badges.sheets import ONE_A_PAGE
from checkin.core.errors import CheckinError, NotFoundError
from checkin.core.text import slug
from checkin.store import event_log
from checkin.store.open_course import OpenCourse


@dataclass(frozen=True, slots=True)
class DoorPrint:
    """The result of printing a badge at the door: its file, and the error. Neither: there was nothing to print."""

    file: Path | None = None
    problem: CheckinError | None = None


def print_at_door(opened: OpenCourse, code: str, name: str, *, printer: str = "", once: bool = False) -> DoorPrint:
    """Draw the badge of a code's holder, print it, and record it if the printer took it.

    ``printer`` overrides that of the course; where both are empty it is the computer's default. ``once`` prints
    nothing if a badge with this code was printed before. The badge is drawn in a child process: no scan waits for it.
    """
    made: list[Path] = []
    folder = opened.folder.badges
    chosen = printer or opened.course.badges.printer or None
    request = PrintRequest(
        who=f"code={code}",
        sheet=opened.course.badges.door_sheet or ONE_A_PAGE,
        output=unused_path(folder / f"{slug(name) or 'badge'}-{slug(code)[:4]}.pdf"),
        in_child=True,
    )

    def deliver(files: Sequence[Path]) -> None:
        made.extend(files)
        if files and printers.needs_picture():
            files = print_badges(opened, replace(request, kind="png", output=folder / "pictures")).files
        if files:
            printers.send(files, chosen)

    try:
        if once:
            with opened.record.reading() as conn:
                if code in event_log.printed_badges(conn):
                    return DoorPrint()
        print_badges(opened, request, deliver=deliver)
    except NotFoundError:
        return DoorPrint()  # taken off the list in the meantime
    except printers.NotPrintedError as error:
        return DoorPrint(made[0] if made else None, error.cause)
    except CheckinError as error:
        return DoorPrint(made[0] if made else None, error)
    return DoorPrint(made[0] if made else None)
