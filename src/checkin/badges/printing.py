"""Print badges: choose people, draw files, and record what was printed."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from checkin.attendance.participant_filter import Order, filter_participants, sort_participants
from checkin.badges.calibration_sheet import draw_calibration_sheet
from checkin.badges.design import Design
from checkin.badges.draw import PPI, Format, Progress, design_named, draw
from checkin.badges.mail_merge import qr_pictures
from checkin.badges.sheets import Sheet, sheet_named
from checkin.core.course import Course, Participant
from checkin.core.errors import NotFoundError
from checkin.core.events import Kind, NewEvent
from checkin.core.text import slug
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants

Output = Literal[Format, "qr"]
# What goes on labels when no design is named and the role's own cannot take their size.
_FOR_LABELS = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRequest:
    """What to print. ``who`` is an expression of :func:`filter_participants`; None and empty mean the default.

    ``only_new`` skips people whose current badge is already printed, ``run`` repeats an earlier print run. ``shift``
    moves everything right and down in millimetres, for a misaligned printer.
    """

    design: str | None = None
    sheet: str = "a6"
    kind: Output = "pdf"
    who: str = ""
    only_new: bool = False
    run: str | None = None
    start_at: int = 1
    shift: tuple[float, float] = (0, 0)
    order: Order = "roster"
    two_sided: bool = False
    ppi: int = PPI
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class PrintResult:
    """The files, people and pages of one run."""

    people: tuple[Participant, ...]
    files: tuple[Path, ...]
    pages: int


def print_badges(opened: OpenCourse, wish: PrintRequest, progress: Progress = lambda _: None) -> PrintResult:
    """Draw the requested badges and record the print run. Printing never counts as attendance.

    ``progress`` receives the number of badges drawn. If it raises, the run stops and leaves no file. Raises
    :class:`NotFoundError` when ``who`` matches nobody, :class:`DesignError` when the design, the sheet or a picture
    cannot be used.
    """
    chosen = chosen_people(opened, wish)
    if wish.kind == "qr":
        folder, language = wish.output or opened.folder.badges / "qr", opened.course.export.headings
        files = (
            qr_pictures(chosen, folder, progress, language=language, spoken=opened.course.language) if chosen else []
        )
        return PrintResult(tuple(chosen), tuple(files), 0)
    sheet = sheet_named(wish.sheet, opened.folder.designs).shifted(*wish.shift)
    runs = _runs(opened, chosen, wish, sheet)
    files, drawn = [], 0
    for design, people_of_run in runs:
        files += draw(
            opened.course,
            people_of_run,
            _output(opened, wish, design.name if len(runs) > 1 else ""),
            design=design,
            sheet=sheet,
            kind=wish.kind,
            start_at=wish.start_at,
            ppi=wish.ppi,
            two_sided=wish.two_sided,
            pictures_in=opened.folder.root,
            progress=_after(drawn, progress),
        )
        drawn += len(people_of_run)
    _record(opened, runs, sheet)
    sides = 2 if wish.two_sided else 1
    pages = sides * sum(sheet.pages(len(people_of_run), wish.start_at) for _, people_of_run in runs)
    return PrintResult(tuple(person for _, run in runs for person in run), tuple(files), pages)


def _after(drawn: int, progress: Progress) -> Progress:
    return lambda done: progress(drawn + done)


def print_one(opened: OpenCourse, code: str, name: str) -> Path | None:
    """Draw the badge of a code's holder on its own page; return None if their role gets no badge.

    Used for a reissue, and for a person added at the door. Raises :class:`DesignError`.
    """
    output = opened.folder.badges / f"{slug(name) or 'badge'}-{slug(code)[:4]}.pdf"
    files = print_badges(opened, PrintRequest(who=f"code={code}", output=output)).files
    return files[0] if files else None


def print_grid(opened: OpenCourse, wish: PrintRequest) -> Path:
    """Draw the test page of the requested sheet and design. Nothing is recorded.

    Raises :class:`DesignError`.
    """
    sheet = sheet_named(wish.sheet, opened.folder.designs).shifted(*wish.shift)
    design = _design(opened, wish.design or opened.course.badge_design, sheet, named=bool(wish.design))
    output = wish.output or opened.folder.badges / f"test-{wish.sheet}.pdf"
    return draw_calibration_sheet(sheet, design.on(sheet), output, language=opened.course.language)


def chosen_people(opened: OpenCourse, wish: PrintRequest) -> list[Participant]:
    """Return the people of a request; empty if ``only_new`` leaves nobody. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        chosen = [person for person in filter_participants(participants.roster(conn), wish.who) if not person.withdrawn]
        if wish.run is not None:
            printed_then = event_log.printed_in(conn, wish.run)
            chosen = [person for person in chosen if person.id in printed_then]
        if not chosen:
            if not wish.who:
                raise NotFoundError("The participant list is empty.")
            raise NotFoundError("Nobody on the participant list fits {who}.", who=wish.who)
        printed = event_log.printed_badges(conn) if wish.only_new else {}
    wanted = [person for person in chosen if printed.get(person.code) not in ("", badge_content_hash(person))]
    return sort_participants(wanted, wish.order, opened.course.language)


