"""What a dry run says about a run that would fail."""

from dataclasses import replace
from pathlib import Path

import pytest

from checkin.core.course import MailRules
from checkin.mail.letter_texts import What
from checkin.mail.plan import MailRequest, plan_mail
from checkin.mail.readiness import find_obstacles
from checkin.store.open_course import OpenCourse

SENDER = "Curso <curso@example.org>"
READY = MailRules(host="mail.example.org", sender=SENDER)


def obstacles(
    course: OpenCourse, rules: MailRules, *, to_folder: bool = False, request: MailRequest | None = None
) -> str:
    """The sentences for a course with these rules."""
    own = replace(course, course=replace(course.course, mail=rules, contact=""))
    plan = plan_mail(own, request or MailRequest(what=What.CODE))
    return " ".join(map(str, find_obstacles(own, plan, to_folder=to_folder)))


@pytest.mark.parametrize(
    ("rules", "to_folder", "said"),
    [
        (READY, False, ""),
        (MailRules(host="mail.example.org"), False, "[mail] from"),
        (MailRules(), True, "[mail] from"),
        (MailRules(sender=SENDER), False, "[mail] host"),
        (MailRules(sender=SENDER), True, ""),
        (MailRules(sender="nobody"), True, "[mail] from"),
    ],
)
def test_what_is_missing_is_said(mail_course: OpenCourse, rules: MailRules, to_folder: bool, said: str) -> None:
    found = obstacles(mail_course, rules, to_folder=to_folder)
    assert (said in found) if said else not found


def test_a_text_with_an_unknown_field_is_said(mail_course: OpenCourse, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("News\n\nDear {nombre}", "utf-8")
    request = MailRequest(what=What.TEXT, file=tmp_path / "news.txt")
    assert "{nombre}" in obstacles(mail_course, READY, request=request)


def test_nothing_is_said_where_nobody_is_written_to(mail_course: OpenCourse) -> None:
    assert obstacles(mail_course, MailRules(), request=MailRequest(what=What.CERTIFICATE)) == ""
