"""The pages look like the door in the terminal."""

from importlib import resources

from checkin.door.answer_signs import COLOUR_PAIRS


def test_the_colours_are_those_of_the_terminal() -> None:
    style = resources.files("checkin.web").joinpath("page", "page.css").read_text("utf-8")
    for name, (back, letters) in COLOUR_PAIRS.items():
        if name != "practice":
            assert f"--{name}: {back}; --on-{name}: {letters};" in style
