"""Read a text that stands alone above the rows of a block: ``PERÚ (2)``, ``Delegación de Perú``, ``GRUPO A``. Pure."""

import re
from functools import lru_cache

from checkin.core.text import lookup_key
from checkin.i18n.countries import country_code
from checkin.intake.readers.cells import tidy

_PEOPLE = r"(?:participantes?|participants?|personas?|people|pessoas?|personnes?|delegad[oa]s?|delegates?|delegue?e?s?)"
_BODY = (
    r"(?:delegacion|delegacao|delegation|embajada|embaixada|embassy|ambassade|consulado(?: general| geral)?|consulate|"
    r"consulat|mision|missao|mission|representacion|representacao|representation|comitiva|pais|country|pays|representantes?"
    r"|representatives?|representants?|funcionari[oa]s|becari[oa]s|officials|fonctionnaires|expert[oa]s|experts)"
)
_OF = r"(?: (?:from|de la|de los|de las|del|de|do|da|dos|das|of the|of|du|des|d|en|in|no|na))?"
_NUMBER = r"(?:(?:\d{1,3}|[ivx]{1,4}|[a-z]) )?"
_AROUND = re.compile(rf"^{_NUMBER}(?:(?:{_BODY}|{_PEOPLE}){_OF} )?(.+?)(?: \d{{1,4}})?(?: {_PEOPLE})?$")
_INSTITUTION = re.compile(
    rf"(?:\d{{1,3}} )?(?:{_BODY}|ministerio|ministere|ministry|secretaria|secretariat|direccion|direcao|direction"
    r"|instituto|institute?|institut|universidad|universidade|university|universite|organizacion|organizacao|organization"
    r"|organisation|agencia|agency|agence|oficina|office|comision|comissao|commission|policia|police|gobierno|governo"
    r"|government|institucion|instituicao|institution|asociacion|associacao|association|fundacion|fundacao"
    r"|fondation|foundation|cancilleria|departamento|department|naciones unidas|nacoes unidas|united nations"
    r"|nations unies|union europea"
    r"|uniao europeia|european union|union europeenne|organismos?|cruz roja|red cross|croix rouge)\b.*"
)
_GROUP = re.compile(
    r"(?:grupos?|groups?|groupes?|turmas?|comision|comissao|commission) "
    r"(?:[a-z]|\d{1,3}|[a-z]\d{1,2}|\d{1,2}[a-z]|i{1,3}|iv|vi{0,3}|ix)"
)
_PARTED = re.compile(r"\s+[-–—]\s+|\s*/\s*")
_BEHIND_GROUP = re.compile(r"\s*[(:\[]|\s+[-–—]\s+")
_ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑÇ][A-ZÁÉÍÓÚÑÇ.-]{1,7}")


@lru_cache(maxsize=200)
def country_of_heading(text: str) -> str:
    """Return the code of the country of a heading, also with a number, a colon or *Delegación de*; or nothing."""
    if code := country_code(text):
        return code
    found = _AROUND.match(lookup_key(text))
    if found and len(found[1]) > 3 and (code := country_code(found[1])):
        return code
    # "PERÚ – Lima" and "PERÚ / PERU": a country with its capital, or in two languages.
    first, *others = _PARTED.split(text)
    return (country_code(first) or "") if others else ""


def group_of_heading(text: str) -> str:
    """Return the group that a heading or the name of a sheet is, as ``GRUPO A``; nothing for another text.

    What stands behind it, as in ``Grupo B (2)`` or ``Grupo B: tarde``, is no part of it.
    """
    group = _BEHIND_GROUP.split(tidy(text), maxsplit=1)[0].rstrip(" :.")
    return group if _GROUP.fullmatch(lookup_key(group)) else ""


def names_an_institution(text: str) -> bool:
    """Return True if a text is the name of an institution or a delegation, and of no person."""
    return bool(_INSTITUTION.fullmatch(lookup_key(text)))


def is_acronym(text: str) -> bool:
    """Return True if a text is one word in capitals, like ``OIM``."""
    return bool(_ACRONYM.fullmatch(text.strip(" :")))
