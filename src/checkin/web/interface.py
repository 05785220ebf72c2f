"""The whole interface in a browser: the kiosk runs in a child process, its screen and keys go through a WebSocket.

textual-serve has the protocol between the child and the page, and the terminal of the page. Access, encryption and
limits are those of the server for phones: a page gets a ticket for its token, and the ticket opens one WebSocket.
"""

import asyncio
import secrets
import time
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from checkin.core.errors import WebError
from checkin.door.phones import Phone
from checkin.system.own_program import own_command

PAGES = {"/interface": ("interface.html", "text/html"), "/interface.js": ("interface.js", "text/javascript")}
# What xterm.js needs beyond the other pages: style elements, its font, pictures of its own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' wss://{host}; "
    "img-src 'self' data: blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {
    "textual.js": ("js/textual.js", "text/javascript"),
    "xterm.css": ("css/xterm.css", "text/css"),
    "mono.ttf": ("fonts/RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
# Seconds: how long a ticket is valid, how often access is checked, how long a kiosk may take to end.
_TICKET_VALID, _CHECKED_EVERY, _END_SECONDS = 30.0, 2.0, 5.0
# Each open interface is a process of about 80 MB.
_MOST_OPEN, _MOST_TICKETS = 8, 100
_MOST_MESSAGE = 64_000
_MOST_CELLS = 500


class Interfaces:
    """The interfaces that are open. ``has_access`` tells whether a phone still has access."""

    def __init__(self, folder: Path, language: str, has_access: Callable[[Phone], Awaitable[bool]]) -> None:
        self._folder = folder
        self._language = language
        self._has_access = has_access
        self._tickets: dict[str, tuple[Phone, float]] = {}
        self._sockets: set[web.WebSocketResponse] = set()

    def add_to(self, app: web.Application) -> None:
        """Add the routes of the terminal to an application."""
        app.router.add_get("/interface/{file}", self._file)
        app.router.add_get("/interface/screen/{ticket}", self._screen)
        app.on_shutdown.append(self._close)

    def ticket(self, phone: Phone) -> str:
        """Return a ticket that opens the interface once."""
        if len(self._sockets) >= _MOST_OPEN:
            raise WebError("{n} interfaces are open in browsers. Close one first.", n=_MOST_OPEN)
        now = time.monotonic()
        valid = [(ticket, held) for ticket, held in self._tickets.items() if now - held[1] < _TICKET_VALID]
        self._tickets = dict(valid[-_MOST_TICKETS:])
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = (phone, now)
        return ticket

    async def _file(self, request: web.Request) -> web.Response:
        if (found := _FILES.get(request.match_info["file"])) is None:
            raise web.HTTPNotFound
        name, kind = found
        body = resources.files("textual_serve").joinpath("static", name).read_bytes()
        return web.Response(body=body, content_type=kind)

    async def _screen(self, request: web.Request) -> web.WebSocketResponse:
        """Run a kiosk for a page until the page, the kiosk or the access ends."""
        phone, made = self._tickets.pop(request.match_info["ticket"], (None, 0.0))
        if phone is None or time.monotonic() - made >= _TICKET_VALID or len(self._sockets) >= _MOST_OPEN:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=_MOST_MESSAGE, compress=False)
        await socket.prepare(request)
        command = own_command(self._folder, self._language, "door", f"--door={phone.name}")
        kiosk = _Kiosk(command, socket)
        self._sockets.add(socket)
        try:
            await kiosk.start(_cells(request, "width", 80), _cells(request, "height", 24))
            ends = [_receive(socket, kiosk), kiosk.ended(), self._access_ended(phone)]
            tasks = [asyncio.ensure_future(one) for one in ends]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        finally:
            self._sockets.discard(socket)
            await kiosk.end()
            await socket.close()
        return socket

    async def _access_ended(self, phone: Phone) -> None:
        while await self._has_access(phone):
            await asyncio.sleep(_CHECKED_EVERY)

    async def _close(self, _: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close()


class _Kiosk(AppService):
    """A kiosk in a child process, started without a shell."""

    def __init__(self, command: list[str], socket: web.WebSocketResponse) -> None:
        super().__init__(
            "",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=self._nothing,
            download_manager=DownloadManager(),
        )
        self._words = command

    async def _nothing(self) -> None:
        """Leave it to the server to close the WebSocket when the kiosk has ended."""

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(width=width, height=height)
        self._process = await create_subprocess_exec(
            *self._words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        return self._process

    async def ended(self) -> None:
        """Wait until the kiosk has ended."""
        if self._process is not None:
            await self._process.wait()

    async def end(self) -> None:
        """Let the kiosk end; kill it if it takes too long."""
        if self._process is None:
            return
        with suppress(TimeoutError, ConnectionError):
            await asyncio.wait_for(self.stop(), _END_SECONDS)
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


async def _receive(socket: web.WebSocketResponse, kiosk: AppService) -> None:
    """Pass keys and sizes on. What is not understood is ignored."""
    async for message in socket:
        if message.type != WSMsgType.TEXT:
            continue
        with suppress(ValueError, RecursionError):
            await _pass_on(message.json(), socket, kiosk)


async def _pass_on(said: Any, socket: web.WebSocketResponse, kiosk: AppService) -> None:
    match said:
        case ["stdin", str(keys)]:
            await kiosk.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await kiosk.set_terminal_size(_bounded(width), _bounded(height))
        case ["ping", str(sent)]:
            await socket.send_json(["pong", sent])
        case ["blur"]:
            await kiosk.blur()
        case ["focus"]:
            await kiosk.focus()


def _cells(request: web.Request, name: str, default: int) -> int:
    try:
        return _bounded(int(request.query.get(name, default)))
    except ValueError:
        return default


def _bounded(cells: int) -> int:
    return max(1, min(_MOST_CELLS, cells))
