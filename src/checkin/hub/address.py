"""Where a hub is: its URL, shown without its password, and whether the way to it must be encrypted. Pure."""

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
    """A hub's URL, taken apart. ``waived``: it may be reached in the open, or without proof of who it is."""

    url: str
    hosts: tuple[str, ...]
    password: str
    sslmode: str
    waived: bool

    @property
    def shown(self) -> str:
        """The URL for people: without a password."""
        return shown(self.url)

    def without_password(self) -> str:
        """The URL for a file that others may read."""
        parts = urlsplit(self.url)
        user, at, place = parts.netloc.rpartition("@")
        query = _PASSWORDS.sub("", f"?{parts.query}").lstrip("?").strip("&")
        return parts._replace(netloc=user.partition(":")[0] + at + place, query=query).geturl()


def shown(url: str) -> str:
    """A URL, or whatever was written in its place, without its password."""
    parts = url.partition("://")
    user, at, rest = parts[2].partition("/")[0].rpartition("@")
    tail = parts[2][len(user) + len(at) + len(rest) :]
    hidden = f"{user.partition(':')[0]}{at}{rest}{tail}" if at else parts[2]
    return parts[0] + parts[1] + _PASSWORDS.sub(r"\1=***", hidden)


def understand(url: str, *, waived: bool = False, environment: Mapping[str, str] | None = None) -> Address:
    """Take a URL apart. ``environment``: libpq's variables, which stand in for what the URL does not say.

    Raises :class:`HubError` when it is none, or when the way to the hub must be encrypted and is not.
    """
    around = environment or {}
    if not url.startswith(tuple(f"{scheme}://" for scheme in _SCHEMES)):
        raise HubError("{url} is no hub; write it like postgresql://login@host/database.", url=shown(url))
    try:
        parts = urlsplit(url)
        settings = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise HubError("{url} is no URL; write it like postgresql://login@host/database.", url=shown(url)) from None
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
    """Beyond this machine and this building the hub must prove who it is."""
    far = [host for host in address.hosts if not is_near(host)]
    if far and address.sslmode != VERIFIED and not address.waived:
        raise HubError(
            "{host} is not on this network, so the hub must prove who it is: add sslmode=verify-full (and "
            "sslrootcert=FILE, or sslrootcert=system) to the URL. To go without: tls=waived in the URL, or "
            'tls = "waived" under [hub] in course.toml.',
            host=far[0],
        )


def is_near(host: str) -> bool:
    """This machine, or an address that only a network of one's own has. A name counts as far: names can be forged."""
    if not host or host.startswith(("/", "@")):
        return True  # a socket of this machine
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host.casefold() == "localhost" or host.casefold().endswith(".local")
    return address.is_loopback or address.is_link_local or address.is_private