def badge_content_hash(person: Participant) -> str:
    """Return a short hash of a badge's content, which changes when the badge has to be printed again."""
    facts = (
        person.name,
        person.given_names,
        person.family_names,
        person.institution,
        person.position,
        person.country,
        person.role.value,
        person.groups,
        person.code,
        person.photo,
        sorted(person.facts.items()),
    )
    return blake2b(json.dumps(facts, ensure_ascii=False).encode(), digest_size=8).hexdigest()


def badge_design(course: Course, person: Participant) -> str:
    """Return the name of the design for a person's role; empty for no badge."""
    return course.badge_roles.get(person.role.value, course.badge_design)


def _runs(
    opened: OpenCourse, chosen: Sequence[Participant], wish: PrintRequest, sheet: Sheet
) -> list[tuple[Design, list[Participant]]]:
    """Group the people by design: the requested one, or their role's. An empty name means no badge."""
    by_name: dict[str, list[Participant]] = {}
    for person in chosen:
        role_design = badge_design(opened.course, person)
        if wish.design or role_design:
            by_name.setdefault(wish.design or role_design, []).append(person)
    runs: dict[str, tuple[Design, list[Participant]]] = {}
    for name, people_of_run in by_name.items():
        design = _design(opened, name, sheet, named=bool(wish.design))
        runs.setdefault(design.name, (design, []))[1].extend(people_of_run)
    return list(runs.values())


def _design(opened: OpenCourse, name: str, sheet: Sheet, *, named: bool) -> Design:
    """Return the design of that name; on labels the label design, unless another was requested."""
    design = design_named(name, opened.folder.designs)
    if sheet.wide and not design.fluid and not named:
        return design_named(_FOR_LABELS, opened.folder.designs)
    return design


def _output(opened: OpenCourse, wish: PrintRequest, design: str) -> Path:
    """Return the output path of a run. The file name includes ``design`` if the run has several."""
    folder = opened.folder.badges
    output = wish.output or (folder / f"badges-{wish.sheet}.pdf" if wish.kind == "pdf" else folder)
    return output.with_name(f"{output.stem}-{slug(design)}{output.suffix}") if design and wish.kind == "pdf" else output


def _record(opened: OpenCourse, runs: Sequence[tuple[Design, Sequence[Participant]]], sheet: Sheet) -> None:
    if not runs:
        return
    run = secrets.token_hex(6)
    with opened.record.writing() as writing:
        for design, people_of_run in runs:
            for person in people_of_run:
                facts = {"design": design.name, "sheet": sheet.name, "run": run, "imprint": badge_content_hash(person)}
                writing.append(NewEvent(kind=Kind.PRINT, participant=person.id, code=person.code, facts=facts))
