"""Write what a certificate says for people: the names of its values, and the values, in a language."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from checkin.certificates.facts import CertificateFacts
from checkin.core.text import clean, translatable
from checkin.i18n.cldr import formal_country_name, language_name
from checkin.i18n.translator import Translator

_LABELS = {
    "number": translatable("certificate number"),
    "name": translatable("name"),
    "country": translatable("country"),
    "role": translatable("role"),
    "title": translatable("title"),
    "edition": translatable("edition"),
    "organizer": translatable("organizer"),
    "place": translatable("place"),
    "starts": translatable("start"),
    "ends": translatable("end"),
    "hours": translatable("hours"),
    "language": translatable("language"),
    "issued_on": translatable("issued on"),
}


def facts_in_words(facts: CertificateFacts, tr: Translator) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of everything that a certificate says."""
    for key, value in asdict(facts).items():
        if value:
            yield tr(_LABELS.get(key, key)), _value(key, value, tr)


def _value(key: str, value: str, tr: Translator) -> str:
    match key:
        case "country":
            return formal_country_name(value, tr.language)
        case "role":
            return tr(value)
        case "starts" | "ends" | "issued_on":
            return tr.long_date(date.fromisoformat(value))
        case "hours":
            return tr.decimal(value)
        case "language":
            return language_name(value, tr.language)
        case _:
            return clean(value)
