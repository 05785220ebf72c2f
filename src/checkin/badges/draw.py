"""Draw badges into files, all of them or none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checkin.badges.design import Design, design_named
from checkin.badges.missing_glyphs import require_drawable
from checkin.badges.pages import BadgePages, open_badge_pages
from checkin.badges.sheets import SHEETS, Sheet, sheet_named
from checkin.core.course import Course, Participant, Session
from checkin.core.errors import DesignError
from checkin.core.text import slug
from checkin.system.files import write_errors, write_files_atomically
from checkin.typesetting.workspace import Format

__all__ = ["PPI", "Design", "Format", "Progress", "design_named", "draw", "draw_one", "person_stems"]

PPI = 300
# Pages are made so many at a time, and a PDF holds so many badges: that keeps memory flat and printers content.
_PICTURES_AT_ONCE = 10
_BADGES_A_PDF = 1000
_MOST_PIXELS = 150_000_000

# Is told how many badges are drawn by now; what it raises stops the run, and nothing of it is left.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Run:
    """The settings that all pages of a run share."""

    people: Sequence[Participant]
    sheet: Sheet
    kind: Format
    start_at: int
    ppi: int
    two_sided: bool


def draw(
    course: Course,
    people: Sequence[Participant],
    output: Path,
    *,
    design: Design | str = "lanyard",
    sheet: Sheet | str = "a6",
    kind: Format = "pdf",
    start_at: int = 1,
    ppi: int = PPI,
    two_sided: bool = False,
    mono: bool | None = None,
    bleed: float = 0,
    in_child: bool = False,
    pictures_in: Path | None = None,
    designs: Path | None = None,
    programme: Sequence[Session] = (),
    progress: Progress = lambda _: None,
) -> list[Path]:
    """Draw the people's badges in their order; return the files.

    A ``pdf`` is the file ``output``, or several numbered files beyond 1,000 badges. ``png`` and ``svg`` are files in
    the folder ``output``, one for each page, named after the person and the code where a page is one badge.

    ``start_at`` counts the sheet's places from 1. ``ppi`` is the resolution of a PNG. ``two_sided`` draws a back after
    each front, to be turned over the long edge. ``mono`` draws black on white; None is as the sheet has it. ``bleed``
    is millimetres of colour beyond the edge of a badge that has a page of its own. ``pictures_in`` is the folder of
    photos and logo. ``designs`` is a folder of own designs, which override checkin's. ``programme`` is
    what backs show. ``in_child`` draws in a child process, so that no other thread waits.

    Raises :class:`DesignError` when a design, an image or a text cannot be drawn, or the output not written. Passes on
    what ``progress`` raises.
    """
    sheet = sheet if isinstance(sheet, Sheet) else sheet_named(sheet, designs)
    design = (design if isinstance(design, Design) else design_named(design, designs)).on(sheet)
    design = replace(design, mono=(sheet.mono or course.badges.mono) if mono is None else mono, bleed=bleed)
    run = _Run(people, sheet, kind, start_at, ppi, two_sided)
    _check_run(run, design)
    with (
        write_errors(output, DesignError),
        open_badge_pages(course, design, pictures_in, programme=programme, in_child=in_child) as shop,
    ):
        require_drawable(shop, course, people)
        if kind == "pdf":
            return write_files_atomically(output.parent, _parts(shop, run, output, progress))
        return write_files_atomically(output, _pictures(shop, run, progress))


def draw_one(
    course: Course,
    person: Participant,
    *,
    design: Design | str = "lanyard",
    kind: Format = "pdf",
    ppi: int = PPI,
    pictures_in: Path | None = None,
    designs: Path | None = None,
) -> bytes:
    """Return one badge on its own page as the bytes of a file. Raises as :func:`draw`."""
    design = design if isinstance(design, Design) else design_named(design, designs)
    _check([person], SHEETS["a6"], 1, ppi)
    if kind == "png":
        _require_room(design.width, design.height, ppi)
    with open_badge_pages(course, replace(design, mono=course.badges.mono), pictures_in) as shop:
        require_drawable(shop, course, [person])
        return shop.pages([person], SHEETS["a6"], kind=kind, ppi=ppi)[0]


def _check_run(run: _Run, design: Design) -> None:
    """Raise :class:`DesignError` if a run cannot be drawn: its people, its sheet, its resolution."""
    sheet = run.sheet
    _check(run.people, sheet, run.start_at, run.ppi)
    if design.bleed and sheet.width:
        raise DesignError("A bleed needs one badge a page: the sheet a6. The sheet is {sheet}.", sheet=sheet.name)
    if run.kind == "png":
        wide, high = design.drawn_size
        _require_room(sheet.width or wide, sheet.height or high, run.ppi)


def _check(people: Sequence[Participant], sheet: Sheet, start_at: int, ppi: int) -> None:
    if not 1 <= start_at <= sheet.places:
        raise DesignError(
            "Places of the sheet {sheet}: {places}. There is no place {number}.",
            sheet=sheet.name,
            places=sheet.places,
            number=start_at,
        )
    if not 36 <= ppi <= 1200:
        raise DesignError("A picture has between 36 and 1200 dots per inch, not {ppi}.", ppi=ppi)
    if not people:
        raise DesignError("There is nobody to create a badge for.")
    for person in people:
        if not person.code:
            raise DesignError("{name} has no code yet. Load the participant list first.", name=person.name)


def _require_room(width: float, height: float, ppi: int) -> None:
    """Raise :class:`DesignError` if an image needs too much memory: four bytes for each pixel."""
    pixels = width * height * (ppi / 25.4) ** 2
    if pixels > _MOST_PIXELS:
        raise DesignError(
            "A picture of {width} x {height} mm at {ppi} dots per inch is too large. Use fewer dots, or a PDF.",
            width=f"{width:g}",
            height=f"{height:g}",
            ppi=ppi,
        )


def _chunks(shop: BadgePages, run: _Run, pages: int, progress: Progress) -> Iterator[list[bytes]]:
    """Yield the pages of a run in chunks. Each chunk begins on a new page."""
    at_once = pages * run.sheet.places
    for start in range(1 - run.start_at, len(run.people), at_once):
        chunk, skipped = run.people[max(start, 0) : start + at_once], max(-start, 0)
        yield shop.pages(chunk, run.sheet, start_at=skipped + 1, kind=run.kind, ppi=run.ppi, two_sided=run.two_sided)
        progress(min(start + at_once, len(run.people)))


def _parts(shop: BadgePages, run: _Run, output: Path, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the PDF, or its parts if there are many badges."""
    pages = max(1, _BADGES_A_PDF // run.sheet.places)
    several = run.sheet.pages(len(run.people), run.start_at) > pages
    for number, made in enumerate(_chunks(shop, run, pages, progress), 1):
        yield (f"{output.stem}-{number:02d}{output.suffix}" if several else output.name), made[0]
        if several:
            shop.forget()


def _pictures(shop: BadgePages, run: _Run, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield a file name and its content for each page."""
    names = _names(run)
    for made in _chunks(shop, run, _PICTURES_AT_ONCE, progress):
        yield from ((next(names), page) for page in made)


def _names(run: _Run) -> Iterator[str]:
    """Yield unique file names for the pages in their order."""
    sides = ("", "-back") if run.two_sided else ("",)
    pages = run.sheet.pages(len(run.people), run.start_at)
    single = run.sheet.places == 1
    stems = person_stems(run.people) if single else (f"{run.sheet.name}-{page:03d}" for page in range(1, pages + 1))
    yield from (f"{stem}{side}.{run.kind}" for stem in stems for side in sides)


def person_stems(people: Sequence[Participant]) -> Iterator[str]:
    """Yield a unique file name without extension for each person: name and code as slugs."""
    taken: set[str] = set()
    for person in people:
        stem = "-".join(part for part in (slug(person.name), slug(person.code)) if part) or "badge"
        name, again = stem, 2
        while name in taken:
            name, again = f"{stem}-{again}", again + 1
        taken.add(name)
        yield name
