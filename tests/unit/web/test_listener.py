"""What a stranger on the network can do to the pages: connections, bytes that are no requests, wrong codes."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import unused_port

from checkin.door.phones import Pairing
from checkin.store.open_course import OpenCourse
from checkin.web import listener
from checkin.web.server import PhoneServer
from checkin.web.server_run import Address
from checkin.web.server_run import listening as served_at
from checkin.web.tls import own_identity

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Served:
    """Pages that are served over TLS, as ``checkin serve`` does."""

    port: int
    trusted: ssl.SSLContext

    async def connect(self) -> Stream:
        """Open an encrypted connection."""
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=self.trusted)

    async def send(self, *lines: str, body: bytes = b"") -> bytes:
        """Send the lines of a head, and return everything that is answered."""
        reader, writer = await self.connect()
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = await reader.read()
        writer.close()
        return answer

    @property
    def host(self) -> str:
        """Return the line of a head that names the server."""
        return f"Host: 127.0.0.1:{self.port}"


@pytest.fixture
async def served(open_course: OpenCourse) -> AsyncIterator[Served]:
    identity = own_identity(open_course.folder.tls_certificate, [], open_course.record.clock.now())
    port = unused_port()
    address = Address("127.0.0.1", ("127.0.0.1",), port, identity.context(), identity.fingerprint, is_own=True)
    trusted = ssl.create_default_context(cafile=identity.path)
    async with served_at(PhoneServer(open_course, Pairing(open_course.record), address.hosts).app(), address):
        yield Served(port, trusted)


async def refused(connect: Callable[[], Awaitable[Stream]]) -> bool:
    """Return True if a connection is cut off before it is encrypted."""
    try:
        _, writer = await connect()
    except OSError:
        return True
    writer.close()
    return False


async def test_one_address_has_few_connections(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_OF_ONE", 2)
    _ = [await served.connect() for _ in range(2)]
    assert await refused(served.connect)


async def test_a_connection_that_ended_makes_room(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_OF_ONE", 1)
    await served.send("GET /texts HTTP/1.1", served.host, "Connection: close")
    while await refused(served.connect):  # until the server has seen the end of the first, too
        await asyncio.sleep(0)


async def test_a_connection_that_never_encrypts_is_cut_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_HANDSHAKE_SECONDS", 0.01)
    reader, _ = await asyncio.open_connection("127.0.0.1", served.port)
    assert await reader.read() == b""


async def test_a_head_that_never_ends_is_cut_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_HEAD_SECONDS", 0.01)
    reader, writer = await served.connect()
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)


async def test_a_head_that_came_in_pieces_is_answered(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = await served.connect()
    for piece in ("GET /texts HTTP/1.1\r\nConnection: close\r\n", f"{served.host}\r", "\n\r", "\n"):
        writer.write(piece.encode())
        await writer.drain()
    assert (await reader.read()).startswith(b"HTTP/1.1 200")


async def test_a_packed_body_is_not_unpacked(served: Served) -> None:
    body = gzip.compress(b'{"code": "' + b"x" * 1_000_000 + b'"}')
    packed = ("Content-Encoding: gzip", f"Content-Length: {len(body)}", "X-Language: en", "Connection: close")
    assert b"not understood" in await served.send("POST /pair HTTP/1.1", served.host, *packed, body=body)


@pytest.mark.parametrize(
    "head", ["\0\xff", "GET / HTTP/1.1\r\nHost: a\r\nHost: b", "GET / HTTP/1.1\r\nx: " + "x" * 9000]
)
async def test_what_is_no_request_is_refused_without_a_word_on_the_terminal(
    served: Served, head: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await served.send(head)).startswith(b"HTTP/1.0 400")
    assert capsys.readouterr().err == ""


async def test_a_request_without_a_host_is_refused_without_asking_the_network(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.getfqdn", lambda: pytest.fail("asked the network"))
    assert (await served.send("GET /texts HTTP/1.0")).startswith(b"HTTP/1.0 403")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost:{port}", "127.0.0.1:{port}."])
async def test_a_name_that_was_made_to_lead_here_is_refused(served: Served, host: str) -> None:
    named = f"Host: {host.format(port=served.port)}"
    assert (await served.send("GET /texts HTTP/1.1", named, "Connection: close")).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(
    "path", ["/../checkin.db", "/%2e%2e/%2e%2e/etc/passwd", "//door.js", "/page/door.js", "/door.html"]
)
async def test_nothing_but_the_pages_is_served(served: Served, path: str) -> None:
    assert (await served.send(f"GET {path} HTTP/1.1", served.host, "Connection: close")).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
async def test_old_versions_of_tls_are_refused(served: Served, version: ssl.TLSVersion) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version = old.maximum_version = version
    old.set_ciphers("ALL:@SECLEVEL=0")
    assert await refused(lambda: asyncio.open_connection("127.0.0.1", served.port, ssl=old))
