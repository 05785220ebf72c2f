"""Build the data for badge templates and render people as pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from checkin.badges.design import Design
from checkin.badges.role_labels import role_word
from checkin.badges.sheets import Sheet
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError, PersonDesignError
from checkin.core.text import clean
from checkin.i18n.cldr import country_name, dates
from checkin.typesetting import qr
from checkin.typesetting.workspace import Format, TextOverflowError, TypstWorkspace, open_workspace


@contextmanager
def open_badge_pages(course: Course, design: Design, pictures_in: Path | None) -> Iterator["BadgePages"]:
    """Open a workspace for a design. Photos and logo are left out if ``pictures_in`` is None."""
    pages = resources.files("checkin.badges").joinpath("pages.typ")
    with open_workspace(design.name, pages, design.folder) as opened:
        yield BadgePages(opened, course, design, pictures_in)


class BadgePages:
    """Renders people as badge pages. Created by :func:`open_badge_pages`."""

    def __init__(self, opened: TypstWorkspace, course: Course, design: Design, pictures_in: Path | None) -> None:
        self._press, self._course, self._design, self._pictures_in = opened, course, design, pictures_in
        self._course_facts = self._facts_of_course()
        self.forget = opened.forget

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
        """Return the pages with these people's badges: one PDF, or an image for each page.

        With ``two_sided`` every front is followed by its back. Raises
        :class:`checkin.typesetting.workspace.MissingGlyphError` (for a PDF only) and :class:`DesignError`.
        """
        data = {
            "course": self._course_facts,
            "design": self._facts_of_design(),
            "sheet": asdict(sheet),
            "start_at": start_at,
            "two_sided": two_sided,
            "people": [self._facts(person) for person in people],
        }
        try:
            return self._press.pages(data, kind=kind, ppi=ppi, many=len(people))
        except TextOverflowError as error:
            whose = self._whose(error.words, people)
            found = TextOverflowError(error.design, error.words, [clean(person.name) for person in whose])
            found.codes = tuple(person.code for person in whose)
            raise found from None

    def _facts_of_design(self) -> dict[str, Any]:
        design = self._design
        return {
            "width": design.width,
            "height": design.height,
            "drawn": design.drawn_size,
            "turned": design.turned,
            "scale": design.scale,
            "background": design.background,
            "bleed": design.bleed,
            "mono": design.mono,
            "name": "as_fits",
            "font": "",
        }

    def _whose(self, words: str, people: Sequence[Participant]) -> list[Participant]:
        """Return the people whose badges hold some words; empty if all badges hold them."""
        found = [person for person in people if words in _texts(self._facts(person))]
        if not found or len(found) == len(people) > 1:
            return []
        return found

    def _facts_of_course(self) -> dict[str, str]:
        course = self._course
        where = (course.place, dates(course.starts, course.ends, course.language))
        return {
            "title": clean(course.title),
            "heading": clean(f"{course.edition} {course.title}"),
            "subheading": " · ".join(part for part in map(clean, where) if part),
            "organizer": clean(course.organizer),
            "language": course.language,
            "logo": self._press.place_logo(course.logo, self._pictures_in),
        }

    def _facts(self, person: Participant) -> dict[str, Any]:
        language = self._course.language
        return {
            "name": clean(person.name),
            "name_parts": _name_parts(person),
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
            "shown_code": clean(format_code(person.code)),
            "qr": qr.svg(person.code),
            "photo": self._photo(person),
            "facts": {clean(key): clean(value) for key, value in person.facts.items()},
        }

    def _photo(self, person: Participant) -> str:
        try:
            return self._press.place_photo(person.photo, self._pictures_in, self._design.photo)
        except DesignError as error:
            found = PersonDesignError(error.text, **error.values)
            found.codes = (person.code,)
            raise found from None


def _name_parts(person: Participant) -> list[dict[str, Any]]:
    """Return given and family names in the order of the name; empty where the name is not made of the two."""
    name, given, family = clean(person.name), clean(person.given_names), clean(person.family_names)
    if given and family:
        for first, second in ((given, family), (family, given)):
            if f"{first} {second}".casefold() == name.casefold():
                parts = (name[: len(first)], name[len(first) + 1 :])
                return [{"text": text, "given": text.casefold() == given.casefold()} for text in parts]
    return []


def _texts(facts: dict[str, Any]) -> list[str]:
    return [text for text in facts.values() if isinstance(text, str)] + [*facts["groups"], *facts["facts"].values()]
