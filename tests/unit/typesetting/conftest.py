"""Share the badge fixtures: pictures and QR codes are tested on real badges."""

from tests.unit.badges.conftest import course, people, person, read

__all__ = ["course", "people", "person", "read"]
