"""A bad network between a kiosk and its hub: it cuts at any byte, delays, freezes, loses replies, is a portal."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PORTAL = b"HTTP/1.1 302 Found\r\nLocation: http://hotel.example/login\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Network:
    """How it is at the moment. ``cut_after``: so many bytes, in both directions together, then the line is cut.

    ``deaf``: what the hub answers is lost from the next byte on, and the line with it. ``frozen``: nothing moves.
    """

    port: int
    target: int
    cut_after: int = -1
    deaf: bool = False
    frozen: bool = False
    portal: bool = False
    delay: float = 0.0
    passed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def better(self) -> None:
        """It is whole again."""
        self.cut_after, self.deaf, self.frozen, self.portal, self.delay, self.passed = -1, False, False, False, 0.0, 0

    def admit(self, data: bytes, *, reply: bool) -> tuple[bytes, bool]:
        """What of these bytes comes through, and whether the line is cut behind them."""
        if reply and self.deaf:
            return b"", True
        with self._lock:
            before = self.passed
            self.passed += len(data)
        if 0 <= self.cut_after < before + len(data):
            return data[: max(0, self.cut_after - before)], True
        return data, False


@contextmanager
def network(target: int) -> Iterator[Network]:
    """A network that leads to the hub's port on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        made = Network(door.getsockname()[1], target)
        over = threading.Event()
        threads = [threading.Thread(target=_accept, args=(door, made, over), daemon=True)]
        threads[0].start()
        try:
            yield made
        finally:
            over.set()
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)


def _accept(door: socket.socket, made: Network, over: threading.Event) -> None:
    while not over.is_set():
        try:
            near, _ = door.accept()
        except OSError:
            return
        if made.portal:
            with near, suppress(OSError):
                near.recv(4096)
                near.sendall(PORTAL)
            continue
        try:
            far = socket.create_connection(("127.0.0.1", made.target), timeout=5)
        except OSError:
            near.close()
            continue
        far.settimeout(None)
        for one, other, reply in ((near, far, False), (far, near, True)):
            threading.Thread(target=_pump, args=(one, other, made, over, reply), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket, made: Network, over: threading.Event, reply: bool) -> None:
    try:
        while data := one.recv(65536):
            while made.frozen and not over.is_set():
                time.sleep(0.01)
            if made.delay:
                time.sleep(made.delay)
            through, cut = made.admit(data, reply=reply)
            other.sendall(through)
            if cut:
                break
    except OSError:
        pass
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
