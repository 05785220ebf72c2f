"""Where badges are made: a private folder with everything that a template may read, and typst at work in it.

Text goes to the template as data, never as markup, and nothing outside the folder can be read from it.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from checkin.badges import pictures, qr
from checkin.badges.design import Design
from checkin.badges.sheets import Sheet
from checkin.badges.words import role_word
from checkin.codes import show
from checkin.course import Course, Participant
from checkin.errors import DesignError
from checkin.locales.territories import country_name
from checkin.text import clean

if TYPE_CHECKING:
    import typst

Format = Literal["pdf", "png", "svg"]

_NO_FONT = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_ROOM = re.compile("panicked with: no room for (.*)", re.DOTALL)
_PLACE = re.compile(r"design[/\\]([^:\s]+):(\d+)")


class NoFontError(DesignError):
    """No font has some letters. ``letters`` holds each, as it was to be drawn."""

    def __init__(self, letters: Sequence[str]) -> None:
        self.letters = tuple(dict.fromkeys(letters))
        super().__init__(f"No font has {', '.join(self.letters)}.")


@contextmanager
def workshop(course: Course, design: Design, pictures_in: Path | None) -> Iterator["Workshop"]:
    """Open a workshop for a design. ``pictures_in`` is the folder of photos and logo; without one they are left out."""
    with tempfile.TemporaryDirectory(prefix="checkin-badges-") as name:
        yield Workshop(Path(name), course, design, pictures_in)


class Workshop:
    """Turns people into pages. Made by :func:`workshop`."""

    def __init__(self, root: Path, course: Course, design: Design, pictures_in: Path | None) -> None:
        self._root, self._course, self._design, self._pictures_in = root, course, design, pictures_in
        self._placed: dict[str, str] = {}
        (root / "pictures").mkdir()
        # Links are left behind: what they point to is not the design's own.
        shutil.copytree(design.folder, root / "design", symlinks=True, ignore=_links)
        for source, target in (("pages.typ", "pages.typ"), ("helpers.typ", "checkin.typ")):
            text = resources.files("checkin.badges").joinpath(source).read_text(encoding="utf-8")
            (root / target).write_text(text, encoding="utf-8")
        self._course_facts = self._facts_of_course()
        self._compiler = _compiler(root)

    def pages(
        self,
        people: Sequence[Participant],
        sheet: Sheet,
        *,
        start_at: int = 1,
        kind: Format = "pdf",
        ppi: int = 300,
        two_sided: bool = False,
    ) -> list[bytes]:
        """The pages with these people's badges: one PDF, or a picture a page. Two sides are two pages, in turns.

        Raises :class:`NoFontError` (of a PDF only) and :class:`DesignError`.
        """
        import typst

        data = {
            "course": self._course_facts,
            "design": {"width": self._design.width, "height": self._design.height},
            "sheet": asdict(sheet),
            "start_at": start_at,
            "two_sided": two_sided,
            "people": [self._facts(person) for person in people],
        }
        (self._root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        # The accessible PDF of ISO 14289-1: tagged, titled, with a text for each picture.
        standards: list[Any] = ["ua-1"] if kind == "pdf" else []
        try:
            made = self._compiler.compile(format=kind, ppi=float(ppi), pdf_standards=standards)
        except typst.TypstError as error:
            raise self._in_words(error) from None
        return made if isinstance(made, list) else [made or b""]

    def forget(self) -> None:
        """Have typst drop what it remembers of earlier pages, which is some 100 kB a badge.

        It keeps what one of the last ten compilations used (``comemo::evict``), so eleven of nothing clear it.
        """
        import typst

        empty = self._root / "nothing.typ"
        empty.touch()
        nothing = typst.Compiler(empty, root=self._root, font_paths=typst.Fonts(include_system_fonts=False))
        for _ in range(11):
            nothing.compile(format="svg")

    def _facts_of_course(self) -> dict[str, str]:
        course = self._course
        where = (course.place, _dates(course))
        return {
            "title": clean(course.title),
            "heading": clean(f"{course.edition} {course.title}"),
            "subheading": " · ".join(part for part in map(clean, where) if part),
            "organizer": clean(course.organizer),
            "language": course.language,
            "logo": self._place(course.logo, "png"),
        }

    def _facts(self, person: Participant) -> dict[str, Any]:
        language = self._course.language
        return {
            "name": clean(person.name),
            "given_names": clean(person.given_names),
            "family_names": clean(person.family_names),
            "institution": clean(person.institution),
            "position": clean(person.position),
            "country": country_name(person.country, language),
            "country_code": person.country,
            "role": role_word(person.role, language),
            "role_name": person.role.value,
            "groups": [clean(group) for group in person.groups],
            "colour": self._design.colour(person.role),
            "code": person.code,
            "shown_code": clean(show(person.code)),
            "qr": qr.svg(person.code),
            "photo": self._place(person.photo, "jpg"),
            "facts": {clean(key): clean(value) for key, value in person.facts.items()},
        }

    def _place(self, name: str, ending: str) -> str:
        """Put a picture where the template may read it; returns its path there. One of no name stays out."""
        if not name or self._pictures_in is None:
            return ""
        key = f"{name}.{ending}"
        if key not in self._placed:
            target = self._root / "pictures" / f"{len(self._placed)}.{ending}"
            if ending == "png":
                pictures.save_logo(name, self._pictures_in, target)
            else:
                pictures.save_photo(name, self._pictures_in, target, self._design.photo)
            self._placed[key] = f"/pictures/{target.name}"
        return self._placed[key]

    def _in_words(self, error: "typst.TypstError") -> DesignError:
        missing = _NO_FONT.findall(error.diagnostic)
        if missing:
            return NoFontError([_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in missing])
        name, message = self._design.name, str(error.message).replace(f"{self._root}/", "")
        if room := _NO_ROOM.search(message):
            return DesignError(f"The design {name} has no room for {room[1][:80]!r}; shorten it.")
        place = _PLACE.search(error.diagnostic)
        where = f"{place[1]}, line {place[2]}: " if place else ""
        hints = "; ".join(error.hints)
        reason = " ".join(f"{message} ({hints})".split() if hints else message.split())
        return DesignError(f"The design {name} cannot be drawn: {where}{reason[:300]}.")


def _links(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_symlink()}


def _compiler(root: Path) -> "typst.Compiler":
    import fontpkg_source_sans_3
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(fontpkg_source_sans_3.ROOT / "files")])
    # The folder of packages is not there: a template has none but its own files.
    packages = root / "packages"
    return typst.Compiler(
        root / "pages.typ", root=root, font_paths=fonts, package_path=packages, package_cache_path=packages
    )


def _dates(course: Course) -> str:
    if course.starts is None:
        return ""
    from babel.dates import format_date, format_interval

    if course.ends is None or course.ends == course.starts:
        return str(format_date(course.starts, "long", locale=course.language))
    return str(format_interval(course.starts, course.ends, "yMMMMd", locale=course.language))
