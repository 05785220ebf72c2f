"""A stranger between a station and its hub who poses as the hub: no password and no query ever reaches it."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checkin.core.errors import HubError
from checkin.hub.address import login_rules, parse_address
from checkin.hub.connection import HubConnection
from checkin.hub.station_token import StationToken
from checkin.system.self_signed import self_signed_certificate

CLEARTEXT, WELCOME = struct.pack(">cII", b"R", 8, 3), struct.pack(">cII", b"R", 8, 0) + b"Z\0\0\0\x05I"
SECRET = "the-password"


class Impostor:
    """A server that encrypts, asks for what it likes, and keeps what it is told."""

    def __init__(self, folder: Path, says: bytes) -> None:
        certificate, key = self_signed_certificate("hub", ("127.0.0.1",), datetime.now(UTC), valid=timedelta(days=2))
        (folder / "cert.pem").write_bytes(certificate + key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "cert.pem")
        self.says, self.heard = says, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(20)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                conn, _ = self.listener.accept()
                with suppress(OSError, struct.error), conn:
                    self.answer(conn)

    def answer(self, conn: socket.socket) -> None:
        conn.settimeout(5)
        first = conn.recv(8)
        if first[4:] == struct.pack(">I", 80877103):  # an SSLRequest
            conn.sendall(b"S")
            conn = self.context.wrap_socket(conn, server_side=True)
            first = conn.recv(4)
        conn.recv(10_000)  # which login and database are wanted
        conn.sendall(self.says)
        while data := conn.recv(10_000):
            self.heard += data

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[Callable[[bytes], Impostor]]:
    made: list[Impostor] = []

    def make(says: bytes) -> Impostor:
        made.append(Impostor(tmp_path, says))
        return made[-1]

    yield make
    for one in made:
        with suppress(OSError):
            one.listener.shutdown(socket.SHUT_RDWR)
        one.listener.close()
        one.thread.join(20)


@pytest.mark.parametrize("says", [CLEARTEXT, WELCOME], ids=["password", "no password"])
@pytest.mark.parametrize("own", [True, False])
def test_an_impostor_of_an_encrypted_hub_hears_nothing(
    impostor: Callable[[bytes], Impostor], says: bytes, own: bool
) -> None:
    server = impostor(says)
    url = f"postgresql://kiosk:{SECRET}@127.0.0.1:{server.port}/checkin?sslmode=require"
    token = StationToken("s", "the-token", "station_s", SECRET) if own else None
    with pytest.raises(HubError), HubConnection.open(url, own=token, patience=3) as link:
        link.courses()
    assert SECRET.encode() not in server.heard
    assert b"courses" not in server.heard


def test_no_impostor_is_told_the_password_itself(impostor: Callable[[bytes], Impostor]) -> None:
    server = impostor(CLEARTEXT)
    with pytest.raises(HubError), HubConnection.open(f"postgresql://kiosk:{SECRET}@127.0.0.1:{server.port}/checkin"):
        pass
    assert server.heard == b""


@pytest.mark.parametrize(
    ("query", "has_password", "wanted"),
    [
        ("?sslmode=require", True, {"channel_binding": "require", "require_auth": "!password"}),
        ("?sslmode=require", False, {"require_auth": "!password"}),
        ("?sslmode=require&channel_binding=prefer", True, {"require_auth": "!password"}),
        ("?require_auth=password", True, {}),
        ("?sslmode=verify-full", True, {}),
        ("?tls=waived", True, {}),
        ("", True, {"require_auth": "!password"}),
    ],
)
def test_what_a_hub_must_prove(query: str, has_password: bool, wanted: dict[str, str]) -> None:
    address = parse_address(f"postgresql://kiosk@192.168.1.20/checkin{query}")
    assert login_rules(address, has_password=has_password, libpq=180_000) == wanted
    assert "require_auth" not in login_rules(address, has_password=has_password, libpq=150_000)
