"""The readers as functions of bytes. Each gives a result or raises :class:`CheckinError`; all else is a fault."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from checkin.badges.design import design_named
from checkin.badges.sheets import sheets
from checkin.certificates.signature import verify_signature
from checkin.core.codes import EditionCodes
from checkin.core.course import Course
from checkin.core.course_toml import parse
from checkin.core.errors import CheckinError
from checkin.intake.programme import ics
from checkin.intake.programme.programme_file import has_sessions, read_programme
from checkin.intake.readers import spreadsheet
from checkin.intake.roster.roster_file import read_roster
from checkin.kiosk.scanner.detector import ScanDetector
from checkin.system.sandbox import Sandbox
from checkin.typesetting import images

COURSE = Course(title="Fuzz", timezone=ZoneInfo("America/Argentina/Buenos_Aires"), language="es")
CODES = EditionCodes(bytes(range(32)))
_SAMPLES = Path(__file__).parents[1] / "unit" / "intake" / "files"
_SOURCE = Path(__file__).parents[2] / "src" / "checkin"


@cache
def _folder() -> Path:
    """One folder for all: they are made and taken away hundreds of thousands of times otherwise."""
    return Path(tempfile.mkdtemp(prefix="checkin-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def roster(data: bytes) -> None:
    """A roster as CSV."""
    read_roster([_file("participants.csv", data)], COURSE)


def programme(data: bytes) -> None:
    """A programme as CSV; which of the two it is is asked as well."""
    path = _file("agenda.csv", data)
    with suppress(CheckinError):
        has_sessions(path, COURSE)
    read_programme([path], COURSE)


_children: dict[str, Sandbox] = {}


def _lasting(
    work: str, question: Mapping[str, object], blobs: Sequence[bytes] = (), *, seconds: float, megabytes: int
) -> object:
    """As :func:`checkin.system.sandbox.once`, in a child that lives on."""
    child = _children.setdefault(work, Sandbox(work, megabytes=megabytes))
    return child.call(question, blobs, seconds=min(seconds, 10))


def lasting_children() -> None:
    """Let one child read all spreadsheets, and one all calendars."""
    spreadsheet.run_sandboxed = ics.run_sandboxed = _lasting  # type: ignore[assignment]


def _workbook(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        read_roster([_file(name, data)], COURSE)

    return read


def _part(kind: str) -> Callable[[bytes], None]:
    """A whole workbook of which one part, chosen by the first byte, is what the others say."""

    def read(data: bytes) -> None:
        names, parts = _parts(kind)
        chosen = names[data[0] % len(names)] if data else names[0]
        with zipfile.ZipFile(whole := io.BytesIO(), "w") as target:
            for name in names:
                target.writestr(name, data[1:] if name == chosen else parts[name])
        _workbook(f"participants.{kind}")(whole.getvalue())

    return read


@cache
def _parts(kind: str) -> tuple[list[str], dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(_xlsx() if kind == "xlsx" else _ods())) as source:
        parts = {name: source.read(name) for name in source.namelist() if not name.endswith("/")}
    return sorted(parts), parts


def calendar(data: bytes) -> None:
    """A programme as a calendar."""
    read_programme([_file("programme.ics", data)], COURSE)


def course_toml(data: bytes) -> None:
    """``course.toml``."""
    parse(data.decode("utf-8", errors="surrogateescape"))


def design(data: bytes) -> None:
    """``design.toml`` and ``sheets.toml``, and the badge drawn of neither."""
    own = _folder() / "designs"
    (own / "mine").mkdir(parents=True, exist_ok=True)
    (own / "mine" / "badge.typ").touch()
    (own / "mine" / "design.toml").write_bytes(data)
    (own / "sheets.toml").write_bytes(data)
    with suppress(CheckinError):
        design_named("mine", own)
    sheets(own)


def picture(data: bytes) -> None:
    """A photo and a logo."""
    for name in ("photo.jpg", "photo.heic"):
        _file(name, data)
        with suppress(CheckinError):
            images.save_photo(name, _folder(), _folder() / "out.jpg", (27, 36))
    images.logo("photo.jpg", _folder())


def scan(data: bytes) -> None:
    """What a scanner types: keys, endings, pastes, at the door and beside it."""
    text = data.decode("utf-8", errors="replace")
    CODES.read(text)
    capture = ScanDetector(lambda letters: CODES.read(letters).shape, lambda letters: bool(CODES.read(letters).nearest))
    for codes_only in (True, False):
        at = 0.0
        for place, character in enumerate(text[:500]):
            at += (place % 7) * 0.03
            if character in "\r\n\t":
                capture.end(at, codes_only=codes_only)
            else:
                capture.type(character, at, codes_only=codes_only)
                capture.is_complete(codes_only=codes_only)
        capture.end_by_pause(at + 1, codes_only=codes_only)
        capture.paste(text, at, codes_only=codes_only)


def seal(data: bytes) -> None:
    """What the QR of a certificate holds."""
    verify_signature(data.decode("utf-8", errors="replace"), "A" * 43)


@cache
def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Nombre", "País", "Correo", "Grupo"])
    book.active.append(["Ana Núñez", "Perú", "ana@example.org", "A"])
    book.active.append(["João d’Ávila", "BR", "", 7.25])
    book.save(whole := io.BytesIO())
    return whole.getvalue()


@cache
def _ods() -> bytes:
    import odfdo

    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("Hoja")
    for values in (["Nombre", "País"], ["Ana", "Perú"], ["Eva", "BR"]):
        row = odfdo.Row()
        row.extend_cells([odfdo.Cell(value) for value in values])
        table.append_row(row)
    document.body.append(table)
    document.save(whole := io.BytesIO())
    return whole.getvalue()


@cache
def _pictures() -> list[bytes]:
    from PIL import Image

    made = []
    for kind, mode in (
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("PNG", "P"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("BMP", "1"),
    ):
        Image.new(mode, (16, 12)).save(whole := io.BytesIO(), kind)
        made.append(whole.getvalue())
    return made


_ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\n"
    b"DTSTART:19700101T000000\r\nTZOFFSETFROM:-0300\r\nTZOFFSETTO:-0300\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU\r\n"
    b"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:Apertura\r\n"
    b"DTSTART;TZID=Mine:20260309T090000\r\nDTEND;TZID=Mine:20260309T103000\r\nLOCATION:Sala\r\n"
    b"RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;TZID=Mine:20260310T090000\r\nCATEGORIES:LECTURE\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:Otra\r\nRECURRENCE-ID:20260311T120000Z\r\nDTSTART:20260311T120000Z\r\n"
    b"DURATION:PT1H\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def samples(name: str) -> list[bytes]:
    """Right files of a reader, to begin with."""
    tables = [path.read_bytes() for path in sorted(_SAMPLES.glob("*.csv"))]
    match name:
        case "roster":
            return [*tables, (_SOURCE / "lifecycle/demo_course/participants.csv").read_bytes()[:2000]]
        case "programme":
            return [
                (_SOURCE / "lifecycle/demo_course/programme.csv").read_bytes()[:2000],
                b"title,date,start,end\nx,9/3/2026,9h,10h30\n",
            ]
        case "xlsx":
            return [_xlsx()]
        case "ods":
            return [_ods()]
        case "xlsx-part" | "ods-part":
            names, parts = _parts(name.partition("-")[0])
            return [bytes([number]) + parts[each] for number, each in enumerate(names)]
        case "xls":
            return [(_SAMPLES / "old.xls").read_bytes()]
        case "calendar":
            return [_ICS]
        case "course":
            return [
                (_SOURCE / "lifecycle/examples/en/course.toml").read_bytes(),
                (_SOURCE / "lifecycle/demo_course/course.toml").read_bytes(),
            ]
        case "design":
            return [path.read_bytes() for path in sorted(_SOURCE.glob("badges/designs/*/design.toml"))]
        case "picture":
            return _pictures()
        case "scan":
            codes = [CODES.generate(lambda below, seed=seed: seed * 7 % below) for seed in range(3)]
            return ["\n".join(codes).encode(), f"]Q1{codes[0]}\r\n".encode(), b"\\000026" + codes[1].lower().encode()]
        case _:
            return [b"A" * 200]


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "roster": roster,
    "programme": programme,
    "xlsx": _workbook("participants.xlsx"),
    "ods": _workbook("participants.ods"),
    "xlsx-part": _part("xlsx"),
    "ods-part": _part("ods"),
    "xls": _workbook("participants.xls"),
    "calendar": calendar,
    "course": course_toml,
    "design": design,
    "picture": picture,
    "scan": scan,
    "seal": seal,
}
# What a text holds that somebody means to do harm with, or that a program wrote by mistake.
TOKENS: tuple[bytes, ...] = (
    *(bytes([number]) for number in (0, 7, 8, 9, 10, 13, 27, 34, 44, 59, 127, 255)),
    b"\x1b[31m", b"\x1b]0;x\x07", b"[/]", b"[bold]", b"[@click=app.quit]x[/]", b"$x^2$", b'#read("/etc/passwd")',
    b"<script>", b"=1+1", b"@SUM(A1)", b"../../etc/passwd", b"%00", b"{0}", b"%s", b"\\u0000", b"\xed\xa0\x80",
    "\u202e".encode(), "\u200b".encode(), "\ufeff".encode(), "\ufdfa".encode(), ("a" + "\u0301" * 40).encode(),
    b"9999-12-31", b"0001-01-01", b"24:00", b"1e999", b"-1", b"99999999999999999999", b"nan", b"inf",
    b"RRULE:FREQ=DAILY",
    b"RRULE:FREQ=DAILY;COUNT=9;BYMONTH=2;BYMONTHDAY=30", b"DTSTART:99991231T235959", b"DTEND:00010101T000000",
    b"BEGIN:VEVENT", b"END:VEVENT", b"TZID=../../x", b"<!DOCTYPE x>", b"&#0;", b'r="XFD1048576"', b'r="A1"',
    b"[" * 50, b"{a=" * 50, b'"""',
)  # fmt: skip
