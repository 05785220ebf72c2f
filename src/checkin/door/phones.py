"""The phones that may scan: paired by a one-time code, known by a token, revocable.

The record keeps the names and the hashes of the tokens, never the tokens. They are settings of this station and go to
no other.
"""

import hashlib
import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from checkin.core.errors import NotFoundError, WebError
from checkin.core.events import format_time
from checkin.core.text import clean, fold, translatable
from checkin.store.record import Record
from checkin.store.settings import all_settings, set_setting

_SETTING = "web.phones"
# With a part of the phone's hash: the last requests of the phone that were recorded, and their events.
_REQUESTS, _MOST_REQUESTS = "web.requests.", 8
LONGEST_NAME = 40
MOST_PHONES = 100
CODE_VALID = timedelta(minutes=10)
# Without letters and digits that look alike. Almost forty bits: of 200 tries a minute one in 6,000 years is right.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8
_TOKEN_BYTES = 24
# So many wrong codes in a minute are not typing mistakes. One address has a limit of its own: else anybody on the
# network could keep all others from connecting a phone.
_MOST_WRONG, _MOST_WRONG_TOGETHER, _WRONG_WITHIN = 10, 200, timedelta(minutes=1)


class NoAccessError(WebError):
    """A request has no token, or one whose access has ended."""

    def __init__(self) -> None:
        super().__init__(translatable("This phone has no access. Scan the QR code that the computer shows."))


@dataclass(frozen=True, slots=True)
class Phone:
    """A paired phone. ``is_guest``: guests hold it, and see their own answers alone. ``since`` is UTC."""

    name: str
    is_guest: bool
    token_hash: str
    since: str


def paired_phones(conn: sqlite3.Connection) -> list[Phone]:
    """Return the phones that may scan, in the order in which they were paired."""
    return [Phone(**found) for found in json.loads(all_settings(conn).get(_SETTING, "[]"))]


def find_phone(conn: sqlite3.Connection, token: str) -> Phone | None:
    """Return the phone that holds a token, or None if no phone does or its access has ended."""
    shown = hash_token(token)
    return next((one for one in paired_phones(conn) if secrets.compare_digest(one.token_hash, shown)), None)


def revoke_phone(record: Record, name: str) -> Phone:
    """End the access of a phone. Raises :class:`NotFoundError` if no phone has the name."""
    with record.writing() as writing:
        phones = paired_phones(writing.conn)
        found = next((one for one in phones if fold(one.name) == fold(name)), None)
        if found is None:
            raise NotFoundError(
                "No phone is called {name}. 'checkin serve --phones' lists the phones that may scan.", name=clean(name)
            )
        _store(writing.conn, [one for one in phones if one != found])
        set_setting(writing.conn, _requests_of(found), "")
    return found


def keep_request(conn: sqlite3.Connection, phone: Phone, request: str, event_id: str) -> None:
    """Store which event a request became, so that its repetition is known after a restart. In its transaction.

    Raises :class:`NoAccessError` if the phone's access has just ended; then nothing is recorded.
    """
    if phone not in paired_phones(conn):
        raise NoAccessError
    if not request:
        return
    kept = [*_requests(conn, phone).items(), (request, event_id)][-_MOST_REQUESTS:]
    set_setting(conn, _requests_of(phone), json.dumps(dict(kept)))


def event_of_request(conn: sqlite3.Connection, phone: Phone, request: str) -> str:
    """Return the id of the event that a request of a phone became; empty if it is none of its last ones."""
    return _requests(conn, phone).get(request, "")


def _requests(conn: sqlite3.Connection, phone: Phone) -> dict[str, str]:
    found: dict[str, str] = json.loads(all_settings(conn).get(_requests_of(phone), "{}"))
    return found


def _requests_of(phone: Phone) -> str:
    return _REQUESTS + phone.token_hash[:16]


def hash_token(token: str) -> str:
    """Return what the record keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(slots=True)
class Pairing:
    """The code that pairs the next phone. It is valid once, for ten minutes; then a new code replaces it."""

    record: Record
    is_guest: bool = False
    code: str = ""
    _made: datetime | None = None
    _wrong: list[tuple[datetime, str]] = field(default_factory=list)

    def current_code(self) -> str:
        """Return the code of now; a new one if the last has been used or is too old."""
        now = self.record.clock.now()
        if self._made is None or not timedelta(0) <= now - self._made < CODE_VALID:
            self.code, self._made = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)), now
        return self.code

    def pair(self, code: str, name: str, address: str = "") -> tuple[Phone, str]:
        """Give a phone access, and return it with its token. ``address`` is where it asks from.

        Raises :class:`WebError` if the code is wrong, used or too old, if too many wrong ones came, or if a phone of
        that name has access already.
        """
        now = self.record.clock.now()
        self._wrong = [one for one in self._wrong if timedelta(0) <= now - one[0] < _WRONG_WITHIN]
        of_this = sum(one[1] == address for one in self._wrong)
        if of_this >= _MOST_WRONG or len(self._wrong) >= _MOST_WRONG_TOGETHER:
            raise WebError(
                "Too many wrong codes were tried. Wait a minute, then scan the QR code of the computer again."
            )
        if not secrets.compare_digest(code.upper().encode(), self.current_code().encode()):
            self._wrong.append((now, address))
            raise WebError("This code has been used or is too old. Scan the QR code that the computer shows now.")
        shown = clean(name)[:LONGEST_NAME].strip()
        if not shown:
            raise WebError("The phone needs a name, like “Ana's phone”.")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        phone = Phone(shown, self.is_guest, hash_token(token), format_time(now))
        with self.record.writing() as writing:
            phones = paired_phones(writing.conn)
            if any(fold(one.name) == fold(shown) for one in phones):
                raise WebError(
                    "A phone called {name} has access already. Choose another name, or end its access at the computer "
                    "with: checkin serve --revoke {name}",
                    name=shown,
                )
            if len(phones) >= MOST_PHONES:
                raise WebError("{n} phones have access. End the access of one first.", n=MOST_PHONES)
            _store(writing.conn, [*phones, phone])
        self._made = None
        return phone, token


def _store(conn: sqlite3.Connection, phones: list[Phone]) -> None:
    set_setting(conn, _SETTING, json.dumps([asdict(one) for one in phones], ensure_ascii=False) if phones else "")
