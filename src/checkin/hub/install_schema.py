"""Install the hub's tables and functions; update the functions with every new version."""

from importlib import resources
from typing import Any

import psycopg

from checkin.core.errors import ForbiddenError, HubError
from checkin.hub.connection import HubConnection

VERSION = 7
_ONE_AT_A_TIME = 0x636B696E  # a number of our own for PostgreSQL's advisory lock


def schema_script() -> str:
    """Return the SQL that installs the hub, for an administrator who runs it as the database's owner."""
    return "\n".join(map(_text, (*_SCHEMA, *_FUNCTIONS))) + _STAMP


# The tables as they were first, and what was added. All but the first can be run again.
_SCHEMA = ("schema.sql", "schema-2.sql", "schema-3.sql")
_FUNCTIONS = ("access.sql", "functions.sql")

# How a hub says which text its functions are of: in a comment of their schema.
_STAMPED = "checkin hub "
_STAMP = f"\nCOMMENT ON SCHEMA checkin IS '{_STAMPED}{VERSION}';\n"


def install_schema(link: HubConnection) -> bool:
    """Install what is missing; return True if anything was.

    Raises :class:`HubError` when something is missing and this login has no permission to install it.
    """
    with link.watched() as conn:
        row = conn.execute(
            "SELECT obj_description(oid, 'pg_namespace'), pg_has_role(nspowner, 'MEMBER') "
            "FROM pg_namespace WHERE nspname = 'checkin'"
        ).fetchone()
    if row is not None:
        version = _version(row[0])
        if version > VERSION:
            raise HubError(
                "The server {url} has a newer version of checkin. Update checkin here.", url=link.address.shown
            )
        if version == VERSION or not row[1]:
            return False
    try:
        with link.watched() as conn, conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
            if conn.execute("SELECT to_regclass('checkin.version')").fetchone() == (None,):
                conn.execute(_text(_SCHEMA[0]).encode())
            else:
                lock_tables(conn)
            conn.execute(("\n".join(map(_text, (*_SCHEMA[1:], *_FUNCTIONS))) + _STAMP).encode())
    except ForbiddenError as error:
        raise HubError(
            "{url} has no checkin tables yet, and this login may not create them ({reason}). The "
            "database's owner can: 'checkin hub sql' prints what to run.",
            url=link.address.shown,
            reason=error.values.get("reason", ""),
        ) from error
    return True


# A station may hold a lock in an open transaction as long as it likes. Everybody waits behind an owner who waits for
# that lock, so the owner never waits for long.
_LOCK = """
DO $$
DECLARE
    v_tables text := (SELECT string_agg(format('checkin.%I', relname), ', ') FROM pg_catalog.pg_class
                      WHERE relnamespace = 'checkin'::regnamespace AND relkind = 'r');
BEGIN
    PERFORM pg_catalog.set_config('lock_timeout', '1s', true);
    FOR v_try IN 1..6 LOOP
        BEGIN
            EXECUTE 'LOCK TABLE ' || v_tables || ' IN ACCESS EXCLUSIVE MODE';
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF v_try = 6 THEN
                RAISE;
            END IF;
            BEGIN
                PERFORM pg_catalog.pg_stat_clear_snapshot();
                PERFORM pg_catalog.pg_terminate_backend(a.pid)
                FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.rolname = a.usename
                WHERE a.datname = current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND NOT r.rolsuper
                  AND pg_catalog.pg_has_role(r.oid, 'checkin_kiosk', 'MEMBER')
                  AND a.xact_start < clock_timestamp() - interval '900 milliseconds';
            EXCEPTION WHEN insufficient_privilege THEN
                NULL;
            END;
        END;
    END LOOP;
END
$$
"""


def lock_tables(conn: "psycopg.Connection[Any]") -> None:
    """Lock the hub's tables until the transaction ends. End the transactions of stations that hold them up."""
    conn.execute(_LOCK.encode())


def _version(stamped: str | None) -> int:
    number = (stamped or "").removeprefix(_STAMPED)
    return int(number) if number.isascii() and number.isdigit() else 0


def _text(name: str) -> str:
    return resources.files("checkin.hub").joinpath(name).read_text(encoding="utf-8")
