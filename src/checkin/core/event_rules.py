"""Check the content of events: one table of kinds with their fields, types, formats, ranges and lengths.

Pure. Every event from elsewhere and every event that is recorded here passes :func:`content_fault`. The form of an
event (segment, number, hash, size) is checked by :func:`checkin.core.events.validate_event`.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter

from checkin.core.events import Event, Kind, canonical, format_time
from checkin.core.printed_page import wrong_page

# Raise this number whenever a rule changes: every record is then checked once more when it is opened.
RULES_VERSION = 7
# The kind of the row that replaces a rejected event. No event may have this kind.
SET_ASIDE = "set_aside"

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
_DEEPEST = 8
# A time zone moves a moment by a day at most: both ends stay within what a calendar can show.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
FIRST_TIME, LAST_TIME = map(format_time, (_EARLIEST, _LATEST))  # the order of these texts is that of time
_LONGEST_SESSION = timedelta(days=31)
_MILLISECONDS = 10**15  # 30,000 years

Check = Callable[[object], str]


# -- single values: each check returns what is wrong, or an empty text


def _text(longest: int, value: object) -> str:
    if not isinstance(value, str):
        return "is not a text"
    return f"is longer than {longest:,} characters" if len(value) > longest else ""


def _some_text(longest: int, value: object) -> str:
    return _text(longest, value) or ("" if value else "is empty")


def _number(least: int, most: int, value: object) -> str:
    if type(value) is not int:
        return "is not a whole number"
    return "" if least <= value <= most else f"is not between {least:,} and {most:,}"


def _amount(value: object) -> str:
    return "" if isinstance(value, int | float) and not isinstance(value, bool) else "is not a number"


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "is not true or false"


def _choice(words: tuple[str, ...], value: object) -> str:
    return "" if value in words and isinstance(value, str) else f"is none of {', '.join(words)}"


def _uuid(value: object) -> str:
    return "" if isinstance(value, str) and UUID.fullmatch(value) else "is not a UUID"


def time_fault(value: object) -> str:
    """Return what is wrong with a time in UTC (ISO 8601 with milliseconds); an empty text if nothing is."""
    if not isinstance(value, str) or not TIME.fullmatch(value):
        return "is not a time in UTC"
    try:
        return "" if _EARLIEST <= datetime.fromisoformat(value) <= _LATEST else "is outside 1970 to 9999"
    except ValueError:
        return "is not a real time"


def day_fault(value: object) -> str:
    """Return what is wrong with a day (ISO 8601); an empty text if nothing is."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return "is not a day"
    try:
        return "" if _EARLIEST.date() <= date.fromisoformat(value) <= _LATEST.date() else "is outside 1970 to 9999"
    except ValueError:
        return "is not a real day"


def _hex(longest: int, value: object) -> str:
    wrong = _text(longest, value)
    if wrong or not isinstance(value, str):
        return wrong
    return "" if len(value) % 2 == 0 and re.fullmatch("[0-9a-f]*", value) else "is not hexadecimal"


def _optional(check: Check) -> Check:
    return lambda value: "" if value is None else check(value)


def _texts(most: int, longest: int, value: object) -> str:
    if not isinstance(value, list) or len(value) > most:
        return f"is not a list of at most {most:,} texts"
    return next((wrong for one in value if (wrong := _text(longest, one))), "")


def _members(checks: Mapping[str, Check], required: frozenset[str], value: object) -> str:
    if not isinstance(value, dict):
        return "is not an object"
    for name in required:
        if name not in value:
            return f"lacks {name}"
    for name, check in checks.items():
        if name in value and (wrong := check(value[name])):
            return f"has a {name} that {wrong}"
    return ""


# -- the table

_WORD, _LINE, _PARAGRAPH = partial(_text, 100), partial(_text, 1_000), partial(_text, 16_000)
_NAME = partial(_some_text, 1_000)
_COUNT = partial(_number, 0, 10**9)
_MS = partial(_number, -_MILLISECONDS, _MILLISECONDS)
_SAID = (
    *("number", "name", "country", "role", "title", "edition", "organizer", "place", "starts", "ends", "hours"),
    *("language", "issued_on"),
)


@dataclass(frozen=True, slots=True)
class KindRules:
    """What events of one kind say: the fields that they need, the facts that they may and must have."""

    needs: tuple[str, ...] = ()
    facts: Mapping[str, Check] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


def _rules(*needs: str, **facts: Check) -> KindRules:
    """Rules in short: the name of a fact that must be there ends in ``_required``."""
    known = {name.removesuffix("_required"): check for name, check in facts.items()}
    required = frozenset(name.removesuffix("_required") for name in facts if name.endswith("_required"))
    return KindRules(needs, known, required)


def _excuse(event: Event, facts: Mapping[str, object]) -> str:
    if event.session is not None:
        return ""
    if "from" not in facts or "to" not in facts:
        return "excuses from no session and no days"
    return "" if str(facts["from"]) <= str(facts["to"]) else "has a last day before the first"


def _mail(event: Event, facts: Mapping[str, object]) -> str:
    return "lacks the ref to its intent" if facts["step"] != "intent" and not event.ref else ""


