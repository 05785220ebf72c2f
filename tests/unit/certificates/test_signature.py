"""The seal: what the course signed verifies by its public key, and nothing else does."""

import base64
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.certificates.facts import CertificateFacts, read, show_code, tidy_code
from checkin.certificates.signature import CertificateSigner, looks_sealed, verify_signature
from checkin.core.course import Role
from checkin.core.errors import CertificateError
from checkin.core.text import LANGUAGES
from checkin.typesetting import qr

FACTS = CertificateFacts(
    number="38-0001",
    name="Ana Núñez",
    country="AR",
    role="participant",
    title="Curso",
    edition="38.º",
    organizer="OIM",
    place="Mar del Plata",
    starts="2026-03-09",
    ends="2026-03-20",
    hours="60",
    language="es",
    issued_on="2026-03-20",
)
SEAL = CertificateSigner(bytes(32))
EARLIER = (
    "_dJ5lIVXbKML02uncMFc0cPCvkL5fKfOqh4g2K4hdtyLZYCKJ2p6S-_NQnQZv5U8MtgYPehUlLSr1mm57xs_DFsxLCIzOC0wMDAx"
    "IiwiQW5hIE7DusOxZXoiLCJBUiIsInBhcnRpY2lwYW50IiwiQ3Vyc28iLCIzOC7CuiIsIk9JTSIsIk1hciBkZWwgUGxhdGEiLCIy"
    "MDI2LTAzLTA5IiwiMjAyNi0wMy0yMCIsIjYwIiwiZXMiLCIyMDI2LTAzLTIwIl0"
)
NAMES = [field.name for field in fields(CertificateFacts)]


FACTS_OF_TODAY = st.builds(
    CertificateFacts,
    **dict.fromkeys(NAMES, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
    | {
        "country": st.sampled_from(["", "AR", "ZZ"]),
        "role": st.sampled_from([role.value for role in Role]),
        "language": st.sampled_from(LANGUAGES),
    }
    | dict.fromkeys(["starts", "ends", "issued_on"], st.dates().map(str) | st.just("")),
)


@given(FACTS_OF_TODAY)
def test_the_facts_are_digits_in_a_qr_code_and_are_read_back(facts: CertificateFacts) -> None:
    sealed = SEAL.seal(facts)
    assert sealed.isdecimal()
    assert verify_signature(sealed, SEAL.public) == facts


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=60))))
def test_what_is_sealed_is_read_back_by_the_public_key_alone(values: dict[str, str]) -> None:
    facts = CertificateFacts(**values)
    assert verify_signature(SEAL.seal(facts), SEAL.public) == facts
    assert read(facts.signed) == facts


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_a_seal_with_one_changed_digit_does_not_fit(place: int, change: int) -> None:
    sealed = list(SEAL.seal(FACTS))
    place %= len(sealed)
    sealed[place] = str((int(sealed[place]) + change) % 10)
    with pytest.raises(CertificateError):
        verify_signature("".join(sealed), SEAL.public)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_an_earlier_seal_with_one_changed_byte_does_not_fit(place: int, change: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(EARLIER + "=="))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(CertificateError):
        verify_signature(base64.urlsafe_b64encode(bytes(sealed)).decode().rstrip("="), SEAL.public)


def test_a_seal_of_an_earlier_version_verifies() -> None:
    assert verify_signature(EARLIER, SEAL.public) == FACTS


def test_the_qr_code_of_a_seal_has_at_most_49_modules_a_side() -> None:
    side = qr.svg(SEAL.seal(FACTS), dense=True).partition('viewBox="0 0 ')[2].split()[0]
    assert int(side) - 2 * 4 <= 49


def test_another_courses_key_does_not_fit() -> None:
    with pytest.raises(CertificateError, match="does not match"):
        verify_signature(SEAL.seal(FACTS), CertificateSigner(bytes(31) + b"x").public)


@pytest.mark.parametrize("text", ["", "x", "ä", "A" * 100, "A" * 10_000, "%%%", "A=" * 50, "\ud800" * 100])
def test_what_is_no_seal_is_refused(text: str) -> None:
    with pytest.raises(CertificateError):
        verify_signature(text, SEAL.public)


@pytest.mark.parametrize("key", ["", "AAAA", "not a key", "A" * 43 + "!"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(CertificateError):
        verify_signature(SEAL.seal(FACTS), key)


def test_an_address_before_the_seal_is_left_away() -> None:
    assert verify_signature(f"https://example.org/verify.html#{SEAL.seal(FACTS)}\n", SEAL.public) == FACTS


def test_two_kiosks_of_one_edition_seal_alike_and_two_editions_do_not() -> None:
    assert CertificateSigner(bytes(32)).public == SEAL.public != CertificateSigner(bytes(range(32))).public


def test_the_public_key_does_not_give_the_edition_key_away() -> None:
    assert base64.urlsafe_b64decode(SEAL.public + "=") != bytes(32)


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_is_part_of_the_certificate_code(name: str) -> None:
    assert replace(FACTS, **{name: "another"}).code != FACTS.code


@pytest.mark.parametrize(
    "typed", [str.lower, show_code, lambda code: " ".join(code), lambda code: code.replace("0", "O")]
)
def test_a_certificate_code_is_understood_as_people_type_it(typed: "object") -> None:
    assert tidy_code(typed(FACTS.code)) == FACTS.code  # type: ignore[operator]


def test_a_badge_code_does_not_look_like_a_seal_and_a_seal_does() -> None:
    assert not looks_sealed("HJPF LXRF HXNJ")
    assert looks_sealed(SEAL.seal(FACTS))
