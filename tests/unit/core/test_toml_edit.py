"""A key of course.toml is set, and the rest of the file stays as it was."""

import tomllib

import pytest

from checkin.core.toml_edit import with_value

TEXT = """\
# my course
[course]
title = "A"   # said here

[columns]   # what the files call things
"Nombre" = "name"  # yes
# "Otra" = "fact"

[status]
"Baja" = "withdrawn"
"""


def test_a_new_key_is_added_to_its_table() -> None:
    text = with_value(TEXT, "columns", 'Correo "x"', "email")
    assert tomllib.loads(text)["columns"] == {"Nombre": "name", 'Correo "x"': "email"}


def test_a_key_is_replaced() -> None:
    assert tomllib.loads(with_value(TEXT, "columns", "Nombre", "fact"))["columns"] == {"Nombre": "fact"}


@pytest.mark.parametrize("key", ["Nombre", "Otra", "dates"])
def test_other_lines_stay(key: str) -> None:
    kept = [line for line in TEXT.splitlines() if not line.startswith(f'"{key}"')]
    assert [line for line in with_value(TEXT, "columns", key, "fact").splitlines() if line in kept] == kept


def test_a_missing_table_is_added_at_the_end() -> None:
    assert with_value(TEXT, "roles", "Jefe", "staff") == f'{TEXT}\n[roles]\nJefe = "staff"\n'


def test_a_key_of_another_table_stays() -> None:
    found = tomllib.loads(with_value(TEXT, "columns", "Baja", "fact"))
    assert (found["status"], found["columns"]["Baja"]) == ({"Baja": "withdrawn"}, "fact")


def test_the_comment_after_a_value_stays() -> None:
    text = '[course]\ntimezone = "UTC"   # the clock "on" the wall\n'
    assert with_value(text, "course", "timezone", "Asia/Tokyo") == text.replace("UTC", "Asia/Tokyo")
