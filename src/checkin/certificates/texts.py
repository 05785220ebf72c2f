"""The words that certificates print, in the four languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from checkin.core.course import Role


@dataclass(frozen=True, slots=True)
class Words:
    """One language. The sentences of ``did`` end in what precedes the course's title."""

    certificate: str
    certified: str
    did: Mapping[str, str]
    held: str
    hours: str
    one_hour: str
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
            Role.OBSERVER: "ha participado como observador en:",
            Role.STAFF: "ha colaborado en la realización de:",
        },
        "Realizado en {place}, {dates}",
        "{hours} horas",
        "1 hora",
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
            Role.OBSERVER: "participou como observador de:",
            Role.STAFF: "colaborou na realização de:",
        },
        "Realizado em {place}, {dates}",
        "{hours} horas",
        "1 hora",
        "Emitido em {date}",
        "N.º {number}",
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
            Role.PARTICIPANT: "a participé à :",
            Role.SPEAKER: "est intervenu à titre de conférencier dans :",
            Role.ORGANIZER: "a participé à l’organisation de :",
            Role.OBSERVER: "a participé à titre d’observateur à :",
            Role.STAFF: "a collaboré à la réalisation de :",
        },
        "Tenu à {place}, {dates}",
        "{hours} heures",
        "1 heure",
        "Délivré le {date}",
        "N° {number}",
        "Code de vérification",
        "DUPLICATA",
        "Programme",
        "min",
    ),
}


def hours_in_words(hours: str, language: str) -> str:
    """The hours as a language writes them: a decimal comma outside English."""
    words = WORDS[language]
    shown = hours if language == "en" else hours.replace(".", ",")
    return words.one_hour if hours == "1" else words.hours.format(hours=shown)
