"""Set and check the PIN of a course's doors, with a longer pause after each wrong PIN.

Kept as an Argon2id hash (RFC 9106) beside the kiosk's settings, never as itself.
"""

import sqlite3
from datetime import datetime, timedelta
from math import ceil

from checkin.core.errors import CheckinError, RecordError
from checkin.core.events import format_time, parse_time
from checkin.store.record import Record
from checkin.store.settings import all_settings, set_setting

_SETTING, _WRONG = "pin", "pin_wrong"
LEAST = 4
# Seconds to wait after each wrong PIN, doubling, up to the last.
_WAITS = (0, 1, 2, 4, 8, 16, 32, 60)


class PinError(CheckinError):
    """The PIN is wrong, or it is too early to try again."""


class Pin:
    """The PIN of one record. The number of wrong attempts is stored too, so that a restart does not reset it."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._unwritten: tuple[int, datetime | None] = (0, None)

    @property
    def is_set(self) -> bool:
        """Return True if a PIN is set."""
        return bool(self._hash())

    def choose(self, pin: str) -> None:
        """Set the PIN; the empty text removes it. Raises :class:`PinError` when it is too short."""
        pin = tidy_pin(pin)
        if pin and len(pin) < LEAST:
            raise PinError("A PIN has at least {n} characters.", n=LEAST)
        from argon2 import PasswordHasher  # only who uses a PIN needs it

        hashed = PasswordHasher().hash(pin) if pin else ""
        with self._record.writing() as writing:
            set_setting(writing.conn, _SETTING, hashed)

    def check(self, pin: str) -> None:
        """Accept the right PIN, or any if none is set. Raises :class:`PinError`; each wrong PIN blocks for longer."""
        hashed = self._hash()
        if not hashed:
            return
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        now = self._record.clock.now()
        self._count_try(now)
        try:
            PasswordHasher().verify(hashed, tidy_pin(pin))
        except VerificationError:
            raise PinError("That is not the PIN.") from None
        self._remember_wrong(0, now)

    def _count_try(self, now: datetime) -> None:
        """Count a try before the PIN is checked, in one transaction. Raises :class:`PinError` if it is too early."""
        try:
            with self._record.writing() as writing:
                wrong, since = self._unwritten if self._unwritten[0] else _stored_wrong(writing.conn)
                self._require_waited(wrong, since, now)
                set_setting(writing.conn, _WRONG, f"{wrong + 1} {format_time(now)}")
        except RecordError:
            # A full disk must not lock staff out of their own door: the tries are counted in memory.
            wrong, since = self._wrong()
            self._require_waited(wrong, since, now)
            self._unwritten = (wrong + 1, now)
        else:
            self._unwritten = (0, None)

    def _require_waited(self, wrong: int, since: datetime | None, now: datetime) -> None:
        if (left := _left(wrong, since, now)) > 0:
            raise PinError("Too many wrong PINs: wait {seconds} s and try again.", seconds=left)

    def _wrong(self) -> tuple[int, datetime | None]:
        """Return the number of wrong PINs in a row, and the time of the last."""
        if self._unwritten[0]:
            return self._unwritten
        with self._record.reading() as conn:
            return _stored_wrong(conn)

    def _remember_wrong(self, count: int, at: datetime) -> None:
        try:
            with self._record.writing() as writing:
                set_setting(writing.conn, _WRONG, f"{count} {format_time(at)}" if count else "")
        except RecordError:
            # A full disk must not lock the staff out of their own door: this run of the program remembers.
            self._unwritten = (count, at)
        else:
            self._unwritten = (0, None)

    def _hash(self) -> str:
        with self._record.reading() as conn:
            return all_settings(conn).get(_SETTING, "")


def tidy_pin(pin: str) -> str:
    """Return a PIN without blanks at its ends. It is tidied when it is set, and when it is entered."""
    return pin.strip()


def _stored_wrong(conn: sqlite3.Connection) -> tuple[int, datetime | None]:
    count, _, at = all_settings(conn).get(_WRONG, "").partition(" ")
    return (int(count), parse_time(at)) if at else (0, None)


def _left(wrong: int, since: datetime | None, now: datetime) -> int:
    """Return the seconds to wait. Setting the clock back does not increase them."""
    wait = _WAITS[min(wrong, len(_WAITS)) - 1] if wrong else 0
    passed = (now - since) / timedelta(seconds=1) if since is not None else wait
    return max(0, min(wait, ceil(wait - passed)))
