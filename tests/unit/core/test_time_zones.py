"""A time zone is found by its name, a city or a country, and something like them is only proposed."""

import pytest

from checkin.core.course_toml import parse
from checkin.core.errors import CourseError
from checkin.core.time_zones import find_zones
from checkin.i18n.zone_places import require_zone, zone_places

_BUENOS_AIRES = "America/Argentina/Buenos_Aires"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("Paris", "Europe/Paris"),
        ("buenos aires", _BUENOS_AIRES),
        ("Mar del Plata", _BUENOS_AIRES),
        ("São Paulo", "America/Sao_Paulo"),
        ("Nueva York", "America/New_York"),
        ("Genève", "Europe/Zurich"),
        ("Uruguay", "America/Montevideo"),
        ("Haïti", "America/Port-au-Prince"),
        ("istanbul", "Europe/Istanbul"),
    ],
)
def test_a_place_has_its_time_zone(text: str, zone: str) -> None:
    assert require_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Bunos Aires", _BUENOS_AIRES),
        ("Mar del Plata, Argentina", _BUENOS_AIRES),
        ("Brasil", "America/Sao_Paulo"),
        ("España", "Europe/Madrid"),
    ],
)
def test_what_is_only_near_is_proposed(text: str, nearest: str) -> None:
    found = find_zones(text, zone_places())
    assert (found.is_certain, found.names[0]) == (False, nearest)


@pytest.mark.parametrize("text", ["", "?", "a", "UTC-3", "xyzzyq", "\x1b[31m", "../../etc/passwd", "A" * 10_000])
def test_what_is_no_place_finds_nothing(text: str) -> None:
    assert find_zones(text, zone_places()).names == ()


@pytest.mark.parametrize(("text", "named"), [("Paris", "Europe/Paris"), ("Nowhere at all", _BUENOS_AIRES)])
def test_the_file_of_the_course_names_the_nearest_time_zone(text: str, named: str) -> None:
    with pytest.raises(CourseError, match=f"timezone must be a time zone like {named}, not"):
        parse(f'[course]\ntitle = "A"\ntimezone = "{text}"\n')
