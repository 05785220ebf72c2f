"""``checkin door`` and ``checkin scan``."""

import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import click

from checkin.cli.context import Context, course_options, example, print_message

if TYPE_CHECKING:
    from checkin.core.course import Course
    from checkin.door.scan import ScanAnswer
    from checkin.store.open_course import OpenCourse

_LONGEST = 4096


@click.command("door", epilog=example("checkin door --door 'Main entrance'"))
@click.option("--session", metavar="ID", help="Keep the door at this session, whatever the clock says.")
@click.option("--door", "name", metavar="NAME", default="", help="The name of the place; a room's name: that room's.")
@click.option("--self-service", is_flag=True, help="For guests alone: no menus, no names of others; a PIN opens it.")
@click.option("--language", type=click.Choice(["es", "pt", "en", "fr"]), help="The language to begin with.")
@click.option("--serial", metavar="PORT", default="", help="A scanner at a serial port, like /dev/ttyACM0@9600.")
@course_options
@click.pass_obj
def door_command(
    context: Context, session: str | None, name: str, self_service: bool, language: str | None, serial: str
) -> None:
    """Open the door: the screen that answers scans."""
    from checkin.kiosk import require_terminal, run
    from checkin.kiosk.runtime.supervisor import run_supervised

    require_terminal()

    def open_door(after_crash: bool) -> None:
        with context.opened() as course:
            course.require_programme()
            course.record.require_writable()
            run(
                course,
                door=name,
                session=session,
                language=language or "",
                self_service=self_service,
                serial=serial,
                after_crash=after_crash,
            )

    run_supervised(open_door)


@click.command("pin", epilog=example("checkin pin", "checkin pin --remove"))
@click.option("--remove", is_flag=True, help="Ask for no PIN any more.")
@course_options
@click.pass_obj
def pin_command(context: Context, remove: bool) -> None:
    """Set the PIN of this kiosk's door, for older undos, letting in and self-service."""
    from checkin.door.pin import Pin

    with context.opened() as course:
        pin = Pin(course.record)
        pin.choose("" if remove else _ask_pin())
    print_message("The PIN was removed." if remove else "The PIN is set.")


def _ask_pin() -> str:
    if not sys.stdin.isatty():
        raise click.UsageError("The PIN is typed unseen, and that takes a terminal: run 'checkin pin' in one.")
    return str(click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True))


@click.command("scan", epilog=example("printf 'TTFD RVLH JCHG\\n' | checkin scan --door 'Room A' --json"))
@click.option("--session", metavar="ID", help="Scan for this session, whatever the clock says.")
@click.option("--door", "name", metavar="NAME", default="", help="The name of the place; a room's name: that room's.")
@click.option("--at", metavar="TIME", help="When they came, like 2026-03-09T09:05 (the course's time).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@course_options
@click.pass_obj
def scan_command(context: Context, session: str | None, name: str, at: str | None, as_json: bool) -> None:
    """The door without a screen: codes in, verdicts out, line by line."""
    with context.opened() as course:
        course.require_programme()
        scan_lines(course, sys.stdin.buffer, name=name, session=session, at=at, as_json=as_json)


def scan_lines(
    opened: "OpenCourse",
    lines: IO[bytes],
    *,
    name: str = "",
    session: str | None = None,
    at: str | None = None,
    as_json: bool = False,
) -> None:
    """Answer each line as it comes; the answer is written when the event is on disk."""
    from checkin.core.events import EventSource
    from checkin.door.scan import Door

    course = opened.course
    moment = course.understand(at) if at else None
    door = Door(opened.record, course, name=name, session=session)
    if sys.stdin.isatty():
        print_message("Scan or type codes, one a line; Ctrl+D ends.")
    for text in _texts(lines):
        answer = door.scan(text, how=EventSource.PAPER if moment else EventSource.SCANNED, at=moment)
        click.echo(as_object(course, answer) if as_json else as_line(course, answer))
    if opened.record.mirror is not None and opened.record.mirror.trouble:
        print_message(opened.record.mirror.trouble)


def as_line(course: "Course", answer: "ScanAnswer") -> str:
    """A verdict as a line for people: the word, who, from where, and what there is to say."""
    from checkin.core.text import clean
    from checkin.door.answer_text import country, detail, person_text
    from checkin.i18n.translator import get_translator

    tr = get_translator("en")
    land = country(get_translator(course.language), answer)
    parts = [person_text(tr, answer), land, detail(tr, course, answer), clean(answer.note)]
    return f"{answer.verdict.value:<13}" + " · ".join(part for part in parts if part)


def as_object(course: "Course", answer: "ScanAnswer") -> str:
    """A verdict as JSON with the stable keys; times are ISO 8601 with the course's offset."""
    import json

    person, first = answer.participant, answer.first
    return json.dumps(
        {
            "code": answer.code,
            "verdict": answer.verdict.value,
            "counted": answer.verdict.counts,
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
    """The lines that say something, whatever bytes they are; of an endless one only the beginning is kept."""
    while chunk := lines.readline(_LONGEST):
        text = chunk.decode("utf-8", errors="replace")
        while chunk and not chunk.endswith(b"\n"):
            chunk = lines.readline(_LONGEST)
        for scan in text.replace("\r", "\n").split("\n"):
            if scan.strip():
                yield scan


COMMANDS = [door_command, scan_command, pin_command]
