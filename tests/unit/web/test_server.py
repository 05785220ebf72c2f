"""Requests of phones: what is recorded, what is said, and what is refused."""

import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer, unused_port
from tests.conftest import HandClock
from tests.unit.web.test_frames import OTHER, seen

from checkin.core.course import Participant
from checkin.door.phones import Pairing, revoke_phone
from checkin.store import event_log
from checkin.store.open_course import OpenCourse
from checkin.store.settings import all_settings
from checkin.web.phone_door import PhoneDoor
from checkin.web.server import PhoneServer

Find = Callable[[str], Participant]


@dataclass
class Phone:
    """A phone with access to the server of a course."""

    course: OpenCourse
    client: Any
    host: str
    pairing: Pairing
    token: str = ""

    async def ask(self, path: str, values: object = None, *, request: str = "", **headers: str) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.token}", "X-Language": "en", "X-Request": request} | headers
        method = "GET" if values is None else "POST"
        data = values if isinstance(values, bytes) or values is None else json.dumps(values)
        async with self.client.request(method, path, data=data, headers=sent) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            return response.status, await response.json()

    async def scan(self, code: str, request: str = "") -> Any:
        status, reply = await self.ask("/code", {"code": code}, request=request)
        assert status == 200
        return reply["answer"]

    def count(self) -> int:
        with self.course.record.reading() as conn:
            return event_log.count(conn)

    def pair(self, name: str, *, is_guest: bool = False) -> "Phone":
        pairing = Pairing(self.course.record, is_guest)
        _, token = pairing.pair(pairing.current_code(), name)
        return Phone(self.course, self.client, self.host, self.pairing, token)


@asynccontextmanager
async def serving(course: OpenCourse, *, has_interface: bool = False) -> AsyncIterator[Phone]:
    """A server, and a phone without access."""
    port = unused_port()
    host, pairing = f"127.0.0.1:{port}", Pairing(course.record)
    app = PhoneServer(course, pairing, frozenset({host}), has_interface=has_interface).app()
    server = TestServer(app, port=port)
    async with TestClient(server) as client:
        yield Phone(course, client, host, pairing)


@pytest.fixture
async def phone(open_course: OpenCourse) -> AsyncIterator[Phone]:
    async with serving(open_course) as found:
        yield found.pair("Ana's phone")


@pytest.fixture
def guest(phone: Phone) -> Phone:
    return phone.pair("Tablet", is_guest=True)


async def test_a_scan_is_recorded_at_the_phones_door(phone: Phone, person: Find) -> None:
    answer = await phone.scan(person("Ana").code)
    assert (answer["name"], answer["verdict"], answer["session"]) == ("Ana Núñez", "present", "s1")
    row = phone.course.record.conn.execute("SELECT door, how FROM events WHERE event_id = ?", (answer["event"],))
    assert tuple(row.fetchone()) == ("Ana's phone", "typed")


async def test_the_code_in_a_picture_is_answered(phone: Phone, person: Find) -> None:
    status, reply = await phone.ask("/frame", seen((person("João").code, 220, (200, 120))))
    assert (status, reply["answer"]["name"], reply["codes"]) == (200, "João d’Ávila", 1)
    assert reply["answer"]["note"] == "Ask for the visa"
    assert len(reply["corners"]) == 4


async def test_of_two_badges_only_the_larger_is_recorded(phone: Phone, person: Find) -> None:
    before = phone.count()
    picture = seen((person("João").code, 110, (20, 20)), (person("Ana").code, 240, (320, 150)))
    _, reply = await phone.ask("/frame", picture)
    assert (reply["answer"]["name"], reply["codes"]) == ("Ana Núñez", 2)
    assert phone.count() == before + 1


async def test_a_picture_without_a_code_records_nothing(phone: Phone) -> None:
    before = phone.count()
    assert await phone.ask("/frame", seen()) == (200, {"codes": 0})
    assert phone.count() == before


async def test_a_badge_that_is_held_on_is_one_visit(phone: Phone, person: Find) -> None:
    first = await phone.scan(person("Ana").code, "a")
    again = await phone.scan(person("Ana").code, "b")
    assert (again["event"], again["again"]) == (first["event"], True)


async def test_a_repeated_request_is_recorded_once(phone: Phone, person: Find, hand_clock: HandClock) -> None:
    first = await phone.scan(person("Ana").code, "request 1")
    hand_clock.forward(5)
    assert await phone.scan(person("Ana").code, "request 1") == first


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_request_that_was_used_for_another_code_is_refused(phone: Phone, person: Find, restarted: bool) -> None:
    await phone.scan(person("Ana").code, "one")
    before = phone.count()
    async with serving(phone.course) as again:
        again.token = phone.token
        asked = again if restarted else phone
        status, said = await asked.ask("/code", {"code": person("João").code}, request="one")
    assert (status, said) == (
        400,
        {"error": "This scan has the number of an earlier one and was not recorded. Scan again."},
    )
    assert phone.count() == before


