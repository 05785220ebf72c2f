"""One command makes a working kiosk on a fresh laptop."""

from pathlib import Path

import pytest
from tests.unit.hub.conftest import ClockOf, Place, Server, code, events, quiet, scan, state

from checkin.core.errors import CourseError, HubError
from checkin.hub.sync.join import join
from checkin.hub.sync.sync_once import sync
from checkin.store.open_course import open_course as opened_course


def test_a_fresh_folder_has_everything(
    server: Server, database: str, place: Place, clock_of: ClockOf, tmp_path: Path
) -> None:
    one = place.loaded(clock_of(1))
    scan(one, "Ana")
    url = server.url(database)
    quiet(sync(one, url))
    joined = join(url, tmp_path / "fresh")
    quiet(joined.synced)
    with opened_course(joined.folder, clock=clock_of(2).clock()) as fresh:
        assert events(fresh) == events(one)
        assert state(fresh) == state(one)
        assert code(fresh, "Ana") == code(one, "Ana")
        assert fresh.course.hub == url
        assert fresh.course.door == one.course.door


def test_the_password_is_kept_beside_and_not_in_the_course_file(
    server: Server, database: str, place: Place, clock_of: ClockOf, tmp_path: Path
) -> None:
    quiet(sync(place.loaded(clock_of(1)), server.url(database)))
    joined = join(server.url(database, "owner:sec:ret"), tmp_path / "fresh")
    assert "sec:ret" not in joined.folder.course_file.read_text("utf-8")
    kept = joined.folder.root / "hub.pgpass"
    assert kept.read_text("utf-8") == "*:*:*:owner:sec\\:ret\n"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_folder_with_something_in_it_is_left_alone(
    server: Server, database: str, place: Place, clock_of: ClockOf, tmp_path: Path
) -> None:
    quiet(sync(place.loaded(clock_of(1)), server.url(database)))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("x")
    with pytest.raises(CourseError, match="is not empty"):
        join(server.url(database), tmp_path / "full")


def test_a_login_of_no_course_is_told(
    server: Server, database: str, place: Place, clock_of: ClockOf, tmp_path: Path
) -> None:
    quiet(sync(place.loaded(clock_of(1)), server.url(database)))
    with pytest.raises(HubError, match="This login has no course"):
        join(server.url(database, "stranger"), tmp_path / "fresh")
