"""The course: its facts, its sessions, its people and its rules, as values.

Pure: nothing here reads a file or a clock. ``store.folder`` finds ``course.toml`` and hands its text to
:func:`parse`.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkin.errors import CourseError

LANGUAGES = ("es", "pt", "en", "fr")


class Role(StrEnum):
    """What somebody does at the course. Only participants are expected and earn certificates by attendance."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    ORGANIZER = "organizer"
    OBSERVER = "observer"
    STAFF = "staff"

    @property
    def admitted_everywhere(self) -> bool:
        """Speakers, organizers and staff have work in every room, whatever groups a session names."""
        return self in (Role.SPEAKER, Role.ORGANIZER, Role.STAFF)


class Unit(StrEnum):
    """What a certificate's percentage is of."""

    SESSIONS = "sessions"
    MINUTES = "minutes"


class Excused(StrEnum):
    """What an excused absence does to the percentage."""

    LEFT_OUT = "left_out"
    COUNTED = "counted"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of the programme. Times are aware; ``groups`` empty means everybody."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    theme: str = ""
    speakers: tuple[str, ...] = ()
    language: str = ""
    groups: tuple[str, ...] = ()
    kind: str = ""
    counts: bool = True
    required: bool = False

    @property
    def minutes(self) -> int:
        """Length in whole minutes of elapsed time, daylight saving changes included."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person of the roster. ``id`` and ``code`` are given by the record and empty before that.

    ``own_id`` and ``own_code`` are the roster's own (a registration number, a ticket secret).
    ``country`` is ISO 3166-1 alpha-2; ``facts`` holds the file's columns that checkin has no field for.
    """

    name: str
    id: str = ""
    code: str = ""
    own_id: str = ""
    own_code: str = ""
    given_names: str = ""
    family_names: str = ""
    email: str = ""
    country: str = ""
    institution: str = ""
    position: str = ""
    role: Role = Role.PARTICIPANT
    groups: tuple[str, ...] = ()
    language: str = ""
    withdrawn: bool = False
    note: str = ""
    photo: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def expected_at(self, session: Session) -> bool:
        """Whether the session is meant for this person: no groups, one of theirs, or their role."""
        if not session.groups or self.role.admitted_everywhere:
            return True
        return self.role.value in session.groups or not set(self.groups).isdisjoint(session.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRules:
    """When a door is open. All in minutes, but ``exits``: whether this course records people leaving."""

    opens_before: int = 30
    late_after: int = 15
    closes: int = 0
    exits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who earns the certificate. Fractions are exact; ``threshold`` and ``excused_cap`` are percent."""

    threshold: Fraction = Fraction(80)
    unit: Unit = Unit.SESSIONS
    late: Fraction = Fraction(1)
    lates_per_absence: int = 0
    late_absent_after: int | None = None
    excused: Excused = Excused.LEFT_OUT
    excused_cap: Fraction | None = None
    required: tuple[str, ...] = ()
    minimum: Mapping[str, int] = field(default_factory=dict)
    from_arrival: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One edition of a course, as ``course.toml`` describes it."""

    title: str
    edition: str = ""
    organizer: str = ""
    place: str = ""
    timezone: ZoneInfo
    starts: date | None = None
    ends: date | None = None
    language: str = "en"
    languages: tuple[str, ...] = LANGUAGES
    contact: str = ""
    trained_before: int = 0
    door: DoorRules = DoorRules()
    policy: Policy = Policy()
    columns: Mapping[str, str] = field(default_factory=dict)
    badge_design: str = "lanyard"
    badge_roles: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
    hub: str = ""
    mirror: str = ""

    def local(self, moment: datetime) -> datetime:
        """The same moment on the course's own clock."""
        return moment.astimezone(self.timezone)

    def understand(self, text: str) -> datetime:
        """A time as a person writes it: ISO 8601; without an offset it is the course's own time.

        Raises :class:`CourseError` when it is no time.
        """
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            message = f"{text!r} is not a time; write it like 2026-03-09T09:30."
            raise CourseError(message) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=self.timezone)


