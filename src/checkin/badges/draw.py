"""Draw badges: people and a design into pages, by typst.

What a template may read lies in a folder made for the run; text goes to it as data, never as markup.
"""

import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from checkin.badges import pictures, qr
from checkin.badges.sheets import Sheet
from checkin.badges.words import role_word
from checkin.codes import show
from checkin.course import Course, Participant, Role
from checkin.errors import DesignError
from checkin.locales.territories import country_name
from checkin.text import clean, slug

PPI = 300
Format = Literal["pdf", "png", "svg"]


@dataclass(frozen=True, slots=True)
class Design:
    """A badge design: its folder, its size in millimetres, and each role's colour."""

    name: str
    title: str
    folder: Path
    width: float
    height: float
    colours: dict[str, str]


def design_named(name: str, own: Path) -> Design:
    """A design from the course's own folder of designs, else one of checkin's. Raises :class:`DesignError`."""
    shipped = Path(str(resources.files("checkin.badges").joinpath("designs")))
    if slug(name) == name:
        for folder in (own / name, shipped / name):
            if (folder / "design.toml").is_file():
                return _read_design(name, folder)
    names = sorted({path.parent.name for root in (own, shipped) for path in root.glob("*/design.toml")})
    raise DesignError(f"There is no badge design {name!r}; there are {', '.join(names)}.")


def draw(
    course: Course,
    people: Sequence[Participant],
    output: Path,
    *,
    design: Design,
    sheet: Sheet,
    kind: Format = "pdf",
    start_at: int = 1,
    ppi: int = PPI,
    pictures_in: Path | None = None,
) -> list[Path]:
    """Draw the people's badges in their order.

    A ``pdf`` is the file ``output``; ``png`` and ``svg`` are files in the folder ``output``, one a page, named after
    the person where a page is one badge. ``ppi`` is the resolution of a PNG in dots an inch. Everything is written,
    or nothing is. Raises :class:`DesignError` when the design or a picture cannot be used.
    """
    if start_at > sheet.places:
        raise DesignError(f"The sheet {sheet.name} has {sheet.places} places; --start-at {start_at} is beyond them.")
    if (sheet.across and design.width > sheet.across) or (sheet.down and design.height > sheet.down):
        raise DesignError(f"The design {design.name} is larger than a place of the sheet {sheet.name}.")
    with _workshop(course, people, design, sheet, start_at, pictures_in) as root:
        pages = _compile(root, design, kind, ppi)
    names = _names(people, sheet, kind, len(pages))
    try:
        if kind == "pdf":
            return [_write(output, pages[0])]
        return [_write(output / name, page) for name, page in zip(names, pages, strict=True)]
    except OSError as error:
        raise DesignError(f"{output} cannot be written: {error.strerror}.") from None


def _read_design(name: str, folder: Path) -> Design:
    try:
        facts = tomllib.loads((folder / "design.toml").read_text(encoding="utf-8"))
        return Design(
            name=name,
            title=str(facts["title"]),
            folder=folder,
            width=float(facts["width"]),
            height=float(facts["height"]),
            colours={str(key): str(value) for key, value in facts.get("colours", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DesignError(f"{folder / 'design.toml'} cannot be used: {error}.") from None


@contextmanager
def _workshop(
    course: Course,
    people: Sequence[Participant],
    design: Design,
    sheet: Sheet,
    start_at: int,
    pictures_in: Path | None,
) -> Iterator[Path]:
    """A folder with everything that the template may read, and nothing else."""
    with tempfile.TemporaryDirectory(prefix="checkin-badges-") as name:
        root = Path(name)
        shutil.copytree(design.folder, root / "design")
        for source, target in (("pages.typ", "pages.typ"), ("helpers.typ", "checkin.typ")):
            text = resources.files("checkin.badges").joinpath(source).read_text(encoding="utf-8")
            (root / target).write_text(text, encoding="utf-8")
        data = {
            "course": _course_facts(course, root, pictures_in),
            "design": {"width": design.width, "height": design.height},
            "sheet": asdict(sheet),
            "start_at": start_at,
            "people": [_facts(person, course, design, root, pictures_in) for person in people],
        }
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        yield root


def _course_facts(course: Course, root: Path, pictures_in: Path | None) -> dict[str, str]:
    heading = f"{course.edition} {course.title}".strip()
    dates = _dates(course)
    place = course.place or course.organizer
    logo = pictures.place_logo(course.logo, root, pictures_in) if course.logo and pictures_in else ""
    return {
        "title": clean(course.title),
        "heading": clean(heading),
        "subheading": " · ".join(part for part in (clean(place), dates) if part),
        "organizer": clean(course.organizer),
        "language": course.language,
        "logo": logo,
    }


def _dates(course: Course) -> str:
    if course.starts is None:
        return ""
    from babel.dates import format_date, format_interval

    if course.ends is None or course.ends == course.starts:
        return str(format_date(course.starts, "long", locale=course.language))
    return str(format_interval(course.starts, course.ends, "yMMMd", locale=course.language))


def _facts(person: Participant, course: Course, design: Design, root: Path, pictures_in: Path | None) -> dict[str, Any]:
    photo = pictures.place_photo(person.photo, root, pictures_in) if person.photo and pictures_in else ""
    return {
        "name": clean(person.name),
        "institution": clean(person.institution),
        "position": clean(person.position),
        "country": country_name(person.country, course.language),
        "role": role_word(person.role, course.language),
        "colour": design.colours.get(person.role.value, design.colours.get(Role.PARTICIPANT.value, "#1B3A6B")),
        "code": person.code,
        "shown_code": show(person.code),
        "qr": qr.svg(person.code),
        "photo": photo,
        "facts": {clean(key): clean(value) for key, value in person.facts.items()},
    }


def _compile(root: Path, design: Design, kind: Format, ppi: int) -> list[bytes]:
    import fontpkg_source_sans_3
    import typst

    pages: bytes | list[bytes]  # a list where a picture format has more than one page

    try:
        pages = typst.compile(
            str(root / "pages.typ"),
            root=str(root),
            font_paths=[str(fontpkg_source_sans_3.ROOT / "files")],
            ignore_system_fonts=True,
            format=kind,
            ppi=float(ppi),
            # The accessible PDF of ISO 14289-1: tagged, titled, with a text for each picture.
            pdf_standards=["ua-1"] if kind == "pdf" else [],
        )
    except typst.TypstError as error:
        reason = " ".join(str(error).split())[:300]
        raise DesignError(f"The design {design.name} cannot be drawn: {reason}") from None
    return pages if isinstance(pages, list) else [pages]


def _names(people: Sequence[Participant], sheet: Sheet, kind: str, pages: int) -> list[str]:
    if sheet.places == 1:
        return [f"{slug(person.name) or 'badge'}-{slug(person.code)}.{kind}" for person in people]
    return [f"{sheet.name}-{number:03d}.{kind}" for number in range(1, pages + 1)]


def _write(path: Path, data: bytes) -> Path:
    """Write a file whole: it takes its name only when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".checkin-", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
