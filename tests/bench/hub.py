"""Measure the hub: ``python -m tests.bench.hub [LARGEST]`` (pulls from up to so many events; 1,000,000 unless told).

Against a PostgreSQL of its own on this machine, which waits for its disk as a real one does; clients and server share
the machine, so that its figures are the least that two machines do. Everything is compared within the one run.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import psutil
import psycopg

from checkin.core.events import FIELDS, Kind, NewEvent
from checkin.door.scan import Door
from checkin.hub.connect import connect, course_id
from checkin.hub.connection import HubConnection
from checkin.hub.server.postgres import PostgresServer, account, require_binaries, wheel_binaries
from checkin.hub.sync.exchange import BATCH, Exchange, ExchangeResult
from checkin.hub.sync.sync_once import sync
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.invalid_events import INSERT
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import edition, participants
from tests.bench.__main__ import COURSE, set_up, spread, timed

EVENTS = 100_000
TYPES = {"seq": "int", "mono": "bigint", "hub_offset": "bigint", "hub_offset_age": "bigint", "roster_rev": "bigint"}
BARE = (
    "CREATE TABLE bare_{} (" + ", ".join(f"{name} {TYPES.get(name, 'text')}" for name in FIELDS) + ", "
    "PRIMARY KEY (segment, seq))"
)


@contextmanager
def server(root: Path) -> Iterator[str]:
    """A PostgreSQL with its usual settings; the URL of an empty database."""
    root.chmod(0o755)
    cluster = PostgresServer(root / "data", wheel_binaries() or require_binaries(), account())
    cluster.make(superuser="owner", password="")
    port = random.randint(20_000, 29_000)
    settings = ["listen_addresses = '127.0.0.1'", f"port = {port}", "unix_socket_directories = ''"]
    cluster.configure("postgresql.conf", [*settings, "max_connections = 500", "max_wal_size = '4GB'"])
    cluster.start()
    try:
        yield f"postgresql://owner@127.0.0.1:{port}/postgres"
    finally:
        cluster.stop(mode="immediate")


def kiosk(root: Path, of: OpenCourse | None = None) -> CourseFolder:
    """A folder for a kiosk: a new course, or a copy of another's record."""
    root.mkdir()
    (root / "course.toml").write_text(COURSE, encoding="utf-8")
    if of is not None:
        of.record.copy_to(root / "checkin.db")
    return CourseFolder(root)


def record(course: OpenCourse, count: int) -> None:
    """So many scans, as the door writes them, a thousand in one transaction."""
    roster = participants.roster(course.record.conn)
    for start in range(0, count, 1_000):
        with course.record.writing() as writing:
            for number in range(start, min(start + 1_000, count)):
                person = roster[number % len(roster)]
                writing.append(
                    NewEvent(
                        kind=Kind.SCAN,
                        session=f"s{number % 59:02d}",
                        participant=person.id,
                        code=person.code,
                        verdict="present",
                        door="Main entrance",
                    )
                )


