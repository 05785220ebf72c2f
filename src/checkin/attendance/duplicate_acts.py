"""Find acts of two stations that a merge or a list would have refused at one: so that a director can settle them."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from checkin.attendance.summary import PersonAttendance
from checkin.core.codes import format_code
from checkin.core.course import Participant
from checkin.core.text import TranslatableText, clean, fold, sentence, translatable
from checkin.store.queries import certificates, open_questions
from checkin.store.roster import participants


def duplicate_acts(
    conn: sqlite3.Connection, found: Sequence[PersonAttendance], titles: Mapping[str, str]
) -> Iterator[TranslatableText]:
    """Yield what two stations did twice. ``found`` are everybody, ``titles`` those of the sessions by their ids."""
    yield from _session_merges_without_effect(conn, titles)
    yield from _added_twice(conn, [one.person for one in found])
    yield from issued_twice(conn)


def issued_twice(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    """Yield the valid certificates that share a number or a person, as two stations or a merge of people leave them."""
    for double in certificates.issued_twice(conn):
        shown = ", ".join(f"{one.number} {clean(one.facts['name'])}" for one in double)
        yield sentence(
            "More than one valid certificate for a person or a number: {names}. Revoke what is not right.", names=shown
        )


def codes_of_others(conn: sqlite3.Connection) -> Iterator[TranslatableText]:
    """Yield the badges that open the door for somebody else, as two stations leave them that drew one code."""
    names = {key: clean(name) for key, name in participants.loaded_names(conn).items()}
    added = open_questions.added_people(conn)
    listed = translatable(
        "A new badge of {name} has the code {code}, which belongs to {other}: the door takes it for {other}. "
        "Destroy this badge. 'checkin load' gives {name} another code."
    )
    by_hand = translatable(
        "A badge of {name}, who was added by hand, has the code {code}, which belongs to {other}: the door takes it "
        "for {other}. Destroy this badge. 'checkin reissue {id}' gives {name} another code."
    )
    for person, code, holder in open_questions.codes_of_others(conn):
        name, other = names.get(person, person), names.get(holder, holder)
        yield sentence(by_hand if person in added else listed, name=name, code=clean(code), other=other, id=person)


def _session_merges_without_effect(conn: sqlite3.Connection, titles: Mapping[str, str]) -> Iterator[TranslatableText]:
    for session, into in open_questions.session_merges_without_effect(conn):
        yield sentence(
            "{title}: recorded as held as part of {other}, which has no effect: another entry says otherwise. "
            "If it was so, undo that one; if not, undo this one.",
            title=clean(titles.get(session, session)),
            other=clean(titles.get(into, into)),
        )


def _added_twice(conn: sqlite3.Connection, people: Sequence[Participant]) -> Iterator[TranslatableText]:
    """Report people of one name and country of whom at least one was added by hand."""
    added = open_questions.added_people(conn)
    alike: dict[tuple[str, str], list[Participant]] = defaultdict(list)
    for person in people:
        alike[fold(person.name), person.country].append(person)
    for same in alike.values():
        by_hand = [person for person in same if person.id in added]
        if len(same) < 2 or not by_hand:
            continue
        stays = next((person for person in same if person.id not in added), same[0])
        for person in by_hand:
            if person is not stays:
                yield sentence(
                    "{name} was added by hand, and somebody of this name and country is on the list. If they are one "
                    "person: checkin merge {code} {other}",
                    name=clean(person.name),
                    code=format_code(person.code).replace(" ", ""),
                    other=(stays.code or stays.own_code).replace(" ", ""),
                )
