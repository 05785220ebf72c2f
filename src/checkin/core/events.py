"""Define the events of the record: their kinds, canonical form and hash chain.

Pure. The clock, the random bits and the disk are the callers'.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import chain, takewhile
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from uuid import UUID


class Kind(StrEnum):
    """The kinds of events. A kind from a newer version is stored and passed on unchanged."""

    SCAN = "scan"
    EXIT = "exit"
    UNDO = "undo"
    MARK = "mark"
    EXCUSE = "excuse"
    ADD = "add"
    RENAME = "rename"
    MERGE = "merge"
    REISSUE = "reissue"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    LOAD = "load"
    SESSION_CLOSE = "session_close"
    SESSION_SHIFT = "session_shift"
    SESSION_CANCEL = "session_cancel"
    SESSION_MERGE = "session_merge"
    SESSION_MOVE = "session_move"
    PRINT = "print"
    PROOF = "proof"
    DECIDE = "decide"
    ISSUE = "issue"
    REVOKE = "revoke"
    DUPLICATE = "duplicate"
    DELIVER = "deliver"
    MAIL = "mail"
    NOTE = "note"
    CLOCK = "clock"


# The kind of the row that replaces a rejected event. No event may have this kind.
SET_ASIDE = "set_aside"
# Raise this number whenever a rule in ``event_rules`` changes: every record is checked once more when it is opened.
# It is here because every opening reads it, and few need the rules.
RULES_VERSION = 7


class EventSource(StrEnum):
    """The way in which an event came about."""

    SCANNED = "scanned"
    TYPED = "typed"
    SEARCHED = "searched"
    PAPER = "paper"
    IMPORT = "import"
    CORRECTION = "correction"

    @classmethod
    def of(cls, word: str | None) -> "EventSource | None":
        """Return the source of that name. None for no word, or a word of another version."""
        return next((source for source in cls if source == word), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened, not yet in the record. ``at`` None is the moment it is recorded.

    ``ref`` names the event that this one undoes or takes the place of.
    """

    kind: Kind
    session: str | None = None
    participant: str | None = None
    code: str | None = None
    verdict: str | None = None
    how: EventSource | None = None
    at: datetime | None = None
    ref: str | None = None
    reason: str | None = None
    actor: str | None = None
    door: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


class Event(NamedTuple):
    """One row of the record, as it is stored, sent and hashed. A tuple, since records and hubs hold very many.

    ``at`` is UTC with milliseconds (``2026-03-09T12:30:00.000Z``), ``tz`` the offset shown there, ``mono``
    milliseconds since the segment began, ``hub_offset`` the last measured difference to the hub's clock and
    ``hub_offset_age`` its age, both in milliseconds. ``facts`` is canonical JSON.
    """

    segment: str
    seq: int
    event_id: str
    kind: str
    session: str | None
    participant: str | None
    code: str | None
    verdict: str | None
    how: str | None
    at: str
    tz: str
    mono: int
    hub_offset: int | None
    hub_offset_age: int | None
    ref: str | None
    reason: str | None
    actor: str | None
    door: str | None
    roster_rev: int | None
    facts: str | None
    hash: str = ""

    def read_facts(self) -> dict[str, Any]:
        """Return the facts, read from their JSON."""
        found: dict[str, Any] = json.loads(self.facts or "{}")
        return found

    def chained(self, previous: str) -> str:
        """Return the expected hash: BLAKE2b over the hash before and this event's canonical JSON.

        The first event of a segment follows the segment's own id.
        """
        text = previous + CANONICAL % tuple(map(canonical_value, _hashed(self)))
        return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()


FIELDS = Event._fields

# The canonical JSON of an event, with a place for each value: half of the time that an encoder takes.
HASHED = sorted(FIELDS[:-1])
CANONICAL = "{" + ",".join(f'"{name}":%s' for name in HASHED) + "}"
_hashed = attrgetter(*HASHED)

WHOLE = ("seq", "mono", "hub_offset", "hub_offset_age", "roster_rev")
TEXTS = tuple(name for name in FIELDS if name not in WHOLE)
ALWAYS = frozenset({"segment", "seq", "event_id", "kind", "at", "tz", "mono", "hash"})
SEGMENT, HASH = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{64}")
LARGEST, LAST_SEQ = 2**63, 2**31 - 1
_text_attributes = attrgetter(*TEXTS)
_all_values, _whole_values, _text_values = itemgetter(*FIELDS), itemgetter(*WHOLE), itemgetter(*TEXTS)
# All texts of one event together, in UTF-8. No event that checkin makes comes near it.
MAX_EVENT_BYTES = 65_536
_HASH_LETTERS = 64


