"""Name the places of time zones in four languages, from the Unicode CLDR through Babel."""

from collections.abc import Mapping
from functools import cache

from checkin.core.errors import CourseError
from checkin.core.text import LANGUAGES, in_quotes, slug
from checkin.core.time_zones import EXAMPLE_ZONE, find_zones
from checkin.i18n.cldr import territories

_LONGEST_QUOTE = 60
# The zone of the capital, where a country has several.
_CAPITALS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "US": "America/New_York",
}


@cache
def zone_places() -> Mapping[str, tuple[str, ...]]:
    """Return the time zones of every country, and of the cities after which a zone is named, by the place's slug."""
    from babel import Locale
    from babel.core import get_global

    found: dict[str, tuple[str, ...]] = {}
    zones = get_global("territory_zones")
    for language in LANGUAGES:
        for code, name in territories(language).items():
            if code in zones:
                capital = [_CAPITALS[code]] if code in _CAPITALS else []
                found.setdefault(slug(name), (*capital, *zones[code]))
    for language in LANGUAGES:
        for zone, words in Locale.parse(language).time_zones.items():
            if "city" in words and zone.partition("/")[0] != "Etc":
                found[slug(words["city"])] = (zone,)
    return found


def require_zone(text: str) -> str:
    """Return the time zone that a text names, as a zone, a city or a country.

    Raises :class:`CourseError` with the nearest zones if the text names none, or more than one.
    """
    found = find_zones(text, zone_places())
    if found.is_certain:
        return found.names[0]
    if found.names:
        near = ", ".join(found.names)
        raise CourseError(
            "{text} is not the name of one time zone. Nearest: {zones}.",
            text=in_quotes(text[:_LONGEST_QUOTE]),
            zones=near,
        )
    raise CourseError(
        "{text} is not a time zone. Write it like {example}.",
        text=in_quotes(text[:_LONGEST_QUOTE]),
        example=EXAMPLE_ZONE,
    )


def computer_zone() -> str:
    """Return this computer's time zone, as an IANA name; empty for UTC: no course takes place there."""
    from babel.localtime import LOCALTZ

    name = str(getattr(LOCALTZ, "key", ""))
    return name if "/" in name and not name.startswith("Etc/") else ""
