"""``checkin door`` and ``checkin scan``."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from checkin.cli.command import command
from checkin.cli.context import Context, course_options, print_message
from checkin.cli.language import current_translator, error_text, machine_language, tr
from checkin.core.errors import CheckinError
from checkin.core.text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from checkin.core.course import Course
    from checkin.door.scan import Door, ScanAnswer
    from checkin.store.open_course import OpenCourse

_LONGEST = 4096
_SHOWN = 64


@command("door", "checkin door --door 'Main entrance'")
@click.option("--session", metavar="ID", help="Keep the door at this session until it closes.")
@click.option("--anytime", is_flag=True, help="Count for --session outside its opening times too.")
@click.option("--door", metavar="NAME", default="", help="Name this door. A room's name: only its sessions.")
@click.option("--self-service", is_flag=True, help="Let guests scan without staff; a PIN ends it.")
@click.option("--serial", metavar="PORT", default="", help="Use a serial scanner, like /dev/ttyACM0@9600.")
@click.option(
    "--camera", metavar="[N]", is_flag=False, flag_value="last", default="", help="Scan with a webcam: 0 is the first."
)
@course_options
def door_command(context: Context, anytime: bool, self_service: bool, camera: str, **options: Any) -> None:
    """Open the door: the screen that answers scans."""
    from checkin.kiosk import require_terminal, run
    from checkin.kiosk.runtime.supervisor import run_supervised
    from checkin.kiosk.start_options import StartOptions

    require_terminal()
    if camera:
        from checkin.kiosk.scanner.camera import require_camera_packages

        require_camera_packages()
    anytime = anytime and options["session"] is not None
    options |= {"anytime": anytime, "self_service": self_service, "camera": camera}
    options |= {"language": context.language, "machine_language": machine_language(os.environ)}

    def open_door(after_crash: bool) -> None:
        with context.opened() as course:
            course.require_programme()
            course.record.require_writable()
            run(course, StartOptions(**options, after_crash=after_crash))

    run_supervised(open_door, guests=self_service, folder=context.course_folder, language=current_translator().language)


@command("pin", "checkin pin", "checkin pin --remove")
@click.option("--remove", is_flag=True, help="Remove the PIN.")
@course_options
def pin_command(context: Context, remove: bool) -> None:
    """Set this station's PIN."""
    from checkin.door.pin import Pin, tidy_pin

    with context.opened() as course:
        pin = Pin(course.record)
        chosen = "" if remove else _ask_pin()
        pin.choose(chosen)
    if chosen != tidy_pin(chosen):
        print_message(tr("Spaces before and after the PIN were removed."))
    print_message(tr("The PIN was removed.") if remove else tr("The PIN is set."))


def _ask_pin() -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(tr("The PIN must be typed in a terminal. Run 'checkin pin' there."))
    return str(click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True))


