"""Hold the texts that certificates print, and fill in their fields. Their translations are in the catalogues.

A course overrides them in ``[certificate.words.LANGUAGE]``. Role words are neutral: nobody is named in the masculine
by default.
"""

from collections.abc import Mapping, Sequence

from checkin.certificates.credited_sessions import CreditedSession, HoursOf, hours_text
from checkin.core.text import in_context
from checkin.i18n.translator import get_translator

# The front has room for the titles of so many sessions.
_TITLES = 3

# The keys are those of ``[certificate.words]`` in ``course.toml``.
_WORDS: Mapping[str, str] = {
    "heading": in_context("certificate", "Certificate of attendance"),
    "heading_approval": in_context("certificate", "Certificate of achievement"),
    "heading_speaker": in_context("certificate", "Speaker’s certificate"),
    "heading_other": in_context("certificate", "Certificate of participation"),
    "opening": in_context("certificate", "This is to certify that"),
    "participant": in_context("certificate", "has attended:"),
    "approved": in_context("certificate", "has attended and passed:"),
    "speaker": in_context("certificate", "has participated as a speaker in:"),
    "organizer": in_context("certificate", "has taken part in organizing:"),
    "observer": in_context("certificate", "has participated as an observer in:"),
    "staff": in_context("certificate", "has served as a member of staff of:"),
    "own_role": in_context("certificate", "has participated as {role} in:"),
    "held": in_context("certificate", "{place}, {dates}"),
    "hours_number": in_context("certificate", "{hours} hours"),
    "one_hour": in_context("certificate", "1 hour"),
    "expected": in_context("certificate", "{hours} of instruction"),
    "attended": in_context("certificate", "{hours} attended"),
    "course": in_context("certificate", "Length of the course: {hours}"),
    "given": in_context("certificate", "{title}, {minutes} minutes"),
    "total": in_context("certificate", "Total: {hours}"),
    "closing": in_context("certificate", "{place}, {date}"),
    "issued": in_context("certificate", "Issued on {date}"),
    "number": in_context("certificate", "No. {number}"),
    "check": in_context("certificate", "Verification code"),
    "contact": in_context("certificate", "To verify: {contact}"),
    "duplicate": in_context("certificate", "DUPLICATE"),
    "sample": in_context("certificate", "SAMPLE"),
    "programme": in_context("certificate", "Programme"),
    "minutes": in_context("certificate", "min"),
}
# What certificates said whose pages are not kept in the record: duplicates of them say the same.
EARLIER: Mapping[str, Mapping[str, str]] = {
    "es": {
        "heading": "Certificado",
        "observer": "ha participado como observador/a en:",
        "held": "Realizado en {place}, {dates}",
    },
    "pt": {
        "heading": "Certificado",
        "participant": "participou de:",
        "observer": "participou como observador(a) de:",
        "held": "Realizado em {place}, {dates}",
        "expected": "carga horária: {hours}",
        "attended": "com {hours} de presença",
        "number": "Nº {number}",
    },
    "en": {
        "heading": "Certificate",
        "speaker": "has lectured at:",
        "observer": "has taken part as an observer in:",
        "staff": "has worked for:",
        "held": "Held in {place}, {dates}",
        "expected": "{hours}",
    },
    "fr": {
        "heading": "Certificat",
        "participant": "a participé à :",
        "speaker": "a participé à titre d’intervenant(e) à :",
        "observer": "a participé à titre d’observateur/observatrice à :",
        "held": "Tenu à {place}, {dates}",
        "expected": "durée : {hours}",
        "attended": "{hours} de présence",
    },
}


def certificate_words(language: str) -> dict[str, str]:
    """Return checkin's own texts of certificates in a language, by their keys; the fields are not filled in."""
    tr = get_translator(language)
    return {key: tr(text) for key, text in _WORDS.items()}


def hours_line(
    sessions: Sequence[CreditedSession] | None, hours: str, hours_of: HoursOf, words: Mapping[str, str], language: str
) -> str:
    """Return the line of hours on the front, or an empty text where nothing is to be stated.

    A speaker's names the sessions that they gave, as long as there is room for their titles.
    """
    if hours_of is HoursOf.GIVEN and sessions and len(sessions) <= _TITLES:
        return get_translator(language).semicolon.join(
            words["given"].format(title=one.title, minutes=one.minutes) for one in sessions
        )
    key = "expected" if hours_of is HoursOf.GIVEN else hours_of.value
    return words[key].format(hours=hours_in_words(hours, language)) if hours else ""


def total_in_words(sessions: Sequence[CreditedSession], language: str) -> str:
    """Return the total of the sessions on the back; an empty text if there are none."""
    hours = hours_text(sum(one.minutes for one in sessions))
    return certificate_words(language)["total"].format(hours=hours_in_words(hours, language)) if hours else ""


def hours_in_words(hours: str, language: str) -> str:
    """Return hours as a language writes them: with a decimal comma outside English."""
    words, shown = certificate_words(language), get_translator(language).decimal(hours)
    return words["one_hour"] if hours == "1" else words["hours_number"].format(hours=shown)