async def test_a_phone_can_ask_whether_its_request_arrived(phone: Phone, person: Find) -> None:
    answer = await phone.scan(person("Ana").code, "one")
    assert await phone.ask("/reply/one") == (200, {"arrived": True, "reply": {"answer": answer}})
    assert await phone.ask("/reply/two") == (200, {"arrived": False, "reply": None})


async def test_a_repeated_request_is_answered_truthfully_after_a_restart(
    phone: Phone, person: Find, hand_clock: HandClock
) -> None:
    first = await phone.scan(person("Ana").code, "one")
    hand_clock.forward(60)
    before = phone.count()
    async with serving(phone.course) as again:
        again.token = phone.token
        assert await again.scan(person("Ana").code, "one") == first
        assert (await again.ask("/reply/one"))[1] == {"arrived": True, "reply": {"answer": first}}
        assert (await again.scan(person("Ana").code, "two"))["verdict"] == "already"
    assert phone.count() == before + 1


async def test_a_request_whose_scan_was_undone_says_so_after_a_restart(phone: Phone, person: Find) -> None:
    first = await phone.scan(person("Ana").code, "one")
    await phone.ask("/undo", {"event": first["event"]})
    async with serving(phone.course) as again:
        again.token = phone.token
        reply = {"undone": "This had been undone already."}
        assert (await again.ask("/reply/one"))[1] == {"arrived": True, "reply": reply}


async def test_ending_an_access_deletes_the_requests_that_were_kept(phone: Phone, person: Find) -> None:
    await phone.scan(person("Ana").code, "one")
    revoke_phone(phone.course.record, "Ana's phone")
    assert not [name for name in all_settings(phone.course.record.conn) if name.startswith("web.requests")]


async def test_what_a_phone_was_told_is_not_recorded_is_not_recorded_later(phone: Phone, person: Find) -> None:
    await phone.ask("/reply/late")
    before = phone.count()
    assert await phone.ask("/code", {"code": person("Ana").code}, request="late") == (200, {"abandoned": True})
    assert phone.count() == before


async def test_the_replies_of_another_phone_are_not_shown(phone: Phone, person: Find) -> None:
    await phone.scan(person("Ana").code, "one")
    assert (await phone.pair("Bea").ask("/reply/one"))[1] == {"arrived": False, "reply": None}


@pytest.mark.parametrize("path", ["/code", "/frame", "/search"])
async def test_an_access_that_ends_while_a_body_comes_records_nothing(phone: Phone, person: Find, path: str) -> None:
    body = seen((person("Ana").code, 240, (200, 120))) if path == "/frame" else b'{"code": "ABCD", "text": "Ana"}'

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:9]
        revoke_phone(phone.course.record, "Ana's phone")
        yield body[9:]

    before = phone.count()
    sent = {"Authorization": f"Bearer {phone.token}"}
    async with phone.client.post(path, data=slowly(), headers=sent) as response:
        assert response.status == 401
    assert phone.count() == before


@pytest.mark.parametrize("request_id", ["", "one"])
async def test_an_access_that_ends_just_before_the_scan_is_written_records_nothing(
    phone: Phone, person: Find, monkeypatch: pytest.MonkeyPatch, request_id: str
) -> None:
    def revoke_first(door: PhoneDoor, *given: Any) -> Any:
        revoke_phone(phone.course.record, "Ana's phone")
        return type_code(door, *given)

    type_code, before = PhoneDoor.type_code, phone.count()
    monkeypatch.setattr(PhoneDoor, "type_code", revoke_first)
    status, said = await phone.ask("/code", {"code": person("Ana").code}, request=request_id)
    assert (status, said["no_access"], phone.count()) == (401, True, before)


@pytest.mark.parametrize("path", ["/code", "/search", "/person", "/session", "/undo"])
async def test_half_of_a_letter_is_no_trouble(phone: Phone, path: str) -> None:
    half = dict.fromkeys(("code", "text", "person", "session", "event"), "\ud800\0")
    assert (await phone.ask(path, half))[0] in (200, 400)


# -- undo


async def test_a_phone_takes_its_last_scan_back(phone: Phone, person: Find) -> None:
    answer = await phone.scan(person("Ana").code)
    assert await phone.ask("/undo", {"event": answer["event"]}) == (
        200,
        {"undone": "Undone: check-in of Ana Núñez, Opening"},
    )
    assert (await phone.scan(person("Ana").code))["verdict"] == "present"


