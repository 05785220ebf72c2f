"""What a text that is no TOML is answered with: the line, and what to write."""

import pytest

from checkin.core.errors import InvalidValueError
from checkin.core.toml_reader import read_toml


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("threshold = 80 %", "line 2: write the number without the percent sign: threshold = 80"),
        ("threshold = 79,96%", "line 2: write the number without the percent sign: threshold = 79.96"),
        ("threshold = 80,5", "line 2: write a decimal number with a point: threshold = 80.5"),
        ("starts = 27/11/2026", "line 2: write a date as year-month-day: starts = 2026-11-27"),
        ("starts = 11/27/2026", "line 2: write a date as year-month-day: starts = 2026-11-27"),
        (
            "starts = 5.11.2026",
            "line 2: write a date as year-month-day: starts = 2026-11-05 or starts = 2026-05-11",
        ),
        ("starts = 2026/3/9  # Monday", "line 2: write a date as year-month-day: starts = 2026-03-09 # Monday"),
        ("starts = 2026-3-9", "line 2: write a date as year-month-day: starts = 2026-03-09"),
        ("title = “Migración”", 'line 2: use straight quotation marks: title = "Migración"'),
        ("title = «Migración»", 'line 2: use straight quotation marks: title = "Migración"'),
        ("title = Curso 38", 'line 2: put a text between quotation marks: title = "Curso 38"'),
        ('title = "Curso 38', 'line 2: a quotation mark is missing: title = "Curso 38'),
        ('title = Curso 38"', 'line 2: put a text between quotation marks: title = "Curso 38"'),
        ("badge = True", "line 2: write true and false in small letters: badge = true"),
        ("late_after = 05", "line 2: write only the number: late_after = 5"),
        ("late_after = 15 min", "line 2: write only the number: late_after = 15"),
        ('title: "Curso"', 'line 2: write = after the name: title = "Curso"'),
        ("title =", "line 2: nothing is written after =: title ="),
        ('Quizás sí = "registered"', 'names: "Quizás sí" = "registered"'),
        ("[door", "line 2: a bracket is missing: [door"),
        ("x = 1\nx = 2", "line 3: this is there twice, delete one of the two: x = 2"),
        ("[a]\n[a]", "line 3: this is there twice, delete one of the two: [a]"),
        (r'backup = "C:\Users"', r"line 2: a text with \ needs single quotation marks: backup = 'C:\Users'"),
        ("what is this", "line 2 cannot be read: what is this"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_the_line_and_what_to_write_are_named(written: str, said: str, end: str) -> None:
    said = said.replace("names: ", "line 2: a name with spaces or accents needs quotation marks: ")
    with pytest.raises(InvalidValueError) as caught:
        read_toml(f"[course]\n{written}{end}".replace("\n", end or "\n"))
    assert str(caught.value) == said


def test_a_long_line_is_shown_shortened_and_without_control_characters() -> None:
    with pytest.raises(InvalidValueError) as caught:
        read_toml("title = \x1b[31m" + "x" * 500)
    assert len(str(caught.value)) < 140
    assert "\x1b" not in str(caught.value)
