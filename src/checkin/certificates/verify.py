"""Verify a badge code or a certificate."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from importlib import resources

from checkin.certificates.compact import LETTERS
from checkin.certificates.facts import CertificateFacts, read, show_code, tidy_code
from checkin.certificates.lookup import with_number
from checkin.certificates.signature import CertificateSigner, looks_sealed, verify_signature
from checkin.certificates.verify_texts import page_words
from checkin.core.codes import extract_letters, format_code, normalise
from checkin.core.course import Role
from checkin.core.errors import CertificateError
from checkin.core.text import LANGUAGES, TranslatableText, clean, sentence, translatable
from checkin.store.erasure.retained_counts import RetainedCounts, load_retained
from checkin.store.open_course import OpenCourse
from checkin.store.queries import certificates as store
from checkin.store.queries.certificates import Issued
from checkin.store.roster import edition, participants

_KEY_PLACE = "__PUBLIC_KEY__"
_MISREAD = str.maketrans("OIL", "011")


class Validity(StrEnum):
    """The result of a verification."""

    VALID = translatable("valid")
    REVOKED = translatable("revoked")
    REPLACED = translatable("replaced")
    WITHDRAWN = translatable("withdrawn")
    UNKNOWN = translatable("unknown")


@dataclass(frozen=True, slots=True)
class Verification:
    """What a code belongs to. ``facts`` are a certificate's; ``name`` and ``country`` also a badge's."""

    standing: Validity
    what: str
    code: str = ""
    name: str = ""
    country: str = ""
    facts: CertificateFacts | None = None
    why: TranslatableText | CertificateError | str = ""


def verify(opened: OpenCourse, text: str) -> Verification:
    """Verify a certificate's QR code or code, or a badge code, with the record.

    A valid signature whose certificate is not in the record is ``unknown``: another station may have issued it.
    """
    with opened.record.reading() as conn:
        if (counts := load_retained(conn)) is not None:
            return _by_what_was_kept(text, counts)
        if looks_sealed(text):
            try:
                facts = verify_signature(text, CertificateSigner(edition.edition_key(conn)).public)
            except CertificateError as error:
                return Verification(Validity.UNKNOWN, translatable("certificate"), why=error)
            found = store.with_code(conn, facts.code)
            if found is None:
                return _of_certificate(
                    facts, sentence("the seal is genuine, but this record did not issue it"), Validity.VALID
                )
            return _certificate(issued=found, replaced=_number_after(store.issued(conn), found))
        found = store.with_code(conn, tidy_code(text)) or with_number(conn, text)
        if found is not None:
            return _certificate(issued=found, replaced=_number_after(store.issued(conn), found))
        for candidate in (normalise(text), extract_letters(text)):
            held = participants.find_code_holder(conn, candidate) if candidate else None
            if held is not None:
                person, replaced = held
                standing = Validity.REPLACED if replaced else Validity.VALID
                if person.withdrawn:
                    standing = Validity.WITHDRAWN
                return Verification(
                    standing, translatable("badge"), format_code(candidate), clean(person.name), person.country
                )
    return Verification(
        Validity.UNKNOWN,
        translatable("code"),
        clean(text)[:80],
        why=sentence("no badge and no certificate of this course has this code"),
    )


def _by_what_was_kept(text: str, counts: RetainedCounts) -> Verification:
    """Verify with a record whose personal data was deleted: by signature and revocations."""
    if not looks_sealed(text):
        why = sentence(
            "the personal data of this course was deleted on {day}; the QR code of a certificate can still be verified",
            day=date.fromisoformat(counts.forgotten_on),
        )
        return Verification(Validity.UNKNOWN, translatable("code"), clean(text)[:80], why=why)
    try:
        facts = verify_signature(text, counts.public_key)
    except CertificateError as error:
        return Verification(Validity.UNKNOWN, translatable("certificate"), why=error)
    found = _of_certificate(facts, sentence("verified by its seal; its data in the record was deleted"))
    return replace(found, standing=Validity(counts.void[facts.code])) if facts.code in counts.void else found


def verify_with_key(payload: str, public: str) -> Verification:
    """Verify with the course's public key alone. Raises :class:`CertificateError` if the signature is wrong."""
    return _of_certificate(
        verify_signature(payload, public),
        sentence("verified by its seal; a revocation is known only in the course's record"),
    )


def public_key(opened: OpenCourse) -> str:
    """Return the course's public key, for verification without the record."""
    with opened.record.reading() as conn:
        counts = load_retained(conn)
        return CertificateSigner(edition.edition_key(conn)).public if counts is None else counts.public_key


def web_page(opened: OpenCourse) -> str:
    """Return a self-contained web page that verifies this course's certificates.

    It holds the public key and a list of hashes of every certificate with its validity. It holds no name.
    """
    page = resources.files("checkin.certificates").joinpath("verify.html").read_text(encoding="utf-8")
    today = opened.course.local(opened.record.clock.now()).date().isoformat()
    key = public_key(opened)
    register = json.dumps(_register(opened, key), separators=(",", ":"))
    tables: dict[str, object] = {
        "__LETTERS__": list(LETTERS.items()),
        "__ROLES__": list(Role),
        "__LANGUAGES__": LANGUAGES,
        "__WORDS__": page_words(opened.course),
    }
    texts = {name: json.dumps(table).replace("</", "<\\/") for name, table in tables.items()}
    for place, text in ((_KEY_PLACE, key), ("__REGISTER__", register), ("__DAY__", today), *texts.items()):
        page = page.replace(place, text)
    return page


def _register(opened: OpenCourse, key: str) -> dict[str, str]:
    """Return the validity of every certificate by the hashes of its code, its number and its signed bytes."""
    with opened.record.reading() as conn:
        counts, issued = load_retained(conn), store.issued(conn)
    if counts is not None:
        return {register_hash(key, code): standing for code, standing in counts.void.items()}
    register: dict[str, str] = {}
    # Those that stand come last: a number that two stations gave is valid if one of its certificates is.
    for one in sorted(issued, key=lambda one: one.valid):
        standing = Validity.VALID if one.valid else Validity.REVOKED if one.revoked else Validity.REPLACED
        for text in (one.code, one.number, str(one.facts["signed"])):
            register[register_hash(key, text)] = standing
    return register


def register_hash(key: str, text: str) -> str:
    """Return the hash under which the web page finds a code, a number or signed bytes, however they are typed."""
    tidy = "".join(letter for letter in text.upper().translate(_MISREAD) if letter.isascii() and letter.isalnum())
    return hashlib.sha256(f"{key}:{tidy}".encode()).hexdigest()[:32]


def _of_certificate(
    facts: CertificateFacts, why: TranslatableText | str, standing: Validity = Validity.VALID
) -> Verification:
    title, code = translatable("certificate"), show_code(facts.code)
    return Verification(standing, title, code, clean(facts.name), facts.country, facts=facts, why=why)


def _certificate(issued: Issued, replaced: str) -> Verification:
    facts = read(bytes.fromhex(issued.facts["signed"]))
    why: TranslatableText | str
    standing, why = Validity.VALID, ""
    if issued.revoked:
        standing, why = Validity.REVOKED, clean(issued.revoked_why)
    elif issued.replaced_by:
        standing, why = Validity.REPLACED, sentence("by number {number}", number=replaced)
    return _of_certificate(facts, why, standing)


def _number_after(certificates: list[Issued], found: Issued) -> str:
    return next((one.number for one in certificates if one.event_id == found.replaced_by), "")
