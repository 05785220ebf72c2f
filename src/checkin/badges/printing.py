"""Print badges: choose people, draw files, and record what was printed."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from checkin.attendance.participant_filter import Order, filter_participants, sort_participants
from checkin.badges.calibration_sheet import draw_calibration_sheet
from checkin.badges.design import Design
from checkin.badges.draw import PPI, Format, Progress, design_named, draw
from checkin.badges.imprint import imprint_of, is_printed, look_hash
from checkin.badges.label_room import no_room_for_institution
from checkin.badges.mail_merge import qr_pictures
from checkin.badges.sheets import ONE_A_PAGE, Sheet, sheet_named
from checkin.core.badge_style import BadgeBack
from checkin.core.course import Course, Participant, Session
from checkin.core.errors import NotFoundError, PersonDesignError
from checkin.core.events import Kind, NewEvent
from checkin.core.text import TranslatableText, in_language, sentence, slug
from checkin.i18n.file_names import local_file_name
from checkin.i18n.translator import Translator
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.roster import participants
from checkin.store.roster.programme import read_programme

Output = Literal[Format, "qr"]
# Sends the files to a printer, and says what the printer has no paper for.
Deliver = Callable[[Sequence[Path]], Sequence[TranslatableText] | None]
# A design, and the people whose badges have it.
_DesignRun = tuple[Design, Sequence[Participant]]
# What goes on labels when no design is named and the role's own cannot take their size.
_FOR_LABELS = "label"
# After so many people whose badges cannot be drawn the design is at fault, and not the people.
_MOST_PROBLEMS = 50
# Most printers are off by less, in millimetres.
_USUAL_SHIFT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRequest:
    """What to print. ``who`` is an expression of :func:`filter_participants`; None and empty mean the default.

    ``only_new`` skips people whose current badge is already printed, ``run`` repeats an earlier print run. ``shift``
    moves everything right and down in millimetres, for a misaligned printer. ``mono`` draws black on white; None is as
    the sheet has it. ``bleed`` is millimetres of colour beyond the edge. A ``preview`` is not recorded as printed, and
    neither are pictures. ``in_child`` draws in a child process.
    """

    design: str | None = None
    sheet: str = ONE_A_PAGE
    kind: Output = "pdf"
    who: str = ""
    only_new: bool = False
    run: str | None = None
    start_at: int = 1
    shift: tuple[float, float] = (0, 0)
    order: Order = "roster"
    two_sided: bool = False
    mono: bool | None = None
    bleed: float = 0
    preview: bool = False
    in_child: bool = False
    ppi: int = PPI
    output: Path | None = None

    @property
    def counts(self) -> bool:
        """Return True if the badges of this run are recorded as printed."""
        return self.kind == "pdf" and not self.preview

    @property
    def shift_question(self) -> TranslatableText | None:
        """Return a question if everything is moved further than printers are off; the numbers may be a mistake."""
        if max(map(abs, self.shift)) <= _USUAL_SHIFT:
            return None
        right, down = (f"{length:g}" for length in self.shift)
        return sentence(
            "Printers are rarely off by more than {most} mm. Shift everything {right} mm right and {down} mm down?",
            most=_USUAL_SHIFT,
            right=right,
            down=down,
        )


@dataclass(frozen=True, slots=True)
class PrintResult:
    """The files, people and pages of one run.

    ``problems`` say whose badges could not be drawn, and why. The files hold all the others. ``notices`` say what the
    labels have no room for, and what the printer has no paper for.
    """

    people: tuple[Participant, ...]
    files: tuple[Path, ...]
    pages: int
    problems: tuple[PersonDesignError, ...] = ()
    left_out: tuple[Participant, ...] = ()
    notices: tuple[TranslatableText, ...] = ()

    def in_words(self, request: PrintRequest, tr: Translator) -> str:
        """Return how many badges or codes were made, and where they are."""
        place = self.files[0] if len(self.files) == 1 else self.files[0].parent if self.files else ""
        if request.kind == "qr":
            return tr.plural("{n} code: {place}", "{n} codes: {place}", len(self.people), place=place)
        badges = tr.plural("{n} badge", "{n} badges", len(self.people))
        pages = tr.plural("{n} page", "{n} pages", self.pages)
        return tr("{badges} on {pages}: {place}", badges=badges, pages=pages, place=place)


def print_badges(
    opened: OpenCourse,
    request: PrintRequest,
    progress: Progress = lambda _: None,
    deliver: Deliver = lambda _: None,
) -> PrintResult:
    """Draw the requested badges and record the print run. Printing never counts as attendance.

    People whose badge cannot be drawn are left out and named. ``deliver`` receives the files and sends them to a
    printer: if it raises, the files stay, and nothing is recorded. ``progress`` receives the number of badges drawn.
    If it raises, the run stops and leaves no file. Raises :class:`NotFoundError` when ``who`` matches nobody,
    :class:`DesignError` when the design or the sheet cannot be used, or nobody's badge can be drawn.
    """
    chosen = chosen_people(opened, request)
    if request.kind == "qr":
        return _draw_codes(opened, request, chosen, progress)
    sheet = sheet_named(request.sheet, opened.folder.designs).shifted(*request.shift)
    files, drawn, problems = _draw_runs(opened, _runs(opened, chosen, request, sheet), sheet, request, progress)
    people = tuple(person for _, run in drawn for person in run)
    if problems and not people:
        raise problems[0]
    notices = [no_room_for_institution(opened.course, design, sheet, run) for design, run in drawn]
    notices += deliver(files) or ()
    if request.counts:
        _record(opened, drawn, sheet)
    return PrintResult(
        people=people,
        files=tuple(files),
        pages=(2 if request.two_sided else 1) * sum(sheet.pages(len(run), request.start_at) for _, run in drawn),
        problems=tuple(problems),
        left_out=tuple(person for person in chosen if any(person.code in problem.codes for problem in problems)),
        notices=tuple(notice for notice in notices if notice),
    )


def _draw_codes(
    opened: OpenCourse, request: PrintRequest, people: Sequence[Participant], progress: Progress
) -> PrintResult:
    """Draw QR codes as pictures, with the file for a mail merge. They are not recorded as printed."""
    folder, course = request.output or opened.folder.badges / "qr", opened.course
    pictures = (
        qr_pictures(people, folder, progress, language=course.export.headings, spoken=course.language) if people else []
    )
    return PrintResult(tuple(people), tuple(pictures), 0)


def _draw_runs(
    opened: OpenCourse, runs: Sequence[_DesignRun], sheet: Sheet, request: PrintRequest, progress: Progress
) -> tuple[list[Path], list[_DesignRun], list[PersonDesignError]]:
    """Draw a file for each design; return the files, the people drawn with each design, the problems."""
    files: list[Path] = []
    drawn: list[_DesignRun] = []
    problems: list[PersonDesignError] = []
    for design, people in runs:
        output = _output(opened, request, design.name if len(runs) > 1 else "")
        after = _after(sum(len(fitting) for _, fitting in drawn), progress)
        made, fitting, found = _draw_who_fits(opened, people, design, sheet, request, output, after)
        files += made
        problems += found
        drawn.append((design, fitting))
    return files, drawn, problems


def _draw_who_fits(
    opened: OpenCourse,
    people: Sequence[Participant],
    design: Design,
    sheet: Sheet,
    request: PrintRequest,
    output: Path,
    progress: Progress,
) -> tuple[list[Path], Sequence[Participant], list[PersonDesignError]]:
    """Draw a run without the people whose badges cannot be drawn; return the files, the people drawn, the problems."""
    problems: list[PersonDesignError] = []
    sessions = _sessions_on_back(opened, request)
    while people:
        try:
            made = draw(
                opened.course,
                people,
                output,
                design=design,
                sheet=sheet,
                kind=cast("Format", request.kind),
                start_at=request.start_at,
                ppi=request.ppi,
                two_sided=request.two_sided,
                mono=request.mono,
                bleed=request.bleed,
                in_child=request.in_child,
                pictures_in=opened.folder.root,
                programme=sessions,
                progress=progress,
            )
        except PersonDesignError as error:
            fitting = [person for person in people if person.code not in error.codes]
            if len(fitting) == len(people) or len(problems) >= _MOST_PROBLEMS:
                raise
            problems.append(error)
            people = fitting
        else:
            return made, people, problems
    return [], [], problems


def _sessions_on_back(opened: OpenCourse, request: PrintRequest) -> list[Session]:
    if not request.two_sided or opened.course.badges.back is not BadgeBack.PROGRAMME:
        return []
    with opened.record.reading() as conn:
        return read_programme(conn)


def _after(drawn: int, progress: Progress) -> Progress:
    return lambda done: progress(drawn + done)


def print_one(opened: OpenCourse, code: str, name: str) -> Path | None:
    """Draw the badge of a code's holder for the printer at the door; return None if their role gets no badge.

    Used for a reissue, and for a person added at the door. Raises :class:`DesignError`.
    """
    output = unused_path(opened.folder.badges / f"{slug(name) or 'badge'}-{slug(code)[:4]}.pdf")
    sheet = opened.course.badges.door_sheet or ONE_A_PAGE
    files = print_badges(opened, PrintRequest(who=f"code={code}", output=output, sheet=sheet)).files
    return files[0] if files else None


def print_grid(opened: OpenCourse, request: PrintRequest) -> Path:
    """Draw the test page of the requested sheet and design. Nothing is recorded.

    Raises :class:`DesignError`.
    """
    sheet = sheet_named(request.sheet, opened.folder.designs).shifted(*request.shift)
    design = _design(opened, request.design or opened.course.badge_design, sheet, named=bool(request.design))
    output = (
        request.output
        or opened.folder.badges / f"{local_file_name('test', opened.course.language)}-{request.sheet}.pdf"
    )
    return draw_calibration_sheet(sheet, design.on(sheet), output, language=opened.course.language)


def chosen_people(opened: OpenCourse, request: PrintRequest) -> list[Participant]:
    """Return the people of a request; empty if ``only_new`` leaves nobody. Raises :class:`NotFoundError`."""
    with opened.record.reading() as conn:
        chosen = [
            person for person in filter_participants(participants.roster(conn), request.who) if not person.withdrawn
        ]
        if request.run is not None:
            printed_then = event_log.printed_in(conn, request.run)
            chosen = [person for person in chosen if person.id in printed_then]
        if not chosen:
            if not request.who:
                raise NotFoundError("The participant list is empty.")
            raise NotFoundError("Nobody on the participant list fits {who}.", who=request.who)
        printed = event_log.printed_badges(conn) if request.only_new else {}
    if printed:
        sheet, looks = sheet_named(request.sheet, opened.folder.designs), _Looks(opened)
        designs = {
            name: _design(opened, name, sheet, named=bool(request.design)) for name in _names(opened, request, chosen)
        }
        chosen = [
            person
            for person in chosen
            if not (name := _design_name(opened, request, person))
            or not is_printed(printed.get(person.code), person, looks.of(designs[name], person))
        ]
    return sort_participants(chosen, request.order, opened.course.language)


class _Looks:
    """The hashes of looks, each computed once."""

    def __init__(self, opened: OpenCourse) -> None:
        self._opened = opened
        self._found: dict[tuple[str, str, str], str] = {}

    def of(self, design: Design, person: Participant) -> str:
        course = self._opened.course
        language = course.badge_language(person)
        country = in_language(course.countries.get(person.country, {}), language, course.language)
        key = design.name, language, country
        if key not in self._found:
            self._found[key] = look_hash(course, design, self._opened.folder.root, language, country)
        return self._found[key]


def _design_name(opened: OpenCourse, request: PrintRequest, person: Participant) -> str:
    """Return the name of the design for a person: the requested one, or their role's. Empty: no badge."""
    return request.design or badge_design(opened.course, person)


