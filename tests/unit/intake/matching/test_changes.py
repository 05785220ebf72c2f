"""Who is who when a roster is loaded again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import often

from checkin.core.course import Participant, Role, Session
from checkin.intake.matching.changes import RosterChange, changed_fields, compare, compare_sessions
from checkin.intake.roster.duplicates import LocatedPerson, find_duplicates

ANA = Participant(id="p1", code="HJPFLXRFHXNJ", own_id="7", name="Ana Paz", email="ana@example.org", country="AR")


def incoming(**changes: object) -> Participant:
    return replace(ANA, **{"id": "", "code": "", **changes})  # type: ignore[arg-type]


def loaded(existing: Sequence[Participant], change: RosterChange) -> list[Participant]:
    """What the record holds after a change: nobody is ever deleted."""
    number = len(existing)
    added = [
        replace(person, id=f"p{number + place}", code=person.code or f"C{number + place}")
        for place, person in enumerate(change.added)
    ]
    return [*(item.after for item in change.changed), *change.unchanged, *change.unlisted, *added]


def test_the_same_row_again_is_unchanged() -> None:
    change = compare([ANA], [incoming()])
    assert (change.unchanged, change.added, change.changed, change.unlisted) == ((ANA,), (), (), ())


def test_what_changed_is_named_and_id_and_code_stay() -> None:
    change = compare([ANA], [incoming(country="CL", role=Role.SPEAKER)])
    (changed,) = change.changed
    assert changed.before == ANA
    assert changed.after == replace(ANA, country="CL", role=Role.SPEAKER)
    assert changed.fields == ("country", "role")


@pytest.mark.parametrize(
    "row",
    [
        incoming(name="Ana Paz Gil", email="new@example.org", country="CL"),
        incoming(own_id="", name="Ana Paz Gil", email="ANA@Example.org", country="CL"),
        incoming(own_id="", email="", own_code="hjpf-lxrf hxnj", name="Ana Paz Gil", country="CL"),
        incoming(own_id="", email="", name="ANA PAZ"),
        incoming(own_id="", email="new@example.org", name="Aná  Paz"),
    ],
    ids=["own id", "e-mail", "our code", "name and country", "name and country with another e-mail"],
)
def test_a_person_is_recognised_by(row: Participant) -> None:
    change = compare([ANA], [row])
    assert [item.before for item in change.changed] == [ANA]
    assert not change.added
    assert not change.unlisted


def test_a_person_is_recognised_by_the_rosters_own_code() -> None:
    ana = replace(ANA, own_code="ticket-1")
    change = compare([ana], [Participant(name="A. Paz", own_code="ticket-1")])
    assert change.changed[0].after.own_id == "7"


def test_our_own_code_in_the_code_column_is_no_code_of_the_roster() -> None:
    change = compare([ANA], [incoming(own_code="HJPF LXRF HXNJ")])
    assert change.unchanged == (ANA,)


def test_an_own_id_goes_before_an_email() -> None:
    luis = replace(ANA, id="p2", code="C2", own_id="8", name="Luis Gil", email="luis@example.org")
    change = compare([ANA, luis], [incoming(email="luis@example.org"), replace(luis, id="", code="", email="")])
    assert [item.before.name for item in change.changed] == ["Ana Paz", "Luis Gil"]


def test_different_own_ids_are_different_people_even_with_one_email() -> None:
    change = compare([ANA], [incoming(own_id="8", name="Luis Gil")])
    assert [person.name for person in change.added] == ["Luis Gil"]
    assert change.unlisted == (ANA,)


def test_different_own_ids_are_different_people_even_with_one_name() -> None:
    change = compare([ANA], [incoming(own_id="8", email="")])
    assert (len(change.added), change.unlisted) == (1, (ANA,))


def test_a_new_registration_with_the_same_email_and_name_is_the_same_person() -> None:
    change = compare([ANA], [incoming(own_id="8")])
    assert [item.fields for item in change.changed] == [("own_id",)]


def test_an_email_that_several_share_is_nobodys() -> None:
    luis = replace(ANA, id="p2", code="C2", own_id="", name="Luis Gil")
    change = compare([ANA, luis], [Participant(name="Eva Sol", email="ana@example.org")])
    assert [person.name for person in change.added] == ["Eva Sol"]
    rows = [Participant(name=name, email="ana@example.org") for name in ("Eva Sol", "Ada Luz")]
    assert len(compare([ANA], rows).added) == 2


def test_what_the_file_does_not_say_of_id_and_code_stays() -> None:
    ana = replace(ANA, own_code="ticket-1")
    assert compare([ana], [incoming(own_id="")]).unchanged == (ana,)


def test_namesakes_in_doubt_are_never_made_one() -> None:
    one, other = (Participant(id=key, code=key, name="José Pérez", country="PE", email=f"{key}@x.org") for key in "ab")
    change = compare([one, other], [Participant(name="José Pérez", country="PE")])
    assert len(change.added) == 1
    assert change.unlisted == (one, other)


def test_a_namesake_in_doubt_is_not_added_again_at_every_load() -> None:
    before = Participant(id="p0", code="C0", name="José Pérez", country="PE", position="Jefe")
    rows = [Participant(name="José Pérez", country="PE", email="a@x.org"), Participant(name="José Pérez", country="PE")]
    first = compare([before], rows)
    assert (len(first.added), first.unlisted) == (2, (before,))
    again = compare(loaded([before], first), rows)
    assert (len(again.unchanged), again.unlisted) == (2, (before,))


def test_of_namesakes_the_one_who_is_left_is_recognised() -> None:
    one, other = (Participant(id=key, code=key, name="José Pérez", country="PE", email=f"{key}@x.org") for key in "ab")
    rows = [replace(one, id="", code=""), Participant(name="José Pérez", country="PE", email="new@x.org")]
    change = compare([one, other], rows)
    assert change.unchanged == (one,)
    assert [item.before for item in change.changed] == [other]


def test_the_order_is_that_of_the_file() -> None:
    luis = Participant(name="Luis Gil")
    change = compare([ANA], [luis, incoming()])
    assert [person.name for person in change.order] == ["Luis Gil", "Ana Paz"]


EMAILS = st.sampled_from(["", "", "a@x.org", "b@x.org", "A@x.org"])
PEOPLE = st.builds(
    Participant,
    name=st.sampled_from(["José Pérez", "José Pérez", "JOSE PEREZ", "Ana Paz"]),
    country=st.sampled_from(["PE", "PE", "CL"]),
    email=EMAILS,
    own_id=st.sampled_from(["", "", "1", "2", "3"]),
    own_code=st.sampled_from(["", "", "x", "y"]),
    position=st.sampled_from(["", "Jefa"]),
    withdrawn=st.booleans(),
)
# Rosters as the reader lets them through: nobody is in one of them twice.
ROSTERS = st.lists(PEOPLE, max_size=6).map(
    lambda rows: [LocatedPerson("f", place, row) for place, row in enumerate(rows)]
)
READ = ROSTERS.map(find_duplicates).filter(lambda found: not found.problems).map(lambda found: list(found.people))


def history(rosters: Sequence[Sequence[Participant]]) -> list[Participant]:
    existing: list[Participant] = []
    for roster in rosters:
        existing = loaded(existing, compare(existing, roster))
    return existing


@settings(max_examples=often(100))
@given(before=st.lists(READ, max_size=3), roster=READ)
def test_loading_a_roster_twice_changes_nothing(before: list[list[Participant]], roster: list[Participant]) -> None:
    existing = history(before)
    first = compare(existing, roster)
    again = compare(loaded(existing, first), roster)
    assert (again.added, again.changed) == ((), ())
    assert len(again.unchanged) == len(roster)


@given(before=st.lists(READ, max_size=3), roster=READ)
def test_everybody_is_accounted_for_exactly_once(before: list[list[Participant]], roster: list[Participant]) -> None:
    existing = history(before)
    change = compare(existing, roster)
    held = [item.before.id for item in change.changed] + [person.id for person in (*change.unchanged, *change.unlisted)]
    assert sorted(held) == sorted(person.id for person in existing)
    assert len(change.added) + len(change.changed) + len(change.unchanged) == len(change.order) == len(roster)


@given(before=st.lists(READ, max_size=2), roster=READ, shuffle=st.randoms())
def test_the_order_of_the_rows_does_not_matter(
    before: list[list[Participant]], roster: list[Participant], shuffle: Random
) -> None:
    existing = history(before)
    mixed = list(roster)
    shuffle.shuffle(mixed)
    assert pairs(compare(existing, roster)) == pairs(compare(existing, mixed))


def pairs(change: RosterChange) -> list[tuple[str, str]]:
    """Who of the record is who of the file."""
    return sorted(
        [(item.before.id, str(item.after)) for item in change.changed]
        + [(person.id, str(person)) for person in change.unchanged]
    )


SESSION = Session(
    id="s1", title="A", starts_at=datetime(2026, 3, 9, 12, tzinfo=UTC), ends_at=datetime(2026, 3, 9, 13, tzinfo=UTC)
)


def test_sessions_are_recognised_by_their_ids() -> None:
    later = replace(SESSION, ends_at=SESSION.ends_at + timedelta(minutes=5))
    new, gone = replace(SESSION, id="s2"), replace(SESSION, id="s3")
    kept = replace(SESSION, id="s4")
    change = compare_sessions([SESSION, gone, kept], [later, new, kept])
    assert (change.added, change.changed, change.unchanged, change.unlisted) == ((new,), (later,), (kept,), (gone,))


def test_the_fields_in_which_a_session_has_changed_are_named() -> None:
    later = replace(SESSION, id="s2", room="Other", speakers=("Ana Paz",))
    assert changed_fields(SESSION, later) == ("room", "speakers")
