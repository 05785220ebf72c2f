"""Parse and check a hub URL: hide its password, require encryption. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from checkin.core.errors import HubError

_SCHEMES = ("postgresql", "postgres")
_PASSWORDS = re.compile(r"(?<=[?&])(password|sslpassword)=[^&]*")
VERIFIED = "verify-full"


@dataclass(frozen=True, slots=True)
class Address:
    """A parsed hub URL. ``waived``: a connection without encryption or verified identity is allowed."""

    url: str
    hosts: tuple[str, ...]
    password: str
    sslmode: str
    waived: bool

    @property
    def shown(self) -> str:
        """Return the URL for people, without the password."""
        return shown(self.url)

    def without_password(self) -> str:
        """Return the URL for a file that others may read."""
        parts = urlsplit(self.url)
        user, at, place = parts.netloc.rpartition("@")
        query = _PASSWORDS.sub("", f"?{parts.query}").lstrip("?").strip("&")
        return parts._replace(netloc=user.partition(":")[0] + at + place, query=query).geturl()


def shown(url: str) -> str:
    """Return a URL, or any other text, without its password."""
    parts = url.partition("://")
    user, at, rest = parts[2].partition("/")[0].rpartition("@")
    tail = parts[2][len(user) + len(at) + len(rest) :]
    hidden = f"{user.partition(':')[0]}{at}{rest}{tail}" if at else parts[2]
    return parts[0] + parts[1] + _PASSWORDS.sub(r"\1=***", hidden)


def parse_address(url: str, *, waived: bool = False, environment: Mapping[str, str] | None = None) -> Address:
    """Parse a URL. ``environment`` holds libpq's variables, the defaults for missing parts.

    Raises :class:`HubError` when it is not a hub URL, or when encryption is required and missing.
    """
    around = environment or {}
    if not url.startswith(tuple(f"{scheme}://" for scheme in _SCHEMES)):
        raise HubError(
            "{url} is not the address of a server. Write it like postgresql://login@host/database.", url=shown(url)
        )
    try:
        parts = urlsplit(url)
        settings = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise HubError("{url} is not a URL. Write it like postgresql://login@host/database.", url=shown(url)) from None
    waived = waived or settings.pop("tls", "") == "waived"
    user, _, place = parts.netloc.rpartition("@")
    hosts = tuple(filter(None, map(_host, place.split(",")))) or _listed(settings.get("host", ""))
    found = Address(
        url=parts._replace(query=urlencode(settings, quote_via=quote, safe="/:")).geturl(),
        hosts=hosts or _listed(around.get("PGHOST", "")),
        password=unquote(user.partition(":")[2]) or settings.get("password", ""),
        sslmode=settings.get("sslmode") or around.get("PGSSLMODE", ""),
        waived=waived,
    )
    _require_proof(found)
    return found


def _host(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return unquote(place.partition(":")[0])


def _listed(hosts: str) -> tuple[str, ...]:
    return tuple(filter(None, hosts.split(",")))


def _require_proof(address: Address) -> None:
    """Raise HubError unless a hub outside this computer and local network must prove its identity."""
    far = [host for host in address.hosts if not is_local(host)]
    if far and address.sslmode != VERIFIED and not address.waived:
        raise HubError(
            "{host} is outside this network, so the server must prove its identity. Add "
            "sslmode=verify-full (and sslrootcert=FILE, or sslrootcert=system) to the URL. To "
            'connect without proof: tls=waived in the URL, or tls = "waived" under [hub] in '
            "course.toml.",
            host=far[0],
        )


# libpq knows which ways to log in a client accepts from this version on.
_CHOOSES_LOGIN = 160_000


def login_rules(address: Address, *, has_password: bool, libpq: int) -> dict[str, str]:
    """Return libpq's settings that keep a stranger between here and the hub from posing as the hub.

    A server that proved its identity may ask for what it likes. Any other must show that it knows the password too,
    bound to this encrypted connection, and never gets the password itself. The URL may say otherwise.
    """
    if address.waived or address.sslmode == VERIFIED:
        return {}
    said = dict(parse_qsl(urlsplit(address.url).query, keep_blank_values=True)).keys()
    rules = {}
    if address.sslmode == "require" and has_password and "channel_binding" not in said:
        rules["channel_binding"] = "require"
    if libpq >= _CHOOSES_LOGIN and "require_auth" not in said:
        rules["require_auth"] = "!password"
    return rules


def is_local(host: str) -> bool:
    """Return True for this computer or a private address. A host name counts as far: names can be forged."""
    if not host or host.startswith(("/", "@")):
        return True  # a socket of this machine
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host.casefold() == "localhost" or host.casefold().endswith(".local")
    return address.is_loopback or address.is_link_local or address.is_private
