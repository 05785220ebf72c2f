"""Hold the texts that certificates print, in the four languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checkin.certificates.credited_sessions import CreditedSession, HoursOf, hours_text
from checkin.core.course import Role

# The front has room for the titles of so many sessions.
_TITLES = 3


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language. The title of the course follows the sentences of ``did``."""

    certificate: str
    certified: str
    did: Mapping[str, str]
    held: str
    hours: str
    one_hour: str
    expected: str
    attended: str
    course: str
    given: str
    total: str
    issued: str
    number: str
    check: str
    duplicate: str
    programme: str
    minutes: str


WORDS = {
    "es": Words(
        "Certificado",
        "Se certifica que",
        {
            Role.PARTICIPANT: "ha asistido a:",
            Role.SPEAKER: "ha participado como disertante en:",
            Role.ORGANIZER: "ha participado en la organización de:",
            Role.OBSERVER: "ha participado como observador/a en:",
            Role.STAFF: "ha colaborado en la realización de:",
        },
        "Realizado en {place}, {dates}",
        "{hours} horas",
        "1 hora",
        "con una carga horaria de {hours}",
        "con {hours} de asistencia",
        "Carga horaria del curso: {hours}",
        "{title}, {minutes} minutos",
        "Total: {hours}",
        "Emitido el {date}",
        "N.º {number}",
        "Código de verificación",
        "DUPLICADO",
        "Programa",
        "min",
    ),
    "pt": Words(
        "Certificado",
        "Certifica-se que",
        {
            Role.PARTICIPANT: "participou de:",
            Role.SPEAKER: "participou como palestrante de:",
            Role.ORGANIZER: "participou da organização de:",
            Role.OBSERVER: "participou como observador(a) de:",
            Role.STAFF: "colaborou na realização de:",
        },
        "Realizado em {place}, {dates}",
        "{hours} horas",
        "1 hora",
        "carga horária: {hours}",
        "com {hours} de presença",
        "Carga horária do curso: {hours}",
        "{title}, {minutes} minutos",
        "Total: {hours}",
        "Emitido em {date}",
        "Nº {number}",
        "Código de verificação",
        "SEGUNDA VIA",
        "Programa",
        "min",
    ),
    "en": Words(
        "Certificate",
        "This is to certify that",
        {
            Role.PARTICIPANT: "has attended:",
            Role.SPEAKER: "has lectured at:",
            Role.ORGANIZER: "has taken part in organizing:",
            Role.OBSERVER: "has taken part as an observer in:",
            Role.STAFF: "has worked for:",
        },
        "Held in {place}, {dates}",
        "{hours} hours",
        "1 hour",
        "{hours}",
        "{hours} attended",
        "Length of the course: {hours}",
        "{title}, {minutes} minutes",
        "Total: {hours}",
        "Issued on {date}",
        "No. {number}",
        "Verification code",
        "DUPLICATE",
        "Programme",
        "min",
    ),
    "fr": Words(
        "Certificat",
        "Il est certifié que",
        {
            Role.PARTICIPANT: "a participé à :",
            Role.SPEAKER: "a participé à titre d’intervenant(e) à :",
            Role.ORGANIZER: "a participé à l’organisation de :",
            Role.OBSERVER: "a participé à titre d’observateur/observatrice à :",
            Role.STAFF: "a collaboré à la réalisation de :",
        },
        "Tenu à {place}, {dates}",
        "{hours} heures",
        "1 heure",
        "durée : {hours}",
        "{hours} de présence",
        "Durée du cours : {hours}",
        "{title}, {minutes} minutes",
        "Total : {hours}",
        "Délivré le {date}",
        "N° {number}",
        "Code de vérification",
        "DUPLICATA",
        "Programme",
        "min",
    ),
}


def front_hours(sessions: Sequence[CreditedSession] | None, hours: str, hours_of: HoursOf, language: str) -> str:
    """Return the line of hours on the front, or an empty text where nothing is to be stated.

    A speaker's names the sessions that they gave, as long as there is room for their titles.
    """
    words = WORDS[language]
    if hours_of is HoursOf.GIVEN and sessions and len(sessions) <= _TITLES:
        return "; ".join(words.given.format(title=one.title, minutes=one.minutes) for one in sessions)
    if not hours:
        return ""
    templates = {
        HoursOf.EXPECTED: words.expected,
        HoursOf.ATTENDED: words.attended,
        HoursOf.COURSE: words.course,
        HoursOf.GIVEN: words.expected,
    }
    return templates[hours_of].format(hours=hours_in_words(hours, language))


def total_in_words(sessions: Sequence[CreditedSession], language: str) -> str:
    """Return the total of the sessions on the back; an empty text if there are none."""
    hours = hours_text(sum(one.minutes for one in sessions))
    return WORDS[language].total.format(hours=hours_in_words(hours, language)) if hours else ""


def hours_in_words(hours: str, language: str) -> str:
    """Return hours as a language writes them: with a decimal comma outside English."""
    words = WORDS[language]
    shown = hours if language == "en" else hours.replace(".", ",")
    return words.one_hour if hours == "1" else words.hours.format(hours=shown)
