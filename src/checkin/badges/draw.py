"""Draw badges: people, a design and a sheet into files, all of them or none."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checkin.badges.design import Design, design_named
from checkin.badges.sheets import SHEETS, Sheet, sheet_named
from checkin.badges.undrawable import refuse_undrawable
from checkin.badges.workshop import Format, Workshop, workshop
from checkin.course import Course, Participant
from checkin.errors import DesignError
from checkin.text import slug

__all__ = ["PPI", "Design", "Format", "design_named", "draw", "draw_one"]

PPI = 300
# Pictures are made so many pages at a time, which keeps memory flat.
_PAGES_AT_ONCE = 10


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
    pictures_in: Path | None = None,
    designs: Path | None = None,
) -> list[Path]:
    """Draw the people's badges in their order; returns the files.

    A ``pdf`` is the file ``output``; ``png`` and ``svg`` are files in the folder ``output``, one a page, named after
    the person and the code where a page is one badge. ``start_at`` counts the sheet's places from 1, ``ppi`` is a
    PNG's dots an inch, ``pictures_in`` the folder of photos and logo, ``designs`` a folder of own designs, looked at
    first. Raises :class:`DesignError` when the design, a picture or a text cannot be drawn, or the output written.
    """
    design = design if isinstance(design, Design) else design_named(design, designs)
    sheet = sheet if isinstance(sheet, Sheet) else sheet_named(sheet)
    _check(people, design, sheet, start_at, ppi)
    try:
        with workshop(course, design, pictures_in) as shop:
            refuse_undrawable(shop, course, people)
            if kind == "pdf":
                return _write(output.parent, [(output.name, shop.pages(people, sheet, start_at, kind, ppi)[0])])
            return _write(output, _pictures(shop, people, sheet, kind, start_at, ppi))
    except OSError as error:
        raise DesignError(f"{output} cannot be written: {error.strerror or error}.") from None


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
    """One badge on a page of its own, as the bytes of a file: for a preview or a reissue. Raises as :func:`draw`."""
    design = design if isinstance(design, Design) else design_named(design, designs)
    _check([person], design, SHEETS["a6"], 1, ppi)
    with workshop(course, design, pictures_in) as shop:
        refuse_undrawable(shop, course, [person])
        return shop.pages([person], SHEETS["a6"], 1, kind, ppi)[0]


def _check(people: Sequence[Participant], design: Design, sheet: Sheet, start_at: int, ppi: int) -> None:
    if not 1 <= start_at <= sheet.places:
        raise DesignError(f"The sheet {sheet.name} has {sheet.places} places; none is number {start_at}.")
    if not 36 <= ppi <= 1200:
        raise DesignError(f"A picture has between 36 and 1200 dots an inch, not {ppi}.")
    if (sheet.across and design.width > sheet.across) or (sheet.down and design.height > sheet.down):
        raise DesignError(f"The design {design.name} is larger than a place of the sheet {sheet.name}.")
    if not people:
        raise DesignError("There is nobody to draw a badge for.")
    for person in people:
        if not person.code:
            raise DesignError(f"{person.name!r} has no code yet; load the roster first.")


def _pictures(
    shop: Workshop, people: Sequence[Participant], sheet: Sheet, kind: Format, start_at: int, ppi: int
) -> Iterator[tuple[str, bytes]]:
    """A file name and its content for each page."""
    names = _names(people, sheet, start_at, kind)
    at_once = _PAGES_AT_ONCE * sheet.places
    for start in range(1 - start_at, len(people), at_once):
        chunk = people[max(start, 0) : start + at_once]
        for page in shop.pages(chunk, sheet, max(-start, 0) + 1, kind, ppi):
            yield next(names), page


def _names(people: Sequence[Participant], sheet: Sheet, start_at: int, kind: Format) -> Iterator[str]:
    """The pages' file names in their order, no two alike."""
    if sheet.places > 1:
        yield from (f"{sheet.name}-{page:03d}.{kind}" for page in range(1, sheet.pages(len(people), start_at) + 1))
        return
    taken: set[str] = set()
    for person in people:
        stem = "-".join(part for part in (slug(person.name), slug(person.code)) if part) or "badge"
        name, again = stem, 2
        while name in taken:
            name, again = f"{stem}-{again}", again + 1
        taken.add(name)
        yield f"{name}.{kind}"


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write files into a folder; they take their names when all of them are complete."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".checkin-", dir=folder) as staging:
        staged = []
        for name, content in files:
            path = Path(staging) / name
            path.write_bytes(content)
            staged.append(path)
        return [path.replace(folder / path.name) for path in staged]
