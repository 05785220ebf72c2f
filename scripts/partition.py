"""A partition between two doors and its healing, in network namespaces: ``python scripts/partition.py``.

Needs Linux, root, and ``ip`` (iproute2). Two doors and a hub, each in a network of its own behind one bridge; the line
of the second door is unplugged while both scan, and plugged in again. Everything that it makes it takes away.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checkin.hub.server.postgres import PostgresServer, account, require_binaries
from checkin.hub.sync.sync_once import sync
from checkin.intake.load import load
from checkin.lifecycle.demo import sample_clock, sample_folder, write_sample
from checkin.store import event_log
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import open_course as opened_course
from checkin.store.roster import participants

MACHINES = {"hub": "10.91.0.1", "door1": "10.91.0.2", "door2": "10.91.0.3"}
BRIDGE = "checkin-net"


def ip(*words: str) -> None:
    """Run ``ip``."""
    subprocess.run(["ip", *words], check=True)


@contextmanager
def networks() -> Iterator[None]:
    """A bridge with three machines, which are network namespaces."""
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("link", "set", BRIDGE, "up")
        for name, address in MACHINES.items():
            ip("netns", "add", name)
            ip("link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", f"to-{name}", "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        for name in MACHINES:
            subprocess.run(["ip", "netns", "delete", name], check=False)
            subprocess.run(["ip", "link", "delete", f"to-{name}"], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["ip", "link", "delete", BRIDGE], check=False)


def _go_to(network: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(network, 0x40000000) != 0:  # CLONE_NEWNET; os.setns came with Python 3.12
        raise OSError(ctypes.get_errno(), "setns")


@contextmanager
def inside(name: str) -> Iterator[None]:
    """This process goes to a machine's network, and comes back."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        _go_to(there)
        yield
    finally:
        _go_to(home)
        os.close(there)
        os.close(home)


def checkin(name: str, folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    """A checkin on one of the machines, in the background."""
    command = ["ip", "netns", "exec", name, sys.executable, "-m", "checkin", "-C", str(folder), *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def scan(name: str, folder: Path, code: str) -> None:
    """One badge at one door."""
    command = ["ip", "netns", "exec", name, sys.executable, "-m", "checkin", "-C", str(folder), "scan", "--door", name]
    said = subprocess.run(command, input=f"{code}\n".encode(), capture_output=True, check=True)
    print(f"  {name}: {said.stdout.decode().strip()}")


def held(folder: Path) -> int:
    """How many events a door holds."""
    with opened_course(CourseFolder(folder)) as course:
        return event_log.count(course.record.conn)


def wait_for(folders: list[Path], count: int) -> float:
    """Wait until every door holds so many events; the seconds that it took."""
    began = time.monotonic()
    while any(held(folder) != count for folder in folders):
        if time.monotonic() - began > 120:
            raise SystemExit("They did not come together within two minutes.")
        time.sleep(0.05)
    return time.monotonic() - began


def main() -> None:
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root.chmod(0o755)
        stack.enter_context(networks())
        url = stack.enter_context(hub(root))
        one = root / "door1"
        folder = sample_folder(one)
        write_sample(folder, sample_clock().now())
        with opened_course(folder) as course:
            load(course)
            with inside("hub"):
                sync(course, url)
            codes = [person.code for person in participants.roster(course.record.conn)]
            two = root / "door2"
            two.mkdir()
            course.record.copy_to(two / "checkin.db")
            (two / "course.toml").write_bytes(folder.course_file.read_bytes())
        for name, place in (("door1", one), ("door2", two)):
            watch = stack.enter_context(checkin(name, place, "sync", "--watch", url))
            stack.callback(watch.terminate)
        tell(one, two, codes)


@contextmanager
def hub(root: Path) -> Iterator[str]:
    """A PostgreSQL on the machine ``hub``; its URL."""
    with inside("hub"):
        cluster = PostgresServer(root / "data", require_binaries(), account())
        cluster.make(superuser="owner", password="")
        listen = ["listen_addresses = '*'", "port = 5432", "unix_socket_directories = ''"]
        cluster.configure("postgresql.conf", listen)
        cluster.configure("pg_hba.conf", ["host all all 10.91.0.0/24 trust"])
        cluster.start()
    try:
        yield f"postgresql://owner@{MACHINES['hub']}/postgres"
    finally:
        cluster.stop(mode="immediate")


def tell(one: Path, two: Path, codes: list[str]) -> None:
    """The story: together, apart, together."""
    start = held(one)
    print("Together:")
    scan("door1", one, codes[0])
    print(f"  both doors hold it after {wait_for([one, two], start + 1):.1f} s")
    scan("door2", two, codes[0])
    wait_for([one, two], start + 2)
    print("The line of door2 is unplugged:")
    ip("link", "set", "to-door2", "down")
    scan("door1", one, codes[1])
    scan("door2", two, codes[1])
    scan("door2", two, codes[2])
    print(f"  door1 holds {held(one)} events, door2 {held(two)}: each went on alone")
    print("The line is plugged in again:")
    ip("link", "set", "to-door2", "up")
    print(f"  both hold {start + 5} events after {wait_for([one, two], start + 5):.1f} s")
    scan("door1", one, codes[2])


if __name__ == "__main__":
    main()
