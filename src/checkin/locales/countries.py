"""Countries as people write them, understood as ISO 3166-1 alpha-2 codes."""

from difflib import get_close_matches
from functools import cache

from checkin.course import LANGUAGES
from checkin.locales.territories import country_name, territories
from checkin.text import fold

# Names that the Unicode CLDR does not have: official long forms, short forms, older names. Folded.
_OTHERS = {
    "AE": "uae|eau",
    "AG": "antigua",
    "BA": "bosnia",
    "BO": "estado plurinacional de bolivia|plurinational state of bolivia|bolivia (estado plurinacional de)",
    "BR": "brazil|republica federativa do brasil",
    "CD": "rd congo|drc|republica democratica del congo",
    "CI": "costa de marfil|ivory coast|costa do marfim",
    "CU": "republica de cuba",
    "CZ": "republica checa|czech republic|republica tcheca|republique tcheque",
    "DO": "rep. dominicana|rep dominicana|republica dominicana|rep. dom.|santo domingo",
    "GB": "uk|great britain|gran bretana|inglaterra|england|gra-bretanha|grande-bretagne|u.k.",
    "KN": "st. kitts|st kitts|st kitts and nevis|saint kitts and nevis|san cristobal y nieves",
    "KR": "korea|corea|coreia|coree|republic of korea|republica de corea",
    "LA": "laos",
    "LC": "st lucia|saint lucia|st. lucia",
    "MX": "estados unidos mexicanos|mejico",
    "NL": "holanda|holland",
    "PS": "palestina|palestine|state of palestine|estado de palestina",
    "PY": "republica del paraguay",
    "RU": "russian federation|federacion rusa",
    "SR": "surinam",
    "SV": "el salvador|salvador",
    "SY": "siria|syria",
    "TR": "turkey|turquia|turquie",
    "TT": "trinidad & tobago|trinidad and tobago|trinidad",
    "TZ": "tanzania",
    "US": "usa|u.s.a.|eeuu|ee.uu.|ee. uu.|ee uu|eua|e.u.a.|estados unidos de america|united states of america|"
    "etats-unis d'amerique|estados unidos da america|u.s.",
    "UY": "republica oriental del uruguay|rou",
    "VC": "st vincent|saint vincent and the grenadines|st. vincent",
    "VE": "venezuela|republica bolivariana de venezuela|venezuela (republica bolivariana de)|"
    "bolivarian republic of venezuela",
    "VN": "viet nam",
}


@cache
def _codes() -> dict[str, str]:
    from babel.core import get_global

    known = {
        plain: code
        for language in LANGUAGES
        for code, name in territories(language).items()
        for plain in (fold(name), fold(name).replace("&", "and"))
    }
    for alias, codes in get_global("territory_aliases").items():
        # CLDR's aliases hold the alpha-3 codes; those of numbers and of states that were divided are no use.
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1:
            known.setdefault(alias.casefold(), codes[0])
    for code, names in _OTHERS.items():
        known.update(dict.fromkeys(names.split("|"), code))
    known.update({code.casefold(): code for code in territories("en")})
    return known


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country by its name in four languages or its code; None if it is none."""
    plain = fold(text)
    return _codes().get(plain) or _codes().get(plain.replace(".", "").removeprefix("the ").strip())


def suggestion(text: str) -> str:
    """The known country name nearest to a text, or nothing."""
    close = get_close_matches(fold(text), [name for name in _codes() if len(name) > 3], n=1, cutoff=0.75)
    return country_name(_codes()[close[0]], "en") if close else ""


@cache
def search_words(code: str) -> str:
    """Every name by which a country may be searched: four languages and its code."""
    return " ".join([code, *(country_name(code, language) for language in LANGUAGES)]) if code else ""
