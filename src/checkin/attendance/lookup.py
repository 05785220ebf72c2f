"""Find the person whose code staff name, and suggest the nearest match when there is none."""

import sqlite3
from difflib import get_close_matches

from checkin.core.codes import extract_letters, format_code, normalise
from checkin.core.course import Participant
from checkin.core.errors import NotFoundError
from checkin.core.text import TranslatableList, TranslatableText, clean, sentence
from checkin.i18n.cldr import CountryName
from checkin.store.roster import participants
from checkin.store.roster.search import find_people

_MOST_NAMED = 5


def require_person(conn: sqlite3.Connection, code: str) -> Participant:
    """Return the holder of a badge code or a code of the list. Raises :class:`NotFoundError`.

    The record's own id of a person is good too: somebody may have no code, because another station gave it away.
    """
    for candidate in (normalise(code), extract_letters(code)):
        held = participants.find_code_holder(conn, candidate) if candidate else None
        if held is not None:
            return held[0]
    if (person := participants.by_id(conn, code.strip().lower())) is not None:
        return person
    raise _nobody(conn, normalise(code) or clean(code))


def _named(person: Participant) -> TranslatableText:
    """Return a person with country, institution and code, which tell namesakes apart."""
    name, code = clean(person.name), format_code(person.code or person.own_code)
    if not person.country:
        return sentence("{name} ({code})", name=name, code=code)
    country, institution = CountryName(person.country), clean(person.institution)
    if not institution:
        return sentence("{name}, {country} ({code})", name=name, country=country, code=code)
    return sentence(
        "{name}, {country}, {institution} ({code})", name=name, country=country, institution=institution, code=code
    )


def _nobody(conn: sqlite3.Connection, code: str) -> NotFoundError:
    holders: dict[str, Participant] = {}
    for person in participants.roster(conn, everybody=True):
        holders |= {held: person for held in (person.code, person.own_code) if held}
    close = get_close_matches(code, holders, n=1, cutoff=0.7)
    found = find_people(conn, code, _MOST_NAMED)
    if not close and found.is_exact:
        return NotFoundError(
            "{code} is not a code. People of such a name: {people}. Write the code.",
            code=code,
            people=TranslatableList(tuple(map(_named, found.people))),
        )
    if not close:
        return NotFoundError("Nobody on the participant list has the code {code}.", code=code)
    return NotFoundError(
        "Nobody on the participant list has the code {code}. The nearest is {nearest}: {name}.",
        code=code,
        nearest=close[0],
        name=clean(holders[close[0]].name),
    )
