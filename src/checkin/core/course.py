"""Define the course model: facts, sessions, people and rules, as values.

Pure: reads no file and no clock. :func:`checkin.core.course_toml.parse` builds a course from the text of its file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from checkin.core.badge_style import BadgeStyle
from checkin.core.group_names import share_a_group
from checkin.core.text import LANGUAGES, TranslatableText, in_language, sentence, translatable
from checkin.core.withdrawals import Period


class Role(StrEnum):
    """A person's role. Only participants are expected and earn certificates by attendance."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    ORGANIZER = "organizer"
    OBSERVER = "observer"
    STAFF = "staff"

    @property
    def admitted_everywhere(self) -> bool:
        """Return True for speakers, organizers and staff, who may enter every session."""
        return self in (Role.SPEAKER, Role.ORGANIZER, Role.STAFF)


class Unit(StrEnum):
    """The unit of a certificate's percentage."""

    SESSIONS = "sessions"
    MINUTES = "minutes"


class Excused(StrEnum):
    """The effect of an excused absence on the percentage."""

    LEFT_OUT = "left_out"
    COUNTED = "counted"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of the programme. Times are aware; ``groups`` empty means everybody.

    Sessions with the same word in ``slot`` are alternatives. Empty: :func:`checkin.core.slots.find_slots` decides.
    """

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
    slot: str = ""

    @property
    def minutes(self) -> int:
        """Length in whole minutes of elapsed time, daylight saving changes included."""
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person of the roster. ``id`` and ``code`` are given by the record and empty before that.

    ``own_id`` and ``own_code`` are the roster's own (a registration number, a ticket secret).
    ``withdrawn``: the person takes part no longer. ``withdrawals`` are the periods of days (on the course's clock) in
    which nothing is expected of them. ``country`` is ISO 3166-1 alpha-2. ``listed`` is False for a person whom the
    latest list lacks. ``facts`` holds the columns of the file that checkin has no field for.
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
    withdrawals: tuple[Period, ...] = ()
    listed: bool = field(default=True, compare=False)
    note: str = ""
    photo: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def has_withdrawn(self, day: date) -> bool:
        """Return True if the person had withdrawn on a day of the course's clock."""
        if not self.withdrawals:
            return self.withdrawn
        return any(first <= day < after for first, after in self.withdrawals)

    @property
    def withdrawn_from(self) -> date | None:
        """Return the first day of a withdrawal in force; None if there is none, or if it has no first day."""
        last = self.withdrawals[-1] if self.withdrawals else None
        return last[0] if last is not None and last[1] == date.max and last[0] != date.min else None

    def expected_at(self, session: Session) -> bool:
        """Return True if the session is meant for this person: no groups, one of theirs, or their role."""
        if not session.groups or self.role.admitted_everywhere:
            return True
        return self.role.value in session.groups or share_a_group(self.groups, session.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRules:
    """The opening times of doors, in minutes. ``exits`` is True if the course records people leaving.

    ``opens_before_next`` takes the place of ``opens_before`` while an earlier session is running.
    """

    opens_before: int = 30
    opens_before_next: int = 10
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
    required_from_arrival: bool = False


def unused_rules(policy: Policy, sessions: Sequence[Session]) -> list[TranslatableText]:
    """Return a sentence for each rule without effect: it names no session or kind, or another rule excludes it."""
    no_session = translatable("course.toml: [certificate] required names '{name}', which is no session's id.")
    no_kind = translatable("course.toml: [certificate] minimum names '{name}', which is no kind of session.")
    ids, kinds = [session.id for session in sessions], [session.kind for session in sessions if session.kind]
    found = _excluded_rules(policy)
    return [*found, *_unknown(no_session, policy.required, ids), *_unknown(no_kind, policy.minimum, kinds)]


def _unknown(text: str, names: Iterable[str], known: Sequence[str]) -> Iterator[TranslatableText]:
    """Yield a sentence for each name that is not known, with the likely intended one."""
    for name in names:
        if name not in known:
            said, close = TranslatableText(text, {"name": name}), get_close_matches(name, known, n=1)
            yield sentence("{rule} Did you mean '{name}'?", rule=said, name=close[0]) if close else said


def _excluded_rules(policy: Policy) -> list[TranslatableText]:
    by_minutes = translatable(
        'course.toml: [certificate] {name} has no effect with unit = "minutes": a late arrival counts by its minutes.'
    )
    set_by_minutes = {"late": policy.late != 1, "lates_per_absence": policy.lates_per_absence > 0}
    found = []
    if policy.unit is Unit.MINUTES:
        found = [TranslatableText(by_minutes, {"name": name}) for name, is_set in set_by_minutes.items() if is_set]
    if policy.excused is Excused.ABSENT and policy.excused_cap is not None:
        found.append(sentence('course.toml: [certificate] excused_cap has no effect with excused = "absent".'))
    return found


def unused_titles(titles: Mapping[str, object], sessions: Sequence[Session]) -> list[TranslatableText]:
    """Return a sentence for each title that names an unknown session, with the likely intended one."""
    text = translatable("course.toml: [session_titles] names '{name}', which is no session's id.")
    return list(_unknown(text, titles, [session.id for session in sessions]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A person who signs the certificates: name, post by language, and the picture of the signature."""

    name: str = ""
    post: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStyle:
    """What the certificates look like and say, and who signs them.

    ``certifies`` is attendance or approval. ``background`` is a picture behind the front. ``font`` is a family, empty
    for the design's. ``back`` is yes or no: the sessions on the back; empty is as the design has it. ``hours`` is a
    number as printed, ``attended``, or empty for those expected, ``roles`` those besides participants, ``order`` of a
    ceremony, ``verify_url`` where the course has put the page that checks certificates. ``show`` are the facts of a
    person that are printed under the name, ``role_column`` the column that holds a person's own word for their role.
    ``words`` are the course's own texts by language; see :mod:`checkin.core.certificate_toml`.
    """

    design: str = "attendance"
    certifies: str = "attendance"
    signed_by: str = ""
    signed_as: str = ""
    signature: str = ""
    signers: tuple[Signer, ...] = ()
    logos: tuple[str, ...] = ()
    background: str = ""
    colour: str = ""
    font: str = ""
    back: str = ""
    hours: str = ""
    roles: tuple[str, ...] = ()
    order: str = "country"
    verify_url: str = ""
    issued_on: date | None = None
    resolution: Mapping[str, str] = field(default_factory=dict)
    show: tuple[str, ...] = ()
    role_column: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def all_signers(self) -> tuple[Signer, ...]:
        """Return the signers; one of ``signed_by``, ``signed_as`` and ``signature`` where there is no list of them."""
        one = Signer(name=self.signed_by, post={"": self.signed_as}, picture=self.signature)
        return self.signers or ((one,) if self.signed_by or self.signed_as or self.signature else ())


# The texts of a course that can be one for each language.
LOCAL_TEXTS = ("title", "edition", "organizer", "place", "short_title")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRules:
    """The columns of tables for people, by table, and the language of the headings.

    A table that is not named has all its columns. An empty language selects the stable keys as headings.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: str = ""
    printer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRules:
    """How letters are sent by e-mail. The password is never among them.

    ``sender`` is the From address, ``rate`` messages a minute; 0 is no limit. ``badge`` attaches the badge to the
    letter with the code. ``texts`` are the course's own letters, by what is sent and language; an empty language
    stands for every language.
    """

    host: str = ""
    port: int = 0
    security: str = "starttls"
    user: str = ""
    sender: str = ""
    reply_to: str = ""
    rate: int = 30
    badge: bool = False
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One edition of a course, as ``course.toml`` describes it.

    ``forget_after`` is the last day on which people may be found in the record.
    ``backup_every`` is minutes, ``keep`` how many copies (0: all of them). ``texts`` has those of ``LOCAL_TEXTS`` that
    are in several languages; the fields hold them in the course's language. ``session_titles`` are titles by the id of
    a session and by language, where they differ from the programme's. ``countries`` are names by language;
    ``country_names`` is ``un`` for those of the United Nations on papers. ``paper`` is ``a4`` or ``letter``.
    ``decimals`` is ``comma`` or ``point`` in Spanish texts; without it the time zone's country decides.
    """

    title: str
    edition: str = ""
    organizer: str = ""
    place: str = ""
    short_title: str = ""
    timezone: ZoneInfo
    starts: date | None = None
    ends: date | None = None
    language: str = "en"
    languages: tuple[str, ...] = LANGUAGES
    contact: str = ""
    trained_before: int = 0
    earlier: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    session_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    countries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    country_names: str = "short"
    paper: str = "a4"
    decimals: str = ""
    door: DoorRules = DoorRules()
    policy: Policy = Policy()
    certificate: CertificateStyle = CertificateStyle()
    export: ExportRules = ExportRules()
    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    badge_design: str = "lanyard"
    badge_roles: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
    badges: BadgeStyle = field(default_factory=BadgeStyle)
    mail: MailRules = MailRules()
    hub: str = ""
    hub_waived: bool = False
    mirror: str = ""
    forget_after: date | None = None
    backup: str = ""
    backup_every: int = 60
    keep: int = 24

    def text(self, key: str, language: str) -> str:
        """Return one of ``LOCAL_TEXTS`` in a language, or in the course's where that is missing."""
        own = str(getattr(self, key))
        return in_language(self.texts[key], language, self.language) if key in self.texts else own

    def in_language(self, language: str) -> "Course":
        """Return the course as papers and tables in another language write it."""
        headings = language if self.export.headings else ""
        own = {key: self.text(key, language) for key in self.texts}
        return replace(self, language=language, export=replace(self.export, headings=headings), **own)  # type: ignore[arg-type]

    def session_title(self, session: Session, language: str) -> str:
        """Return a session's title in a language, or that of the programme where the course has no other."""
        own = self.session_titles.get(session.id, {})
        return own.get(language) or own.get("") or session.title

    def badge_language(self, person: Participant) -> str:
        """Return the language of a person's badge: their own if the course has texts in it, otherwise the course's."""
        own = person.language
        known = own in LANGUAGES and any(own in texts for texts in self.texts.values())
        return own if known else self.language

    def language_of(self, person: Participant) -> str:
        """Return the language in which a person is written to: their own, else the course's."""
        return person.language if person.language in LANGUAGES else self.language

    def local(self, moment: datetime) -> datetime:
        """Return the same moment in the course's time zone."""
        return moment.astimezone(self.timezone)
