"""Dates and times as people write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.intake.words.dates import in_zone, read_date, read_range, read_time, read_written

NINTH = date(2026, 3, 9)


DATES = (
    "2026-03-09|2026/3/9|2026.03.09|20260309|09/03/2026|9/3/2026|9-3-2026|09.03.2026|9/3/26|9 de marzo de 2026"
    "|lunes 9 de marzo de 2026|Lunes, 9 de Marzo, 2026|9 de março de 2026|segunda-feira, 9 de março de 2026|9 mars 2026"
    "|Lundi 9 mars 2026|9th March 2026|March 9, 2026|Monday, March 9th, 2026|Mon 9 Mar 2026|9-mar-2026|9-Mar-26"
)


@pytest.mark.parametrize("text", DATES.split("|"))
def test_a_date_is_understood_however_it_is_written(text: str) -> None:
    assert read_date(text) == NINTH


@pytest.mark.parametrize(
    "text",
    ["9 de marzo", "lunes 9 de marzo", "March 9", "1er mars", "9/3", "Lunes 9/3", "Lun. 9/3", "segunda-feira, 9/3"],
)
def test_a_date_without_a_year_is_of_the_courses_year(text: str) -> None:
    day = date(2026, 3, 1) if text.startswith("1er") else NINTH
    assert (read_date(text, 2026), read_date(text)) == (day, None)


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2026", "13/13/2026", "03/13/2026", "2026-13-01", "0001-01-01", "9999-12-31", "09", "marzo", "1 2 3"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text, 2026) is None


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("12 m", 12, 0),
        ("mediodía", 12, 0),
        ("9:30", 9, 30),
        ("09:30", 9, 30),
        ("09:30:00", 9, 30),
        ("9.30", 9, 30),
        ("9h30", 9, 30),
        ("9H30", 9, 30),
        ("9h30min", 9, 30),
        ("09:30 hs", 9, 30),
        ("9:30 hs.", 9, 30),
        ("9:30 hrs", 9, 30),
        ("0930", 9, 30),
        ("9h", 9, 0),
        ("9 h", 9, 0),
        ("9 horas", 9, 0),
        ("9", 9, 0),
        ("9:30 am", 9, 30),
        ("9:30 a. m.", 9, 30),
        ("2:30 PM", 14, 30),
        ("2:30 p.m.", 14, 30),
        ("2 pm", 14, 0),
        ("12:15 am", 0, 15),
        ("12:15 pm", 12, 15),
        ("00:00", 0, 0),
        ("24:00", 24, 0),
        ("14 h 30", 14, 30),
    ],
)
def test_a_time_is_understood_however_it_is_written(text: str, hour: int, minute: int) -> None:
    assert read_time(text) == timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    "text", ["", "25:00", "24:01", "9:60", "13 pm", "0 am", "midnight", "9:3", "-1", "9:30:61", "930", "x9"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09T09:30",
        "2026-03-09 09:30",
        "2026-03-09 09:30:00",
        "09/03/2026 09:30",
        "9/3/2026, 9.30",
        "9/3/2026 9:30 a. m.",
        "lunes 9 de marzo de 2026 9h30",
        "09:30 09/03/2026",
        "20260309T0930",
    ],
)
def test_a_date_with_a_time_stands_in_one_cell(text: str) -> None:
    written = read_written(text)
    assert written is not None
    assert (written.day, written.at, written.zone) == (NINTH, timedelta(hours=9, minutes=30), None)


@pytest.mark.parametrize("text", ["2026-03-09T12:30Z", "2026-03-09T09:30-03:00", "2026-03-09 09:30:00-03:00"])
def test_an_offset_is_taken_at_its_word(text: str) -> None:
    written = read_written(text)
    assert written is not None
    assert written.day
    assert written.at is not None
    moment = datetime.combine(written.day, datetime.min.time(), written.zone) + written.at
    assert moment == datetime(2026, 3, 9, 12, 30, tzinfo=UTC)


def test_a_spreadsheets_time_without_a_date_has_none() -> None:
    written = read_written("1899-12-31 09:30")
    assert written is not None
    assert (written.day, written.at) == (None, timedelta(hours=9, minutes=30))


@pytest.mark.parametrize(
    "text",
    [
        "09:00-10:30",
        "9h00 – 10h30",
        "9:00 a 10:30",
        "9:00 to 10:30",
        "9h às 10h30",
        "9 h à 10 h 30",
        "De 9 a 10:30 hs",
        "de 9:00 a las 10:30",
        "das 9h às 10h30",
        "9-10.30",
        "09:00/10:30",
        "9 - 10:30 am",
    ],
)
def test_a_start_and_an_end_stand_in_one_cell(text: str) -> None:
    found = read_range(text)
    assert found is not None
    assert (found[0].at, found[1].at) == (timedelta(hours=9), timedelta(hours=10, minutes=30))


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2:30pm - 4", "14:30", "16:00"),
        ("2 - 3:30 pm", "14:00", "15:30"),
        ("11 - 12:30 pm", "11:00", "12:30"),
        ("11:30 a.m. - 1", "11:30", "13:00"),
        ("12 - 1 pm", "12:00", "13:00"),
        ("9 - 5 pm", "09:00", "17:00"),
        ("10 pm - 2", "22:00", "02:00"),
    ],
)
def test_an_end_with_am_or_pm_says_the_half_of_the_day_of_the_other(text: str, starts: str, ends: str) -> None:
    found = read_range(text)
    assert found is not None
    assert (found[0].at, found[1].at) == (read_time(starts), read_time(ends))


@pytest.mark.parametrize("text", ["2026-03-09", "09-03-2026", "9 de marzo", "Sala A - 3", "-", "09:00 -"])
def test_what_is_no_range_is_none(text: str) -> None:
    assert read_range(text, 2026) is None


def test_a_wall_time_that_the_clocks_skip_is_none() -> None:
    new_york = ZoneInfo("America/New_York")
    assert in_zone(date(2026, 3, 8), timedelta(hours=2, minutes=30), new_york) is None
    assert in_zone(date(2026, 3, 8), timedelta(hours=3), new_york) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_of_a_wall_time_that_comes_twice_the_first_is_meant() -> None:
    at = timedelta(hours=1, minutes=30)
    assert in_zone(date(2026, 11, 1), at, ZoneInfo("America/New_York")) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_twenty_four_hours_are_the_midnight_that_follows() -> None:
    zone = ZoneInfo("America/Argentina/Buenos_Aires")
    assert in_zone(NINTH, timedelta(hours=24), zone) == datetime(2026, 3, 10, 3, tzinfo=UTC)


@given(st.text(alphabet="0123456789 /:.-hTZapm+marzo", max_size=24))
def test_whatever_the_text_it_is_read_or_none(text: str) -> None:
    written = read_written(text, 2026)
    assert written is None or written.day or written.at is not None
    read_range(text, 2026)


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2199, 12, 30)))  # noqa: DTZ001
def test_what_is_written_in_iso_is_read_back(moment: datetime) -> None:
    written = read_written(f"{moment:%Y-%m-%d %H:%M}")
    assert written is not None
    assert written.day == moment.date()
    assert written.at == timedelta(hours=moment.hour, minutes=moment.minute)
