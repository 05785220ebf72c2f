"""Build the data for badge templates and render people as pages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path
from typing import Any

from checkin.badges.back_page import BackPages
from checkin.badges.design import Design
from checkin.badges.sheets import Sheet
from checkin.core.badge_style import BadgeField
from checkin.core.codes import format_code
from checkin.core.course import Course, Participant, Session
from checkin.core.errors import DesignError, PersonDesignError
from checkin.core.text import clean, in_language
from checkin.i18n.cldr import country_name, dates
from checkin.i18n.role_labels import own_role_word, role_word
from checkin.typesetting import qr
from checkin.typesetting.fonts import FOLDER
from checkin.typesetting.workspace import Format, TextOverflowError, TypstWorkspace, open_workspace


@contextmanager
def open_badge_pages(
    course: Course,
    design: Design,
    pictures_in: Path | None,
    *,
    programme: Sequence[Session] = (),
    in_child: bool = False,
) -> Iterator["BadgePages"]:
    """Open a workspace for a design. Photos and logo are left out if ``pictures_in`` is None.

    ``programme`` is what the backs show. ``in_child`` draws in a child process.
    """
    pages = resources.files("checkin.badges").joinpath("pages.typ")
    design = replace(design, colours={**design.colours, **course.badges.colours})
    fonts = pictures_in / FOLDER if pictures_in is not None else None
    beside = [resources.files("checkin.badges").joinpath("back.typ")]
    with open_workspace(design.name, pages, design.folder, beside, fonts, in_child=in_child) as opened:
        yield BadgePages(opened, course, design, pictures_in, programme)


class BadgePages:
    """Renders people as badge pages. Created by :func:`open_badge_pages`."""

    def __init__(
        self,
        opened: TypstWorkspace,
        course: Course,
        design: Design,
        pictures_in: Path | None,
        programme: Sequence[Session],
    ) -> None:
        self._press, self._course, self._design, self._pictures_in = opened, course, design, pictures_in
        self._programme = programme
        self._course_facts = self._facts_of_course(course.language)
        self._translated: dict[str, dict[str, str]] = {}
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
        backs = BackPages(self._course, self._programme)
        made = [self._facts(person) | ({"back": backs.page_of(person)} if two_sided else {}) for person in people]
        data = {
            "course": self._course_facts,
            "design": self._facts_of_design(),
            "sheet": asdict(sheet),
            "start_at": start_at,
            "two_sided": two_sided,
            "people": made,
            "backs": backs.pages,
        }
        try:
            return self._press.pages(data, kind=kind, ppi=ppi, many=len(people))
        except TextOverflowError as error:
            whose = self._whose(error.words, people)
            found = TextOverflowError(error.design, error.words, [clean(person.name) for person in whose])
            found.codes = tuple(person.code for person in whose)
            raise found from None

    def _facts_of_design(self) -> dict[str, Any]:
        design, own = self._design, self._course.badges.background
        # A printer that has black alone would dither a picture.
        behind = "" if design.mono else self._press.place_background(own, self._pictures_in)
        return {
            "width": design.width,
            "height": design.height,
            "drawn": design.drawn_size,
            "turned": design.turned,
            "scale": design.scale,
            "background": behind or (f"/design/{design.background}" if design.background else ""),
            "bleed": design.bleed,
            "mono": design.mono,
            "name": self._course.badges.name.value,
            "font": self._course.badges.font,
            "photo_wanted": BadgeField.PHOTO in (self._course.badges.fields or ()),
        }

    def _whose(self, words: str, people: Sequence[Participant]) -> list[Participant]:
        """Return the people whose badges hold some words; empty if all badges hold them."""
        found = [person for person in people if words in _texts(self._facts(person))]
        if not found or len(found) == len(people) > 1:
            return []
        return found

    def _facts_of_course(self, language: str) -> dict[str, str]:
        course, shown = self._course, self._course.badges.shown
        place, days = course.text("place", language), dates(course.starts, course.ends, language)
        title = course.text("short_title", language)
        heading = title or f"{course.text('edition', language)} {course.text('title', language)}"
        logo = self._press.place_logo(course.logo, self._pictures_in) if BadgeField.LOGO in shown else ""
        return {
            "title": clean(course.text("title", language)),
            "heading": clean(heading) if BadgeField.TITLE in shown else "",
            "subheading": " · ".join(part for part in map(clean, (place, days)) if part)
            if BadgeField.DATES in shown
            else "",
            "organizer": clean(course.text("organizer", language)) if BadgeField.ORGANIZER in shown else "",
            "language": language,
            "logo": logo,
        }

    def _course_for(self, person: Participant) -> dict[str, str]:
        """Return the course's facts in a person's language where they differ from the course's language."""
        language = self._course.badge_language(person)
        if language == self._course.language:
            return {}
        if language not in self._translated:
            self._translated[language] = self._facts_of_course(language)
        return self._translated[language]

    def _country(self, person: Participant) -> str:
        language = self._course.badge_language(person)
        own = in_language(self._course.countries.get(person.country, {}), language, self._course.language)
        return own or country_name(person.country, language)

    def _facts(self, person: Participant) -> dict[str, Any]:
        style = self._course.badges
        shown = style.shown
        groups = [clean(group) for group in person.groups]
        language = self._course.badge_language(person)
        own = own_role_word(person.facts, self._course.certificate.role_column)
        role = (own or role_word(person.role, language, style.words)) if BadgeField.ROLE in shown else ""
        code = format_code(person.code) if BadgeField.CODE in shown else ""
        # Designs of a course's own get the position in any case, unless the course leaves it out by name.
        position = clean(person.position) if style.fields is None or BadgeField.POSITION in shown else ""
        return {
            "name": clean(person.name),
            "name_parts": _name_parts(person),
            "given_names": clean(person.given_names),
            "family_names": clean(person.family_names),
            "institution": clean(person.institution) if BadgeField.INSTITUTION in shown else "",
            "position": position,
            "position_line": position if BadgeField.POSITION in shown else "",
            "country": self._country(person) if BadgeField.COUNTRY in shown else "",
            "country_code": person.country,
            "role": " · ".join([role, *groups] if role else groups) if BadgeField.GROUP in shown else role,
            "role_name": person.role.value,
            "groups": groups,
            "colour": self._design.colour(person.role),
            "code": person.code,
            "shown_code": clean(code),
            "qr": qr.svg(person.code),
            "photo": self._photo(person) if BadgeField.PHOTO in shown else "",
            "facts": {clean(key): clean(value) for key, value in person.facts.items()},
            "course": self._course_for(person),
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
    texts = [text for text in facts.values() if isinstance(text, str)]
    return [*texts, *facts["groups"], *facts["facts"].values(), *facts["course"].values()]