@command("scan", "printf 'TTFD RVLH JCHG\\n' | checkin scan --door 'Room A' --json")
@click.option("--session", metavar="ID", help="Scan for this session, within its opening times.")
@click.option("--anytime", is_flag=True, help="Count for --session outside its opening times too.")
@click.option(
    "--door", "name", metavar="NAME", default="", help="The door's name. A room's name: that room's sessions."
)
@click.option("--at", metavar="TIME", help="When they came, like 2026-03-09T09:05 (the course's time).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@course_options
def scan_command(
    context: Context, session: str | None, anytime: bool, name: str, at: str | None, as_json: bool
) -> None:
    """Read codes from standard input and print the answers.

    The words of an answer follow the language. Programs read --json, which is the same in every language.
    """
    if anytime and session is None:
        raise click.UsageError(tr("--anytime needs --session: name the session to count for."))
    with context.opened() as course:
        course.require_programme()
        scan_lines(course, sys.stdin.buffer, name=name, session=session, anytime=anytime, at=at, as_json=as_json)


def scan_lines(
    opened: "OpenCourse",
    lines: IO[bytes],
    *,
    name: str = "",
    session: str | None = None,
    anytime: bool = False,
    at: str | None = None,
    as_json: bool = False,
) -> None:
    """Answer each line as it comes. The answer is written when the event is on disk.

    A line that could not be recorded is named, and the next one is read. Then the exit status is 1.
    """
    from checkin.core.session_times import require_past
    from checkin.door.scan import Door
    from checkin.intake.words.entered_times import read_moment

    course = opened.course
    moment = read_moment(at, course) if at else None
    if moment is not None:
        require_past(moment, opened.record.clock.now(), course)
    door = Door(opened.record, course, name=name, session=session, anytime=anytime, strict=True)
    _check_door(door, moment or opened.record.clock.now())
    if sys.stdin.isatty():
        print_message(tr("Scan or type codes, one per line. Ctrl+D ends."))
    failed = _answer_lines(door, _texts(lines), moment, as_json=as_json)
    if failed:
        raise CheckinError("Codes that were not recorded: {n}. They are named above; scan them again.", n=failed)


def _answer_lines(door: "Door", texts: Iterable[str], moment: "datetime | None", *, as_json: bool) -> int:
    """Print the answer to each code; return how many could not be recorded."""
    from checkin.core.events import EventSource

    course = door.course
    pinned, failed, is_over = door.pinned, 0, False
    for text in texts:
        try:
            answer = door.scan(
                text, how=EventSource.PAPER if moment else EventSource.SCANNED, at=moment, entered=moment is not None
            )
        except CheckinError as error:
            failed += 1
            print_message(tr("Not recorded: {text}. {reason}", text=text.strip()[:_SHOWN], reason=error_text(error)))
        else:
            click.echo(as_object(course, answer) if as_json else as_line(course, answer))
            if not is_over and (is_over := door.pin_is_over(door.programme(), answer.at)):
                print_message(
                    tr(
                        "The session {session} is over or no longer held: nothing counts for it. Start again with "
                        "another --session, or without.",
                        session=pinned or "",
                    )
                )
    return failed


def _check_door(door: "Door", at: "datetime") -> None:
    """Refuse a session outside its opening times, and warn of a door whose name is close to a room's."""
    from checkin.core.door_sessions import similar_room
    from checkin.core.verdicts import closes_at, opens_at

    if room := similar_room(door.name, door.programme()):
        print_message(tr("No room is called “{name}”. Did you mean {room}?", name=clean(door.name), room=clean(room)))
    if door.pinned is None:
        return
    session, course = door.require_pinned(), door.course
    if door.is_in_hours(session, at):
        return
    opens, closes = course.local(opens_at(session, course.door)), course.local(closes_at(session, course.door))
    title = clean(session.title)
    if not door.anytime:
        raise CheckinError(
            "{title} is open from {opens} to {closes}, and the time is {now}. To count for it all the same, add "
            "--anytime.",
            title=title,
            opens=opens,
            closes=closes,
            now=course.local(at),
        )
    print_message(
        tr(
            "Outside its opening times: every scan counts for {title}, {start}.",
            title=title,
            start=current_translator().moment(course.local(session.starts_at)),
        )
    )


def as_line(course: "Course", answer: "ScanAnswer") -> str:
    """Return an answer as a line for people: the word, the person, the country, the session and the details.

    The word is that of the language, in English too. Programs read ``--json``, which has the stable key.
    """
    from checkin.door.answer_signs import SHORT_TITLES, short_title
    from checkin.door.answer_text import LOAD_BY_COMMAND, country, detail, person_text

    tr = current_translator()
    words = map(tr, SHORT_TITLES.values())
    below = detail(tr, course, answer, names_session=True, load_by=LOAD_BY_COMMAND)
    parts = [person_text(tr, answer), country(tr, answer), below, clean(answer.note)]
    return f"{short_title(tr, answer):<{max(map(len, words))}} " + " · ".join(part for part in parts if part)


def as_object(course: "Course", answer: "ScanAnswer") -> str:
    """Return an answer as JSON with the stable keys. Times are ISO 8601 with the course's offset."""
    person, first = answer.participant, answer.first
    return json.dumps(
        {
            "code": answer.code,
            "verdict": answer.verdict.value,
            "counted": answer.counted,
            "participant": person.id if person else None,
            "name": person.name if person else None,
            "country": person.country if person else None,
            "session": answer.session.id if answer.session else None,
            "at": course.local(answer.at).isoformat(timespec="milliseconds"),
            "first_at": course.local(first.at).isoformat(timespec="milliseconds") if first else None,
            "first_door": first.door if first else None,
            "note": answer.note or None,
        },
        ensure_ascii=False,
    )


def _texts(lines: IO[bytes]) -> Iterator[str]:
    """Yield the lines that are not blank, whatever bytes they hold. Of a very long line only the beginning is kept."""
    while chunk := lines.readline(_LONGEST):
        text = chunk.decode("utf-8", errors="replace")
        while chunk and not chunk.endswith(b"\n"):
            chunk = lines.readline(_LONGEST)
        for scan in text.replace("\r", "\n").split("\n"):
            if scan.strip():
                yield scan
