"""Find a certificate by what is printed on it, or by the badge of the person who holds it."""

import sqlite3

from checkin.certificates.facts import tidy_code
from checkin.core.codes import extract_letters, normalise
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Issued
from checkin.store.roster import participants


def with_number(conn: sqlite3.Connection, text: str) -> Issued | None:
    """Return the certificate with a number, however it is typed: a valid one where two stations gave it."""
    number = _letters(text)
    found = [one for one in certificates.issued(conn) if number and _letters(one.number) == number]
    return max(found, key=lambda one: one.valid, default=None)


def find_certificate(conn: sqlite3.Connection, text: str) -> Issued | None:
    """Return the certificate with a code or a number; with a badge code that of the person, the valid one first."""
    found = certificates.with_code(conn, tidy_code(text)) or with_number(conn, text)
    for code in () if found else (normalise(text), extract_letters(text)):
        held = participants.find_code_holder(conn, code) if code else None
        if held is not None:
            own = [one for one in certificates.issued(conn) if one.participant == held[0].id]
            return max(reversed(own), key=lambda one: one.valid, default=None)
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
