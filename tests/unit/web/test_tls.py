"""The certificate that a computer makes for itself: for its addresses, not for too long, and the same next time."""

import ssl
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from checkin.core.errors import WebError
from checkin.web.tls import own_identity, read_identity

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tls.pem"


def test_the_next_run_has_the_same_fingerprint(path: Path) -> None:
    first = own_identity(path, ["192.168.1.5"], NOW)
    assert own_identity(path, ["192.168.1.5"], NOW + timedelta(days=30)).fingerprint == first.fingerprint


def test_in_another_network_it_is_made_again(path: Path) -> None:
    first = own_identity(path, ["192.168.1.5"], NOW)
    second = own_identity(path, ["192.168.1.5", "10.0.0.7"], NOW)
    assert second.fingerprint != first.fingerprint


def test_before_it_ends_it_is_made_again(path: Path) -> None:
    first = own_identity(path, [], NOW)
    assert own_identity(path, [], NOW + timedelta(days=370)).fingerprint != first.fingerprint


def test_a_damaged_file_is_made_again(path: Path) -> None:
    path.write_text("nonsense", encoding="utf-8")
    assert own_identity(path, [], NOW).fingerprint


def test_phones_accept_how_long_it_is_valid(path: Path) -> None:
    own_identity(path, [], NOW)
    held = x509.load_pem_x509_certificate(path.read_bytes())
    assert held.not_valid_after_utc - held.not_valid_before_utc <= timedelta(days=398)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_its_owner_can_read_the_key(path: Path) -> None:
    own_identity(path, [], NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_server_speaks_no_old_protocol(path: Path) -> None:
    assert own_identity(path, [], NOW).context().minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_certificate_of_ones_own_must_be_one(path: Path) -> None:
    path.write_text("nonsense", encoding="utf-8")
    with pytest.raises(WebError, match="is not a certificate"):
        read_identity(path)


def test_a_certificate_without_its_key_is_refused(path: Path) -> None:
    own_identity(path, [], NOW)
    only = x509.load_pem_x509_certificate(path.read_bytes())
    from cryptography.hazmat.primitives.serialization import Encoding

    path.write_bytes(only.public_bytes(Encoding.PEM))
    with pytest.raises(WebError, match="with its key"):
        read_identity(path).context()
