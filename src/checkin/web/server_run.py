"""Run the server: the addresses it listens at, its certificate, its start and its end."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, cast

from checkin.core.errors import WebError
from checkin.door.phones import Pairing, Phone
from checkin.store.open_course import OpenCourse
from checkin.system.extra_packages import require_packages
from checkin.system.network import local_addresses
from checkin.web.listener import Listener
from checkin.web.tls import own_identity, read_identity

if TYPE_CHECKING:
    from aiohttp.web import Application

_LOOKED_EVERY = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens. ``is_own``: it made its certificate itself, so that browsers warn."""

    bound: str
    names: tuple[str, ...]
    port: int
    context: ssl.SSLContext
    fingerprint: str
    is_own: bool

    @property
    def hosts(self) -> frozenset[str]:
        """Return what a browser may call the server: each name with the port."""
        ports = (f":{self.port}", "") if self.port == 443 else (f":{self.port}",)
        return frozenset(f"{_bracketed(name)}{port}" for name in self.names for port in ports)

    def pairing_url(self, code: str, *, to_interface: bool = False) -> str:
        """Return the address with a code behind ``#``, which no browser sends and no log keeps."""
        return f"https://{_bracketed(self.names[0])}:{self.port}/{'?interface' * to_interface}#{code}"


def prepare(
    course: OpenCourse, *, is_lan: bool, port: int, certificate: Path | None, has_interface: bool = False
) -> Address:
    """Return the address to listen at, with its certificate.

    Raises :class:`CheckinError` if the packages are missing, this computer is in no network, or the certificate is not
    usable.
    """
    packages = ("aiohttp", "zxingcpp")
    if has_interface:
        require_packages("interface", *packages, "textual_serve")
    require_packages("web", *packages)
    around = local_addresses() if is_lan else []
    if is_lan and not around:
        raise WebError("This computer is in no network. Connect it to the network of the phones, or share its own.")
    if certificate is None:
        identity = own_identity(course.folder.tls_certificate, around, course.record.clock.now())
    else:
        identity = read_identity(certificate)
    names = (*around, "localhost", "127.0.0.1", "::1")
    bound = "0.0.0.0" if is_lan else "127.0.0.1"
    return Address(bound, names, port, identity.context(), identity.fingerprint, is_own=certificate is None)


def run(serving: Coroutine[None, None, None]) -> None:
    """Run what :func:`serve` returns until it ends, or until Ctrl+C."""
    with suppress(KeyboardInterrupt):
        asyncio.run(serving)


async def serve(
    course: OpenCourse,
    address: Address,
    *,
    language: str,
    is_guest: bool,
    has_interface: bool,
    started: Callable[[str], None],
    connected: Callable[[Phone, str], None],
    parent: BinaryIO | None = None,
) -> None:
    """Serve until ``parent`` ends; without one for ever. ``started`` and ``connected`` get the code for the next phone.

    Raises :class:`WebError` if the port is taken.
    """
    from checkin.web.server import PhoneServer

    pairing = Pairing(course.record, is_guest)
    server = PhoneServer(course, pairing, address.hosts, language=language, has_interface=has_interface)
    shown = pairing.current_code()

    def paired(phone: Phone) -> None:
        nonlocal shown
        shown = pairing.current_code()
        connected(phone, shown)

    server.on_paired = paired
    async with listening(server.app(), address):
        started(shown)
        is_over = asyncio.Event()
        if parent is not None:
            _watch(parent, is_over)
        while not await _is_set(is_over, _LOOKED_EVERY):
            # A code that nobody has used in time is replaced on the screen, too.
            if pairing.current_code() != shown:
                shown = pairing.current_code()
                started(shown)


@asynccontextmanager
async def listening(app: "Application", address: Address) -> AsyncIterator[None]:
    """Answer requests at an address. Raises :class:`WebError` if the port is taken."""
    from aiohttp.web import AppRunner

    # The pages never compress what they send: what is small here must not become large there.
    runner = AppRunner(
        app,
        access_log=None,
        keepalive_timeout=30,
        handle_signals=False,
        auto_decompress=False,
        logger=_quiet_logger(),
    )
    await runner.setup()
    listener = Listener(cast("Callable[[], asyncio.Protocol]", runner.server), address.context)
    try:
        try:
            listener.start(address.bound, address.port)
        except OSError as error:
            raise WebError(
                "Port {port} cannot be used: {reason}. Choose another with --port.",
                port=address.port,
                reason=error.strerror or error,
            ) from None
        yield
    finally:
        listener.close()
        await runner.cleanup()


def _quiet_logger() -> logging.Logger:
    """Return a logger that does not report what is no request: anybody on the network could fill a log with it."""
    from aiohttp.http_exceptions import HttpProcessingError

    logger = logging.Logger("checkin.web")
    logger.addFilter(lambda entry: not (entry.exc_info and isinstance(entry.exc_info[1], HttpProcessingError)))
    return logger


def _watch(parent: BinaryIO, is_over: asyncio.Event) -> None:
    """Set an event when a pipe ends: the program that started this one is gone."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        while parent.read(1):
            pass
        with suppress(RuntimeError):  # the loop has ended before
            loop.call_soon_threadsafe(is_over.set)

    Thread(target=wait, name="parent", daemon=True).start()


async def _is_set(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, but no longer than so many seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def terminal_qr(text: str) -> str:
    """Return a QR code as half blocks, light on dark: terminals are dark, and phones read both."""
    import io

    import qrcode

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    made.add_data(text)
    out = io.StringIO()
    made.print_ascii(out=out, invert=True)
    return out.getvalue()


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name
