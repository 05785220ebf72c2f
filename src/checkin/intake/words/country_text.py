"""Read a country as people write it: with a region, two of them, a flag, or as a nationality. Pure."""

import re
from dataclasses import dataclass

from checkin.core.text import listed, lookup_key
from checkin.i18n.countries import country_code

_SEPARATORS = re.compile(r"\s*[/;|]\s*|\s+[-–—]\s+|\s+y\s+|\s+and\s+|\s+et\s+|\s+e\s+")
_OTHER = re.compile(r"(?:other|otro|otra|outro|outra|autre)s?\s*[:\-]\s*(?=\w)", re.IGNORECASE)
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_NO_COUNTRY = frozenset(
    listed(
        "otro|otra|other|outro|outra|autre|otro pais|other country|outro pais|autre pays|internacional|international"
        "|oea|oim|iom|onu|un|acnur|unhcr|undp|pnud|unicef"
        "|oit|ilo|oms|who|bid|cepal|eclac|regional|varios|varias|various|divers|global|ninguno|none"
        "|no aplica|not applicable|apatrida|stateless|mercosur|union europea|european union"
    )
)
_DEMONYMS = {
    stem: code
    for code, stems in {
        "AR": "argentin",
        "BO": "bolivian|bolivien",
        "BR": "brasilen|brasileir|brazilian|bresilien",
        "CL": "chilen|chilean|chilien",
        "CO": "colombian|colombien",
        "CR": "costarricens|costarriquen|costa ricens|costa rican|costaricien",
        "CU": "cuban|cubain",
        "DO": "dominican|dominicain",
        "EC": "ecuatorian|equatorian|ecuadorian|ecuadorean|equatorien",
        "SV": "salvadoren|salvadorenh|salvadoran|salvadorien",
        "GT": "guatemaltec|guatemalan",
        "HT": "haitian|haitien",
        "HN": "hondurenh|honduren|honduran|hondurien",
        "JM": "jamaiquin|jamaican|jamaicain",
        "MX": "mexican|mexicain",
        "NI": "nicaraguens|nicaraguan|nicaragueen",
        "PA": "panamen|panamanian|panameen",
        "PY": "paraguay|paraguai",
        "PE": "peruan|peruvian|peruvien",
        "UY": "uruguay|uruguai",
        "VE": "venezolan|venezuelan|venezuelien",
        "ES": "espanol|spanish|espanhol|espagnol",
        "PT": "portugues|portuguese|portugais",
        "FR": "frances|french|francais",
        "IT": "italian|italien",
        "DE": "aleman|alema|german|allemand",
        "US": "estadounidens|norteamerican",
        "CA": "canadiens|canadian|canadien",
        "GB": "britanic|british|britannique",
    }.items()
    for stem in stems.split("|")
}
# Two countries begin with these names: a part of a text does not tell which is meant.
_AMBIGUOUS = frozenset(("KR", "KP", "CG", "CD", "SD", "SS", "GN", "GW", "GQ", "DM", "DO"))
_ENDINGS = ("", "a", "o", "as", "os", "s", "e", "es", "ne", "nne", "as", "do", "o a", "a o")


@dataclass(frozen=True, slots=True)
class CountryText:
    """The country of a cell. ``guessed`` is True if only a part of the text was taken or a nationality was read."""

    code: str = ""
    guessed: bool = False
    nothing: bool = False  # the text stands for no country


def read_country(text: str) -> CountryText | None:
    """Return the country that a text names; None if it names none that is known."""
    if (code := country_code(text)) is not None:
        return CountryText(code)
    if lookup_key(text) in _NO_COUNTRY:
        return CountryText(nothing=True)
    if code := _flag(text) or _demonym(text):
        return CountryText(code, guessed=True)
    rest = _OTHER.sub("", _FLAGS.sub("", text).strip(), count=1)
    for part in (rest, *_SEPARATORS.split(rest)) if rest != text else _SEPARATORS.split(text)[:1]:
        code = country_code(part) or _demonym(part) if part and part != text else ""
        if code and code not in _AMBIGUOUS:
            return CountryText(code, guessed=True)
    return None


def _flag(text: str) -> str:
    letters = [chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in text if 0x1F1E6 <= ord(sign) <= 0x1F1FF]
    return (country_code("".join(letters)) or "") if len(letters) == 2 else ""


def _demonym(text: str) -> str:
    word = lookup_key(text)
    return next(
        (code for stem, code in _DEMONYMS.items() if word.startswith(stem) and word[len(stem) :] in _ENDINGS), ""
    )
