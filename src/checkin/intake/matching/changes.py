"""Match the people of a file with the people of the record's roster. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from math import isclose
from typing import Any

from checkin.core.codes import LENGTH, extract_letters
from checkin.core.course import Participant, Session
from checkin.core.text import TranslatableText, fold, sentence
from checkin.intake.matching.name_agreement import names_agree
from checkin.intake.matching.programme_shift import Cause
from checkin.intake.matching.unsaid import unsaid_facts


@dataclass(frozen=True, slots=True)
class Changed:
    """One person as the record has them and as they shall be, with the names of the fields that differ."""

    before: Participant
    after: Participant
    fields: tuple[str, ...]


class Held(StrEnum):
    """How the record has a person whom no row of a file is."""

    OFF_LIST = "off_list"
    ADDED = "added"  # at a door, not by a list
    LISTED = "listed"  # the file is a part of the list


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What a file would do to the roster. ``order`` is the file's order, by the record's ids and new people."""

    added: tuple[Participant, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[Participant, ...]
    unlisted: tuple[Participant, ...]
    order: tuple[Participant, ...]
    doubtful: tuple[
        tuple[Participant, Participant, TranslatableText], ...
    ] = ()  # before, after, and what they have in common
    by_name: tuple[tuple[Participant, Participant], ...] = ()  # before and after, with keys of another person
    held: tuple[tuple[Participant, Held], ...] = ()  # the people whom no row of the file is
    attended: Mapping[str, int] = field(default_factory=dict)  # the sessions with an entry of each of them
    # How many people keep a field for which the file has no column.
    kept: Mapping[str, int] = field(default_factory=dict)

    @property
    def new_or_changed(self) -> list[Participant]:
        """Return the people whom the file adds or changes, with their new values."""
        return [*self.added, *(item.after for item in self.changed)]


@dataclass(frozen=True, slots=True)
class ProgrammeChange:
    """What a file would do to the programme."""

    added: tuple[Session, ...]
    changed: tuple[Session, ...]
    unchanged: tuple[Session, ...]
    unlisted: tuple[Session, ...]
    before: Mapping[str, Session] = field(default_factory=dict)  # the changed sessions as they were
    attended: Mapping[str, int] = field(default_factory=dict)  # how many people attended an unlisted session
    shift: Cause = Cause.NONE  # why the whole programme has moved
    # Changed sessions whose time or room was set by hand, as they are held; None for one cancelled or merged.
    by_hand: Mapping[str, Session | None] = field(default_factory=dict)
    renumbered: tuple[Session, ...] = ()  # sessions that have another id in the file than in the record
    kept: frozenset[str] = frozenset()  # unlisted sessions that are held all the same
    # How many sessions keep a field for which the file has no column.
    kept_fields: Mapping[str, int] = field(default_factory=dict)


def when_and_where(session: Session) -> tuple[datetime, datetime, str]:
    """Return what a person can set by hand for a session: its start, its end and its room."""
    return session.starts_at, session.ends_at, session.room


def changed_fields(before: Session, after: Session) -> tuple[str, ...]:
    """Return the names of the fields in which a session has changed."""
    names = (item.name for item in fields(Session) if item.name != "id")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


Key = Callable[[Participant], Hashable | None]
_WORD = re.compile(r"\w+")
SAME_NAME = sentence("name")
_FIELDS = tuple(field.name for field in fields(Participant))
_TEXTS = ("own_id", "institution", "position", "note")  # that a spreadsheet can take for a number
_CORRECTABLE = ("name", "given_names", "family_names", "note", "withdrawn")
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{1,20})?(?:[eE][+-]?\d{1,2})?")
_NOT_SAID = frozenset({"id", "code", "facts"})  # the record gives the first two, and facts are compared as a set


