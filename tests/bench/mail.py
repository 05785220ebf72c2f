"""Letters a second beside smtplib alone: ``python -m tests.bench.mail [COUNT]``.

Sends so many letters with the code (2,000) to a mail server in a process of its own: first those of checkin, each
composed and recorded, then the same letters again with smtplib alone. Both send by one connection. Processor time is
that of the sending process.
"""

import random
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from checkin.core.course import Participant, Session
from checkin.mail.carrier import Outcome
from checkin.mail.delivery import Delivery, Pacing, Result
from checkin.mail.letter_texts import What
from checkin.mail.letters import open_letters
from checkin.mail.plan import MailRequest, plan_mail
from checkin.mail.smtp import SmtpCarrier
from checkin.store.open_course import OpenCourse, open_course
from checkin.store.roster import edition, participants, programme
from tests.bench.__main__ import START, course_folder

MAIL = '[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nrate = 0\nfrom = "Curso <curso@example.org>"\n'
SERVER = """
import asyncio
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP
async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


class Kept(SmtpCarrier):
    """Keeps what it sends, to send it again."""

    def __init__(self, *words: object) -> None:
        super().__init__(*words)  # type: ignore[arg-type]
        self.kept: list[tuple[bytes, str]] = []

    def send(self, letter: bytes, sender: str, to: str, stem: str) -> Outcome:
        self.kept.append((letter, to))
        return super().send(letter, sender, to, stem)


def set_up(course: OpenCourse, count: int) -> None:
    """So many people with addresses in four languages, and two weeks of sessions."""
    languages, ids = ("es", "pt", "fr", "en"), iter(range(count))
    people = [
        Participant(
            name=f"María Fernández {number}",
            country="AR",
            email=f"p{number}@example.org",
            language=languages[number % 4],
        )
        for number in range(count)
    ]
    held = [
        Session(
            id=f"s{number:02d}",
            title="Derecho internacional de los migrantes",
            starts_at=START.replace(day=9 + number // 4, hour=11 + 2 * (number % 4)),
            ends_at=START.replace(day=9 + number // 4, hour=12 + 2 * (number % 4)),
        )
        for number in range(40)
    ]
    with course.record.writing() as writing:
        participants.write_people(
            writing.conn, people, countries=str, new_id=lambda: str(UUID(int=next(ids))), choose=random.randrange
        )
        programme.write_sessions(writing.conn, course.course, held)
        edition.raise_revision(writing.conn)


def send_all(course: OpenCourse, carrier: SmtpCarrier) -> None:
    plan = plan_mail(course, MailRequest(what=What.CODE))
    with open_letters(course, plan.request) as maker:
        results = [done.result for done in Delivery(course, plan, maker, carrier, Pacing(0), "bench").run()]
    assert set(results) == {Result.SENT}


def send_alone(port: int, kept: list[tuple[bytes, str]]) -> None:
    with smtplib.SMTP("127.0.0.1", port, "localhost") as smtp:
        for content, to in kept:
            smtp.sendmail("curso@example.org", to, content)


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    began, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - began, time.process_time() - used


def main(count: int) -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as name:
            folder = course_folder(Path(name))
            folder.course_file.write_text(folder.course_file.read_text("utf-8") + MAIL.format(port=port), "utf-8")
            with open_course(folder) as course:
                set_up(course, count)
                carrier = Kept(course.course.mail, str)
                ours = timed(lambda: send_all(course, carrier))
        alone = timed(lambda: send_alone(port, carrier.kept))
    finally:
        server.terminate()
        server.wait()
    size = sum(len(content) for content, _ in carrier.kept) / count
    for name, took in (("checkin", ours), ("smtplib alone", alone)):
        print(
            f"{name:14} {count:,} letters of {size / 1000:.1f} kB   {took[0]:.1f} s, {took[1]:.1f} s of the processor"
        )
    print(f"checkin against smtplib alone: {ours[0] / alone[0]:.1f} x, processor {ours[1] / alone[1]:.1f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
