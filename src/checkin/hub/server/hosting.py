"""Host a hub on the organizer's laptop: one folder, one PostgreSQL, two logins."""

import json
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from checkin.core.errors import HubError
from checkin.hub.connection import HubConnection
from checkin.hub.install_schema import install_schema
from checkin.hub.server.postgres import PostgresServer, account, require_binaries
from checkin.system.network import local_addresses
from checkin.system.self_signed import self_signed_certificate

_DATABASE, _ADMIN = "checkin", "checkin_admin"
_KEPT = "hub.json"
# What one connection may write to disk for a query, and how many connections the login has with which stations join.
_TEMPORARY, _JOINING = "1GB", 100
# Connections that no station can take, for an organizer who ends its access; PostgreSQL has them from this version on.
_RESERVED, _RESERVES = 20, 16
_PORTS = range(54_320, 54_340)
_VALID = timedelta(days=826)


@dataclass(frozen=True, slots=True)
class HubServerInfo:
    """A running hub on this computer: its address, its passwords, and whether it can encrypt."""

    host: str
    port: int
    admin: str
    organizer: str
    kiosk: str
    tls: bool

    def url(
        self, login: str, password: str, *, host: str = "", encrypted: bool = True, database: str = _DATABASE
    ) -> str:
        """Return the URL for a login. For other computers it requires encryption if available."""
        place = host or self.host
        shown = f"[{place}]" if ":" in place else place
        ask = "?sslmode=require" if self.tls and encrypted else ""
        return f"postgresql://{login}:{password}@{shown}:{self.port}/{database}{ask}"

    @property
    def local_url(self) -> str:
        """Return the organizer's URL on this computer."""
        return self.url("organizer", self.organizer, host="127.0.0.1", encrypted=False)

    @property
    def administration(self) -> str:
        """Return the owner's URL on this computer."""
        return self.url(_ADMIN, self.admin, host="127.0.0.1", encrypted=False)

    @property
    def for_kiosks(self) -> str:
        """Return the URL with which stations join."""
        return self.url("kiosk", self.kiosk)


class HubServer:
    """The hub in one folder of this computer. Every method raises :class:`HubError`."""

    def __init__(self, folder: Path, *, binaries: Path | None = None) -> None:
        self.folder = folder
        self.cluster = PostgresServer(folder / "data", binaries or require_binaries(), account())

    def start(self, *, host: str = "", port: int = 0) -> HubServerInfo:
        """Create the hub if missing, start it, and install its tables.

        An empty ``host`` means this computer's own address.
        """
        cluster = self.cluster
        address = host or lan_address()
        kept = self._kept()
        if not cluster.exists:
            self._make_folder()
            kept = {name: secrets.token_hex(10) for name in ("admin", "organizer", "kiosk")}
            cluster.make(superuser=_ADMIN, password=kept["admin"])
        elif not kept:
            raise HubError("{folder} holds a database, but its passwords are missing.", folder=self.folder)
        running = cluster.running
        chosen = int(port or kept.get("port") or _free_port())
        if running and (address, chosen) != (kept.get("host"), kept.get("port")):
            cluster.stop()
            running = False
        if not running:
            tls = self._configure(address, chosen)
            kept |= {"host": address, "port": chosen, "tls": tls}
            self._keep(kept)
            cluster.start()
        hosted = HubServerInfo(**kept)
        self._prepare(hosted)
        return hosted

    @property
    def is_here(self) -> bool:
        """Return True if a hub was created in this folder of this computer."""
        return "port" in self._kept()

    def hosted(self) -> HubServerInfo:
        """Return the hub as it was last started."""
        kept = self._kept()
        if "port" not in kept:
            raise HubError("There is no server in {folder}. Start one with 'checkin hub start'.", folder=self.folder)
        return HubServerInfo(**kept)

    def rotate_shared_password(self) -> HubServerInfo:
        """Give the shared login a new password and end its sessions: the old line no longer lets anybody join."""
        kept = self._kept() | {"kiosk": secrets.token_hex(10)}
        hosted = HubServerInfo(**kept)
        with HubConnection.open(hosted.administration) as link, link.watched() as conn:
            make_login(conn, "kiosk", hosted.kiosk, "checkin_kiosk")
            # A session that began with the old password could still make a new station.
            conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kiosk'")
        self._keep(kept)
        return hosted

    def stop(self) -> bool:
        """Stop the hub; return True if it was running. Its data is kept."""
        self.hosted()
        if not self.cluster.running:
            return False
        self.cluster.stop()
        return True

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.cluster.let_through(self.folder)
            if self.cluster.folder.exists():
                raise HubError(
                    "{folder} exists and is not a database. Name another folder with --dir.", folder=self.folder
                )
        except OSError as error:
            raise HubError(
                "{folder} cannot be created: {reason}.", folder=self.folder, reason=error.strerror
            ) from error

    def _configure(self, address: str, port: int) -> bool:
        cluster = self.cluster
        tls = cluster.supports_tls()
        if tls:
            certificate, key = hub_certificate(address)
            for name, text in (("server.crt", certificate), ("server.key", key)):
                (cluster.folder / name).write_bytes(text)
                cluster.own(cluster.folder / name)
        listen = dict.fromkeys(("127.0.0.1", address))
        settings = [
            f"listen_addresses = '{', '.join(listen)}'",
            f"port = {port}",
            "unix_socket_directories = ''",
            "password_encryption = 'scram-sha-256'",
            "max_connections = 500",
            f"temp_file_limit = '{_TEMPORARY}'",
            f"ssl = {'on' if tls else 'off'}",
            "log_destination = 'stderr'",
            "lc_messages = 'C'",  # its reasons are recognized by their English words
        ]
        if cluster.version >= _RESERVES:
            settings.append(f"reserved_connections = {_RESERVED}")
        cluster.configure("postgresql.conf", settings)
        anywhere = "hostssl" if tls else "host"
        entries = ["host all all 127.0.0.1/32 scram-sha-256", "host all all ::1/128 scram-sha-256"]
        # The owner of the tables comes from this machine alone.
        entries += [
            f"{anywhere} {_DATABASE} +checkin_kiosk,+checkin_organizer {net} scram-sha-256" for net in _EVERYWHERE
        ]
        cluster.configure("pg_hba.conf", entries)
        return tls

    def _prepare(self, hosted: HubServerInfo) -> None:
        first = hosted.url(_ADMIN, hosted.admin, host="127.0.0.1", encrypted=False, database="postgres")
        with HubConnection.open(first) as link, link.watched() as conn:
            _make_database(conn)
        with HubConnection.open(hosted.administration) as link:
            install_schema(link)
            with link.watched() as conn:
                make_login(conn, "organizer", hosted.organizer, "checkin_organizer")
                make_login(conn, "kiosk", hosted.kiosk, "checkin_kiosk")
                _restore_settings(conn)
                _withdraw_rights(conn)

    def _kept(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.folder / _KEPT).read_text("utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise HubError("{path} cannot be read: {reason}.", path=self.folder / _KEPT, reason=error) from error

    def _keep(self, values: dict[str, Any]) -> None:
        file = self.folder / _KEPT
        with open(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123
            json.dump(values, out)


_EVERYWHERE = ("0.0.0.0/0", "::/0")


def make_login(conn: "psycopg.Connection[Any]", login: str, password: str, role: str) -> bool:
    """Create a login with a role, or give the role to an existing one; return True if it is new."""
    there = conn.execute("SELECT FROM pg_roles WHERE rolname = %s", (login,)).fetchone() is not None
    name = sql.Identifier(login)
    verb = "ALTER" if there else "CREATE"
    conn.execute(sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password)))
    conn.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), name))
    return not there


