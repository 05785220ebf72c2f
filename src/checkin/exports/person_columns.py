"""Define the columns of tables that say something of a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from checkin.core.course import Participant
from checkin.exports.table import Kind, Value

# What a table about people can say of a person, by key.
_PERSON: Mapping[str, tuple[Kind, Callable[[Participant], Value]]] = {
    "code": (Kind.TEXT, lambda person: person.code),
    "name": (Kind.TEXT, lambda person: person.name),
    "given_names": (Kind.TEXT, lambda person: person.given_names),
    "family_names": (Kind.TEXT, lambda person: person.family_names),
    "email": (Kind.TEXT, lambda person: person.email),
    "own_id": (Kind.TEXT, lambda person: person.own_id),
    "country": (Kind.COUNTRY, lambda person: person.country),
    "institution": (Kind.TEXT, lambda person: person.institution),
    "position": (Kind.TEXT, lambda person: person.position),
    "role": (Kind.WORD, lambda person: person.role.value),
    "groups": (Kind.TEXT, lambda person: ", ".join(person.groups)),
    "language": (Kind.LANGUAGE, lambda person: person.language),
    "status": (Kind.WORD, lambda person: "withdrawn" if person.withdrawn else "registered"),
    "note": (Kind.TEXT, lambda person: person.note),
    "photo": (Kind.TEXT, lambda person: person.photo),
}
# The keys that a course can add to a table about people.
EXTRA = ("given_names", "family_names", "email", "own_id", "institution", "position", "role", "groups", "language")


def with_extra(keys: Sequence[str], extra: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of a table with those that a course adds."""
    return tuple(dict.fromkeys((*keys, *extra)))


def kinds_of(keys: Iterable[str]) -> dict[str, Kind]:
    """Return the kinds of columns by their keys."""
    return {key: _PERSON[key][0] for key in keys}


def values_of(person: Participant, keys: Sequence[str]) -> tuple[Value, ...]:
    """Return what the columns say of a person."""
    return tuple([_PERSON[key][1](person) for key in keys])
