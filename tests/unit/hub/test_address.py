"""A hub's URL: taken apart, shown without its password, and asked for proof where that is needed."""

import pytest

from checkin.core.errors import HubError
from checkin.hub.address import is_local, parse_address, shown


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://door:secret@hub.example.org/checkin",
        "postgresql://door:secret@hub.example.org",
        "postgresql://door@hub.example.org/checkin?password=secret",
        "postgresql://door@hub.example.org/checkin?a=b&password=secret&c=d",
        "postgresql://door:se%40secret@[::1]:5432/checkin",
        "something://door:secret@else/where",
    ],
)
def test_a_password_is_never_shown(url: str) -> None:
    assert "secret" not in shown(url)
    assert "door" in shown(url)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("192.168.1.20", True),
        ("10.0.0.5", True),
        ("172.16.3.1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("laptop.local", True),
        ("/var/run/postgresql", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("hub.example.org", False),
        ("hub", False),
        ("172.32.0.1", False),
    ],
)
def test_which_hosts_are_near(host: str, near: bool) -> None:
    assert is_local(host) is near


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://door@hub.example.org/checkin",
        "postgresql://door@hub.example.org/checkin?sslmode=require",
        "postgresql://door@192.168.1.5,hub.example.org/checkin",
        "postgresql://door@/checkin?host=hub.example.org",
    ],
)
def test_a_far_hub_must_prove_who_it_is(url: str) -> None:
    with pytest.raises(HubError, match="sslmode=verify-full"):
        parse_address(url)
    assert parse_address(url, waived=True).waived
    assert parse_address(f"{url}{'&' if '?' in url else '?'}tls=waived").waived


def test_libpqs_own_variables_count() -> None:
    url = "postgresql://door@hub.example.org/checkin"
    assert parse_address(url, environment={"PGSSLMODE": "verify-full"}).sslmode == "verify-full"
    with pytest.raises(HubError):
        parse_address("postgresql:///checkin", environment={"PGHOST": "hub.example.org"})


def test_the_waiver_is_not_a_setting_that_libpq_would_trip_over() -> None:
    assert "tls" not in parse_address("postgresql://door@10.0.0.1/checkin?tls=waived&application_name=x").url


@pytest.mark.parametrize("url", ["", "hub.example.org", "http://hub/", "postgresql://[::1/checkin", "mysql://hub/x"])
def test_what_is_no_hub_is_said(url: str) -> None:
    with pytest.raises(HubError):
        parse_address(url)


def test_the_url_for_a_file_has_no_password() -> None:
    address = parse_address("postgresql://door:secret@10.0.0.1:5433/checkin?sslmode=require&password=secret")
    assert address.without_password() == "postgresql://door@10.0.0.1:5433/checkin?sslmode=require"
    assert address.password == "secret"