def _restore_settings(conn: "psycopg.Connection[Any]") -> None:
    """Take back what a login may have set for itself or for the database, and bound idle transactions."""
    conn.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(sql.Identifier(_DATABASE)))
    rows = conn.execute(
        "SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper "
        "AND (pg_has_role(oid, 'checkin_kiosk', 'MEMBER') OR pg_has_role(oid, 'checkin_organizer', 'MEMBER'))"
    ).fetchall()
    for (login,) in rows:
        name = sql.Identifier(login)
        for database in ("", sql.SQL(" IN DATABASE {}").format(sql.Identifier(_DATABASE)).as_string(conn)):
            conn.execute(sql.SQL("ALTER ROLE {}" + database + " RESET ALL").format(name))
        conn.execute(sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = '10s'").format(name))


def _withdraw_rights(conn: "psycopg.Connection[Any]") -> None:
    """Withdraw what PostgreSQL allows everybody and no station needs.

    Large objects, locks that block others, and ending the sessions of stations that have the same login.
    """
    rows = conn.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace "
        "AND (proname LIKE 'lo\\_%' OR proname LIKE 'pg\\_%advisory%' "
        "OR proname IN ('lowrite', 'loread', 'pg_terminate_backend', 'pg_cancel_backend'))"
    ).fetchall()
    for (function,) in rows:
        conn.execute(f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC".encode())
    if conn.info.server_version >= _RESERVES * 10_000:
        conn.execute("GRANT pg_use_reserved_connections TO checkin_organizer")
    # The login with which stations join only joins; stations of an older version have no other.
    conn.execute(f"ALTER ROLE kiosk CONNECTION LIMIT {_JOINING}".encode())


def grant(url: str, course: str, login: str, rank: str) -> str:
    """Give a login access to a course as ``kiosk`` or ``organizer``; return its new password, empty if it had one.

    Raises :class:`HubError`; a new login needs an administrator's URL.
    """
    password = secrets.token_hex(10)
    with HubConnection.open(url) as link:
        with link.watched() as conn:
            there = conn.execute(
                "SELECT pg_has_role(oid, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s", (f"checkin_{rank}", login)
            ).fetchone()
            fresh = False if there and there[0] else make_login(conn, login, password, f"checkin_{rank}")
        with link.watched() as conn:
            conn.execute("SELECT checkin.grant_course(%s, %s, %s)", (course, login, rank))
    return password if fresh else ""


def _make_database(conn: "psycopg.Connection[Any]") -> None:
    if conn.execute("SELECT FROM pg_database WHERE datname = %s", (_DATABASE,)).fetchone() is None:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_DATABASE)))
        conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(_DATABASE)))
    for role in ("checkin_kiosk", "checkin_organizer"):
        if conn.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            conn.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        conn.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(_DATABASE), sql.Identifier(role))
        )


def lan_address() -> str:
    """Return this computer's likeliest IPv4 address in a network; 127.0.0.1 without a network."""
    return next((address for address in local_addresses() if ":" not in address), "127.0.0.1")


def _free_port() -> int:
    for port in _PORTS:
        with socket.socket() as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
    raise HubError("No port from {first} to {last} is free. Name one with --port.", first=_PORTS[0], last=_PORTS[-1])


def hub_certificate(address: str) -> tuple[bytes, bytes]:
    """Return a self-signed certificate of a hub at an address, and its key, as PEM."""
    return self_signed_certificate(
        "checkin hub", ("127.0.0.1", address), datetime.now(UTC), valid=_VALID, is_authority=True
    )
