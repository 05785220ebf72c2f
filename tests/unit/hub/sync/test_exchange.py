"""What the hub's own function lets in: each segment goes on where it ends, and no other way."""

import hashlib
import json
from collections.abc import Iterator

import psycopg
import pytest
from tests.unit.hub.conftest import Server

COURSE = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def hub(server: Server, database: str) -> Iterator["psycopg.Connection[object]"]:
    from checkin.hub.connection import HubConnection
    from checkin.hub.install_schema import install_schema

    url = server.url(database)
    with HubConnection.open(url) as link:
        install_schema(link)
        link.create_course(COURSE, "Course", b"key")
    with psycopg.connect(url, autocommit=True) as conn:
        yield conn


A, B = "a" * 32, "b" * 32


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def event(seq: int, text: str = "") -> dict[str, object]:
    """An event as it is sent; its hash is not looked into by the hub."""
    return {
        "seq": seq,
        "event_id": f"{text}{seq}",
        "kind": "note",
        "at": "2026",
        "tz": "",
        "mono": 0,
        "hash": hashed(f"h{seq}{text}"),
    }


def push(
    hub: "psycopg.Connection[object]", segment: str, previous: str, *events: dict[str, object]
) -> dict[str, object]:
    runs = json.dumps([{"segment": segment, "previous": previous, "events": events}])
    row = hub.execute("SELECT checkin.push(%s, %s::json, '{}')", (COURSE, runs)).fetchone()
    assert isinstance(row, tuple)
    return row[0]  # type: ignore[no-any-return]


def reasons(said: dict[str, object]) -> list[str]:
    return [one["reason"] for one in said["refused"]]  # type: ignore[attr-defined]


def test_a_segment_begins_with_its_own_id(hub: "psycopg.Connection[object]") -> None:
    assert push(hub, A, A, event(1), event(2))["counts"] == {A: 2}
    assert reasons(push(hub, B, hashed("x"), event(1))) == ["does not continue the chain that the hub has"]


def test_a_segment_goes_on_where_it_ends(hub: "psycopg.Connection[object]") -> None:
    push(hub, A, A, event(1))
    assert push(hub, A, hashed("h1"), event(2), event(3))["counts"] == {A: 3}


def test_what_was_sent_before_may_be_sent_again(hub: "psycopg.Connection[object]") -> None:
    push(hub, A, A, event(1), event(2))
    again = push(hub, A, A, event(1), event(2), event(3))
    assert (again["counts"], again["refused"]) == ({A: 3}, [])


@pytest.mark.parametrize(
    ("previous", "sent", "reason"),
    [
        ("h2", (event(4),), "comes after a gap: the hub ends at 2 there"),
        ("h1", (event(2), event(4)), "comes after a gap: the hub ends at 2 there"),
        ("h1", (event(2, "other"),), "is another event than the one that the hub has under its number"),
        ("h1", (event(2, "other"), event(3)), "is another event than the one that the hub has under its number"),
        ("forged", (event(3),), "does not continue the chain that the hub has"),
        ("h2", (event(3), event(3, "other")), "stands twice in what was sent"),
    ],
)
def test_what_does_not_continue_is_refused_with_its_reason(
    hub: "psycopg.Connection[object]", previous: str, sent: tuple[dict[str, object], ...], reason: str
) -> None:
    push(hub, A, A, event(1), event(2))
    said = push(hub, A, hashed(previous), *sent)
    assert (reasons(said), said["counts"]) == ([reason], {A: 2})


def test_what_is_refused_holds_up_no_other_segment(hub: "psycopg.Connection[object]") -> None:
    runs = [{"segment": name, "previous": name, "events": [event(seq)]} for name, seq in ((A, 2), (B, 1))]
    row = hub.execute("SELECT checkin.push(%s, %s::json, '{}')", (COURSE, json.dumps(runs))).fetchone()
    assert isinstance(row, tuple)
    assert row[0]["counts"] == {A: 0, B: 1}


def test_a_pull_gives_what_the_vector_lacks_in_order(hub: "psycopg.Connection[object]") -> None:
    push(hub, A, A, *(event(seq) for seq in range(1, 6)))
    push(hub, B, B, event(1))
    rows = hub.execute("SELECT segment, seq FROM checkin.pull(%s, %s, 10)", (COURSE, json.dumps({A: 3}))).fetchall()
    assert rows == [(A, 4), (A, 5), (B, 1)]


def test_a_pull_gives_no_more_than_it_is_asked_for(hub: "psycopg.Connection[object]") -> None:
    push(hub, A, A, *(event(seq) for seq in range(1, 6)))
    assert len(hub.execute("SELECT seq FROM checkin.pull(%s, '{}', 3)", (COURSE,)).fetchall()) == 3


def test_a_roster_is_published_only_on_top_of_the_one_in_force(hub: "psycopg.Connection[object]") -> None:
    publish = "SELECT checkin.publish(%s, %s, 'd', '{}', 'paz')"
    assert hub.execute(publish, (COURSE, 0)).fetchone() == (1,)
    with pytest.raises(psycopg.Error) as caught:
        hub.execute(publish, (COURSE, 0))
    assert caught.value.sqlstate == "CK002"
