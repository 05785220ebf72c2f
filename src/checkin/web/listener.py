"""Accept connections with a limit for each address, so that one client cannot exhaust them.

A connection costs memory and a file number before anything is known of it. One address has few at a time; a handshake
and the head of the first request have a deadline. The server of aiohttp has no such limits.
"""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

_HANDSHAKE_SECONDS, _HEAD_SECONDS = 5.0, 10.0
# A browser opens at most six connections to one server.
MOST_OF_ONE, MOST = 24, 600
_FILES = 1024
_PAUSE = 0.2  # seconds, after the computer gave no more connections
_END_OF_HEAD = b"\r\n\r\n"


class Listener:
    """Accepts connections at one address until it is closed. ``make`` returns the protocol of each."""

    def __init__(self, make: Callable[[], asyncio.Protocol], context: ssl.SSLContext) -> None:
        self._make = make
        self._context = context
        self._open: Counter[str] = Counter()
        self._serving: set[asyncio.Task[None]] = set()
        self._accepting: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None

    def start(self, address: str, port: int) -> None:
        """Begin to listen. Raises :class:`OSError` if the port cannot be used."""
        _allow_files()
        self._socket = socket.create_server((address, port), backlog=128)
        self._socket.setblocking(False)
        self._accepting = asyncio.create_task(self._accept(self._socket))

    def close(self) -> None:
        """Accept no more. Connections that are open stay."""
        if self._accepting is not None:
            self._accepting.cancel()
        if self._socket is not None:
            self._socket.close()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, (peer, *_) = await loop.sock_accept(listening)
            except OSError:  # too many files, or the other side has gone already
                await asyncio.sleep(_PAUSE)
                continue
            if self._open[peer] >= MOST_OF_ONE or self._open.total() >= MOST:
                connection.close()
                continue
            self._open[peer] += 1
            task = asyncio.create_task(self._serve(connection, peer))
            self._serving.add(task)  # a task that nobody holds may be collected
            task.add_done_callback(self._serving.discard)

    async def _serve(self, connection: socket.socket, peer: str) -> None:
        served = Connection(self._make(), asyncio.get_running_loop().create_future())
        try:
            # On Windows a connection that the other side has cut is an OSError here, too.
            with suppress(OSError):
                await asyncio.get_running_loop().connect_accepted_socket(
                    lambda: served,
                    connection,
                    ssl=self._context,
                    ssl_handshake_timeout=_HANDSHAKE_SECONDS,
                    ssl_shutdown_timeout=_HANDSHAKE_SECONDS,
                )
                await served.ended
        finally:
            self._open[peer] -= 1
            self._open += Counter()  # forgets who has none


class Connection(asyncio.Protocol):
    """A protocol with a deadline for the head of the first request. ``ended`` is done when the connection is."""

    def __init__(self, inner: asyncio.Protocol, ended: "asyncio.Future[None]") -> None:
        self.ended = ended
        self._inner = inner
        self._tail: bytes | None = b""  # of the head; None when the head is whole
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; an encrypted connection can be cut off."""
        assert isinstance(transport, asyncio.Transport)
        self._deadline = asyncio.get_running_loop().call_later(_HEAD_SECONDS, transport.abort)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Pass bytes on, and look for the end of the head."""
        if self._tail is not None:
            seen = self._tail + data
            self._tail = None if _END_OF_HEAD in seen else seen[1 - len(_END_OF_HEAD) :]
            if self._tail is None and self._deadline is not None:
                self._deadline.cancel()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass the end of what is sent on."""
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        """Pass on that the other side is slow."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that the other side can take more."""
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._deadline is not None:
            self._deadline.cancel()
        if not self.ended.done():
            self.ended.set_result(None)
        self._inner.connection_lost(exc)


def _allow_files() -> None:
    """Let this process open so many files that connections leave some for the record (macOS: 256 unless told)."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < _FILES:
            most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
