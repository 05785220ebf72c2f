"""Parse ``course.toml`` into a :class:`checkin.core.course.Course`, with errors that name the place. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkin.core.course import (
    CertificateStyle,
    Course,
    DoorRules,
    Excused,
    ExportRules,
    MailRules,
    Policy,
    Role,
    Unit,
)
from checkin.core.errors import CourseError
from checkin.core.text import LANGUAGES, TranslatableText, sentence
from checkin.core.toml_reader import exact, read_toml, shown

_WEEK = 7 * 24 * 60  # minutes
_MOST = 10**9
_LONGEST_TEXT = 500
_YEARS = range(1970, 2200)


def parse(text: str, *, place: str = "course.toml") -> Course:
    """Parse the text of a ``course.toml``.

    Raises :class:`CourseError` with the first error: the table, the key, and what is expected.
    """
    try:
        document = read_toml(text, numbers=exact)
    except ValueError as error:
        raise CourseError("{place} is not valid TOML: {reason}.", place=place, reason=error) from None
    tables = {name: _Table(place, name, document.pop(name, {})) for name in _KEYS}
    for name in document:
        raise CourseError(
            "{place}: there is no table [{name}].{hint}",
            place=place,
            name=shown(name)[1:-1],
            hint=_nearest(name, _KEYS),
        )
    course, door, certificate = tables["course"], tables["door"], tables["certificate"]
    starts, ends = course.date("starts"), course.date("ends")
    if starts and ends and ends < starts:
        raise CourseError("{place}: [course] ends is before starts.", place=place)
    return Course(
        title=course.text("title", required=True),
        edition=course.text("edition"),
        organizer=course.text("organizer"),
        place=course.text("place"),
        timezone=course.timezone("timezone"),
        starts=starts,
        ends=ends,
        language=course.choice("language", LANGUAGES, "en"),
        languages=course.texts("languages", among=LANGUAGES) or LANGUAGES,
        contact=course.text("contact"),
        trained_before=course.whole("trained_before", 0),
        earlier=course.texts("earlier"),
        door=_door(door),
        policy=_policy(certificate),
        certificate=_style(certificate),
        export=_export(tables["export"]),
        columns=tables["columns"].mapping(),
        statuses=tables["status"].chosen(("registered", "withdrawn")),
        roles=tables["roles"].chosen(tuple(Role)),
        badge_design=tables["badges"].text("design") or "lanyard",
        badge_roles=tables["badges"].roles("roles"),
        logo=tables["badges"].text("logo"),
        mail=_mail(tables["mail"]),
        hub=tables["hub"].text("url"),
        hub_waived=tables["hub"].choice("tls", ("", "waived"), "") == "waived",
        mirror=tables["record"].text("mirror"),
        forget_after=tables["record"].date("forget_after"),
        backup=tables["record"].text("backup"),
        backup_every=tables["record"].whole("backup_every", 60, least=1),
        keep=tables["record"].whole("keep", 24),
    )


# The tables whose columns a course may choose.
EXPORTED = ("certificates", "mail-merge", "attendance", "matrix", "scans", "roster", "programme", "sessions")
# The letters whose texts a course may write itself.
LETTERS = ("code", "certificate", "reminder")
_LONGEST_LETTER = 20_000
# Where a connection may be without encryption: it does not leave this computer.
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
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
            "earlier",
        ]
    ),
    "door": frozenset({"opens_before", "opens_before_next", "late_after", "closes", "exits"}),
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
            "required_from_arrival",
            "design",
            "signed_by",
            "signed_as",
            "signature",
            "hours",
            "roles",
            "order",
            "verify_url",
        ]
    ),
    "export": frozenset({"headings", *EXPORTED}),
    "columns": None,
    "status": None,
    "roles": None,
    "badges": frozenset({"design", "roles", "logo"}),
    "mail": frozenset({"host", "port", "security", "user", "from", "reply_to", "rate", "badge", *LETTERS}),
    "hub": frozenset({"url", "tls"}),
    "record": frozenset({"mirror", "backup", "backup_every", "keep", "forget_after"}),
}


def _door(table: "_Table") -> DoorRules:
    default = DoorRules()
    return DoorRules(
        opens_before=table.whole("opens_before", default.opens_before, most=_WEEK),
        opens_before_next=table.whole("opens_before_next", default.opens_before_next, most=_WEEK),
        late_after=table.whole("late_after", default.late_after, most=_WEEK),
        closes=table.whole("closes", default.closes, most=_WEEK),
        exits=table.flag("exits", default=default.exits),
    )


def _policy(table: "_Table") -> Policy:
    default = Policy()
    late_absent = table.optional_fraction("late_absent_after", most=_WEEK)
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
        required_from_arrival=table.flag("required_from_arrival", default=False),
    )


def _style(table: "_Table") -> CertificateStyle:
    default = CertificateStyle()
    return CertificateStyle(
        design=table.text("design") or default.design,
        signed_by=table.text("signed_by"),
        signed_as=table.text("signed_as"),
        signature=table.text("signature"),
        hours=table.hours("hours"),
        roles=table.texts("roles", among=tuple(role for role in Role if role is not Role.PARTICIPANT)),
        order=table.choice("order", ("country", "name", "roster"), default.order),
        verify_url=table.text("verify_url"),
    )


def _export(table: "_Table") -> ExportRules:
    chosen = {name: table.texts(name) for name in EXPORTED}
    return ExportRules(
        columns={name: columns for name, columns in chosen.items() if columns},
        headings=table.choice("headings", ("", *LANGUAGES), ""),
    )


def _between(least: int, most: int) -> TranslatableText:
    return sentence("a number between {least} and {most}", least=least, most=most)


def _mail(table: "_Table") -> MailRules:
    host = table.text("host")
    security = table.choice("security", tuple(_PORTS), "starttls")
    if security == "none" and host not in _LOOPBACK:
        raise table.fail(
            "security", sentence('"starttls" or "tls"; "none" is only for a server on this computer (localhost)')
        )
    return MailRules(
        host=host,
        port=table.whole("port", _PORTS[security], least=1, most=65_535),
        security=security,
        user=table.text("user"),
        sender=table.text("from"),
        reply_to=table.text("reply_to"),
        rate=table.whole("rate", MailRules().rate, most=6_000),
        badge=table.flag("badge", default=False),
        texts={what: texts for what in LETTERS if (texts := table.letter(what))},
    )


def _nearest(word: str, known: Mapping[str, Any] | frozenset[str]) -> TranslatableText | str:
    close = get_close_matches(word, list(known), n=1)
    return sentence(" Did you mean {name}?", name=shown(close[0])) if close else ""


class _Table:
    """One table of ``course.toml``, read key by key with errors that name the place."""

    def __init__(self, place: str, name: str, values: object) -> None:
        self._place = place
        self._name = name
        if not isinstance(values, dict):
            raise CourseError("{place}: [{name}] must be a table of keys and values.", place=place, name=name)
        self._values: dict[str, Any] = values
        known = _KEYS[name]
        for key in values if known is not None else ():
            if name == "mail" and key == "password":
                raise CourseError(
                    "{place}: [mail] holds no password. Set CHECKIN_MAIL_PASSWORD, or type it when asked.", place=place
                )
            if key not in known:  # type: ignore[operator]
                raise CourseError(
                    "{place}: [{name}] has no key {key}.{hint}",
                    place=place,
                    name=name,
                    key=shown(key),
                    hint=_nearest(key, known or frozenset()),
                )

    def fail(self, key: str, expected: TranslatableText) -> CourseError:
        return CourseError(
            "{place}: [{name}] {key} must be {expected}, not {value}.",
            place=self._place,
            name=self._name,
            key=shown(key)[1:-1],
            expected=expected,
            value=shown(self._values.get(key)),
        )

    def _get(self, key: str, default: Any, kind: type | tuple[type, ...], expected: TranslatableText) -> Any:
        value = self._values.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(key, expected)
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        value = str(self._get(key, "", str, sentence("text in quotes"))).strip()
        if len(value) > _LONGEST_TEXT:
            raise self.fail(key, sentence("a text of up to {most} letters", most=_LONGEST_TEXT))
        if required and not value:
            raise CourseError(
                '{place}: [{name}] {key} is missing. Write {key} = "...".', place=self._place, name=self._name, key=key
            )
        return value

    def letter(self, key: str) -> Mapping[str, str]:
        """Return the text of a letter by language; a single text stands for every language."""
        value = self._get(key, {}, (str, dict), sentence('a text, or a table like { es = "...", en = "..." }'))
        texts = {"": value} if isinstance(value, str) else dict(value)
        for language, text in texts.items():
            if language not in ("", *LANGUAGES) or not isinstance(text, str) or len(text) > _LONGEST_LETTER:
                raise self.fail(
                    key,
                    sentence(
                        "a text of up to {most} letters for {names}", most=_LONGEST_LETTER, names=", ".join(LANGUAGES)
                    ),
                )
        return texts

    def texts(self, key: str, *, among: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values = self._get(key, [], list, sentence('a list like ["a", "b"]'))
        if not all(
            isinstance(value, str) and len(value) <= _LONGEST_TEXT and (among is None or value in among)
            for value in values
        ):
            raise self.fail(
                key,
                sentence("a list of {names}", names=", ".join(among)) if among else sentence('a list like ["a", "b"]'),
            )
        return tuple(values)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        expected = sentence("one of {names}", names=", ".join(choices))
        value = self._get(key, default, str, expected)
        if value not in choices:
            raise self.fail(key, expected)
        return str(value)

    def whole(self, key: str, default: int, *, least: int = 0, most: int = _MOST) -> int:
        value: int = self._get(key, default, int, sentence("a whole number"))
        if not least <= value <= most:
            raise self.fail(key, _between(least, most))
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        return bool(self._get(key, default, bool, sentence("true or false")))

    def fraction(self, key: str, default: Fraction, *, most: int = _MOST) -> Fraction:
        value = Fraction(self._get(key, default, (int, Decimal, Fraction), sentence("a number")))
        if not 0 <= value <= most:
            raise self.fail(key, _between(0, most))
        return value

    def optional_fraction(self, key: str, *, most: int = _MOST) -> Fraction | None:
        return self.fraction(key, Fraction(0), most=most) if key in self._values else None

    def hours(self, key: str) -> str:
        """Return a number of hours as printed, ``attended``, or an empty text for the hours expected."""
        value = self._values.get(key, "")
        if isinstance(value, str):
            if value not in ("", "expected", "attended"):
                raise self.fail(key, sentence('a number, "expected" or "attended"'))
            return "" if value == "expected" else value
        return f"{float(self.fraction(key, Fraction(0))):g}"

    def date(self, key: str) -> date | None:
        value = self._values.get(key)
        convert: Callable[[str], date] = date.fromisoformat
        if isinstance(value, str) and value:
            try:
                value = convert(value)
            except ValueError:
                raise self.fail(key, sentence("a date like 2026-03-09")) from None
        if value in (None, ""):
            return None
        if not isinstance(value, date) or isinstance(value, datetime) or value.year not in _YEARS:
            raise self.fail(key, sentence("a date like 2026-03-09"))
        return value

    def timezone(self, key: str) -> ZoneInfo:
        name = self.text(key)
        if not name:
            raise CourseError(
                '{place}: [{name}] {key} is missing. Write {key} = "America/Argentina/Buenos_Aires" or '
                "the time zone of the course.",
                place=self._place,
                name=self._name,
                key=key,
            )
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise self.fail(key, sentence("a time zone like America/Argentina/Buenos_Aires")) from None

    def mapping(self) -> Mapping[str, str]:
        for key in self._values:
            self._get(key, "", str, sentence("a field's name in quotes"))
        return {str(key): str(value) for key, value in self._values.items()}

    def chosen(self, choices: tuple[str, ...]) -> Mapping[str, str]:
        """Return the whole table; every value is one of ``choices``."""
        return {str(key): self.choice(key, choices, "") for key in self._values}

    def roles(self, key: str) -> Mapping[str, str]:
        values = self._get(key, {}, dict, sentence('a table like { speaker = "card", staff = "" }'))
        if not all(role in tuple(Role) and isinstance(value, str) for role, value in values.items()):
            expected = sentence(
                "a table of {names} and a design's name, or an empty text for no badge", names=", ".join(Role)
            )
            raise self.fail(key, expected)
        return dict(values)

    def numbers(self, key: str) -> Mapping[str, int]:
        values = self._get(key, {}, dict, sentence("a table like { lecture = 3 }"))
        if not all(type(number) is int and 0 <= number <= _MOST for number in values.values()):
            raise self.fail(key, sentence("a table like { lecture = 3 }"))
        return dict(values)
