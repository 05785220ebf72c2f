"""Map country names as people write them to ISO 3166-1 alpha-2 codes.

The names in the four languages come from the Unicode CLDR through Babel, which is imported at the first lookup.
"""

import re
from difflib import get_close_matches
from functools import cache, lru_cache

from checkin.core.text import LANGUAGES, listed, lookup_key
from checkin.i18n.cldr import country_name, territories

# Ignored when names are compared: "Bolivia, Estado Plurinacional de" is Bolivia, "Trinidad & Tobago" is "y Tobago".
_SMALL = frozenset(
    listed(
        "the|of|and|rca|de|del|la|el|los|las|lo|le|les|l|d|du|des|et|y|e|o|a|os|as|da|do|dos|republic|republica"
        "|republique|rep|estado|state|etat|plurinational|plurinacional|bolivarian|bolivariana|bolivarienne|kingdom"
        "|reino|royaume|federal|federative|federativa|federale|islamic|islamica|islamique|democratic|socialist"
        "|socialista|union|commonwealth|cooperative|cooperativa|oriental|eastern|orientale"
    )
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
# Territories of the CLDR that are parts of a country in ISO 3166-1.
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "IC", "TA"})

# Short, official and former names that are in use and that CLDR does not give.
_OTHER_NAMES = {
    "AE": "emiratos arabes|uae|eau|emirados arabes|emirats arabes",
    "AG": "antigua",
    "BA": "bosnia",
    "BN": "brunei darussalam",
    "BQ": "bonaire|bonaire saint eustatius and saba|bonaire san eustaquio y saba",
    "CD": "rd congo|rdc|drc|congo rep dem|democratic republic of the congo|republique democratique du congo|congo dr",
    "CH": "confederacion suiza",
    "CI": "costa de marfil|ivory coast",
    "CN": "prc|people s republic of china|republique populaire de chine|republica popular da china|mainland china",
    "CZ": "czech republic|republica tcheca|republique tcheque|checa",
    "DO": "r dominicana|rd|santo domingo",
    "FK": "malvinas|falklands",
    "FM": "micronesia estados federados de",
    "GB": "u k|royaume uni de grande bretagne et d irlande du nord|reino unido da gra bretanha e irlanda do norte"
    "|inglaterra|england|angleterre|gran bretana|great britain|gra bretanha|grande bretagne|scotland|escocia"
    "|ecosse|wales|gales|northern ireland|irlanda del norte|britain|reino unido de gran bretana e irlanda del norte"
    "|united kingdom of great britain and northern ireland",
    "GF": "guyana francesa",
    "GY": "co operative republic of guyana",
    "HK": "hong kong|hong kong china|hong kong chine",
    "HT": "ayiti",
    "IR": "irao",
    "NZ": "nueva zelandia",
    "BH": "bareine",
    "KZ": "kazajstan",
    "VN": "vietname",
    "KN": "saint kitts|san cristobal|sao cristovao e neves|saint christophe",
    "KP": "dprk|republique populaire democratique de coree|republica popular democratica da coreia"
    "|republica popular democratica de corea|democratic people s republic of korea",
    "KR": "coreia|republique de coree|korea republic of|corea republica de|rok",
    "LA": "republique democratique populaire lao|republica democratica popular do laos"
    "|republica democratica popular lao|lao people s democratic republic",
    "LC": "sta lucia",
    "MK": "macedonia",
    "MM": "birmania|burma|birmanie",
    "MO": "macao|macau|macao china|macau china|macao chine",
    "MX": "mejico|ciudad de mexico|cdmx|estados unidos mexicanos|united mexican states",
    "NL": "holanda|holland|hollande|nederland",
    "PS": "palestina estado de|palestine state of",
    "PR": "pto rico",
    "RU": "federacion de rusia|russian federation|federation de russie|federacao russa",
    "ST": "santo tome|sao tome",
    "SX": "saint maarten|san martin parte neerlandesa",
    "SY": "syrian arab republic|republica arabe siria|republique arabe syrienne|republica arabe da siria",
    "SZ": "swazilandia|swaziland|suazilandia",
    "TL": "east timor",
    "TR": "turkey",
    "TT": "trinidad|trinidad y tabago|t t|trinidade e tobago|trinite",
    "TW": "taiwan province of china|taiwan provincia de china|chinese taipei",
    "TZ": "republique unie de tanzanie|republica unida da tanzania|tanzania united republic of"
    "|republica unida de tanzania",
    "US": "u s|eeuu|ee uu|e e u u|e u a|eua|ee uu de america|united states of america|etats unis d amerique"
    "|estados unidos da america",
    "VA": "vaticano|vatican|santa sede|holy see|saint siege|santa se|vaticane",
    "VC": "san vicente|saint vincent",
    "VG": "bvi",
    "VI": "us virgin islands|islas virgenes estadounidenses|islas virgenes de los estados unidos|usvi",
}


@lru_cache(maxsize=1000)
def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country from its name in four languages or its code, or None."""
    names = _names()
    word = lookup_key(text)
    if word in names:
        return names[word]
    for plain in (_plain(word), _plain(lookup_key(_BRACKETS.sub(" ", text)))):
        if plain in names:
            return names[plain]
    return None


def suggested_code(text: str) -> str:
    """Return the code of the country whose name, in any language, is nearest to a text; empty if none is near."""
    found = get_close_matches(lookup_key(text), _shown(), n=1, cutoff=0.8)
    return _shown()[found[0]] if found else ""


@cache
def search_words(code: str) -> str:
    """Return every name by which a country may be searched: in four languages, and its code."""
    return " ".join([code, *(country_name(code, language) for language in LANGUAGES)]) if code else ""


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code in territories("en") if code.isalpha()) - _NO_COUNTRIES


@cache
def _shown() -> dict[str, str]:
    return {
        lookup_key(name): code
        for language in LANGUAGES
        for code, name in territories(language).items()
        if code in _codes()
    }


@cache
def _names() -> dict[str, str]:
    """Map the lookup keys of all known names to codes. Whole names go before names without their small words."""
    from babel.core import get_global

    names: dict[str, str] = {}
    for alias, meant in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(meant) == 1 and meant[0] in _codes():
            names[lookup_key(alias)] = meant[0]
    names.update({lookup_key(code): code for code in _codes()})
    names["uk"] = "GB"
    whole = [
        (code, name)
        for code in sorted(_codes())
        for language in LANGUAGES
        for name in (territories(language).get(code, code), country_name(code, language))
    ]
    whole += [(code, other) for code, others in _OTHER_NAMES.items() for other in others.split("|")]
    names.update({lookup_key(name): code for code, name in whole})
    short: dict[str, set[str]] = {}
    for code, name in whole:
        for word in (
            lookup_key(_BRACKETS.sub(" ", name)),
            _plain(lookup_key(name)),
            _plain(lookup_key(_BRACKETS.sub(" ", name))),
        ):
            short.setdefault(word, set()).add(code)
    return {word: meant.pop() for word, meant in short.items() if word and len(meant) == 1} | names


def _plain(word: str) -> str:
    """Return the words of a name sorted, without articles and words like ``republic``; ``st`` is written out."""
    full = ("saint" if part in ("st", "ste", "sainte") else part for part in word.split())
    return " ".join(sorted(part for part in full if part not in _SMALL))