async def test_another_phones_scan_is_not_taken_back(phone: Phone, person: Find) -> None:
    answer = await phone.scan(person("Ana").code)
    status, said = await phone.pair("Bea").ask("/undo", {"event": answer["event"]})
    assert (status, said["error"]) == (400, "Nothing was done at this phone that could be undone.")


async def test_after_a_minute_the_undo_is_for_the_station(phone: Phone, person: Find, hand_clock: HandClock) -> None:
    answer = await phone.scan(person("Ana").code)
    hand_clock.forward(1.1)
    before = phone.count()
    assert (await phone.ask("/undo", {"event": answer["event"]}))[0] == 400
    assert phone.count() == before


async def test_a_scan_that_another_door_has_read_too_is_asked_about(phone: Phone, person: Find) -> None:
    answer = await phone.scan(person("Ana").code)
    await phone.pair("Bea").scan(person("Ana").code)
    status, said = await phone.ask("/undo", {"event": answer["event"]})
    assert "The badge was also read at Bea" in said["question"]
    assert "undone" in (await phone.ask("/undo", {"event": answer["event"], "sure": True}))[1]
    assert status == 200


# -- people and sessions


async def test_a_person_who_was_found_is_checked_in(phone: Phone) -> None:
    _, found = await phone.ask("/search", {"text": "fleur"})
    _, reply = await phone.ask("/person", {"person": found["people"][0]["id"]}, request="1")
    assert (reply["answer"]["name"], reply["answer"]["verdict"]) == ("Jean Saint-Fleur", "present")


async def test_the_phone_shows_the_session_and_how_many_are_in(phone: Phone, person: Find) -> None:
    await phone.scan(person("Ana").code)
    _, state = await phone.ask("/state")
    assert (state["title"], state["present"], state["expected"]) == ("Opening", 1, 3)


async def test_a_session_that_is_not_open_is_asked_about(phone: Phone, person: Find) -> None:
    _, said = await phone.ask("/session", {"session": "s2"})
    assert said == {"question": "Lecture begins in 1 h 55 min. Count for it all the same?"}
    assert (await phone.scan(person("Ana").code))["session"] == "s1"


async def test_a_chosen_session_counts_when_it_was_confirmed(phone: Phone, person: Find) -> None:
    _, state = await phone.ask("/session", {"session": "s2", "anytime": True})
    assert (state["pinned"], state["warning"]) == ("s2", "Every scan counts, outside its opening times too.")
    assert (await phone.scan(person("Ana").code))["session"] == "s2"


async def test_a_chosen_session_that_is_over_is_announced(phone: Phone, hand_clock: HandClock) -> None:
    await phone.ask("/session", {"session": "s1"})
    hand_clock.set("11:00")
    _, state = await phone.ask("/state")
    assert (state["pinned"], state["ended"]) == ("", "Opening is over. Now the clock chooses the session.")


async def test_the_board_has_counts_and_no_names(phone: Phone, person: Find) -> None:
    await phone.scan(person("Ana").code)
    _, board = await phone.ask("/board.json")
    assert ["Argentina", 1, 1] in board["countries"]
    assert "Núñez" not in str(board)


# -- guests


async def test_guests_see_their_own_answer_without_the_note(guest: Phone, person: Find) -> None:
    answer = await guest.scan(person("João").code)
    assert (answer["name"], answer["note"]) == ("João d’Ávila", "please see the registration desk")
    assert answer["can_undo"] is False


async def test_guests_are_not_told_whose_code_is_near(guest: Phone, person: Find) -> None:
    code = person("Ana").code
    answer = await guest.scan(code[:-1] + ("A" if code[-1] != "A" else "C"))
    assert "Ana" not in str(answer)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/search", {"text": "ana"}),
        ("/undo", {"event": "x"}),
        ("/session", {"session": "s1"}),
        ("/person", {"person": "1"}),
    ],
)
async def test_guests_can_only_scan(guest: Phone, path: str, values: dict[str, str]) -> None:
    assert await guest.ask(path, values) == (400, {"error": "This is for staff. Guests can only scan."})


async def test_guests_do_not_see_the_programme(guest: Phone) -> None:
    assert "sessions" not in (await guest.ask("/state"))[1]


async def test_guests_who_try_codes_must_wait(guest: Phone) -> None:
    for number in range(5):
        await guest.scan(f"NONSENSE {number}")
    _, reply = await guest.ask("/code", {"code": "NONSENSE 6"})
    assert reply["blocked"] == 2


# -- attackers


EVERYTHING = [
    ("/state", None),
    ("/board.json", None),
    ("/reply/1", None),
    ("/code", {"code": OTHER}),
    ("/frame", b"\xff\xd8"),
    ("/undo", {"event": "1"}),
    ("/search", {"text": "ana"}),
    ("/person", {"person": "1"}),
    ("/session", {"session": ""}),
    ("/leave", {}),
]


