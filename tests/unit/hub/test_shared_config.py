"""``course.toml`` between kiosks: what is shared, what is a kiosk's own."""

import pytest

from checkin.core.course_toml import parse
from checkin.hub.shared_config import joined, shared, with_hub

TEXT = """\
# The course
[course]
title = "Course [2026]"
timezone = "America/Argentina/Buenos_Aires"

# Where we meet
[hub]
url = "postgresql://paz@10.0.0.1/checkin"

[door]
late_after = 5
# a last remark

# My stick
[record]
mirror = "stick"
"""


def test_what_is_a_kiosks_own_is_not_shared() -> None:
    text = shared(TEXT)
    assert "postgresql" not in text
    assert "mirror" not in text
    assert parse(text).door.late_after == 5
    assert "# a last remark" in text


def test_a_kiosk_keeps_its_own_when_rules_come() -> None:
    published = shared(TEXT).replace("late_after = 5", "late_after = 7")
    course = parse(joined(published, TEXT))
    assert (course.door.late_after, course.hub, course.mirror) == (7, "postgresql://paz@10.0.0.1/checkin", "stick")


def test_sharing_twice_changes_nothing() -> None:
    assert shared(shared(TEXT)) == shared(TEXT)
    assert shared(joined(shared(TEXT), TEXT)) == shared(TEXT)


@pytest.mark.parametrize("url", ["postgresql://a@b/c", 'postgresql://a"b\\c@d/e', "postgresql://a@b/c?x=\t"])
def test_a_hub_takes_the_place_of_another(url: str) -> None:
    course = parse(with_hub(TEXT, url, waived=True))
    assert (course.hub, course.hub_waived, course.mirror) == (url.strip(), True, "stick")


def test_a_mark_at_the_beginning_and_line_ends_of_windows_do_no_harm() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert parse(shared(text)).door.late_after == 5
    assert "postgresql" not in shared(text)
