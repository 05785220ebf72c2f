"""Twenty phones at two pictures a second each, against ``checkin serve``: ``python -m tests.bench.phones``.

The server is a process of its own, on loopback. Each phone sends a new picture every half second and waits for its
answer. Processor time is that of the server.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import psutil
from aiohttp.test_utils import unused_port

from checkin.door.phones import Pairing
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course
from checkin.store.roster import edition, participants
from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock, load_record
from tests.scenes import as_jpeg, scene

PHONES, PICTURES, EVERY = 20, 20, 0.5


def prepared(folder: Path) -> tuple[list[str], list[bytes]]:
    """The tokens of the phones, and pictures of badges."""
    for name, text in (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME)):
        (folder / name).write_text(text, encoding="utf-8")
    course = CourseFolder(folder)
    load_record(course, HandClock(datetime(2026, 3, 9, 12, 5, tzinfo=UTC)))
    with open_course(course) as opened:
        codes = [one.code for one in participants.roster(opened.record.conn)]
        chance, made = random.Random(1), edition.edition_codes(opened.record.conn)
        codes += [made.generate(chance.randrange) for _ in range(60)]
        tokens = []
        for number in range(PHONES):
            pairing = Pairing(opened.record)
            tokens.append(pairing.pair(pairing.current_code(), f"Phone {number}")[1])
    return tokens, [as_jpeg(scene((code, 200, (220, 140)))) for code in codes]


async def measure(url: str, server: psutil.Process, tokens: list[str], pictures: list[bytes]) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False, limit=0)) as session:

        async def send(token: str, picture: bytes) -> float:
            began = time.perf_counter()
            headers = {"Authorization": f"Bearer {token}", "X-Request": os.urandom(12).hex()}
            async with session.post(f"{url}/frame", data=picture, headers=headers) as answer:
                assert "answer" in await answer.json(), answer.status
            return time.perf_counter() - began

        async def phone(number: int) -> list[float]:
            await asyncio.sleep(number * EVERY / PHONES)
            took = []
            for turn in range(PICTURES):
                took.append(await send(tokens[number], pictures[(7 * number + turn) % len(pictures)]))
                await asyncio.sleep(max(0.0, EVERY - took[-1]))
            return took

        await send(tokens[0], pictures[0])
        report("one phone", [await send(tokens[0], picture) for picture in pictures[:20]])
        before, began = server.cpu_times(), time.perf_counter()
        took = [one for each in await asyncio.gather(*map(phone, range(PHONES))) for one in each]
        seconds, after = time.perf_counter() - began, server.cpu_times()
    report(f"{PHONES} phones", took)
    used = after.user + after.system - before.user - before.system
    print(f"{len(took) / seconds:.0f} answers a second; {used / len(took) * 1000:.1f} ms of processor time each")


def report(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{what}: {len(took)} answers, p50 {middle * 1000:.0f} ms, p95 {late * 1000:.0f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        tokens, pictures = prepared(Path(name))
        port = unused_port()
        command = [sys.executable, "-m", "checkin", "-C", name, "serve", "--json", "--port", str(port)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdout.readline()  # type: ignore[union-attr]
            asyncio.run(measure(f"https://localhost:{port}", psutil.Process(process.pid), tokens, pictures))
            process.stdin.close()  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
