"""A batch that is checked column by column passes only if each of its events passes by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.core.test_event_rules import GOOD, PERSON, made

from checkin.core.event_batch import have_content, have_form, is_unbroken
from checkin.core.event_rules import content_fault
from checkin.core.events import FIELDS, SET_ASIDE, Event, Kind, canonical, validate_event

NONSENSE: list[Any] = [
    *(None, "", "x", "\0", "\ud800", "é" * 40_000, "9" * 70_000, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, True, 1.0, b"x"),
    *("9999-12-31T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2026-02-30T00:00:00.000Z", "2026-03-09T12:00:00.000Z "),
    *("2026-03-09T12:00:00.000Z\n", "٢٠٢٦-03-09T12:00:00.000Z", "F" * 32, "f" * 32 + "\n", PERSON.upper(), SET_ASIDE),
    *('{"text": NaN}', '{"a":1,"a":2}', '{"text":"\\ud800"}', "[]", "{", "[" * 20_000),
]


def chain(*events: Event) -> list[Event]:
    """One segment of these events."""
    found: list[Event] = []
    for number, event in enumerate(events, 1):
        event = event._replace(kind=str(event.kind), seq=number, event_id=f"{PERSON[:-4]}{number:04x}")
        found.append(event._replace(hash=event.chained(found[-1].hash if found else event.segment)))
    return found


def sound(event: Event) -> bool:
    try:
        return validate_event(event._asdict()) == event
    except ValueError:
        return False


GOOD_ONES = chain(*map(made, GOOD), made(Kind.SCAN, facts=None, actor="100 %s", reason='"quoted" %', door=None))


def test_what_checkin_writes_passes_as_a_batch() -> None:
    assert have_form(GOOD_ONES)
    assert have_content(GOOD_ONES)
    assert is_unbroken(GOOD_ONES)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("kind", [Kind.SCAN, Kind.NOTE, Kind.UNDO, "later"])
def test_a_batch_passes_only_with_events_that_pass_by_themselves(name: str, kind: str) -> None:
    good = made(kind, {"text": "x"}, hash="0" * 64)._replace(kind=str(kind))
    for value in NONSENSE:
        event = good._replace(**{name: value})
        for batch in ([event], [good, event], [event, good, good]):
            form = have_form(batch)
            assert not form or sound(event), value
            assert not (form and have_content(batch)) or not content_fault(event), value


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*Kind, "later"]), st.dictionaries(st.sampled_from(FIELDS[2:-1]), st.sampled_from(NONSENSE))
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_batch_passes_only_with_events_that_pass(wanted: list[tuple[str, dict[str, Any]]]) -> None:
    batch = [
        made(kind, canonical(GOOD.get(kind, {})), hash="0" * 64)._replace(**({"kind": str(kind)} | changes))
        for kind, changes in wanted
    ]
    if have_form(batch):
        assert all(map(sound, batch))
        assert not have_content(batch) or not any(map(content_fault, batch))


@pytest.mark.parametrize(
    "column", [("a" * 63, "a" * 65), ("a" * 64 + "\n", "a" * 64), ("a" * 128, ""), ("g" * 64,), ("\u0663" * 64,)]
)
def test_texts_of_one_shape_are_each_of_it(column: tuple[str, ...]) -> None:
    """What together has as many letters as it should is checked text by text."""
    good = made(Kind.NOTE, {"text": "x"})._replace(kind="note")
    assert not have_form([good._replace(hash=value) for value in column])


def test_rows_of_another_length_have_no_form() -> None:
    assert not have_form([])
    assert not have_form([tuple(GOOD_ONES[0])[:-1]])
    assert not have_form([GOOD_ONES[0], (*GOOD_ONES[1], "more")])


@pytest.mark.parametrize("place", [1, 5, len(GOOD_ONES) - 1])
@pytest.mark.parametrize(
    "changes", [{"reason": "forged"}, {"hash": "0" * 64}, {"seq": 99}, {"mono": 7}, {"door": "%s"}]
)
def test_a_changed_event_breaks_the_chain(place: int, changes: dict[str, Any]) -> None:
    changed = [*GOOD_ONES]
    changed[place] = changed[place]._replace(**changes)
    assert not is_unbroken(changed)


def test_a_missing_or_doubled_event_breaks_the_chain() -> None:
    assert not is_unbroken([GOOD_ONES[0], *GOOD_ONES[2:]])
    assert not is_unbroken([GOOD_ONES[0], *GOOD_ONES])
    assert is_unbroken(GOOD_ONES[3:])


@pytest.mark.parametrize("text", ["", '"', "\\", "%s %", "\n", "\x1f", "\x7f", "\u2028", "Zoë", "\N{OPEN FILE FOLDER}"])
def test_texts_that_differ_are_hashed_as_they_are_one_by_one(text: str) -> None:
    assert is_unbroken(chain(*(made(Kind.NOTE, {"text": "x"}, reason=f"{text}{number}") for number in range(3))))