def parse(text: str, *, place: str = "course.toml") -> Course:
    """Read the text of a ``course.toml``.

    Raises :class:`CourseError` with the first thing that is wrong: the table, the key, and what is expected.
    """
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = f"{place} is not valid TOML: {error}."
        raise CourseError(message) from None
    tables = {name: _Table(place, name, document.pop(name, {})) for name in _KEYS}
    for name in document:
        message = f"{place}: [{name}] is not known{_nearest(name, _KEYS)}."
        raise CourseError(message)
    course, door, certificate = tables["course"], tables["door"], tables["certificate"]
    _refuse_what_is_to_come(place, tables)
    return Course(
        title=course.text("title", required=True),
        edition=course.text("edition"),
        organizer=course.text("organizer"),
        place=course.text("place"),
        timezone=course.timezone("timezone"),
        starts=course.date("starts"),
        ends=course.date("ends"),
        language=course.choice("language", LANGUAGES, "en"),
        languages=course.texts("languages", among=LANGUAGES) or LANGUAGES,
        contact=course.text("contact"),
        trained_before=course.whole("trained_before", 0),
        door=_door(door),
        policy=_policy(certificate),
        columns=tables["columns"].mapping(),
        badge_design=tables["badges"].text("design") or "lanyard",
        badge_roles=tables["badges"].roles("roles"),
        logo=tables["badges"].text("logo"),
        hub=tables["hub"].text("url"),
        mirror=tables["record"].text("mirror"),
    )


_KEYS: Mapping[str, frozenset[str] | None] = {
    "course": frozenset(
        [
            "title",
            "edition",
            "organizer",
            "place",
            "timezone",
            "starts",
            "ends",
            "language",
            "languages",
            "contact",
            "trained_before",
        ]
    ),
    "door": frozenset({"opens_before", "late_after", "closes", "exits"}),
    "certificate": frozenset(
        [
            "threshold",
            "unit",
            "late",
            "lates_per_absence",
            "late_absent_after",
            "excused",
            "excused_cap",
            "required",
            "minimum",
            "from_arrival",
        ]
    ),
    "columns": None,
    "badges": frozenset({"design", "roles", "logo"}),
    "hub": frozenset({"url"}),
    "record": frozenset({"mirror"}),
}


def _refuse_what_is_to_come(place: str, tables: Mapping[str, "_Table"]) -> None:
    """A setting that has no effect yet is refused, so that nobody relies on it."""
    if tables["hub"].text("url"):
        raise CourseError(f"{place}: [hub] url is not supported yet; remove it.")


def _door(table: "_Table") -> DoorRules:
    default = DoorRules()
    return DoorRules(
        opens_before=table.whole("opens_before", default.opens_before),
        late_after=table.whole("late_after", default.late_after),
        closes=table.whole("closes", default.closes),
        exits=table.flag("exits", default=default.exits),
    )


def _policy(table: "_Table") -> Policy:
    default = Policy()
    late_absent = table.optional_fraction("late_absent_after")
    return Policy(
        threshold=table.fraction("threshold", default.threshold, most=100),
        unit=Unit(table.choice("unit", tuple(Unit), default.unit)),
        late=table.fraction("late", default.late, most=1),
        lates_per_absence=table.whole("lates_per_absence", 0),
        late_absent_after=None if late_absent is None else int(late_absent),
        excused=Excused(table.choice("excused", tuple(Excused), default.excused)),
        excused_cap=table.optional_fraction("excused_cap", most=100),
        required=table.texts("required"),
        minimum=table.numbers("minimum"),
        from_arrival=table.flag("from_arrival", default=False),
    )


def _nearest(word: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}" if close else ""


