"""Lines that are too long go on below their second column."""

import pytest

pytest.importorskip("textual")

from textual.content import Content

from checkin.kiosk.widgets.hanging_indent import aligned, hanging, hanging_text


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("short", "short"),
        ("Mon 9 Mar 09:00  Opening of the course", "Mon 9 Mar 09:00  Opening of\n                 the course"),
        ("a line that has no columns at all here", "a line that has no columns\n  at all here"),
        ("  √ Present  counted, and more of it", "  √ Present  counted, and\n             more of it"),
        ("x" * 40, "x" * 40),
        ("", ""),
    ],
)
def test_a_line_goes_on_below_its_second_column(line: str, broken: str) -> None:
    assert hanging(Content(line), 27).plain == broken


def test_no_line_is_wider_than_there_is_room() -> None:
    text = hanging_text(Content("Name  " + "word " * 40 + "\n\n" + "other " * 30), 30)
    assert max(len(line) for line in text.plain.split("\n")) <= 30


def test_prose_is_not_indented() -> None:
    assert hanging_text(Content("one two three four"), 10).plain == "one two\nthree four"


def test_styles_stay_with_their_letters() -> None:
    line = Content.assemble("09:00  ", ("Opening of the course", "bold"), " in the hall")
    broken = hanging(line, 20)
    bold = "".join(broken.plain[span.start : span.end] for span in broken.spans if span.style == "bold")
    assert "".join(bold.split()) == "Openingofthecourse"


def test_what_follows_a_time_begins_in_one_column() -> None:
    rows = ["By the clock", "mar 9 mar 09:00  Apertura", "mar 10 mar 14:30  Cierre", "Argentina (3)  Ana"]
    shown = [line.plain for line in aligned([Content(row) for row in rows])]
    assert shown == ["By the clock", "mar 9 mar 09:00   Apertura", "mar 10 mar 14:30  Cierre", "Argentina (3)  Ana"]


def test_a_text_to_read_has_its_times_in_one_column() -> None:
    text = hanging_text(Content("9 Mar 2026 08:56  Present\n10 Mar 2026 09:02  Late"), 60).plain
    assert text == "9 Mar 2026 08:56   Present\n10 Mar 2026 09:02  Late"
