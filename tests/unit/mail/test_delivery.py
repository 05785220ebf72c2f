"""Never twice, never lost: runs that are killed, stopped, refused and continued."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from shutil import copytree

import pytest
from tests.conftest import HandClock
from tests.unit.mail.conftest import MORNING, NAMES, Server

from checkin.attendance.corrections import Corrections
from checkin.attendance.history import person_history
from checkin.core.errors import MailError, NotFoundError
from checkin.i18n.translator import get_translator
from checkin.intake.load import load
from checkin.mail.answers import busy_text
from checkin.mail.carrier import Carrier, CarrierBusyError, FolderCarrier, Outcome, Step
from checkin.mail.delivery import Delivered, Delivery, Pacing, Result, settle_doubts
from checkin.mail.letter_texts import What
from checkin.mail.letters import open_letters
from checkin.mail.plan import Doubtful, MailRequest, plan_mail
from checkin.mail.smtp import SmtpCarrier
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.invalid_events import invalid_events
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries.letters import letters
from checkin.store.record import Record
from checkin.store.roster.participants import roster
from checkin.store.sync.merge_events import merge

CODES, ADA = MailRequest(what=What.CODE), MailRequest(what=What.CODE, who="Ada")
SOME = MailRequest(what=What.CODE, who="name=v")  # three people, Ada among them
EVERYBODY = {f"p{number}@example.org" for number in range(len(NAMES))}


class Killed(BaseException):
    """The program ends here."""


@dataclass
class Time:
    """A clock that moves when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pacing(self, rate: int = 0) -> Pacing:
        return Pacing(rate, now=lambda: self.now, sleep=self.sleep)


@dataclass
class Post:
    """A server in this process: what it took, and a function that is called before and after it takes a letter."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    point: Callable[[], None] = lambda: None
    busy: int = 0
    via: str = "smtp"

    def ready(self) -> None:
        self.point()
        if self.busy:
            self.busy -= 1
            raise CarrierBusyError("busy")

    def send(self, letter: bytes, sender: str, to: str, stem: str) -> Outcome:
        self.point()
        self.taken.append((to, letter))
        self.point()
        return Outcome(Step.ACCEPTED, "250 OK")

    def close(self) -> None:
        """Nothing is open."""


def run(
    course: OpenCourse, carrier: Carrier, request: MailRequest = CODES, pacing: Pacing | None = None
) -> list[Delivered]:
    with open_letters(course, request) as maker:
        plan = plan_mail(course, request)
        return list(Delivery(course, plan, maker, carrier, pacing or Time().pacing(), "V. Paz").run())


def results(done: list[Delivered]) -> Counter[Result]:
    return Counter(one.result for one in done)


def test_everybody_gets_one_letter(mail_course: OpenCourse, server: Server) -> None:
    run(mail_course, SmtpCarrier(server.rules, str))
    assert Counter(server.box.people) == dict.fromkeys(EVERYBODY, 1)


def test_a_second_run_sends_nothing(mail_course: OpenCourse) -> None:
    post = Post()
    run(mail_course, post, SOME)
    run(mail_course, post, SOME)
    assert len(post.taken) == 3


def test_again_sends_again_and_says_so(mail_course: OpenCourse) -> None:
    post = Post()
    run(mail_course, post, ADA)
    (done,) = run(mail_course, post, MailRequest(what=What.CODE, who="Ada", again=True))
    assert (done.again, len(post.taken)) == (True, 2)


def test_another_kind_of_letter_is_sent(mail_course: OpenCourse, tmp_path: Path) -> None:
    file = tmp_path / "news.txt"
    file.write_text("News\n\nDear {name}, read this.", "utf-8")
    post = Post()
    run(mail_course, post, ADA)
    run(mail_course, post, MailRequest(what=What.TEXT, file=file, who="Ada"))
    assert len(post.taken) == 2


def test_a_new_code_is_a_new_letter(mail_course: OpenCourse) -> None:
    post = Post()
    run(mail_course, post, ADA)
    person = plan_mail(mail_course, ADA).sent[0].person
    Corrections.of(mail_course, actor="V. Paz", reason="lost").reissue(person.code)
    run(mail_course, post, ADA)
    assert len(post.taken) == 2


@contextmanager
def killed_at(course: OpenCourse, post: Post, nth: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Kill the program at the nth point: before and after every transaction and every step of the server."""
    left = nth
    original = Record.writing

    def point() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    @contextmanager
    def writing(self: Record, **kwargs: bool) -> Iterator[object]:
        point()
        with original(self, **kwargs) as transaction:
            yield transaction
        point()

    with monkeypatch.context() as patch:
        patch.setattr(Record, "writing", writing)
        post.point = point
        try:
            yield
        except Killed:
            pass
        finally:
            post.point = lambda: None