def _names(opened: OpenCourse, request: PrintRequest, people: Sequence[Participant]) -> set[str]:
    return {_design_name(opened, request, person) for person in people} - {""}


def badge_design(course: Course, person: Participant) -> str:
    """Return the name of the design for a person's role; empty for no badge."""
    return course.badge_roles.get(person.role.value, course.badge_design)


def _runs(opened: OpenCourse, chosen: Sequence[Participant], request: PrintRequest, sheet: Sheet) -> list[_DesignRun]:
    """Group the people by design: the requested one, or their role's. An empty name means no badge."""
    by_name: dict[str, list[Participant]] = {}
    for person in chosen:
        if name := _design_name(opened, request, person):
            by_name.setdefault(name, []).append(person)
    runs: dict[str, tuple[Design, list[Participant]]] = {}
    for name, people_of_run in by_name.items():
        design = _design(opened, name, sheet, named=bool(request.design))
        runs.setdefault(design.name, (design, []))[1].extend(people_of_run)
    return list(runs.values())


def _design(opened: OpenCourse, name: str, sheet: Sheet, *, named: bool) -> Design:
    """Return the design of that name; on labels the label design, unless another was requested."""
    design = design_named(name, opened.folder.designs)
    if sheet.wide and not design.fluid and not named:
        return design_named(_FOR_LABELS, opened.folder.designs)
    return design


