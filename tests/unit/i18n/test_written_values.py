"""The values in a sentence are written as its language writes them."""

import errno
import os

import pytest

from checkin.core.errors import RecordError
from checkin.i18n.translator import get_translator

SHEETS = "the file has {n:,} sheets; up to {most} are read"


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("es", "el archivo tiene 12.500 hojas; se admiten hasta 100"),
        ("pt", "o arquivo tem 12.500 abas; são aceitas até 100"),
        ("en", "the file has 12,500 sheets; up to 100 are read"),
        ("fr", "le fichier a 12\u202f500 feuilles\u202f; 100 au plus sont acceptées"),
    ],
)
def test_thousands_have_the_separator_of_the_language(language: str, wanted: str) -> None:
    assert get_translator(language)(SHEETS, n=12_500, most=100) == wanted


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("es", "No se puede escribir x: el disco está lleno."),
        ("pt", "Não é possível gravar x: o disco está cheio."),
        ("en", "x cannot be written: No space left on device."),
        ("fr", "Impossible d’écrire x\u00a0: le disque est plein."),
    ],
)
def test_a_reason_of_the_operating_system_is_translated(language: str, wanted: str) -> None:
    error = RecordError("{file} cannot be written: {reason}.", file="x", reason=os.strerror(errno.ENOSPC))
    assert get_translator(language).error(error) == wanted