# Ready; announced: before, after; handed over: before, after; answered: before, after.
POINTS = 7


def test_a_run_that_is_killed_anywhere_writes_to_nobody_twice(
    mail_course: OpenCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, doubtful = Post(), set()
    for nth in range(2 * (POINTS + 3)):
        with killed_at(mail_course, post, nth % (POINTS + 3), monkeypatch):
            run(mail_course, post)
        plan = plan_mail(mail_course, CODES)
        groups = [{one.address for one in group} for group in (plan.due, plan.sent, plan.doubtful)]
        assert set.union(*groups) == EVERYBODY
        assert sum(map(len, groups)) == len(EVERYBODY)
        taken = {to for to, _ in post.taken}
        assert groups[1] <= taken <= groups[1] | groups[2]
        doubtful |= groups[2]
    run(mail_course, post)
    assert max(Counter(to for to, _ in post.taken).values()) == 1
    assert {to for to, _ in post.taken} | doubtful == EVERYBODY


def test_every_point_of_a_run_was_a_kill(mail_course: OpenCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    with killed_at(mail_course, post, POINTS, monkeypatch):
        run(mail_course, post, ADA)
    assert len(post.taken) == 1
    assert not plan_mail(mail_course, ADA).doubtful


def test_a_letter_without_an_answer_is_in_doubt_and_not_sent_again(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["p5@example.org"] = ["after cut"]
    assert results(run(mail_course, SmtpCarrier(server.rules, str), ADA)) == {Result.DOUBT: 1}
    assert run(mail_course, SmtpCarrier(server.rules, str), ADA) == []
    assert len(server.box.letters) == 1


def test_a_letter_in_doubt_is_sent_again_under_its_own_id(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["p5@example.org"] = ["after cut"]
    run(mail_course, SmtpCarrier(server.rules, str), ADA)
    request = MailRequest(what=What.CODE, who="Ada", doubtful=Doubtful.SEND)
    assert results(run(mail_course, SmtpCarrier(server.rules, str), request)) == {Result.SENT: 1}
    ids = {message_from_bytes(content)["Message-ID"] for _, content in server.box.letters}
    assert (len(server.box.letters), len(ids)) == (2, 1)


def test_a_letter_in_doubt_can_be_said_to_have_arrived(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["p5@example.org"] = ["after cut"]
    run(mail_course, SmtpCarrier(server.rules, str), ADA)
    request = MailRequest(what=What.CODE, who="Ada", doubtful=Doubtful.ARRIVED)
    settle_doubts(mail_course, plan_mail(mail_course, request), "V. Paz")
    assert [one.person.name for one in plan_mail(mail_course, CODES).sent] == ["Ada Lovelace"]


def test_a_temporary_refusal_is_tried_again_with_growing_waits(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["p5@example.org"] = ["450 greylisted", "after 451 later"]
    time = Time()
    done = run(mail_course, SmtpCarrier(server.rules, str), ADA, time.pacing())
    assert [one.result for one in done] == [Result.WAITS, Result.WAITS, Result.SENT]
    assert time.slept == [30.0, 60.0]


def test_others_are_written_to_while_one_waits(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["p5@example.org"] = ["450 greylisted"]
    run(mail_course, SmtpCarrier(server.rules, str), SOME)
    assert server.box.people[-1] == "p5@example.org"


def test_a_letter_that_is_refused_for_now_to_the_end_is_left_for_the_next_run(
    mail_course: OpenCourse, server: Server
) -> None:
    server.box.answers["p5@example.org"] = ["450 greylisted"] * 5
    done = run(mail_course, SmtpCarrier(server.rules, str), ADA)
    assert done[-1].result is Result.DEFERRED
    assert results(run(mail_course, SmtpCarrier(server.rules, str), ADA)) == {Result.SENT: 1}


def test_a_refusal_is_final_and_quoted(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["p5@example.org"] = ["550 5.1.1 no such person"]
    (done,) = run(mail_course, SmtpCarrier(server.rules, str), ADA)
    assert (done.result, done.why) == (Result.REFUSED, "550 5.1.1 no such person")
    assert [one.last.answer for one in plan_mail(mail_course, ADA).refused if one.last] == [done.why]


def test_the_rate_is_kept(mail_course: OpenCourse) -> None:
    time = Time()
    run(mail_course, Post(), SOME, time.pacing(rate=20))
    assert time.slept == [3.0, 3.0]


def test_a_server_that_is_busy_is_waited_for(mail_course: OpenCourse) -> None:
    time, post = Time(), Post(busy=2)
    done = run(mail_course, post, ADA, time.pacing())
    assert (results(done), time.slept) == ({Result.SENT: 1}, [30.0, 60.0])


def test_a_server_that_is_waited_for_is_named_with_the_time_of_the_next_attempt(mail_course: OpenCourse) -> None:
    said: list[str] = []
    plan, pacing = plan_mail(mail_course, ADA), Time().pacing()
    with open_letters(mail_course, plan.request) as maker:

        def keep(error: CarrierBusyError, seconds: float) -> None:
            said.append(busy_text(error, seconds, get_translator("en")))

        list(Delivery(mail_course, plan, maker, Post(busy=1), pacing, "V. Paz", on_busy=keep).run())
    assert said == ["busy Another attempt follows in 30 s."]


def test_a_server_that_stays_away_leaves_nobody_in_doubt(mail_course: OpenCourse) -> None:
    with pytest.raises(MailError):
        run(mail_course, Post(busy=99))
    assert len(plan_mail(mail_course, CODES).due) == len(NAMES)


def test_a_sender_that_is_refused_leaves_nobody_in_doubt(mail_course: OpenCourse, server: Server) -> None:
    server.box.answers["MAIL"] = ["553 not yours"]
    with pytest.raises(MailError, match="does not accept the sender"):
        run(mail_course, SmtpCarrier(server.rules, str))
    assert len(plan_mail(mail_course, CODES).due) == len(NAMES)


def test_the_history_says_in_the_language_of_the_reader_why_a_sender_was_refused(
    mail_course: OpenCourse, server: Server
) -> None:
    server.box.answers["MAIL"] = ["553 not yours"]
    with pytest.raises(MailError):
        run(mail_course, SmtpCarrier(server.rules, str))
    with mail_course.record.reading() as conn:
        (letter,) = letters(conn)
        (person,) = [one for one in roster(conn) if one.id == letter.participant]
    told = [line.said for line in person_history(mail_course, person, get_translator("es"))]
    assert told[-1].endswith("(127.0.0.1 no acepta el remitente curso@example.org: not yours.)")


def test_two_programs_at_once_write_to_nobody_twice(mail_course: OpenCourse) -> None:
    post = Post()
    with open_letters(mail_course, SOME) as maker:
        first = Delivery(mail_course, plan_mail(mail_course, SOME), maker, post, Time().pacing(), "A").run()
        second = Delivery(mail_course, plan_mail(mail_course, SOME), maker, post, Time().pacing(), "B").run()
        done = [one for pair in zip(first, second, strict=True) for one in pair]
    assert results(done) == {Result.SENT: 3, Result.SKIPPED: 3}
    assert max(Counter(to for to, _ in post.taken).values()) == 1


def test_letters_in_a_folder_are_never_overwritten(mail_course: OpenCourse, tmp_path: Path) -> None:
    request = MailRequest(what=What.CODE, who="Ada", again=True)
    for _ in range(2):
        run(mail_course, FolderCarrier(tmp_path / "letters"), request)
    assert len(list((tmp_path / "letters").iterdir())) == 2


def test_a_letter_in_a_folder_opens_as_a_draft(mail_course: OpenCourse, tmp_path: Path) -> None:
    run(mail_course, FolderCarrier(tmp_path), ADA)
    (file,) = tmp_path.glob("*.eml")
    assert message_from_bytes(file.read_bytes())["X-Unsent"] == "1"


def test_who_has_no_address_is_listed(mail_course: OpenCourse) -> None:
    with mail_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET email = '' WHERE name = 'Ada Lovelace'")
    assert [one.person.name for one in plan_mail(mail_course, CODES).unusable] == ["Ada Lovelace"]


def test_people_who_share_an_address_are_named(mail_course: OpenCourse) -> None:
    with mail_course.record.writing() as writing:
        writing.conn.execute("UPDATE participants SET email = 'P0@example.org' WHERE name = 'Ada Lovelace'")
    shared = plan_mail(mail_course, CODES).shared
    assert [sorted(one.name for one in people) for people in shared.values()] == [["Ada Lovelace", "Ana Núñez"]]


def test_a_filter_that_fits_nobody_is_an_error(mail_course: OpenCourse) -> None:
    with pytest.raises(NotFoundError):
        plan_mail(mail_course, MailRequest(what=What.CODE, who="Zzz"))


def test_a_letter_cannot_be_undone(mail_course: OpenCourse) -> None:
    run(mail_course, Post(), ADA)
    with mail_course.record.reading() as conn:
        (letter,) = letters(conn)
    with pytest.raises(NotFoundError):
        Corrections.of(mail_course, actor="V. Paz").undo(letter.intent)


@pytest.mark.skipif("CHECKIN_LONG" not in os.environ, reason="takes minutes")
def test_two_hundred_people_and_a_program_that_is_killed(mail_course: OpenCourse, server: Server) -> None:
    rows = [f"x{number},Person {number},AR,participant,A,x{number}@example.org,es" for number in range(200)]
    file = mail_course.folder.root / "participants.csv"
    file.write_text("id,name,country,role,groups,email,language\n" + "\n".join(rows) + "\n", "utf-8")
    command = [sys.executable, "-m", "checkin", "-C", str(mail_course.folder.root)]
    load(mail_course)
    for turn in range(40):
        # Killed after ever other times of its start, so that every step of a letter is hit.
        program = subprocess.Popen([*command, "mail", "--what", "code", "--by", "V. Paz"], stdout=subprocess.DEVNULL)
        seen, end = len(server.box.letters), time.monotonic() + 20
        while len(server.box.letters) < seen + 4 and program.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(turn * 0.0007)
        program.send_signal(signal.SIGKILL)
        program.wait()
    subprocess.run([*command, "mail", "--what", "code", "--by", "V. Paz"], check=True)
    plan = plan_mail(mail_course, CODES)
    counted = Counter(server.box.people)
    assert max(counted.values()) == 1
    assert {one.address for one in plan.doubtful} | set(counted) == {f"x{number}@example.org" for number in range(200)}
    assert len(plan.doubtful) <= 40


def test_letters_of_another_station_count(mail_course: OpenCourse, tmp_path: Path) -> None:
    root = copytree(mail_course.folder.root, tmp_path / "other")
    run(mail_course, Post(), ADA)
    with mail_course.record.reading() as conn:
        events = list(event_log.events(conn))
    with opened_course(CourseFolder(root), clock=HandClock(MORNING, seed=9).clock()) as other:
        with other.record.writing() as writing:
            merge(writing.conn, events, countries=str)
        assert [one.person.name for one in plan_mail(other, CODES).sent] == ["Ada Lovelace"]


def test_a_letter_that_breaks_the_rules_is_set_aside(mail_course: OpenCourse, tmp_path: Path) -> None:
    root = copytree(mail_course.folder.root, tmp_path / "other")
    run(mail_course, Post(), ADA)
    with mail_course.record.reading() as conn:
        events = list(event_log.events(conn))
    bad = events[-2]._replace(segment="a" * 32, seq=1, event_id=events[-2].event_id[:-1] + "0", facts='{"step":"x"}')
    bad = bad._replace(hash=bad.chained("a" * 32))
    with opened_course(CourseFolder(root), clock=HandClock(MORNING, seed=9).clock()) as other:
        with other.record.writing() as writing:
            merge(writing.conn, [*events, bad], countries=str)
        assert len(plan_mail(other, CODES).sent) == 1
        assert [one.segment for one in invalid_events(other.record.conn)] == ["a" * 32]
