"""Check before a merge whether two people can be one person."""

import sqlite3
from collections.abc import Collection

from checkin.core.course import Participant
from checkin.core.errors import InputError
from checkin.core.text import clean, names_of
from checkin.store import event_log
from checkin.store.queries import certificates
from checkin.store.roster import programme


def shared_sessions(conn: sqlite3.Connection, person: Participant, other: Participant) -> list[str]:
    """Return the titles of the sessions to which both came, if both are on the participant list.

    A person who was added at a door may have been scanned with both badges.
    """
    if event_log.is_added(conn, person.id) or event_log.is_added(conn, other.id):
        return []
    both = event_log.attended_sessions(conn, person.id) & event_log.attended_sessions(conn, other.id)
    return _titles(conn, both)


def contradicted_sessions(conn: sqlite3.Connection, person: Participant, other: Participant) -> list[str]:
    """Return the titles of the sessions to which one came and at which the other is marked absent."""
    came, absent = event_log.attended_sessions, event_log.absent_sessions
    found = came(conn, person.id) & absent(conn, other.id) | came(conn, other.id) & absent(conn, person.id)
    return _titles(conn, found)


def _valid_certificates(conn: sqlite3.Connection, *people: Participant) -> list[str]:
    ids = {person.id for person in people}
    return [one.number for one in certificates.issued(conn) if one.valid and one.participant in ids]


def _titles(conn: sqlite3.Connection, ids: Collection[str]) -> list[str]:
    return [clean(one.title) for one in programme.loaded_sessions(conn) if one.id in ids]


def require_one_person(conn: sqlite3.Connection, person: Participant, other: Participant) -> None:
    """Raise :class:`InputError` if two people look like two, or if what is recorded of them contradicts itself."""
    if titles := shared_sessions(conn, person, other):
        raise InputError(
            "{name} and {other} are both on the participant list, and both came to {sessions}: they look like two "
            "people. Nothing was recorded. If they are one person, add --anyway.",
            name=clean(person.name),
            other=clean(other.name),
            sessions=names_of(titles),
        )
    if len(numbers := _valid_certificates(conn, person, other)) > 1:
        raise InputError(
            "{name} and {other} both hold a valid certificate: {numbers}. Nothing was recorded. If they are one "
            "person, revoke one of them first, or add --anyway.",
            name=clean(person.name),
            other=clean(other.name),
            numbers=names_of(numbers),
        )
    if titles := contradicted_sessions(conn, person, other):
        raise InputError(
            "{name} and {other}: one came to {sessions}, the other is marked absent there, and the mark would hold. "
            "Nothing was recorded. Correct the mark first, or add --anyway.",
            name=clean(person.name),
            other=clean(other.name),
            sessions=names_of(titles),
        )
