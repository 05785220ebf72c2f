"""A long day: 100,000 scans through the real interface, with searches and exports between (long form only)."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from checkin.core.events import EventSource, ScannedText
from checkin.exports.files import export
from checkin.kiosk.app import KioskApp, StartOptions
from checkin.store import event_log
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants, programme
from tests.bench.__main__ import course_folder, set_up
from tests.functional.kiosk.interface import drain

_AT_ONCE, _BETWEEN_EXPORTS = 50, 10_000


async def day(root: Path, scans: int) -> list[tuple[int, float, float, float]]:
    """So many scans: after each tenth of them the memory (MB), and the median and 99th percentile of 50 (ms a scan)."""
    found = []
    process = psutil.Process()
    with opened_course(course_folder(root)) as course:
        set_up(course, 1_000)
        roster = participants.roster(course.record.conn)
        sessions = [session.id for session in programme.read_programme(course.record.conn)]
        app = KioskApp(course, StartOptions(language="en", session=sessions[0]))
        async with app.run_test(size=(80, 24)) as pilot:
            times: list[float] = []
            for number in range(0, scans, _AT_ONCE):
                app.door.door.pinned = sessions[number // len(roster) % len(sessions)]
                began = time.perf_counter()
                for one in range(number, number + _AT_ONCE):
                    app.handle_scan(ScannedText(roster[one % len(roster)].code, EventSource.SCANNED))
                await asyncio.to_thread(drain, app.writer)
                times.append((time.perf_counter() - began) * 1000 / _AT_ONCE)
                await pilot.pause()
                if number % 1_000 == 0:
                    await pilot.press("f2", *"pers", "escape")
                if number % _BETWEEN_EXPORTS == 0:
                    await asyncio.to_thread(export, course, root / "exports" / "all.xlsx")
                if (number + _AT_ONCE) % (scans // 10) == 0:
                    p99 = statistics.quantiles(times, n=100)[98]
                    memory = process.memory_info().rss / 1e6
                    found.append((number + _AT_ONCE, memory, statistics.median(times), p99))
                    print(
                        "long day: {:9,} scans: {:.0f} MB, {:.2f} ms a scan, p99 {:.2f} ms".format(*found[-1]),
                        flush=True,
                    )
                    times.clear()
            await asyncio.to_thread(drain, app.writer)
        held = event_log.count(course.record.conn)
        broken = len(list(event_log.broken_chains(course.record.conn)))
        print(f"long day: {held:,} events on disk, {broken} broken chains")
    return found


def main(*, long: bool) -> int:
    """Print the figures; 1 when a scan is not there."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(day(Path(name), 100_000 if long else 5_000))
    return 0
