"""Dates as people of each language write them."""

from datetime import date

import pytest

from checkin.i18n.translator import get_translator

FIRST, NINTH = date(2026, 3, 1), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("language", "first", "ninth"),
    [
        ("es", "domingo 1 de marzo de 2026", "lunes 9 de marzo de 2026"),
        ("pt", "domingo, 1º de março de 2026", "segunda-feira, 9 de março de 2026"),
        ("fr", "dimanche 1er mars 2026", "lundi 9 mars 2026"),
        ("en", "Sunday 1 March 2026", "Monday 9 March 2026"),
    ],
)
def test_a_day_in_full(language: str, first: str, ninth: str) -> None:
    tr = get_translator(language)
    assert (tr.date(FIRST), tr.date(NINTH)) == (first, ninth)


@pytest.mark.parametrize(
    ("language", "first", "ninth"),
    [
        ("es", "dom 1 mar", "lun 9 mar"),
        ("pt", "dom., 1/3", "seg., 9/3"),
        ("fr", "dim. 1er mars", "lun. 9 mars"),
        ("en", "Sun 1 Mar", "Mon 9 Mar"),
    ],
)
def test_a_day_with_its_weekday(language: str, first: str, ninth: str) -> None:
    tr = get_translator(language)
    assert (tr.weekday(FIRST), tr.weekday(NINTH)) == (first, ninth)


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("es", "1 mar", "1 de marzo"),
        ("pt", "1/3", "1º de março"),
        ("fr", "1er mars", "1er mars"),
        ("en", "1 Mar", "1 March"),
    ],
)
def test_the_first_of_a_month(language: str, short: str, long: str) -> None:
    tr = get_translator(language)
    assert (tr.day(FIRST), tr.long_day(FIRST)) == (short, long)


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_only_the_first_of_a_month_is_an_ordinal(language: str) -> None:
    text = get_translator(language).date(date(2026, 1, 11))
    assert "11" in text
    assert "1er" not in text
    assert "1º" not in text
