"""Who is who between the roster that the record holds and the one that a file brings. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from checkin.course import Participant, Session
from checkin.text import fold


@dataclass(frozen=True, slots=True)
class Changed:
    """One person as the record has them and as they shall be, with the names of the fields that differ."""

    before: Participant
    after: Participant
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What a file would do to the roster. ``order`` is the file's order, by the record's ids and new people."""

    added: tuple[Participant, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[Participant, ...]
    unlisted: tuple[Participant, ...]
    order: tuple[Participant, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeChange:
    """What a file would do to the programme."""

    added: tuple[Session, ...]
    changed: tuple[Session, ...]
    unchanged: tuple[Session, ...]
    unlisted: tuple[Session, ...]


Key = Callable[[Participant], object]


# In this order a person is recognised again.
_KEYS: tuple[Key, ...] = (
    lambda person: person.own_id or None,
    lambda person: fold(person.email) or None,
    lambda person: person.own_code or None,
    lambda person: (fold(person.name), person.country),
)


def compare(existing: Sequence[Participant], incoming: Sequence[Participant]) -> RosterChange:
    """Recognise people by own id, else e-mail, else code, else full name with country.

    Somebody who brings one of our own codes, as in a roster exported from here, is whoever holds it.
    A key that several people share on either side, like an office's e-mail, identifies nobody.
    """
    minted = {person.code: person for person in existing if person.code}
    matched = _matches(existing, incoming, minted)
    taken = {person.id for person in matched.values()}
    added, changed, unchanged, order = [], [], [], []
    for place, person in enumerate(incoming):
        before = matched.get(place)
        if before is None:
            added.append(person)
            order.append(person)
            continue
        after = replace(
            person,
            id=before.id,
            code=before.code,
            own_id=person.own_id or before.own_id,
            own_code=person.own_code or before.own_code,
        )
        different = tuple(f.name for f in fields(Participant) if getattr(before, f.name) != getattr(after, f.name))
        order.append(after)
        if different:
            changed.append(Changed(before, after, different))
        else:
            unchanged.append(after)
    unlisted = [person for person in existing if person.id not in taken]
    return RosterChange(tuple(added), tuple(changed), tuple(unchanged), tuple(unlisted), tuple(order))


def _matches(
    existing: Sequence[Participant], incoming: Sequence[Participant], minted: Mapping[str, Participant]
) -> dict[int, Participant]:
    found = {place: minted[person.code] for place, person in enumerate(incoming) if person.code in minted}
    for key in _KEYS:
        free = {person.id for person in existing} - {person.id for person in found.values()}
        # Keys are counted over everybody, so that the last of two who share one is not taken for the other.
        held = _unique(existing, key)
        offered = _unique(incoming, key)
        for value, person in offered.items():
            place, before = person[0], held.get(value)
            if place in found or before is None or before[1].id not in free:
                continue
            if not _contradict(before[1], person[1]):
                found[place] = before[1]
    return found


def _contradict(before: Participant, after: Participant) -> bool:
    """Two different registration numbers are two people, whatever else they share."""
    return bool(before.own_id and after.own_id and before.own_id != after.own_id)


def _unique(people: Iterable[Participant], key: Key) -> dict[object, tuple[int, Participant]]:
    listed = [(key(person), place, person) for place, person in enumerate(people)]
    count = Counter(value for value, _, _ in listed)
    return {value: (place, person) for value, place, person in listed if value is not None and count[value] == 1}


def compare_sessions(existing: Sequence[Session], incoming: Sequence[Session]) -> ProgrammeChange:
    """Recognise sessions by their ids."""
    held = {session.id: session for session in existing}
    brought = {session.id for session in incoming}
    return ProgrammeChange(
        added=tuple(session for session in incoming if session.id not in held),
        changed=tuple(session for session in incoming if session.id in held and held[session.id] != session),
        unchanged=tuple(session for session in incoming if held.get(session.id) == session),
        unlisted=tuple(session for session in existing if session.id not in brought),
    )
