"""Columns of the list that certificates name."""

import pytest

from checkin.core.course import CertificateStyle, Participant
from checkin.core.shown_columns import kept_headings, unknown_columns

RULE = "course.toml: [certificate] names the column '{}', which no person on the list has."
ANA = Participant(name="Ana", facts={"Pasaporte": "A1", "Legajo": "7"})


@pytest.mark.parametrize(
    ("show", "said"),
    [
        (("document", "institution", "position", "Legajo"), []),
        (
            ("legajo",),
            [f"{RULE.format('legajo')} Did you mean 'Legajo'?"],
        ),
        (("Xyz",), [RULE.format("Xyz")]),
    ],
)  # fmt: skip
def test_a_column_that_nobody_has_is_named(show: tuple[str, ...], said: list[str]) -> None:
    assert list(map(str, unknown_columns(CertificateStyle(show=show), [ANA]))) == said


def test_a_document_that_nobody_has_is_named() -> None:
    style = CertificateStyle(show=("document",))
    assert (unknown_columns(style, []), len(unknown_columns(style, [Participant(name="Ana")]))) == ([], 1)


def test_what_certificates_show_of_the_list_is_kept_as_it_stands() -> None:
    style = CertificateStyle(show=("document", "position", "Legajo"), role_column="Calidad")
    assert kept_headings(style) == {"legajo", "calidad"}