def _note(event: Event, facts: Mapping[str, object]) -> str:
    return "lacks the fact text" if event.participant is not None and "text" not in facts else ""


def _reissue(event: Event, facts: Mapping[str, object]) -> str:
    return "replaces a code by itself" if facts["new"] == event.code else ""


def _session_times(event: Event, facts: Mapping[str, object]) -> str:
    begins, ends = (datetime.fromisoformat(str(facts[name])) for name in ("starts_at", "ends_at"))
    return "" if timedelta(0) < ends - begins <= _LONGEST_SESSION else "has a session that ends before it begins"


def _issue(event: Event, facts: Mapping[str, object]) -> str:
    """Compare what was signed with what the event says, as far as this version knows the form."""
    said, signed = facts["said"], json.loads(bytes.fromhex(str(facts["signed"])))
    if not isinstance(said, dict) or not isinstance(signed, list) or not signed or type(signed[0]) is not int:
        return "has a fact signed that is no certificate"
    if signed[0] == _SIGNED_VERSION and signed[1:] != [said[name] for name in _SAID]:
        return "says something else than what was signed"
    days = {name: said[name] for name in _SAID_DAYS if said[name] or name == "issued_on"}
    return next((f"has a {name} that {wrong}" for name, day in days.items() if (wrong := day_fault(day))), "")


_SIGNED_VERSION, _SAID_DAYS = 1, ("starts", "ends", "issued_on")
_TIMES: dict[str, Check] = {
    "starts_at_required": time_fault,
    "ends_at_required": time_fault,
    "day_required": day_fault,
    "room": _optional(_LINE),
    "minutes": partial(_number, -(10**6), 10**6),
    "only": partial(_choice, ("time", "room")),
}
_PEOPLE_OR_SESSIONS = partial(_members, {}, frozenset())
_DAYS: dict[str, Check] = {"from": day_fault, "to": day_fault}
_SCAN = _rules("verdict", shape=_WORD, moved_from=_uuid, untimed=_flag)
# A letter is announced, then accepted, refused or deferred. An announcement without one of these is in doubt.
MAIL_STEPS = ("intent", "accepted", "refused", "deferred")
_FIGURES = partial(
    _members,
    {
        "earned": _optional(_flag),
        "percent": _optional(_WORD),
        "reason": _optional(_PARAGRAPH),
        **dict.fromkeys(("expected", "attended", "late", "excused", "missed", "minutes"), _optional(_amount)),
    },
    frozenset({"earned"}),
)

RULES: Mapping[str, KindRules] = {
    Kind.SCAN: _SCAN,
    Kind.EXIT: _SCAN,
    Kind.UNDO: _rules("ref"),
    Kind.MARK: _rules(
        "participant",
        "session",
        status_required=partial(_choice, ("present", "absent")),
        at=time_fault,
    ),
    Kind.EXCUSE: _rules(
        "participant", **_DAYS, granted_by=_optional(_LINE), paper=_optional(_flag), due=_optional(day_fault)
    ),
    Kind.ADD: _rules(
        "participant",
        "code",
        name_required=_NAME,
        country=_optional(_WORD),
        institution=_optional(_LINE),
        role=_optional(_WORD),
    ),
    Kind.RENAME: _rules("participant", name_required=_NAME, was=_optional(_LINE)),
    Kind.MERGE: _rules("participant", into_required=_uuid),
    Kind.REISSUE: _rules("participant", "code", new_required=partial(_some_text, 100)),
    Kind.WITHDRAW: _rules("participant", **_DAYS),
    Kind.REINSTATE: _rules("participant", **_DAYS),
    Kind.LOAD: _rules(
        revision=_COUNT, files=partial(_texts, 100, 1_000), people=_PEOPLE_OR_SESSIONS, sessions=_PEOPLE_OR_SESSIONS
    ),
    Kind.SESSION_CLOSE: _rules("session", rest_required=partial(_choice, ("absent", "excused"))),
    Kind.SESSION_SHIFT: _rules("session", **_TIMES),
    Kind.SESSION_MOVE: _rules("session", **_TIMES),
    Kind.SESSION_CANCEL: _rules("session"),
    Kind.SESSION_MERGE: _rules("session", into_required=partial(_some_text, 1_000)),
    Kind.PRINT: _rules("participant", "code", design=_LINE, sheet=_LINE, run=_WORD, imprint=_LINE),
    Kind.PROOF: _rules("participant", name_required=_NAME),
    Kind.DECIDE: _rules("participant", earned_required=_flag),
    Kind.ISSUE: _rules(
        "participant",
        code_required=partial(_some_text, 100),
        place_required=partial(_number, 0, 10**7),
        name_required=_NAME,
        said_required=partial(_members, dict.fromkeys(_SAID, _PARAGRAPH), frozenset(_SAID)),
        signed_required=partial(_hex, 16_000),
        sealed_required=partial(_text, 10_000),
        figures_required=_FIGURES,
        page=_optional(_LINE),
        printed=_optional(wrong_page),
    ),
    Kind.REVOKE: _rules("participant", "ref"),
    Kind.DUPLICATE: _rules("participant", "ref"),
    Kind.DELIVER: _rules("participant", "ref"),
    Kind.MAIL: _rules(
        "participant",
        what_required=partial(_some_text, 40),
        step_required=partial(_choice, MAIL_STEPS),
        about=_LINE,
        to=_LINE,
        message_id=_LINE,
        by=_WORD,
        answer=_PARAGRAPH,
    ),
    Kind.NOTE: _rules(text=_PARAGRAPH, lost=partial(_texts, 1_000, 100)),
    Kind.CLOCK: _rules(moved_ms=_MS, moved_since_start_ms=_MS, behind_newest_ms=_MS),
}