def a_second(count: int, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return count / (time.perf_counter() - began)


def up_and_down(root: Path, url: str) -> None:
    """Drain so many events to the hub and into another record, beside COPY, INSERT and SELECT of the same rows."""
    with opened_course(kiosk(root / "one")) as one:
        set_up(one, 1_000)
        bare_folder = kiosk(root / "bare", one)
        with opened_course(kiosk(root / "two", one)) as two:
            sync(one, url)
            record(one, EVENTS)
            rows = [tuple(getattr(event, name) for name in FIELDS) for event in event_log.events(one.record.conn)]
            batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
            with psycopg.connect(url, autocommit=True) as conn:
                copied = a_second(len(rows), lambda: bare_copy(conn, batches))
                inserted = a_second(len(rows), lambda: bare_insert(conn, batches))
                selected = a_second(len(rows), lambda: bare_select(conn, batches))
            with opened_course(bare_folder) as bare:
                held = {row[0] for row in bare.record.conn.execute("SELECT event_id FROM events")}
                new = [row for row in rows if row[2] not in held]
                recorded, bare_us = processor_time(len(new), lambda: bare_record(bare, new))
            sent, taken = ExchangeResult(), ExchangeResult()
            before = server_time(root / "server")
            up, up_us = processor_time(EVENTS, lambda: exchange(one, url, "push", sent))
            between = server_time(root / "server")
            down, down_us = processor_time(EVENTS, lambda: exchange(two, url, "pull", taken))
            spent = pairwise((before, between, server_time(root / "server")))
            up_server, down_server = ((later - earlier) / EVENTS * 1e6 for earlier, later in spent)
            handed = a_second(EVENTS, lambda: only_pull(one, url))
            assert sent.sent >= EVENTS
            assert event_log.count(two.record.conn) == event_log.count(one.record.conn)
    print(f"bare, {BATCH} a transaction: COPY {copied:,.0f} a second, INSERT {inserted:,.0f}, SELECT {selected:,.0f}")
    print(
        f"up   {EVENTS:,} waiting events: {up:,.0f} a second, {EVENTS / up:.1f} s; {up / copied:.2f} x of COPY, "
        f"{up / inserted:.2f} x of INSERT"
    )
    print(
        f"processor time an event: to send, station {up_us:.1f} us, PostgreSQL {up_server:.1f}; "
        f"to take in, station {down_us:.1f}, PostgreSQL {down_server:.1f}"
    )
    print(f"pulls alone, nothing done with them: {handed:,.0f} events a second over one connection")
    took = f"{down:,.0f} a second, {EVENTS / down:.1f} s"
    print(
        f"down {EVENTS:,} events into a record: {took}; {down / selected:.2f} x of SELECT, {down / recorded:.2f} x of "
        f"the bare INSERT into a record ({recorded:,.0f} a second); processor time "
        f"{down_us:.1f} and {bare_us:.1f} us an event, {down_us / bare_us:.2f} x"
    )


def server_time(root: Path) -> float:
    """Return the seconds of processor time that the server and its processes have spent, the ended ones too."""
    pid = int((root / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
    time.sleep(0.5)  # a connection that was closed has its process for a moment longer
    processes = psutil.Process(pid)
    spent = 0.0
    for one in processes.children():
        with suppress(psutil.NoSuchProcess):
            spent += sum(one.cpu_times()[:2])
    return spent + sum(processes.cpu_times()[:4])


def processor_time(count: int, act: Callable[[], object]) -> tuple[float, float]:
    """Return how many a second, and the microseconds of this process's processor time for each."""
    began = time.process_time()
    rate = a_second(count, act)
    return rate, (time.process_time() - began) / count * 1e6


def bare_record(course: OpenCourse, rows: list[tuple[object, ...]]) -> None:
    """Insert rows into a record with its indexes, as many in a transaction as an exchange does at its fastest."""
    for start in range(0, len(rows), 10 * BATCH):
        course.record.conn.execute("BEGIN IMMEDIATE")
        course.record.conn.executemany(INSERT, rows[start : start + 10 * BATCH])
        course.record.conn.execute("COMMIT")


def bare_notify(url: str, times: int) -> list[float]:
    """A row that one connection inserts and notifies of, until another has read it: the least that a server needs."""
    took = []
    with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as two:
        one.execute(b"CREATE TABLE bare_notify (number int)")
        two.execute(b"LISTEN bare")
        for number in range(times):
            began = time.perf_counter()
            one.execute(b"INSERT INTO bare_notify VALUES (%s)", (number,))
            one.execute(b"NOTIFY bare")
            next(two.notifies(timeout=10, stop_after=1))
            two.execute(b"SELECT count(*) FROM bare_notify").fetchone()
            took.append((time.perf_counter() - began) * 1_000)
    return took


def only_pull(course: OpenCourse, url: str) -> None:
    """Fetch everything from the beginning, and forget it."""
    with connect(course.record.conn, course.course, url) as link:
        vector: dict[str, int] = {}
        while rows := link.pull(vector, BATCH):
            for row in rows:
                vector[str(row[0])] = int(str(row[1]))


def exchange(course: OpenCourse, url: str, way: str, done: ExchangeResult) -> None:
    with connect(course.record.conn, course.course, url) as link:
        made = Exchange(course.record, link, countries=str)
        made.fetch_vector()
        getattr(made, way)(done)


def bare_copy(conn: "psycopg.Connection[object]", batches: list[list[tuple[object, ...]]]) -> None:
    conn.execute(BARE.format("copy").encode())
    for batch in batches:
        with (
            conn.transaction(),
            conn.cursor().copy(f"COPY bare_copy ({', '.join(FIELDS)}) FROM STDIN".encode()) as copy,
        ):
            for row in batch:
                copy.write_row(row)


def bare_insert(conn: "psycopg.Connection[object]", batches: list[list[tuple[object, ...]]]) -> None:
    conn.execute(BARE.format("insert").encode())
    marks = ", ".join(["%s"] * len(FIELDS))
    for batch in batches:
        with conn.transaction():
            conn.cursor().executemany(f"INSERT INTO bare_insert VALUES ({marks})".encode(), batch)


def bare_select(conn: "psycopg.Connection[object]", batches: list[list[tuple[object, ...]]]) -> None:
    for batch in batches:
        query = "SELECT * FROM bare_copy WHERE segment = %s AND seq BETWEEN %s AND %s"
        conn.execute(query.encode(), (batch[0][0], batch[0][1], batch[-1][1])).fetchall()


def door_to_door(root: Path, url: str, times: int = 150) -> None:
    """A scan at one door to the record of another: each with its own process that keeps up the exchange."""
    with opened_course(kiosk(root / "door1")) as one:
        set_up(one, 1_000)
        record(one, 1_000)
        sync(one, url, new=True)
        folders = [one.folder, kiosk(root / "door2", one)]
        command = [sys.executable, "-m", "checkin", "sync", "--watch", url, "-C"]
        watches = [
            subprocess.Popen([*command, str(folder.root)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            for folder in folders
        ]
        try:
            with opened_course(folders[1]) as two:
                sync(two, url)
                took = [one_scan(one, two) for _ in range(times)]
        finally:
            for watch in watches:
                watch.terminate()
                watch.wait()
    (middle, late), (bare, bare_late) = spread(took[10:]), spread(bare_notify(url, times))
    print(
        f"a scan at one door to the record of another: p50 {middle:.0f} ms, p99 {late:.0f} ms; a bare INSERT, NOTIFY "
        f"and SELECT {bare:.1f} and {bare_late:.1f} ms"
    )


def scans_meanwhile(root: Path, url: str) -> None:
    """Scans at a door, alone and while another process takes everything in that the hub has for it."""
    with opened_course(kiosk(root / "source")) as source:
        set_up(source, 1_000)
        folder = kiosk(root / "busy", source)
        record(source, EVENTS // 3)
        sync(source, url, new=True)
    with opened_course(folder) as course:
        door = Door(course.record, course.course, session="s59", anytime=True)
        codes = [person.code for person in participants.roster(course.record.conn)]
        alone = [timed(lambda code=code: door.scan(code)) for code in codes[:300]]  # type: ignore[misc]
        command = [sys.executable, "-m", "checkin", "sync", "--watch", url, "-C", str(folder.root)]
        watch = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            while event_log.count(course.record.conn) < 600:
                time.sleep(0.01)
            meanwhile = []
            while event_log.count(course.record.conn) < EVENTS // 3:
                code = random.choice(codes)
                meanwhile.append(timed(lambda code=code: door.scan(code)))  # type: ignore[misc]
                time.sleep(0.02)
        finally:
            watch.terminate()
            watch.wait()
    (quiet, quiet_late), (busy, busy_late) = spread(alone), spread(meanwhile)
    print(f"a scan with nothing to exchange: p50 {quiet:.1f} ms, p99 {quiet_late:.1f} ms")
    print(
        f"the same while {EVENTS // 3:,} events come in: p50 {busy:.1f} ms, p99 {busy_late:.1f} ms, "
        f"the longest of {len(meanwhile):,} {max(meanwhile):.1f} ms"
    )


def one_scan(one: OpenCourse, two: OpenCourse) -> float:
    time.sleep(random.uniform(0.05, 0.4))
    with one.record.writing() as writing:
        event = writing.append(NewEvent(kind=Kind.NOTE))
    began = time.perf_counter()
    while two.record.conn.execute("SELECT 1 FROM events WHERE event_id = ?", (event.event_id,)).fetchone() is None:
        time.sleep(0.001)
    return (time.perf_counter() - began) * 1_000


def many_kiosks(root: Path, url: str, kiosks: int = 200, rate: int = 5, seconds: int = 10) -> None:
    """Kiosks that each scan so often, with a connection each: how long a push takes, and how late they get."""
    with opened_course(kiosk(root / "many")) as course:
        set_up(course, 100)
        sync(course, url, new=True)
        identity = course_id(edition.edition_key(course.record.conn))
    workers = 2
    script = "from tests.bench.hub import crowd; import sys; crowd(*sys.argv[1:])"
    words = [url, identity, str(kiosks // workers), str(rate), str(seconds)]
    running = [
        subprocess.Popen([sys.executable, "-c", script, *words], stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    said = [json.loads(process.communicate()[0]) for process in running]
    pushes = sorted(took for one in said for took in one["pushes"])
    pulls = sorted(took for one in said for took in one["pulls"])
    events = sum(one["events"] for one in said)
    late = max(one["late"] for one in said)
    print(
        f"{kiosks} kiosks at {rate} scans a second for {seconds} s: {events / seconds:,.0f} events a second taken in, "
        f"a push p50 {pushes[len(pushes) // 2]:.0f} ms, p99 {pushes[len(pushes) * 99 // 100]:.0f} ms; "
        f"a pull p50 {statistics.median(pulls):.0f} ms; at the end {late:.1f} s behind"
    )


def crowd(url: str, course: str, kiosks: str, rate: str, seconds: str) -> None:
    """Many kiosks in one process: each pushes its second's scans in its turn, and every tenth second pulls."""
    links = [HubConnection.open(url) for _ in range(int(kiosks))]
    segments = [f"{random.getrandbits(128):032x}" for _ in links]
    for link in links:
        link.choose(course)
    pushes: list[float] = []
    pulls: list[float] = []
    done, late = 0, 0.0
    lock = threading.Lock()
    began = time.monotonic() + 0.5

    def work(mine: list[int]) -> None:
        nonlocal done, late
        for second in range(int(seconds)):
            for place, number in enumerate(mine):
                due = began + second + place / len(mine)
                time.sleep(max(0.0, due - time.monotonic()))
                took = push_raw(links[number], segments[number], second * int(rate), int(rate))
                with lock:
                    pushes.append(took)
                    done += int(rate)
                    late = max(0.0, time.monotonic() - due)
                if (second + number) % 10 == 0:
                    start = time.perf_counter()
                    links[number].pull({}, BATCH)
                    pulls.append((time.perf_counter() - start) * 1_000)

    threads = [threading.Thread(target=work, args=(list(range(n, len(links), 10)),)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"pushes": pushes, "pulls": pulls, "events": done, "late": late}))


def push_raw(link: HubConnection, segment: str, held: int, count: int) -> float:
    events = [
        {
            "seq": held + n + 1,
            "event_id": f"{segment}{held + n}",
            "kind": "scan",
            "session": "s01",
            "participant": "p000001",
            "code": "HJPFLXRFHXNJ",
            "verdict": "present",
            "at": "2026-03-09T12:30:00.000Z",
            "tz": "-03:00",
            "mono": 1,
            "door": "Main entrance",
            "hash": f"{held + n + 1:064d}",
        }
        for n in range(count)
    ]
    previous = f"{held:064d}" if held else segment
    runs = json.dumps([{"segment": segment, "previous": previous, "events": events}])
    began = time.perf_counter()
    with link.watched() as conn:
        conn.execute(b"SELECT checkin.push(%s, %s::json, '{}')", (link.course, runs))
        conn.execute(b"SELECT checkin.ring(%s)", (link.course,))
    return (time.perf_counter() - began) * 1_000


def growth(root: Path, url: str, largest: int) -> None:
    """A pull of the next events, with ever more of them in the hub; 200 segments."""
    with opened_course(kiosk(root / "growth")) as course:
        set_up(course, 10)
        sync(course, url, new=True)
        identity = course_id(edition.edition_key(course.record.conn))
    sizes = [size for size in (10_000, 1_000_000, 10_000_000) if size <= largest]
    held, first = 0, 0.0
    with HubConnection.open(url) as link:
        link.choose(identity)
        for size in sizes:
            with psycopg.connect(url, autocommit=True) as conn:
                conn.execute(GROW.encode(), {"course": identity, "first": held // 200 + 1, "last": size // 200})
                conn.execute(SEGMENTS.encode(), {"course": identity, "count": size // 200})
                conn.execute(b"VACUUM (ANALYZE) checkin.events")
                conn.execute(b"CHECKPOINT")
            held = size
            vector = link.vector()
            last = dict(sorted(vector.items()))
            newest = {name: count - 1 for name, count in last.items()}
            took = [a_pull(link, newest) for _ in range(40)]
            middle = statistics.median(took)
            first = first or middle
            print(
                f"a pull of 200 new events out of {size:,}: {middle:.1f} ms, {middle / first:.2f} x of that from 10,000"
            )


GROW = """
INSERT INTO checkin.events
    (course, segment, seq, event_id, kind, session, participant, code, verdict, at, tz, mono, hash)
SELECT %(course)s, 'be4c4' || lpad(s::text, 27, '0'), n, s || '-' || n, 'scan', 's01', 'p' || n %% 1000, 'HJPFLXRFHXNJ',
       'present', '2026-03-09T12:30:00.000Z', '-03:00', n, lpad(n::text, 64, '0')
FROM generate_series(%(first)s::int, %(last)s::int) n, generate_series(1, 200) s
"""
SEGMENTS = """
INSERT INTO checkin.segments SELECT %(course)s, 'be4c4' || lpad(s::text, 27, '0'), %(count)s, 'x'
FROM generate_series(1, 200) s ON CONFLICT (course, segment) DO UPDATE SET count = excluded.count
"""


def a_pull(link: HubConnection, vector: dict[str, int]) -> float:
    began = time.perf_counter()
    rows = link.pull(vector, BATCH)
    took = (time.perf_counter() - began) * 1_000
    assert len(rows) >= 200
    return took


def main(largest: int = 1_000_000) -> None:
    with tempfile.TemporaryDirectory(prefix="checkin-bench-") as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "server").mkdir()
        with server(root / "server") as url:
            up_and_down(root, url)
            scans_meanwhile(root, url)
            door_to_door(root, url)
            many_kiosks(root, url)
            growth(root, url, largest)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
