"""Hold the texts that certificates print, in the four languages, and fill in their fields. Pure.

A course overrides them in ``[certificate.words.LANGUAGE]``. Role words are neutral: nobody is named in the masculine
by default.
"""

from collections.abc import Mapping, Sequence

from checkin.certificates.credited_sessions import CreditedSession, HoursOf, hours_text

# The front has room for the titles of so many sessions.
_TITLES = 3

WORDS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "heading": "Certificado de asistencia",
        "heading_approval": "Certificado de aprobación",
        "heading_speaker": "Certificado de disertante",
        "heading_other": "Certificado de participación",
        "opening": "Se certifica que",
        "participant": "ha asistido a:",
        "approved": "ha asistido y aprobado:",
        "speaker": "ha participado como disertante en:",
        "organizer": "ha participado en la organización de:",
        "observer": "ha participado en calidad de integrante de la delegación observadora en:",
        "staff": "ha colaborado en la realización de:",
        "own_role": "ha participado en calidad de {role} en:",
        "held": "Lugar y fecha: {place}, {dates}",
        "hours_number": "{hours} horas",
        "one_hour": "1 hora",
        "expected": "con una carga horaria de {hours}",
        "attended": "con {hours} de asistencia",
        "course": "Carga horaria del curso: {hours}",
        "given": "{title}, {minutes} minutos",
        "total": "Total: {hours}",
        "closing": "{place}, {date}",
        "issued": "Emitido el {date}",
        "number": "N.º {number}",
        "check": "Código de verificación",
        "contact": "Se verifica en {contact}",
        "duplicate": "DUPLICADO",
        "sample": "MUESTRA",
        "programme": "Programa",
        "minutes": "min",
    },
    "pt": {
        "heading": "Certificado de participação",
        "heading_approval": "Certificado de aprovação",
        "heading_speaker": "Certificado de palestrante",
        "heading_other": "Certificado de participação",
        "opening": "Certifica-se que",
        "participant": "frequentou:",
        "approved": "frequentou, com aprovação:",
        "speaker": "participou como palestrante de:",
        "organizer": "participou da organização de:",
        "observer": "participou na qualidade de integrante da delegação observadora em:",
        "staff": "colaborou na realização de:",
        "own_role": "participou na qualidade de {role} em:",
        "held": "Local e data: {place}, {dates}",
        "hours_number": "{hours} horas",
        "one_hour": "1 hora",
        "expected": "Carga horária: {hours}",
        "attended": "Carga horária frequentada: {hours}",
        "course": "Carga horária do curso: {hours}",
        "given": "{title}, {minutes} minutos",
        "total": "Total: {hours}",
        "closing": "{place}, {date}",
        "issued": "Emitido em {date}",
        "number": "N.º {number}",
        "check": "Código de verificação",
        "contact": "Verifica-se em {contact}",
        "duplicate": "SEGUNDA VIA",
        "sample": "AMOSTRA",
        "programme": "Programa",
        "minutes": "min",
    },
    "en": {
        "heading": "Certificate of attendance",
        "heading_approval": "Certificate of achievement",
        "heading_speaker": "Speaker’s certificate",
        "heading_other": "Certificate of participation",
        "opening": "This is to certify that",
        "participant": "has attended:",
        "approved": "has attended and passed:",
        "speaker": "has participated as a speaker in:",
        "organizer": "has taken part in organizing:",
        "observer": "has participated as an observer in:",
        "staff": "has served as a member of staff of:",
        "own_role": "has participated as {role} in:",
        "held": "{place}, {dates}",
        "hours_number": "{hours} hours",
        "one_hour": "1 hour",
        "expected": "{hours} of instruction",
        "attended": "{hours} attended",
        "course": "Length of the course: {hours}",
        "given": "{title}, {minutes} minutes",
        "total": "Total: {hours}",
        "closing": "{place}, {date}",
        "issued": "Issued on {date}",
        "number": "No. {number}",
        "check": "Verification code",
        "contact": "To verify: {contact}",
        "duplicate": "DUPLICATE",
        "sample": "SAMPLE",
        "programme": "Programme",
        "minutes": "min",
    },
    "fr": {
        "heading": "Certificat d’assiduité",
        "heading_approval": "Certificat de réussite",
        "heading_speaker": "Certificat d’intervention",
        "heading_other": "Certificat de participation",
        "opening": "Il est certifié que",
        "participant": "a suivi :",
        "approved": "a suivi et validé :",
        "speaker": "a présenté une intervention lors de :",
        "organizer": "a participé à l’organisation de :",
        "observer": "a participé, au sein de la délégation observatrice, à :",
        "staff": "a collaboré à la réalisation de :",
        "own_role": "a participé en qualité de {role} à :",
        "held": "Lieu et dates : {place}, {dates}",
        "hours_number": "{hours} heures",
        "one_hour": "1 heure",
        "expected": "Durée : {hours}",
        "attended": "Durée suivie : {hours}",
        "course": "Durée du cours : {hours}",
        "given": "{title}, {minutes} minutes",
        "total": "Total : {hours}",
        "closing": "Fait à {place}, le {date}",
        "issued": "Délivré le {date}",
        "number": "N° {number}",
        "check": "Code de vérification",
        "contact": "Vérification : {contact}",
        "duplicate": "DUPLICATA",
        "sample": "SPÉCIMEN",
        "programme": "Programme",
        "minutes": "min",
    },
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


def hours_line(
    sessions: Sequence[CreditedSession] | None, hours: str, hours_of: HoursOf, words: Mapping[str, str], language: str
) -> str:
    """Return the line of hours on the front, or an empty text where nothing is to be stated.

    A speaker's names the sessions that they gave, as long as there is room for their titles.
    """
    if hours_of is HoursOf.GIVEN and sessions and len(sessions) <= _TITLES:
        return "; ".join(words["given"].format(title=one.title, minutes=one.minutes) for one in sessions)
    key = "expected" if hours_of is HoursOf.GIVEN else hours_of.value
    return words[key].format(hours=hours_in_words(hours, language)) if hours else ""


def total_in_words(sessions: Sequence[CreditedSession], language: str) -> str:
    """Return the total of the sessions on the back; an empty text if there are none."""
    hours = hours_text(sum(one.minutes for one in sessions))
    return WORDS[language]["total"].format(hours=hours_in_words(hours, language)) if hours else ""


def hours_in_words(hours: str, language: str) -> str:
    """Return hours as a language writes them: with a decimal comma outside English."""
    words = WORDS[language]
    shown = hours if language == "en" else hours.replace(".", ",")
    return words["one_hour"] if hours == "1" else words["hours_number"].format(hours=shown)
