"""Define what a course says about its badges, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BadgeField(StrEnum):
    """A part of a badge that a course can show or leave out. The name and the QR code are always there."""

    TITLE = "title"
    ORGANIZER = "organizer"
    DATES = "dates"
    LOGO = "logo"
    PHOTO = "photo"
    INSTITUTION = "institution"
    POSITION = "position"
    COUNTRY = "country"
    GROUP = "group"
    ROLE = "role"
    CODE = "code"


# What a badge shows where the course does not choose.
DEFAULT_FIELDS = frozenset(BadgeField) - {BadgeField.POSITION, BadgeField.GROUP}


class NameLines(StrEnum):
    """How a name is broken into lines: where it fits, or with the given names on a separate line, perhaps larger."""

    AS_FITS = "as_fits"
    GIVEN_FIRST = "given_first"
    GIVEN_LARGE = "given_large"


class BadgeBack(StrEnum):
    """What is on the back of a badge that is printed on two sides: the front again, or the person's programme."""

    FRONT = "front"
    PROGRAMME = "programme"


class PrintAtDoor(StrEnum):
    """Whose badge a door prints without being asked: nobody's, of people added there, or of all at the first scan."""

    NEVER = "never"
    ADDED = "added"
    FIRST_SCAN = "first_scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeStyle:
    """What badges show, and what a door prints.

    ``fields`` None stands for ``DEFAULT_FIELDS``. ``colours`` are those of roles as ``#RRGGBB``, ``words`` their names
    by language; both override the design's and checkin's. ``font`` is a family, empty for checkin's, ``background`` a
    picture behind the front in the place of the design's. ``notes`` stand under the programme on the ``back``, by
    language: the network, an emergency telephone. ``sheet`` is that of a run, ``door_sheet`` that of a door (empty: one
    badge on a page of its own size), ``printer`` the door's printer (empty: the computer's default).
    """

    fields: frozenset[BadgeField] | None = None
    name: NameLines = NameLines.AS_FITS
    colours: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    font: str = ""
    background: str = ""
    back: BadgeBack = BadgeBack.FRONT
    notes: Mapping[str, str] = field(default_factory=dict)
    mono: bool = False
    sheet: str = "a6"
    door_sheet: str = ""
    printer: str = ""
    print_at_door: PrintAtDoor = PrintAtDoor.NEVER

    @property
    def shown(self) -> frozenset[BadgeField]:
        """Return the fields that are on the badges."""
        return DEFAULT_FIELDS if self.fields is None else self.fields

    @property
    def look(self) -> tuple[object, ...]:
        """Return what changes the look of a badge, always in the same order."""
        words = sorted((role, sorted(texts.items())) for role, texts in self.words.items())
        # What an earlier version did not know counts only where it is used: its badges stay printed.
        back = () if self.back is BadgeBack.FRONT else (self.back.value, sorted(self.notes.items()))
        behind = (self.background,) if self.background else ()
        return sorted(self.shown), self.name.value, sorted(self.colours.items()), words, self.font, *back, *behind
