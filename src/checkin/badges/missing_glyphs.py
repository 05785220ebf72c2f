"""Find characters that no font can draw, before printing, and report the person."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checkin.badges.pages import BadgePages
from checkin.badges.sheets import SHEETS
from checkin.core.course import Course, Participant
from checkin.core.errors import DesignError, PersonDesignError
from checkin.core.text import TranslatableList, TranslatableText, clean, is_plain_latin, sentence
from checkin.typesetting.workspace import MissingGlyphError

# Private letters, and the mark of a letter that was lost: a font may have a glyph for them, but nobody can read it.
_MEANINGLESS = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")


@dataclass(frozen=True, slots=True)
class Undrawable:
    """Characters that no font has, and the person whose badge holds them; None for the course's own texts."""

    letters: tuple[str, ...]
    participant: Participant | None = None

    def described(self) -> TranslatableText:
        """Return the characters and where they are."""
        shown = [text if text.isprintable() else " ".join(f"U+{ord(c):04X}" for c in text) for text in self.letters]
        letters = " ".join(shown)
        if self.participant is None:
            return sentence("{letters} in the course's title or place", letters=letters)
        return sentence("{letters} on the badge of {name}", letters=letters, name=self.participant.name)


def require_drawable(shop: BadgePages, course: Course, people: Sequence[Participant]) -> None:
    """Raise :class:`DesignError`, naming the first people, if a badge holds characters that no font has."""
    found = list(find_missing_glyphs(shop, course, people))
    if found:
        texts = [one.described() for one in found[:5]]
        if len(found) > 5:
            texts.append(sentence("and {n} more", n=len(found) - 5))
        error = PersonDesignError(
            "No font has these characters: {found}. Write them in other letters.", found=TranslatableList(tuple(texts))
        )
        error.codes = tuple(one.participant.code for one in found if one.participant)
        raise error if all(one.participant for one in found) else DesignError(error.text, **error.values)


def find_missing_glyphs(shop: BadgePages, course: Course, people: Sequence[Participant]) -> Iterator[Undrawable]:
    """Draw the badges that may hold such characters and yield those that do.

    Why: a text that the design does not show is not an error.
    """
    doubtful = [person for person in people if not is_plain_latin(_text(person))]
    if not is_plain_latin(clean(f"{course.edition} {course.title} {course.organizer} {course.place}")):
        doubtful = doubtful or list(people[:1])
    if not doubtful:
        return
    missing: list[str] = []
    try:
        shop.pages(doubtful, SHEETS["a6"])
    except MissingGlyphError as error:
        missing.extend(error.letters)
    course_own = set(missing)
    for person in doubtful:
        lost = _MEANINGLESS.findall(f"{person.name} {person.institution}")
        letters = tuple(dict.fromkeys([*(letter for letter in missing if letter in _text(person)), *lost]))
        course_own.difference_update(letters)
        if letters:
            yield Undrawable(letters, person)
    if course_own:
        yield Undrawable(tuple(letter for letter in missing if letter in course_own))


def _text(person: Participant) -> str:
    texts = (person.name, person.institution, person.position, person.code, *person.groups, *person.facts.values())
    return clean(" ".join(texts))
