"""Lists of names in a sentence."""

from checkin.core.text import names_of


def test_a_name_that_is_repeated_stands_once_with_its_number() -> None:
    assert str(names_of(["Lunch", "Panel", "Lunch"])) == "Lunch (×2), Panel"
    assert str(names_of(["Lunch", "Panel", "Lunch"], 1)) == "Lunch (×2) and 1 more"
