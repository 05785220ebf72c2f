"""Check the content of events: one table of kinds with their fields, types, formats, ranges and lengths.

Pure. Every event from elsewhere and every event that is recorded here passes :func:`content_fault`. The form of an
event (segment, number, hash, size) is checked by :func:`checkin.core.events.validate_event`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter

from checkin.core.events import SET_ASIDE, Event, Kind
from checkin.core.facts_json import read_facts
from checkin.core.printed_page import wrong_page
from checkin.core.value_checks import (
    Check,
    amount_fault,
    choice_fault,
    day_fault,
    filled_text_fault,
    flag_fault,
    hex_fault,
    members_fault,
    number_fault,
    optional,
    text_fault,
    texts_fault,
    time_fault,
    uuid_fault,
)

_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
_LONGEST_SESSION = timedelta(days=31)
_MILLISECONDS = 10**15  # 30,000 years

_WORD, _LINE, _PARAGRAPH = partial(text_fault, 100), partial(text_fault, 1_000), partial(text_fault, 16_000)
_NAME = partial(filled_text_fault, 1_000)
_COUNT = partial(number_fault, 0, 10**9)
_MS = partial(number_fault, -_MILLISECONDS, _MILLISECONDS)
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
    "room": optional(_LINE),
    "minutes": partial(number_fault, -(10**6), 10**6),
    "only": partial(choice_fault, ("time", "room")),
}
_PEOPLE_OR_SESSIONS = partial(members_fault, {}, frozenset())
_DAYS: dict[str, Check] = {"from": day_fault, "to": day_fault}
_SCAN = _rules("verdict", shape=_WORD, moved_from=uuid_fault, untimed=flag_fault)
# A letter is announced, then accepted, refused or deferred. An announcement without one of these is in doubt.
MAIL_STEPS = ("intent", "accepted", "refused", "deferred")
_FIGURES = partial(
    members_fault,
    {
        "earned": optional(flag_fault),
        "percent": optional(_WORD),
        "reason": optional(_PARAGRAPH),
        **dict.fromkeys(("expected", "attended", "late", "excused", "missed", "minutes"), optional(amount_fault)),
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
        status_required=partial(choice_fault, ("present", "absent")),
        at=time_fault,
    ),
    Kind.EXCUSE: _rules(
        "participant", **_DAYS, granted_by=optional(_LINE), paper=optional(flag_fault), due=optional(day_fault)
    ),
    Kind.ADD: _rules(
        "participant",
        "code",
        name_required=_NAME,
        country=optional(_WORD),
        institution=optional(_LINE),
        role=optional(_WORD),
    ),
    Kind.RENAME: _rules("participant", name_required=_NAME, was=optional(_LINE)),
    Kind.MERGE: _rules("participant", into_required=uuid_fault),
    Kind.REISSUE: _rules("participant", "code", new_required=partial(filled_text_fault, 100)),
    Kind.WITHDRAW: _rules("participant", **_DAYS),
    Kind.REINSTATE: _rules("participant", **_DAYS),
    Kind.LOAD: _rules(
        revision=_COUNT,
        files=partial(texts_fault, 100, 1_000),
        people=_PEOPLE_OR_SESSIONS,
        sessions=_PEOPLE_OR_SESSIONS,
    ),
    Kind.SESSION_CLOSE: _rules("session", rest_required=partial(choice_fault, ("absent", "excused"))),
    Kind.SESSION_SHIFT: _rules("session", **_TIMES),
    Kind.SESSION_MOVE: _rules("session", **_TIMES),
    Kind.SESSION_CANCEL: _rules("session"),
    Kind.SESSION_MERGE: _rules("session", into_required=partial(filled_text_fault, 1_000)),
    Kind.PRINT: _rules("participant", "code", design=_LINE, sheet=_LINE, run=_WORD, imprint=_LINE),
    Kind.PROOF: _rules("participant", name_required=_NAME),
    Kind.DECIDE: _rules("participant", earned_required=flag_fault),
    Kind.ISSUE: _rules(
        "participant",
        code_required=partial(filled_text_fault, 100),
        place_required=partial(number_fault, 0, 10**7),
        name_required=_NAME,
        said_required=partial(members_fault, dict.fromkeys(_SAID, _PARAGRAPH), frozenset(_SAID)),
        signed_required=partial(hex_fault, 16_000),
        sealed_required=partial(text_fault, 10_000),
        figures_required=_FIGURES,
        page=optional(_LINE),
        printed=optional(wrong_page),
    ),
    Kind.REVOKE: _rules("participant", "ref"),
    Kind.DUPLICATE: _rules("participant", "ref"),
    Kind.DELIVER: _rules("participant", "ref"),
    Kind.MAIL: _rules(
        "participant",
        what_required=partial(filled_text_fault, 40),
        step_required=partial(choice_fault, MAIL_STEPS),
        about=_LINE,
        to=_LINE,
        message_id=_LINE,
        by=_WORD,
        answer=_PARAGRAPH,
    ),
    Kind.NOTE: _rules(text=_PARAGRAPH, lost=partial(texts_fault, 1_000, 100)),
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
    "event_id": uuid_fault,
    "kind": _repeated(partial(filled_text_fault, 40)),
    "session": _repeated(_LINE),
    "participant": _repeated(uuid_fault),
    "code": _repeated(partial(text_fault, 8_000)),
    "verdict": _repeated(partial(text_fault, 40)),
    "how": _repeated(partial(text_fault, 40)),
    "at": time_fault,
    "tz": _repeated(_offset),
    "mono": _MS,
    "hub_offset": _MS,
    "hub_offset_age": _MS,
    "ref": uuid_fault,
    "reason": _PARAGRAPH,
    "actor": _repeated(_LINE),
    "door": _repeated(_LINE),
    "roster_rev": _repeated(partial(number_fault, 0, 2**53)),
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
