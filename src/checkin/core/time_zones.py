"""Find a time zone from what a person writes: its name, a city, a country, or something like them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from checkin.core.text import slug

EXAMPLE_ZONE = "America/Argentina/Buenos_Aires"
_MOST = 3
_SHORTEST_PART = 3
# Parts of the world in names that the tz database recommends; others are old names.
_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# Cities where courses are held and after which no time zone is named.
_CITIES = {
    "America/Argentina/Buenos_Aires": "mar-del-plata la-plata rosario bahia-blanca caba",
    "America/Argentina/Cordoba": "cordoba-argentina santa-fe parana resistencia corrientes posadas",
    "America/Sao_Paulo": "brasilia rio-de-janeiro rio belo-horizonte curitiba porto-alegre florianopolis campinas",
    "America/Bahia": "salvador-bahia salvador-de-bahia",
    "America/Bogota": "medellin cali cartagena cartagena-de-indias barranquilla bucaramanga",
    "America/Guayaquil": "quito cuenca",
    "America/Lima": "arequipa cusco trujillo callao",
    "America/La_Paz": "santa-cruz-de-la-sierra cochabamba sucre el-alto",
    "America/Santiago": "valparaiso vina-del-mar concepcion antofagasta",
    "America/Mexico_City": "ciudad-de-mexico cdmx guadalajara puebla queretaro leon oaxaca",
    "America/Santo_Domingo": "punta-cana santiago-de-los-caballeros",
    "America/Port-au-Prince": "cap-haitien",
    "America/Port_of_Spain": "trinidad tobago",
    "America/Asuncion": "ciudad-del-este encarnacion",
    "America/Montevideo": "punta-del-este colonia",
    "America/Caracas": "maracaibo valencia-venezuela",
    "America/Jamaica": "kingston",
    "America/Costa_Rica": "san-jose san-jose-costa-rica",
    "America/El_Salvador": "san-salvador",
    "America/Barbados": "bridgetown",
    "America/Belize": "belmopan",
    "America/New_York": "washington washington-dc washington-d-c boston miami philadelphia atlanta",
    "America/Los_Angeles": "san-francisco seattle san-diego",
    "America/Toronto": "ottawa montreal quebec",
    "Europe/Madrid": "barcelona sevilla valencia salamanca alcala-de-henares",
    "Europe/Lisbon": "porto coimbra braga",
    "Europe/Paris": "lyon marseille strasbourg toulouse bordeaux lille",
    "Europe/Zurich": "geneva geneve ginebra genebra bern lausanne",
    "Europe/Rome": "milan milano florence firenze turin torino",
    "Europe/Berlin": "bonn hamburg munich munchen frankfurt",
    "Europe/Amsterdam": "the-hague den-haag la-haya rotterdam",
    "Europe/Istanbul": "ankara ancara",
    "Africa/Casablanca": "rabat",
    "Africa/Douala": "yaounde",
    "Africa/Lagos": "abuja",
    "Asia/Shanghai": "beijing pekin pequim",
    "Asia/Kolkata": "delhi new-delhi",
}
_YEAR = 2030  # an ordinary year, whose winter and summer times are compared


@dataclass(frozen=True, slots=True)
class FoundZones:
    """Time zones for a text, the likeliest first. ``is_certain``: the text names the first one and no other."""

    names: tuple[str, ...] = ()
    is_certain: bool = False


def find_zones(text: str, places: Mapping[str, tuple[str, ...]] | None = None) -> FoundZones:
    """Return the time zones that a text may mean. ``places``: further places and their zones, by their slug."""
    known = available_timezones()
    if text in known:
        return FoundZones((text,), is_certain=True)
    wanted, by_place = slug(text), _by_place(known, places or {})
    if not wanted:
        return FoundZones()
    same = [name for name in known if slug(name) == wanted]
    if found := _one_clock(same or by_place.get(wanted, ())):
        return found
    if parts := [part for part in map(slug, text.split(",")) if part in by_place]:
        return FoundZones(_best(by_place[parts[0]]))
    near = [name for place in get_close_matches(wanted, by_place, n=_MOST, cutoff=0.75) for name in by_place[place]]
    if near or len(wanted) < _SHORTEST_PART:
        return FoundZones(_best(near))
    return FoundZones(_best(name for name in sorted(known) if _is_recommended(name) and wanted in slug(name)))


def _by_place(known: Iterable[str], places: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the zones of every place, by its slug. The last part of a zone's name is a city."""
    found: dict[str, tuple[str, ...]] = {}
    for name in filter(_is_recommended, sorted(known)):
        city = slug(name.rpartition("/")[2])
        found[city] = (*found.get(city, ()), name)
    listed = {place: (zone,) for zone, cities in _CITIES.items() if zone in known for place in cities.split()}
    return {**places, **listed, **found}


def _one_clock(names: Iterable[str]) -> FoundZones | None:
    """Return what is found; certain if all names show the same time the whole year."""
    best = _best(names)
    return FoundZones(best[:_MOST], is_certain=len({_offsets(name) for name in names}) == 1) if best else None


def _best(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those that show the same time as a better one. The longest are the newest."""
    ordered = sorted(
        dict.fromkeys(names), key=lambda name: (not _is_recommended(name), -name.count("/"), name.startswith("Asia/"))
    )
    seen: dict[tuple[object, ...], str] = {}
    for name in ordered:
        seen.setdefault(_offsets(name), name)
    return tuple(seen.values())[:_MOST]


def _offsets(name: str) -> tuple[object, ...]:
    zone = ZoneInfo(name)
    return tuple(datetime(_YEAR, month, 1, tzinfo=UTC).astimezone(zone).utcoffset() for month in range(1, 13))


def _is_recommended(name: str) -> bool:
    return name.partition("/")[0] in _REGIONS