@pytest.mark.parametrize(("path", "values"), EVERYTHING)
async def test_nothing_is_done_or_said_without_a_token(phone: Phone, path: str, values: object) -> None:
    before, phone.token = phone.count(), "x"
    status, said = await phone.ask(path, values)
    assert (status, said["no_access"], phone.count()) == (401, True, before)


@pytest.mark.parametrize(("path", "values"), EVERYTHING)
async def test_another_site_gets_nothing(phone: Phone, path: str, values: object) -> None:
    before = phone.count()
    assert (await phone.ask(path, values, Origin="https://example.org"))[0] == 403
    assert (await phone.ask(path, values, **{"Sec-Fetch-Site": "cross-site"}))[0] == 403
    assert phone.count() == before


@pytest.mark.parametrize(
    ("path", "values", "headers", "status", "sentence"),
    [
        (
            "/state",
            None,
            {"Origin": "https://example.org"},
            403,
            "This request does not come from a page of this server",
        ),
        ("/state", None, {"Host": "attacker.example"}, 403, "This request does not come from a page of this server"),
        ("/nothing", None, {}, 404, "The server has no page of this name"),
        ("/state", {}, {}, 405, "The request is not understood"),
        ("/frame", b"x" * 500_000, {}, 413, "The picture is too large"),
    ],
)
async def test_what_is_refused_is_refused_in_a_sentence(
    phone: Phone, path: str, values: object, headers: dict[str, str], status: int, sentence: str
) -> None:
    found, said = await phone.ask(path, values, **headers)
    assert (found, said["error"].split(".")[0]) == (status, sentence)


async def test_a_name_that_is_not_ours_gets_nothing(phone: Phone) -> None:
    assert (await phone.ask("/state", Host="attacker.example"))[0] == 403


async def test_a_revoked_phone_ends_at_once(phone: Phone, person: Find) -> None:
    await phone.scan(person("Ana").code)
    revoke_phone(phone.course.record, "Ana's phone")
    assert (await phone.ask("/code", {"code": person("Ana").code}))[0] == 401


async def test_a_phone_ends_its_own_access(phone: Phone) -> None:
    await phone.ask("/leave", {})
    assert (await phone.ask("/state"))[0] == 401


@pytest.mark.parametrize(
    "values", [b"", b"[", b"[]", b'"x"', b'{"code": 1}', b"{}", b"[" * 5000, b'{"code": "' + b"x" * 9000 + b'"}']
)
async def test_nonsense_is_refused_in_a_sentence(phone: Phone, values: bytes) -> None:
    before = phone.count()
    assert await phone.ask("/code", values) == (400, {"error": "The request is not understood."})
    assert phone.count() == before


async def test_a_request_that_is_too_large_is_refused(phone: Phone) -> None:
    assert (await phone.ask("/frame", b"x" * 500_000))[0] == 413


async def test_a_code_of_four_thousand_letters_is_recorded_and_unknown(phone: Phone) -> None:
    assert (await phone.scan("x" * 4000))["verdict"] == "unknown"


async def test_control_characters_do_not_come_back(phone: Phone) -> None:
    assert "\x1b" not in str(await phone.scan("\x1b[2J<script>"))


async def test_the_page_allows_no_script_but_its_own(phone: Phone) -> None:
    async with phone.client.get("/", headers={"Host": phone.host}) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "<script>" not in await response.text()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be renamed")
async def test_a_record_that_cannot_be_written_is_said(phone: Phone, person: Find) -> None:
    phone.course.record.path.rename(phone.course.record.path.with_name("gone.db"))
    status, said = await phone.ask("/code", {"code": person_code(phone)})
    assert (status, said["not_recorded"]) == (503, True)


def person_code(phone: Phone) -> str:
    return str(phone.course.record.conn.execute("SELECT code FROM codes LIMIT 1").fetchone()[0])


# -- pairing


async def test_a_phone_is_paired_and_scans(phone: Phone, person: Find) -> None:
    status, paired = await phone.ask("/pair", {"code": phone.pairing.current_code(), "name": "Bea"})
    phone.token = paired["token"]
    assert status == 200
    assert (await phone.scan(person("Ana").code))["name"] == "Ana Núñez"


async def test_a_wrong_code_is_told_in_the_language_of_the_page(phone: Phone) -> None:
    _, said = await phone.ask("/pair", {"code": "X", "name": "Bea"}, **{"X-Language": "es"})
    assert said["error"].startswith("Este código ya se usó")


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
async def test_the_texts_come_in_the_language_that_was_asked_for(phone: Phone, language: str) -> None:
    _, found = await phone.ask("/texts", **{"X-Language": language})
    assert found["language"] == language
    assert all(found["texts"].values())
