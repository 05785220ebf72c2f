"""What a badge or a certificate code stands for, and whether it is valid."""

from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from checkin.certificates.facts import Facts, read, show_code, tidy_code
from checkin.certificates.signature import Seal, looks_sealed, unseal
from checkin.core.codes import letters_of, show, tidy
from checkin.core.errors import CertificateError
from checkin.core.text import clean
from checkin.store.erasure.retained_counts import Kept, kept
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates as store
from checkin.store.queries.certificates import Issued
from checkin.store.roster import edition, participants

_KEY_PLACE = "__PUBLIC_KEY__"


class Standing(StrEnum):
    """How something that is verified stands."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a code stands for. ``facts`` are a certificate's, ``name`` and ``country`` a badge's as well."""

    standing: Standing
    what: str
    code: str = ""
    name: str = ""
    country: str = ""
    facts: Facts | None = None
    why: str = ""


def verify(opened: OpenCourse, text: str) -> Answer:
    """The answer for a certificate's QR or code, or for a badge's code, by the record.

    A genuine seal that the record has no certificate for is ``unknown``: another kiosk may have issued it.
    """
    with opened.record.reading() as conn:
        if (counts := kept(conn)) is not None:
            return _by_what_was_kept(text, counts)
        if looks_sealed(text):
            try:
                facts = unseal(text, Seal(edition.edition_key(conn)).public)
            except CertificateError as error:
                return Answer(Standing.UNKNOWN, "certificate", why=str(error))
            found = store.with_code(conn, facts.code)
            if found is None:
                return _sealed(facts, "the seal is genuine, but this record did not issue it")
            return _certificate(issued=found, replaced=_number_after(store.issued(conn), found))
        found = store.with_code(conn, tidy_code(text))
        if found is not None:
            return _certificate(issued=found, replaced=_number_after(store.issued(conn), found))
        for candidate in (tidy(text), letters_of(text)):
            held = participants.holder(conn, candidate) if candidate else None
            if held is not None:
                person, replaced = held
                standing = Standing.REPLACED if replaced else Standing.VALID
                if person.withdrawn:
                    standing = Standing.WITHDRAWN
                return Answer(standing, "badge", show(candidate), clean(person.name), person.country)
    return Answer(Standing.UNKNOWN, "code", clean(text)[:80], why="no badge and no certificate of this course has it")


def _by_what_was_kept(text: str, counts: Kept) -> Answer:
    """The answer of a record whose people were forgotten: by the seal, and whether the certificate was revoked."""
    if not looks_sealed(text):
        why = f"the people of this course were forgotten on {counts.forgotten_on}; the QR of a certificate still tells"
        return Answer(Standing.UNKNOWN, "code", clean(text)[:80], why=why)
    try:
        facts = unseal(text, counts.public_key)
    except CertificateError as error:
        return Answer(Standing.UNKNOWN, "certificate", why=str(error))
    found = _sealed(facts, "by its seal; what the record said of it was forgotten")
    return replace(found, standing=Standing(counts.void[facts.code])) if facts.code in counts.void else found


def verify_with_key(payload: str, public: str) -> Answer:
    """The answer by the course's public key alone. Raises :class:`CertificateError` when the seal does not fit."""
    return _sealed(unseal(payload, public), "by its seal; revocations are in the course's record")


def public_key(opened: OpenCourse) -> str:
    """The course's public key, for whoever verifies without the record."""
    with opened.record.reading() as conn:
        counts = kept(conn)
        return Seal(edition.edition_key(conn)).public if counts is None else counts.public_key


def web_page(opened: OpenCourse) -> str:
    """A page that verifies this course's certificates in any browser, by itself."""
    page = resources.files("checkin.certificates").joinpath("verify.html").read_text(encoding="utf-8")
    return page.replace(_KEY_PLACE, public_key(opened))


def _sealed(facts: Facts, why: str) -> Answer:
    return Answer(
        Standing.VALID, "certificate", show_code(facts.code), clean(facts.name), facts.country, facts=facts, why=why
    )


def _certificate(issued: Issued, replaced: str) -> Answer:
    facts = read(bytes.fromhex(issued.facts["signed"]))
    standing, why = Standing.VALID, ""
    if issued.revoked:
        standing, why = Standing.REVOKED, clean(issued.revoked_why)
    elif issued.replaced_by:
        standing, why = Standing.REPLACED, f"by number {replaced}"
    return Answer(
        standing, "certificate", show_code(issued.code), clean(facts.name), facts.country, facts=facts, why=why
    )


def _number_after(certificates: list[Issued], found: Issued) -> str:
    return next((one.number for one in certificates if one.event_id == found.replaced_by), "")
