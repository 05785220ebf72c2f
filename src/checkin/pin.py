"""The PIN of a course's doors: what asks for it, how it is kept, and how guessing slows down.

Kept as an Argon2id hash (RFC 9106) beside the kiosk's settings, never as itself.
"""

from checkin.errors import CheckinError
from checkin.store.record import Record
from checkin.store.settings import remember, remembered

_SETTING = "pin"
_LEAST = 4
# Seconds to wait after each wrong PIN, doubling, up to the last.
_WAITS = (0, 1, 2, 4, 8, 16, 32, 60)


class PinError(CheckinError):
    """The PIN is wrong, or it is too early to try again."""


class Pin:
    """The PIN of one record, and the wrong ones in this run of the program."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._wrong = 0
        self._next_at = 0

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return bool(self._hash())

    def choose(self, pin: str) -> None:
        """Set the PIN; the empty text removes it. Raises :class:`PinError` when it is too short."""
        if pin and len(pin) < _LEAST:
            raise PinError(f"A PIN has at least {_LEAST} characters; choose a longer one.")
        from argon2 import PasswordHasher  # only who uses a PIN needs it

        hashed = PasswordHasher().hash(pin) if pin else ""
        with self._record.writing() as writing:
            remember(writing.conn, _SETTING, hashed)

    def check(self, pin: str) -> None:
        """Let pass where the PIN is right, or where none is set. Raises :class:`PinError`, each time for longer."""
        hashed = self._hash()
        if not hashed:
            return
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        now = self._record.clock.monotonic_ms()
        if now < self._next_at:
            raise PinError("Too many wrong PINs: wait {seconds} s and try again.", seconds=self._left(now))
        try:
            PasswordHasher().verify(hashed, pin)
        except VerificationError:
            self._wrong += 1
            self._next_at = now + 1000 * _WAITS[min(self._wrong, len(_WAITS)) - 1]
            raise PinError("That is not the PIN.") from None
        self._wrong = 0

    def _left(self, now: int) -> int:
        return max(1, -(-(self._next_at - now) // 1000))

    def _hash(self) -> str:
        with self._record.reading() as conn:
            return remembered(conn).get(_SETTING, "")
