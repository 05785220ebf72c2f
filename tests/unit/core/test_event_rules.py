"""The rules of events: what each kind may say, and what is set aside."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.core.event_rules import RULES, content_fault
from checkin.core.events import FIELDS, Event, Kind, canonical

PERSON = "01a21077-3006-7ba6-b945-d56b896f02f1"
TIMES = {"starts_at": "2026-03-09T12:00:00.000Z", "ends_at": "2026-03-09T13:00:00.000Z", "day": "2026-03-09"}
SAID = dict.fromkeys(
    (
        *("number", "name", "country", "role", "title", "edition", "organizer", "place", "starts", "ends", "hours"),
        *("language", "issued_on"),
    ),
    "",
) | {"issued_on": "2026-03-20"}
SIGNED = canonical([1, *SAID.values()]).encode().hex()  # type: ignore[arg-type]
GOOD: dict[str, dict[str, Any]] = {
    Kind.SCAN: {},
    Kind.EXIT: {},
    Kind.UNDO: {},
    Kind.MARK: {"status": "present", "at": "2026-03-09T12:00:00.000Z"},
    Kind.EXCUSE: {"from": "2026-03-09", "to": "2026-03-10", "paper": True, "granted_by": "Paz"},
    Kind.ADD: {"name": "Ana", "country": "AR", "institution": "", "role": "participant"},
    Kind.RENAME: {"name": "Ana", "was": "Anna"},
    Kind.MERGE: {"into": PERSON},
    Kind.REISSUE: {"new": "BCDFGHJKLNPS"},
    Kind.WITHDRAW: {"from": "2026-03-09"},
    Kind.REINSTATE: {},
    Kind.LOAD: {"revision": 1, "files": ["participants.csv"], "people": {"added": 3}},
    Kind.SESSION_CLOSE: {"rest": "absent"},
    Kind.SESSION_SHIFT: TIMES | {"room": "Hall", "minutes": 20},
    Kind.SESSION_MOVE: TIMES | {"room": ""},
    Kind.SESSION_CANCEL: {},
    Kind.SESSION_MERGE: {"into": "s2"},
    Kind.PRINT: {"design": "plain", "sheet": "a4", "run": "0a", "imprint": "00"},
    Kind.PROOF: {"name": "Ana"},
    Kind.DECIDE: {"earned": True},
    Kind.ISSUE: {
        "code": "ABC",
        "place": 1,
        "name": "Ana",
        "said": SAID,
        "signed": SIGNED,
        "sealed": "x",
        "figures": {"earned": True},
        "rule": "",
        "page": "00",
    },
    Kind.REVOKE: {},
    Kind.DUPLICATE: {},
    Kind.DELIVER: {},
    Kind.MAIL: {"what": "code", "step": "accepted", "about": "", "to": "ana@example.org", "answer": "250 OK"},
    Kind.NOTE: {"text": "Visa"},
    Kind.CLOCK: {"moved_ms": -5},
}


def made(kind: str, facts: dict[str, Any] | str | None = None, **fields: Any) -> Event:
    """A sound event of a kind, with all its fields."""
    values: dict[str, Any] = {
        "segment": "f" * 32,
        "seq": 1,
        "event_id": PERSON,
        "kind": kind,
        "session": "s1",
        "participant": PERSON,
        "code": "BCDFGHJKLNPR",
        "verdict": "present",
        "how": "scanned",
        "at": "2026-03-09T12:00:00.000Z",
        "tz": "-03:00",
        "mono": 0,
        "hub_offset": None,
        "hub_offset_age": None,
        "ref": PERSON,
        "reason": None,
        "actor": None,
        "door": None,
        "roster_rev": 1,
        "facts": facts if isinstance(facts, str) else canonical(GOOD[kind] if facts is None else facts),
    }
    return Event(**(values | fields))


def test_every_kind_has_rules() -> None:
    assert set(RULES) == set(Kind)


@pytest.mark.parametrize("kind", GOOD)
def test_what_checkin_writes_is_in_order(kind: str) -> None:
    assert content_fault(made(kind)) == ""


@pytest.mark.parametrize("kind", GOOD)
def test_additional_facts_are_in_order(kind: str) -> None:
    assert content_fault(made(kind, GOOD[kind] | {"later": [1, "x"]})) == ""


def test_a_kind_of_a_later_version_is_in_order() -> None:
    assert content_fault(made("later", {"x": None})) == ""


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, rules in RULES.items() for name in sorted(rules.facts)]
)
def test_a_fact_of_another_type_is_a_fault(kind: str, name: str) -> None:
    assert name in content_fault(made(kind, GOOD[kind] | {name: {"a": {"b": []}}})) or name in ("people", "sessions")


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, rules in RULES.items() for name in sorted(rules.required)]
)
def test_a_fact_that_is_missing_is_a_fault(kind: str, name: str) -> None:
    facts = {key: value for key, value in GOOD[kind].items() if key != name}
    assert content_fault(made(kind, facts)) == f"lacks the fact {name}"


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, rules in RULES.items() for name in rules.needs])
def test_a_field_that_is_missing_is_a_fault(kind: str, name: str) -> None:
    assert content_fault(made(kind)._replace(**{name: None})) == f"lacks {name}"


def test_a_code_that_replaces_itself_is_a_fault() -> None:
    assert content_fault(made(Kind.REISSUE, {"new": "BCDFGHJKLNPR"})) == "replaces a code by itself"


@pytest.mark.parametrize(
    "facts",
    [
        '{"text":NaN}',
        '{"text":1e999}',
        '{"text":"\\ud800 x"}',
        '{"\\ud800":1}',
        '{"text":"a\\u0000b"}',
        '{"text":"a","text":5}',
        '{"text":5}',
        "[]",
        "null",
        "{",
        '{"text":' + "[" * 9 + "]" * 9 + "}",
        '{"text":' + "[" * 30_000 + "]" * 30_000 + "}",
        '{"text":' + "9" * 5_000 + "}",
        canonical({"text": "x" * 16_001}),
    ],
)
def test_facts_that_readers_take_differently_are_a_fault(facts: str) -> None:
    assert content_fault(made(Kind.NOTE, facts))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", "2026-13-09T12:00:00.000Z"),
        ("at", "1969-12-31T23:59:59.999Z"),
        ("at", "9999-12-31T23:59:59.999Z"),
        ("at", "٢٠٢٦-03-09T12:00:00.000Z"),
        ("tz", "local"),
        ("event_id", "x"),
        ("participant", "p1"),
        ("ref", "x"),
        ("mono", 2**62),
        ("door", "x" * 1_001),
        ("kind", "set_aside"),
        ("kind", ""),
    ],
)
def test_a_field_out_of_its_format_is_a_fault(name: str, value: object) -> None:
    assert content_fault(made(Kind.NOTE)._replace(**{name: value}))


@pytest.mark.parametrize(
    "facts",
    [
        TIMES | {"starts_at": "garbage"},
        TIMES | {"starts_at": 5},
        TIMES | {"ends_at": "2026-03-09T13:00:00"},
        TIMES | {"starts_at": "0001-01-01T00:00:00.000Z"},
        TIMES | {"ends_at": "2026-03-09T11:00:00.000Z"},
        TIMES | {"ends_at": "2027-03-09T11:00:00.000Z"},
        TIMES | {"day": "2026-02-30"},
    ],
)
def test_a_session_at_no_real_time_is_a_fault(facts: dict[str, Any]) -> None:
    assert content_fault(made(Kind.SESSION_SHIFT, facts))


@pytest.mark.parametrize(
    "changes",
    [
        {"place": 10**18},
        {"figures": {}},
        {"said": {}},
        {"signed": "00"},
        {"signed": "xx"},
        {"said": SAID | {"name": "B"}},
        {"said": SAID | {"issued_on": ""}, "signed": b"[2]".hex()},  # the form of a later version
    ],
)
def test_a_certificate_that_no_reader_can_use_is_a_fault(changes: dict[str, Any]) -> None:
    assert content_fault(made(Kind.ISSUE, GOOD[Kind.ISSUE] | changes))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(list(Kind)),
    st.dictionaries(st.text(), JSON, max_size=3),
    st.dictionaries(st.sampled_from(FIELDS), JSON),
)
def test_the_check_answers_for_any_values(kind: str, facts: dict[str, Any], fields: dict[str, Any]) -> None:
    texts = {name: value for name, value in fields.items() if isinstance(value, str) or name == "mono"}
    known = {name: facts.get(name, value) for name, value in GOOD[kind].items()}
    assert isinstance(content_fault(made(kind, json.dumps(known | facts))._replace(**texts)), str)