class _Table:
    """One table of ``course.toml``, read key by key with errors that name the place."""

    def __init__(self, place: str, name: str, values: object) -> None:
        self._place = place
        self._name = name
        if not isinstance(values, dict):
            message = f"{place}: [{name}] must be a table of keys and values."
            raise CourseError(message)
        self._values: dict[str, Any] = values
        known = _KEYS[name]
        for key in values if known is not None else ():
            if key not in known:  # type: ignore[operator]
                message = f"{place}: [{name}] has no key {key!r}{_nearest(key, known or frozenset())}."
                raise CourseError(message)

    def _fail(self, key: str, expected: str) -> CourseError:
        return CourseError(f"{self._place}: [{self._name}] {key} must be {expected}, not {self._values.get(key)!r}.")

    def _get(self, key: str, default: Any, kind: type | tuple[type, ...], expected: str) -> Any:
        value = self._values.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self._fail(key, expected)
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        value = str(self._get(key, "", str, "text in quotes")).strip()
        if required and not value:
            message = f'{self._place}: [{self._name}] {key} is missing; write {key} = "...".'
            raise CourseError(message)
        return value

    def texts(self, key: str, *, among: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values = self._get(key, [], list, 'a list like ["a", "b"]')
        if not all(isinstance(value, str) and (among is None or value in among) for value in values):
            raise self._fail(key, f"a list of {', '.join(among)}" if among else 'a list like ["a", "b"]')
        return tuple(values)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self._get(key, default, str, f"one of {', '.join(choices)}")
        if value not in choices:
            raise self._fail(key, f"one of {', '.join(choices)}")
        return str(value)

    def whole(self, key: str, default: int) -> int:
        value: int = self._get(key, default, int, "a whole number")
        if value < 0:
            raise self._fail(key, "zero or more")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        return bool(self._get(key, default, bool, "true or false"))

    def fraction(self, key: str, default: Fraction, *, most: int | None = None) -> Fraction:
        value = Fraction(self._get(key, default, (int, Decimal, Fraction), "a number"))
        if value < 0 or (most is not None and value > most):
            raise self._fail(key, f"between 0 and {most}" if most is not None else "zero or more")
        return value

    def optional_fraction(self, key: str, *, most: int | None = None) -> Fraction | None:
        return self.fraction(key, Fraction(0), most=most) if key in self._values else None

    def date(self, key: str) -> date | None:
        value = self._values.get(key)
        convert: Callable[[str], date] = date.fromisoformat
        if isinstance(value, str) and value:
            try:
                return convert(value)
            except ValueError:
                raise self._fail(key, "a date like 2026-03-09") from None
        if value in (None, ""):
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._fail(key, "a date like 2026-03-09")
        return value

    def timezone(self, key: str) -> ZoneInfo:
        name = self.text(key)
        if not name:
            message = (
                f'{self._place}: [{self._name}] {key} is missing; write {key} = "America/Argentina/Buenos_Aires" '
                "or whatever the course's own is."
            )
            raise CourseError(message)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise self._fail(key, "a time zone like America/Argentina/Buenos_Aires") from None

    def mapping(self) -> Mapping[str, str]:
        for key in self._values:
            self._get(key, "", str, "a field's name in quotes")
        return {str(key): str(value) for key, value in self._values.items()}

    def roles(self, key: str) -> Mapping[str, str]:
        values = self._get(key, {}, dict, 'a table like { speaker = "card", staff = "" }')
        if not all(role in tuple(Role) and isinstance(value, str) for role, value in values.items()):
            raise self._fail(key, f"a table of {', '.join(Role)} and a design's name, or an empty text for no badge")
        return dict(values)

    def numbers(self, key: str) -> Mapping[str, int]:
        values = self._get(key, {}, dict, "a table like { lecture = 3 }")
        if not all(isinstance(number, int) and number >= 0 for number in values.values()):
            raise self._fail(key, "a table like { lecture = 3 }")
        return dict(values)