def compare(
    existing: Sequence[Participant],
    incoming: Sequence[Participant],
    *,
    renamed: Collection[str] = (),
    substituted: Collection[str] = (),
    current: Collection[Participant] = (),
    silent: Collection[str] = (),
    headings: Collection[str] | None = None,
    partial: bool = False,
) -> RosterChange:
    """Recognise people by a code of ours, else own id, e-mail, own code, or full name with country.

    A key that several people share on either side, like an office's e-mail, identifies nobody; two people are never
    made one. What a file does not say of a person's own id and code stays as it was.

    Where a key agrees and the names do not, or only the name and not the country, it is doubtful whether the person is
    the same: the codes in ``renamed`` say that it is, those in ``substituted`` that another person came instead. If the
    keys of listed people have moved among them, as running numbers do, their names tell who is who. ``current`` are the
    people with all corrections by hand: what a list exported from here repeats of these is no change of the list.
    ``silent`` are the fields for which the file has no column: everybody keeps what the list before said. So do
    extra facts whose heading is not among the ``headings``, which are lookup keys; None keeps none. In a
    ``partial`` list a namesake of another country is another person.
    """
    now = {person.id: person for person in current}
    minted = {person.code: person for person in existing if person.code}
    rows = [_returned(person, minted) for person in incoming]
    gone = {place for place, person in enumerate(existing) if person.code in substituted}
    matched = _matches(existing, rows, gone)
    checked = {place: now[one.id].name for place, one in enumerate(existing) if one.id in now}
    matched |= _by_checked_name(existing, rows, matched, checked, gone)
    moved = _moved_keys(existing, rows, matched, renamed)
    matched = {place: before for place, before in matched.items() if before not in moved.values()} | moved
    doubtful = tuple(
        (existing[before], rows[place], key)
        for place, before in matched.items()
        if existing[before].code not in renamed
        and (key := _doubtful_key(existing[before], rows[place], checked.get(before, "")))
    )
    if partial:
        others = {id(row) for _, row, key in doubtful if key is SAME_NAME}
        matched = {place: before for place, before in matched.items() if id(rows[place]) not in others}
        doubtful = tuple(doubt for doubt in doubtful if doubt[2] is not SAME_NAME)
    added, changed, unchanged, order = [], [], [], []
    stays: Counter[str] = Counter()
    for place, person in enumerate(rows):
        if place not in matched:
            added.append(person)
            order.append(person)
            continue
        before = existing[matched[place]]
        kept = tuple(name for name in _FIELDS if name in silent and getattr(before, name) != getattr(person, name))
        stays.update(kept)
        person = replace(person, **{name: getattr(before, name) for name in kept})
        if facts := unsaid_facts(before, person, headings):
            stays["facts"] += 1
            person = replace(person, facts={**facts, **person.facts})
        after = _after(before, person, now.get(before.id, before))
        order.append(after)
        different = tuple(name for name in _FIELDS if getattr(before, name) != getattr(after, name))
        if different:
            changed.append(Changed(before, after, different))
        else:
            unchanged.append(after)
    by_name = tuple((existing[before], rows[place]) for place, before in moved.items())
    taken = set(matched.values())
    unlisted = [person for place, person in enumerate(existing) if place not in taken]
    return RosterChange(
        tuple(added), tuple(changed), tuple(unchanged), tuple(unlisted), tuple(order), doubtful, by_name, kept=stays
    )


def _returned(person: Participant, minted: Mapping[str, Participant]) -> Participant:
    """Drop the own code of a row that holds a code made by checkin, as in a roster exported from here."""
    letters = extract_letters(person.own_code)
    if len(letters) == LENGTH and letters in minted:
        return replace(person, own_code="", code=letters)
    return person


def _after(before: Participant, person: Participant, now: Participant) -> Participant:
    if person.code:
        repeated = {name: getattr(before, name) for name in _CORRECTABLE if getattr(person, name) == getattr(now, name)}
        person = _with_digits(before, replace(person, **repeated))
    return replace(
        person,
        id=before.id,
        code=before.code,
        own_id=person.own_id or before.own_id,
        own_code=person.own_code or before.own_code,
    )


