"""Countries as people write them, to ISO codes."""

import re
from datetime import date

import pytest

from checkin.core.text import LANGUAGES, sentence
from checkin.i18n.cldr import CountryName, country_name, dates, formal_country_name, territories
from checkin.i18n.countries import country_code, search_words, suggested_code
from checkin.i18n.translator import get_translator

WRITTEN = {
    "AR": "Argentina|ARGENTINA|República Argentina|ARG|ar",
    "BO": "Bolivia|Bolívia|Bolivie|Estado Plurinacional de Bolivia|Bolivia, Estado Plurinacional de"
    "|Bolivia (Estado Plurinacional de)|Bolivia, Plurinational State of|BOL",
    "BR": "Brasil|Brazil|Brésil|República Federativa do Brasil",
    "CI": "Costa de Marfil|Côte d’Ivoire|Cote d'Ivoire|Ivory Coast|Costa do Marfim",
    "CO": "Colombia|República de Colombia|Colômbia",
    "CU": "Cuba|República de Cuba",
    "DM": "Dominica|Commonwealth of Dominica",
    "DO": "República Dominicana|Rep. Dominicana|Dominican Republic|Republica Dominicana|République dominicaine|DOM",
    "GB": "Reino Unido|United Kingdom|UK|U.K.|Royaume-Uni|Inglaterra|Great Britain",
    "GY": "Guyana|Co-operative Republic of Guyana",
    "HT": "Haití|Haiti|Haïti|Ayiti|République d’Haïti",
    "JM": "Jamaica|Jamaïque",
    "KN": "St. Kitts|St. Kitts and Nevis|Saint Kitts & Nevis|San Cristóbal y Nieves|Saint-Christophe-et-Niévès",
    "KR": "Corea del Sur|South Korea|Korea, Republic of|Coreia do Sul",
    "LC": "Santa Lucía|St. Lucia|Saint Lucia|Sainte-Lucie",
    "MX": "México|Mexico|Méjico|Estados Unidos Mexicanos|Mexique",
    "NL": "Países Bajos|Holanda|Netherlands|The Netherlands",
    "PA": "Panamá|Panama|República de Panamá",
    "PY": "Paraguay|Paraguai|República del Paraguay",
    "SR": "Surinam|Suriname",
    "SV": "El Salvador|Salvador",
    "TT": "Trinidad y Tobago|Trinidad & Tobago|Trinidad and Tobago|Trinité-et-Tobago|Trinidad e Tobago",
    "US": "EE.UU.|EE. UU.|EEUU|USA|U.S.A.|Estados Unidos|Estados Unidos de América|United States of America|États-Unis",
    "UY": "Uruguay|Uruguai|República Oriental del Uruguay",
    "VC": "San Vicente y las Granadinas|St. Vincent and the Grenadines|Saint Vincent & the Grenadines",
    "VE": "Venezuela|Venezuela (República Bolivariana de)|República Bolivariana de Venezuela"
    "|Venezuela, Bolivarian Republic of",
}


@pytest.mark.parametrize(
    ("name", "code"),
    [(name, code) for code, names in WRITTEN.items() for name in names.split("|")],
)
def test_a_country_is_understood_however_it_is_written(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_that_is_shown_is_understood(language: str) -> None:
    parts = {"AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    shown = {code: name for code, name in territories(language).items() if code not in parts}
    wrong = {name: country_code(name) for code, name in shown.items() if country_code(name) != code}
    assert wrong == {}


def test_every_code_of_two_and_three_letters_is_understood() -> None:
    assert [country_code(code) for code in ("AR", "ar", "ARG", "arg", "TTO", "HTI", "XK")] == [
        "AR", "AR", "AR", "AR", "TT", "HT", "XK",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Atlantis", "Latinoamérica", "EU", "ZZ", "", "República", "Ana", "?" * 9000])
def test_what_is_no_country_is_none(text: str) -> None:
    assert country_code(text) is None


def test_neighbours_in_the_dictionary_are_not_taken_for_one_another() -> None:
    pairs = {
        "Dominica": "DM",
        "Guinea": "GN",
        "Guyana": "GY",
        "Niger": "NE",
        "Nigeria": "NG",
        "Congo": "CG",
        "India": "IN",
    }
    pairs |= {"Indonesia": "ID", "Austria": "AT", "Australia": "AU", "Granada": "GD", "Samoa": "WS", "Georgia": "GE"}
    assert {name: country_code(name) for name in pairs} == pairs


def test_a_misspelt_country_gets_the_nearest_name() -> None:
    assert [suggested_code(text) for text in ("Argentna", "Urugay", "Atlantis")] == ["AR", "UY", ""]


def test_a_country_is_searched_by_its_names_in_all_languages() -> None:
    assert search_words("HT").split() == ["HT", "Haití", "Haiti", "Haiti", "Haïti"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_on_a_diploma_is_an_abbreviation(language: str) -> None:
    names = [formal_country_name(code, language) for code in territories(language)]
    assert [name for name in names if re.search(r"&|\bSt\.|\bSAR\b|\bRAE\b|R\.A\.S\.| - |Birm", name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_on_a_diploma_is_understood_in_a_list(language: str) -> None:
    parts_of_others = {"AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    names = {code: formal_country_name(code, language) for code in territories(language) if code not in parts_of_others}
    assert {code: name for code, name in names.items() if country_code(name) != code} == {}


def test_saint_vincent_has_its_article_on_a_diploma() -> None:
    assert formal_country_name("VC", "en") == "Saint Vincent and the Grenadines"


def test_a_countrys_name_is_shown_in_the_courses_language() -> None:
    assert [country_name("TT", language) for language in ("es", "en")] == ["Trinidad y Tobago", "Trinidad and Tobago"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_on_a_screen_is_an_abbreviation(language: str) -> None:
    assert [
        name for code in territories(language) if re.search(r"&|\bSt\.", name := country_name(code, language))
    ] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "9–20 de marzo de 2026"),
        ("pt", "9–20 de março de 2026"),
        ("en", "9–20 March 2026"),
        ("fr", "9–20 mars 2026"),
    ],
)
def test_the_days_of_a_course_have_the_whole_name_of_their_month(language: str, words: str) -> None:
    assert dates(date(2026, 3, 9), date(2026, 3, 20), language) == words


def test_a_suggested_country_has_its_name_in_the_language_of_the_message() -> None:
    hint = sentence("did you mean {near}?", near=CountryName("BR"))
    assert (get_translator("es").sentence(hint), str(hint)) == ("¿quiso decir Brasil?", "did you mean Brazil?")
