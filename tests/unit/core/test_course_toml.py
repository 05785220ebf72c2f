"""``course.toml``: read with exact numbers, refused with the table and the key."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from importlib import resources

import pytest

from checkin.core.course import Excused, Session, Unit, unused_titles
from checkin.core.course_toml import parse
from checkin.core.errors import CourseError

HEAD = '[course]\ntitle = "X"\ntimezone = "America/Argentina/Buenos_Aires"\n'


def test_the_example_file_is_valid_and_proposes_eighty_percent() -> None:
    text = resources.files("checkin.lifecycle").joinpath("examples", "en", "course.toml").read_text("utf-8")
    course = parse(text)
    assert course.policy.threshold == 80
    assert course.policy.excused is Excused.LEFT_OUT
    assert course.policy.unit is Unit.SESSIONS


def test_decimal_numbers_are_exact() -> None:
    policy = parse(HEAD + "[certificate]\nthreshold = 79.96\nlate = 0.1\n").policy
    assert (policy.threshold, policy.late) == (Fraction(1999, 25), Fraction(1, 10))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[course", "not valid TOML"),
        ('[course]\ntimezone = "UTC"\n', "title is missing"),
        ('[course]\ntitle = "X"\n', "timezone is missing"),
        ('[course]\ntitle = "X"\ntimezone = "Mars/Olympus"\n', "must be a time zone"),
        ("course = 3\n", r"\[course\] must be a table"),
        (HEAD + "[certficate]\n", r"\[certficate\]. Did you mean 'certificate'"),
        (HEAD + "[certificate]\ntreshold = 80\n", "has no key 'treshold'. Did you mean 'threshold'"),
        (HEAD + "[certificate]\nthreshold = 120\n", "between 0 and 100"),
        (HEAD + '[certificate]\nthreshold = "80"\n', "must be a number"),
        (HEAD + '[certificate]\nunit = "days"\n', "one of sessions, minutes"),
        (HEAD + "[certificate]\nminimum = 3\n", "must be a table like"),
        (HEAD + '[badges]\nroles = { chef = "card" }\n', "roles must be a table of participant"),
        (HEAD + "[door]\nlate_after = -5\n", "between 0 and 10080"),
        (HEAD + "[door]\nlate_after = true\n", "a whole number"),
        (HEAD + '[hub]\ntls = "none"\n', "must be one of"),
        (HEAD + 'language = "de"\n', "one of es, pt, en, fr"),
        (HEAD + "starts = 9\n", "a date like"),
    ],
)
def test_what_is_wrong_is_said_with_its_table_and_key(text: str, says: str) -> None:
    with pytest.raises(CourseError, match=says):
        parse(text)


TITLED = '[course]\ntitle = "T"\ntimezone = "UTC"\n[session_titles]\ns1 = { en = "Opening" }\n"0309-0900" = "Cierre"\n'


def a_session(name: str) -> Session:
    starts = datetime(2026, 3, 9, 12, tzinfo=UTC)
    return Session(id=name, title="Apertura", starts_at=starts, ends_at=starts + timedelta(hours=1))


def test_a_session_has_titles_by_language() -> None:
    course = parse(TITLED)
    assert [course.session_title(a_session("s1"), language) for language in ("en", "fr")] == ["Opening", "Apertura"]
    assert course.session_title(a_session("0309-0900"), "fr") == "Cierre"


def test_titles_that_name_no_session_are_named_with_the_nearest() -> None:
    found = [
        str(text) for text in unused_titles(parse(TITLED).session_titles, [a_session("s1"), a_session("0309-0930")])
    ]
    assert len(found) == 1
    assert "names '0309-0900'" in found[0]
    assert "Did you mean '0309-0930'?" in found[0]
