"""Find a certificate by what is printed on it, or by the badge of the person who holds it."""

import sqlite3
from collections.abc import Sequence

from checkin.certificates.facts import show_code, tidy_code
from checkin.core.codes import extract_letters, normalise
from checkin.core.errors import CertificateError
from checkin.core.text import TranslatableList, clean, sentence
from checkin.store.queries import certificates
from checkin.store.queries.certificates import Issued
from checkin.store.roster import participants


def with_number(conn: sqlite3.Connection, text: str) -> Issued | None:
    """Return the certificate with a number, however it is typed: the valid one where two stations gave it.

    Raises :class:`CertificateError` if several are valid.
    """
    number = _letters(text)
    return the_valid_one([one for one in certificates.issued(conn) if number and _letters(one.number) == number])


def the_valid_one(found: Sequence[Issued]) -> Issued | None:
    """Return the valid certificate of those with one number, else the first; None if there is none.

    Raises :class:`CertificateError` if several are valid: two stations gave one number.
    """
    valid = [one for one in found if one.valid]
    if len(valid) > 1:
        named = [sentence("{name} ({code})", name=clean(one.facts["name"]), code=show_code(one.code)) for one in valid]
        raise CertificateError(
            "More than one valid certificate has the number {number}: {certificates}. Write the code in brackets "
            "in place of the number. To give one of them a new number: checkin certificates --reissue CODE",
            number=valid[0].number,
            certificates=TranslatableList(tuple(named)),
        )
    return next(iter(valid or found), None)


def find_certificate(conn: sqlite3.Connection, text: str) -> Issued | None:
    """Return the certificate with a code or a number; with a badge code that of the person, the valid one first."""
    found = certificates.with_code(conn, tidy_code(text)) or with_number(conn, text)
    for code in () if found else (normalise(text), extract_letters(text)):
        held = participants.find_code_holder(conn, code) if code else None
        if held is not None:
            own = [one for one in certificates.issued(conn) if one.participant == held[0].id]
            return certificates.standing(own).get(held[0].id) or next(reversed(own), None)
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