def _output(opened: OpenCourse, request: PrintRequest, design: str) -> Path:
    """Return the output path of a run. The file name includes ``design`` if the run has several.

    A run without a path of its own never overwrites a file of an earlier run. A preview does.
    """
    folder = opened.folder.badges
    stem = local_file_name("preview" if request.preview else "badges", opened.course.language)
    output = request.output or (folder / f"{stem}-{request.sheet}.pdf" if request.kind == "pdf" else folder)
    if request.kind != "pdf":
        return output
    named = output.with_name(f"{output.stem}-{slug(design)}{output.suffix}") if design else output
    return named if request.output or request.preview else unused_path(named)


def unused_path(path: Path) -> Path:
    """Return the path, or one with a number after it that no file of an earlier run has."""
    taken = {one.stem for one in path.parent.glob(f"{path.stem}*")} if path.parent.is_dir() else set()
    names = (path.stem, *(f"{path.stem}-{number}" for number in range(2, len(taken) + 3)))
    # A run of several files has numbered names: badges-a6-01.pdf.
    free = (name for name in names if name not in taken and f"{name}-01" not in taken)
    return path.with_name(f"{next(free)}{path.suffix}")


def _record(opened: OpenCourse, runs: Sequence[_DesignRun], sheet: Sheet) -> None:
    if not runs:
        return
    run = secrets.token_hex(6)
    looks = _Looks(opened)
    with opened.record.writing() as writing:
        for design, people_of_run in runs:
            for person in people_of_run:
                imprint = imprint_of(person, looks.of(design, person))
                facts = {"design": design.name, "sheet": sheet.name, "run": run, "imprint": imprint}
                writing.append(NewEvent(kind=Kind.PRINT, participant=person.id, code=person.code, facts=facts))