def _with_digits(before: Participant, person: Participant) -> Participant:
    """Return a row of checkin's own list with the texts that a spreadsheet has turned into numbers, 007 into 7."""
    texts: dict[str, Any] = {name: _text_of(getattr(before, name), getattr(person, name)) for name in _TEXTS}
    facts = {name: _text_of(before.facts.get(name, ""), text) for name, text in person.facts.items()}
    return replace(person, **texts, facts=facts)


def _text_of(before: str, after: str) -> str:
    return before if before != after and _is_same_number(before, after) else after


def _is_same_number(one: str, other: str) -> bool:
    if not (_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)):
        return False
    return isclose(float(one.replace(",", ".")), float(other.replace(",", ".")), rel_tol=1e-14)


def _doubtful_key(before: Participant, after: Participant, checked: str) -> TranslatableText | None:
    """Return what a person and a row have in common, if it is doubtful that they are the same; else None.

    ``checked`` is the person's name after a correction by hand.
    """
    same_email = before.email and fold(before.email) == fold(after.email)
    if names_agree(before.name, after.name) or fold(checked) == fold(after.name):
        if not before.country or not after.country or before.country == after.country:
            return None
        same_id = before.own_id and before.own_id == after.own_id
        return None if same_email or same_id or after.code else SAME_NAME
    if before.own_id and before.own_id == after.own_id:
        return sentence("id {id}", id=after.own_id)
    return sentence("e-mail {email}", email=after.email) if same_email else sentence("code")


def _moved_keys(
    existing: Sequence[Participant],
    incoming: Sequence[Participant],
    matched: Mapping[int, int],
    renamed: Collection[str],
) -> dict[int, int]:
    """Map rows that hold the key of another person to the person of their own name, who is left without a row."""
    others = {
        place: before
        for place, before in matched.items()
        if existing[before].code not in renamed and not names_agree(existing[before].name, incoming[place].name)
    }
    held, offered = _unique(existing, _named), _unique(incoming, _named)
    free = set(range(len(existing))).difference(matched.values()) | set(others.values())
    return {
        place: held[name]
        for name, place in offered.items()
        if place in others and held.get(name, -1) in free and not incoming[place].code
    }


def _matches(
    existing: Sequence[Participant], incoming: Sequence[Participant], gone: Collection[int] = ()
) -> dict[int, int]:
    """Map the index of each recognised person in ``incoming`` to their index in ``existing``."""
    found: dict[int, int] = {}
    for key, agree in _STAGES:
        free = set(range(len(existing))).difference(found.values(), gone)
        # Counted over everybody, so that the last of two who share a key is not taken for the other.
        held, offered = _unique(existing, key), _unique(incoming, key)
        for value, place in offered.items():
            before = held.get(value, -1)
            if place not in found and before in free and agree(existing[before], incoming[place]):
                found[place] = before
    _match_namesakes(existing, incoming, found, gone)
    for key in _CORRECTED:
        free = set(range(len(existing))).difference(found.values(), gone)
        held, offered = _unique(existing, key), _unique(incoming, key)
        for value, place in offered.items():
            before = held.get(value, -1)
            if place not in found and before in free and _nothing_differs(existing[before], incoming[place]):
                found[place] = before
    return found


def _by_checked_name(
    existing: Sequence[Participant],
    incoming: Sequence[Participant],
    found: Mapping[int, int],
    checked: Mapping[int, str],
    gone: Collection[int],
) -> dict[int, int]:
    """Map rows that nobody was recognised in to the person whose name was corrected by hand to that of the row."""
    free = set(checked).difference(found.values(), gone)
    named = [replace(one, name=checked.get(place, one.name)) for place, one in enumerate(existing)]
    held, offered = _unique(named, _named), _unique(incoming, _named)
    return {
        place: held[name]
        for name, place in offered.items()
        if place not in found and held.get(name, -1) in free and _ids_agree(named[held[name]], incoming[place])
    }