# What the facts of one kind must be among each other.
_TOGETHER: Mapping[str, Callable[[Event, Mapping[str, object]], str]] = {
    Kind.EXCUSE: _excuse,
    Kind.MAIL: _mail,
    Kind.REISSUE: _reissue,
    Kind.NOTE: _note,
    Kind.ISSUE: _issue,
    Kind.SESSION_SHIFT: _session_times,
    Kind.SESSION_MOVE: _session_times,
}


def _offset(value: object) -> str:
    return "" if isinstance(value, str) and _OFFSET.fullmatch(value) else "is not an offset"


def _repeated(check: Check) -> Check:
    """Remember the answers about values that most events share, such as a door or a person."""
    return lru_cache(maxsize=4096, typed=True)(check)


FIELD_CHECKS: Mapping[str, Check] = {
    "event_id": _uuid,
    "kind": _repeated(partial(_some_text, 40)),
    "session": _repeated(_LINE),
    "participant": _repeated(_uuid),
    "code": _repeated(partial(_text, 8_000)),
    "verdict": _repeated(partial(_text, 40)),
    "how": _repeated(partial(_text, 40)),
    "at": time_fault,
    "tz": _repeated(_offset),
    "mono": _MS,
    "hub_offset": _MS,
    "hub_offset_age": _MS,
    "ref": _uuid,
    "reason": _PARAGRAPH,
    "actor": _repeated(_LINE),
    "door": _repeated(_LINE),
    "roster_rev": _repeated(partial(_number, 0, 2**53)),
}
_NEVER_NONE = frozenset({"event_id", "kind", "at", "tz", "mono"})
_NAMES, _CHECKS, _VALUES = tuple(FIELD_CHECKS), tuple(FIELD_CHECKS.values()), attrgetter(*FIELD_CHECKS)


def content_fault(event: Event) -> str:
    """Return what is wrong in the content of an event, or an empty text."""
    for name, check, value in zip(_NAMES, _CHECKS, _VALUES(event), strict=True):
        if value is None and name not in _NEVER_NONE:
            continue
        if wrong := check(value):
            return f"has a {name} that {wrong}"
    if event.kind == SET_ASIDE:
        return "has a kind that is reserved"
    facts: dict[str, object] = {}
    if event.facts is not None:
        try:
            facts = read_facts(event.facts)
        except (ValueError, RecursionError) as error:
            return f"has facts that cannot be read: {error}" if str(error) else "has facts that cannot be read"
    rules = RULES.get(event.kind)
    return "" if rules is None else _kind_fault(event, rules, facts)


def _kind_fault(event: Event, rules: KindRules, facts: Mapping[str, object]) -> str:
    for name in rules.needs:
        if not getattr(event, name):
            return f"lacks {name}"
    for name in rules.required:
        if name not in facts:
            return f"lacks the fact {name}"
    for name, check in rules.facts.items():
        if name in facts and (wrong := check(facts[name])):
            return f"has a fact {name} that {wrong}"
    together = _TOGETHER.get(event.kind)
    try:
        return together(event, facts) if together else ""
    except (ValueError, RecursionError):
        return "has facts that do not fit together"


def read_facts(text: str) -> dict[str, object]:
    """Read facts as strictly as every reader must: JSON that means the same to Python, SQLite and PostgreSQL.

    Raises :class:`ValueError` for any other text.
    """
    facts = _DECODER.decode(text)
    if not isinstance(facts, dict):
        raise ValueError("they are no object")  # noqa: TRY004 - one kind of error for the caller
    waiting: list[tuple[object, int]] = [(facts, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError("they are nested too deep")
        if isinstance(value, dict):
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list):
            waiting += [(one, depth + 1) for one in value]
        elif isinstance(value, float) and not math.isfinite(value):
            raise ValueError("they hold a number without an end")
    if "\\u" in text:
        canonical(facts).encode()  # half of a surrogate pair behind an escape raises UnicodeEncodeError
        if "\\u0000" in text and _has_nul(facts):
            raise ValueError("they hold a NUL")
    return facts


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any("\0" in name or _has_nul(one) for name, one in value.items())
    return any(map(_has_nul, value)) if isinstance(value, list) else isinstance(value, str) and "\0" in value


def _no_constant(name: str) -> object:
    raise ValueError(f"they hold {name}")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in them")
    return made


_DECODER = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_unique)
