"""What the tests of the hub share: one PostgreSQL for a worker, a database of its own for each test, kiosks on disk."""

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass, field
from pathlib import Path

import psycopg
import pytest
from tests.conftest import COURSE, PEOPLE, PROGRAMME, HandClock, load_record

from checkin.core.verdicts import Verdict
from checkin.door.scan import Door
from checkin.hub.server.postgres import PostgresServer, account, require_binaries, wheel_binaries
from checkin.hub.sync.sync_once import Synced
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course
from checkin.store.queries import attendance
from checkin.store.roster import participants

ClockOf = Callable[..., HandClock]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """A running PostgreSQL that trusts everybody who comes from this machine."""

    cluster: PostgresServer
    port: int
    _made: int = field(default=0)

    def url(self, database: str, login: str = "owner") -> str:
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """An empty database, which the login ``owner`` owns."""
        self._made += 1
        name = f"hub{self._made}"
        with psycopg.connect(self.url("postgres", "super"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name} OWNER owner".encode())
        return name


def new_server(folder: Path) -> Server:
    """Make and start a server; nothing of it needs to outlive a power cut."""
    folder.chmod(0o755)
    cluster = PostgresServer(folder / "data", wheel_binaries() or require_binaries(), account())
    cluster.make(superuser="super", password="", sync=False)
    port = free_port()
    settings = [
        "listen_addresses = '127.0.0.1'",
        f"port = {port}",
        "unix_socket_directories = ''",
        "fsync = off",
        "shared_buffers = '16MB'",
        "max_connections = 60",
    ]
    cluster.configure("postgresql.conf", settings)
    cluster.start()
    server = Server(cluster, port)
    with psycopg.connect(server.url("postgres", "super"), autocommit=True) as conn:
        for statement in (
            "CREATE ROLE checkin_kiosk",
            "CREATE ROLE checkin_organizer",
            "CREATE ROLE owner LOGIN",
            "CREATE ROLE paz LOGIN IN ROLE checkin_organizer",
            "CREATE ROLE door LOGIN IN ROLE checkin_kiosk",
            "CREATE ROLE stranger LOGIN IN ROLE checkin_kiosk",
        ):
            conn.execute(statement.encode())
    return server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One for all tests of a worker; those that kill a server have one of their own."""
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        made = new_server(Path(name))
        try:
            yield made
        finally:
            made.cluster.stop(mode="immediate")


@pytest.fixture
def database(server: Server) -> str:
    """An empty database, by its name."""
    return server.new_database()


@dataclass
class Place:
    """Makes kiosks of one course."""

    root: Path
    stack: ExitStack
    made: int = 0

    def folder(self, name: str = "", *, files: bool = True) -> CourseFolder:
        self.made += 1
        root = self.root / (name or f"kiosk{self.made}")
        root.mkdir()
        texts = (("course.toml", COURSE), ("participants.csv", PEOPLE), ("programme.csv", PROGRAMME))
        for file, text in texts if files else texts[:1]:
            (root / file).write_text(text, encoding="utf-8")
        return CourseFolder(root)

    def open(self, folder: CourseFolder, clock: HandClock) -> OpenCourse:
        return self.stack.enter_context(opened_course(folder, clock=clock.clock()))

    def loaded(self, clock: HandClock, name: str = "") -> OpenCourse:
        folder = self.folder(name)
        load_record(folder, clock)
        return self.open(folder, clock)

    def copy_of(self, course: OpenCourse, clock: HandClock, name: str = "") -> OpenCourse:
        """A kiosk from a copied folder: the same roster and key, a clock of its own."""
        folder = self.folder(name)
        course.record.checkpoint()
        folder.record_file.write_bytes(course.record.path.read_bytes())
        return self.open(folder, clock)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        yield Place(tmp_path, stack)


@pytest.fixture
def clock_of() -> Callable[[int], HandClock]:
    """A clock for the n-th kiosk, with dice of its own."""
    from datetime import UTC, datetime

    def make(seed: int, minutes: int = 0) -> HandClock:
        clock = HandClock(datetime(2026, 3, 9, 12, tzinfo=UTC), seed=seed)
        clock.set("09:05")
        clock.forward(minutes)
        return clock

    return make


def state(course: OpenCourse) -> object:
    """Everything that the figures say."""
    return sorted(map(astuple, attendance.attendance(course.record.conn)), key=str)


def events(course: OpenCourse) -> list[object]:
    return list(event_log.events(course.record.conn))


def quiet(synced: Synced) -> Synced:
    assert synced.trouble == []
    return synced


def code(course: OpenCourse, name: str) -> str:
    return next(one.code for one in participants.roster(course.record.conn) if one.name.startswith(name))


def scan(course: OpenCourse, name: str, door: str = "Hall") -> Verdict:
    return Door(course.record, course.course, name=door).scan(code(course, name)).verdict
