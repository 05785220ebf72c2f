"""Keys have the names that are on the keyboards of a language."""

import pytest

pytest.importorskip("textual")

from checkin.kiosk.widgets.footer import key_name


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", "Esc Enter Ctrl+Q F1"), ("es", "Esc Enter Ctrl+Q F1"), ("fr", "Échap Entrée Ctrl+Q F1")],
)
def test_a_key_has_the_name_of_its_language(language: str, names: str) -> None:
    assert " ".join(key_name(key, language) for key in ("escape", "enter", "ctrl+q", "f1")) == names