def validate_event(values: Mapping[str, object]) -> Event:
    """Return an event from elsewhere whose form is right: it can be stored, chained and sent.

    Raise :class:`ValueError` with what is wrong. The content is checked by
    :func:`checkin.core.event_rules.content_fault`.
    """
    try:
        kept = _all_values(values)
    except KeyError as error:
        raise ValueError(f"lacks {error.args[0]}") from None
    if fault := _type_fault(tuple(map(type, kept))):
        raise ValueError(fault)
    for value in _whole_values(values):
        if value is not None and not -LARGEST <= value < LARGEST:
            raise ValueError("has a number that is too large")
    event = Event._make(kept)
    _require_form(event, "".join(filter(None, _text_values(values))))
    return event


@lru_cache(maxsize=1024)
def _type_fault(types: tuple[type, ...]) -> str:
    """Return which of the values has a type that is not allowed, or an empty text. Few combinations ever occur."""
    for name, found in zip(FIELDS, types, strict=True):
        if found is type(None) and name not in ALWAYS:
            continue
        if name in WHOLE and found is not int:
            return f"has a {name} that is no number"
        if name not in WHOLE and not issubclass(found, str):
            return f"has a {name} that is no text"
    return ""


def copy_event(event: Event, facts: Mapping[str, object]) -> NewEvent:
    """Return a new event with the content of a recorded one, at its time, and other facts."""
    return NewEvent(
        kind=Kind(event.kind),
        session=event.session,
        participant=event.participant,
        code=event.code,
        verdict=event.verdict,
        how=EventSource.of(event.how),
        at=parse_time(event.at),
        ref=event.ref,
        reason=event.reason,
        actor=event.actor,
        door=event.door,
        facts=facts,
    )


def is_too_large(event: Event) -> bool:
    """Return True if no other holder of events would take an event, because of its size."""
    text = "".join(_texts_of([event]))
    return len(text.encode("utf-8", "replace")) + _HASH_LETTERS > MAX_EVENT_BYTES


def _require_form(event: Event, text: str) -> None:
    if not SEGMENT.fullmatch(event.segment) or not HASH.fullmatch(event.hash):
        raise ValueError("has a segment or a hash that is none")
    if not 1 <= event.seq <= LAST_SEQ:
        raise ValueError("has a number that is none")
    if len(text) > MAX_EVENT_BYTES or (not text.isascii() and len(text.encode("utf-8", "replace")) > MAX_EVENT_BYTES):
        raise ValueError("has more than 64 kB")
    if not is_storable(text):
        raise ValueError("has a text that cannot be kept")


def transferable(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events before the first one that another holder of events could not store."""
    if is_storable("".join(_texts_of(events))):
        return events
    return tuple(takewhile(lambda event: is_storable("".join(_texts_of([event]))), events))


def _texts_of(events: Iterable[Event]) -> Iterator[str]:
    return filter(None, chain.from_iterable(map(_text_attributes, events)))


def is_storable(text: str) -> bool:
    """Return True for a text with no NUL and no half of a surrogate pair, which a database does not take."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_value(value: object) -> str:
    """Return one value of an event as JSON, the same text on every machine."""
    if value.__class__ is str:
        return encode_basestring(value)
    return "null" if value is None else str(value) if value.__class__ is int else _ENCODER.encode(value)


def canonical(values: Mapping[str, object]) -> str:
    """Return JSON that is the same text on every machine: sorted keys, no spaces, unescaped letters."""
    return _ENCODER.encode(values)


def format_time(moment: datetime) -> str:
    """Format an aware time as the record stores it: UTC with milliseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_time(text: str) -> datetime:
    """Parse a time written by :func:`format_time`; aware, in UTC."""
    return datetime.fromisoformat(text)


def offset(local: datetime) -> str:
    """Return the UTC offset of a local time, like ``-03:00``."""
    return local.isoformat(timespec="seconds")[-6:]


def uuid7(milliseconds: int, random: int) -> str:
    """Make a UUID version 7 (RFC 9562, section 5.7) from a Unix time in milliseconds and 74 random bits."""
    high, low = random >> 62 & 0xFFF, random & (1 << 62) - 1
    value = milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    return str(UUID(int=value))


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A text that was presented, and whether a scanner or a hand typed it."""

    text: str
    how: EventSource
