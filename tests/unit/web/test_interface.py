"""The whole interface in a browser: who gets a ticket, what a ticket opens, and what ends it."""

import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest
from tests.unit.web.test_server import Phone, serving

from checkin.door.phones import revoke_phone
from checkin.store.open_course import OpenCourse
from checkin.web import interface

# A kiosk of a few lines: it says that it has started, and sends back what it gets.
_ECHO = r"""
import sys
out = sys.stdout.buffer
out.write(b"__GANGLION__\n")
out.flush()
while head := sys.stdin.buffer.read(5):
    body = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if body == b'{"type": "quit"}':
        break
    out.write(b"D" + len(body).to_bytes(4, "big") + body)
    out.flush()
"""


@pytest.fixture
async def phone(open_course: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Phone]:
    monkeypatch.setattr(interface, "own_command", lambda *words: [sys.executable, "-c", _ECHO])
    async with serving(open_course, has_interface=True) as found:
        yield found.pair("Tablet")


async def ticket(phone: Phone) -> str:
    status, reply = await phone.ask("/interface/ticket", {})
    assert status == 200
    return str(reply["ticket"])


async def test_a_ticket_opens_a_kiosk_that_gets_keys_and_sizes(phone: Phone) -> None:
    async with phone.client.ws_connect(f"/interface/screen/{await ticket(phone)}?width=100&height=30") as screen:
        await screen.send_json(["stdin", "é\ud800"])
        assert (await screen.receive()).data == "é?".encode()
        await screen.send_json(["resize", {"width": 10**9, "height": 0}])
        assert (await screen.receive()).data == b'{"type": "resize", "width": 500, "height": 1}'


async def test_a_ticket_serves_once(phone: Phone) -> None:
    path = f"/interface/screen/{await ticket(phone)}"
    async with phone.client.ws_connect(path):
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await phone.client.ws_connect(path)


async def test_a_ticket_is_valid_for_half_a_minute(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/interface/screen/{await ticket(phone)}"
    monkeypatch.setattr(interface, "_TICKET_VALID", 0)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await phone.client.ws_connect(path)


@pytest.mark.parametrize("path", ["/interface/screen/", "/interface/screen/nonsense"])
async def test_without_a_ticket_nothing_opens(phone: Phone, path: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await phone.client.ws_connect(path)


async def test_another_site_opens_nothing(phone: Phone) -> None:
    path = f"/interface/screen/{await ticket(phone)}"
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await phone.client.ws_connect(path, headers={"Origin": "https://evil.example"})


async def test_without_a_token_or_for_guests_there_is_no_ticket(phone: Phone) -> None:
    guest = phone.pair("Guests", is_guest=True)
    assert (await guest.ask("/interface/ticket", {}))[0] == 400
    guest.token = "nonsense"
    assert (await guest.ask("/interface/ticket", {}))[0] == 401


async def test_nonsense_is_ignored(phone: Phone) -> None:
    async with phone.client.ws_connect(f"/interface/screen/{await ticket(phone)}?width=x") as screen:
        for nonsense in ("nonsense", "[]", "[7]", '["stdin", 7]', '["resize", {"width": "x"}]', "[" * 9000):
            await screen.send_str(nonsense)
        await screen.send_json(["stdin", "still there"])
        assert (await screen.receive()).data == b"still there"


async def test_ending_the_access_closes_the_interface(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "_CHECKED_EVERY", 0.01)
    async with phone.client.ws_connect(f"/interface/screen/{await ticket(phone)}") as screen:
        revoke_phone(phone.course.record, "Tablet")
        assert (await screen.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_interfaces_are_bounded(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "_MOST_OPEN", 1)
    async with phone.client.ws_connect(f"/interface/screen/{await ticket(phone)}"):
        status, reply = await phone.ask("/interface/ticket", {})
        assert (status, reply["error"]) == (400, "1 interfaces are open in browsers. Close one first.")


async def test_the_page_and_its_terminal_come_from_here(phone: Phone) -> None:
    for path in ("/interface", "/interface.js", "/interface/textual.js", "/interface/xterm.css", "/interface/mono.ttf"):
        async with phone.client.get(path) as response:
            assert response.status == 200
            assert "http" not in response.headers["Content-Security-Policy"]
    async with phone.client.get("/interface/..%2fserver.py") as response:
        assert response.status == 404


async def test_what_was_not_asked_for_is_not_served(open_course: OpenCourse) -> None:
    async with serving(open_course) as plain:
        plain.token = plain.pair("Tablet").token
        assert (await plain.ask("/interface/ticket", {}))[0] == 404
        async with plain.client.get("/interface") as response:
            assert response.status in (403, 404)