def _unique(people: Iterable[Participant], key: Key) -> dict[Hashable, int]:
    values = [key(person) for person in people]
    count = Counter(values)
    return {value: place for place, value in enumerate(values) if value is not None and count[value] == 1}


def _ids_agree(before: Participant, after: Participant) -> bool:
    """Return True unless the registration numbers show two different people."""
    if not before.own_id or not after.own_id or before.own_id == after.own_id:
        return True
    return bool(after.code) and _is_same_number(before.own_id, after.own_id)


def _same_person(before: Participant, after: Participant) -> bool:
    """With an e-mail and a name in common, a new registration number is a new registration of the same person."""
    return _ids_agree(before, after) or fold(before.name) == fold(after.name)


_STAGES: tuple[tuple[Key, Callable[[Participant, Participant], bool]], ...] = (
    (lambda person: person.code or None, _ids_agree),  # only a list exported from here has codes of ours
    (lambda person: person.own_id or None, lambda before, after: True),
    (lambda person: fold(person.email) or None, _same_person),
    (lambda person: person.own_code or None, _ids_agree),
)


def _nothing_differs(before: Participant, after: Participant) -> bool:
    """Return True if ids and e-mails agree, as far as both sides have them."""
    emails = {fold(person.email) for person in (before, after) if person.email}
    return len(emails) < 2 and _ids_agree(before, after)


# Who is left over is recognised after a correction of the country or of the order of the names.
_CORRECTED: tuple[Key, ...] = (
    lambda person: (frozenset(_WORD.findall(fold(person.name))), person.country),
    lambda person: fold(person.name),
)


def _match_namesakes(
    existing: Sequence[Participant], incoming: Sequence[Participant], found: dict[int, int], gone: Collection[int]
) -> None:
    """Match those left over by full name with country, where that leaves no doubt.

    Rows that say exactly what the record says come first, so that loading a file twice changes nothing even where
    namesakes are in doubt. Then one is taken for one.
    """
    taken = {*found.values(), *gone}
    named: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, person in enumerate(incoming):
        if place not in found:
            named[_named(person)][1].append(place)
    for place, person in enumerate(existing):
        if place not in taken and _named(person) in named:
            named[_named(person)][0].append(place)
    for held, offered in named.values():
        said: dict[Hashable, list[int]] = defaultdict(list)
        for place in reversed(held):
            said[_said(existing[place])].append(place)
        for place in offered:
            if alike := said[_said(incoming[place])]:
                found[place] = alike.pop()
        left = [place for places in said.values() for place in places]
        new = [place for place in offered if place not in found]
        if len(left) == len(new) == 1 and _ids_agree(existing[left[0]], incoming[new[0]]):
            found[new[0]] = left[0]


def _named(person: Participant) -> Hashable:
    return fold(person.name), person.country


def _said(person: Participant) -> Hashable:
    """All that a roster says of somebody."""
    return (*(getattr(person, name) for name in _FIELDS if name not in _NOT_SAID), frozenset(person.facts.items()))


def compare_sessions(existing: Sequence[Session], incoming: Sequence[Session]) -> ProgrammeChange:
    """Compare sessions by their ids; :func:`match_sessions` has given the file's sessions the ids of the record."""
    held = {session.id: session for session in existing}
    brought = {session.id for session in incoming}
    changed = tuple(session for session in incoming if session.id in held and held[session.id] != session)
    return ProgrammeChange(
        added=tuple(session for session in incoming if session.id not in held),
        changed=changed,
        unchanged=tuple(session for session in incoming if held.get(session.id) == session),
        unlisted=tuple(session for session in existing if session.id not in brought),
        before={session.id: held[session.id] for session in changed},
    )
