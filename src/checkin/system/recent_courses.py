"""Remember, for the user of this computer, which course folders were opened. Only the folders' paths are kept."""

import json
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path

from checkin.system.files import write_files_atomically

_MOST = 5
_NAME = "recent-courses.json"


def recent_courses() -> list[Path]:
    """Return the course folders that still exist, the last opened first."""
    try:
        held = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return []
    paths = [Path(one) for one in held if isinstance(one, str)] if isinstance(held, list) else []
    return [path for path in paths[:_MOST] if (path / "course.toml").is_file()]


def remember_course(root: Path) -> None:
    """Put a folder first. A place that cannot be written stops nothing: the course is found by its folder."""
    paths = [root.absolute(), *(path for path in recent_courses() if path != root.absolute())]
    content = json.dumps([str(path) for path in paths[:_MOST]], ensure_ascii=False)
    with suppress(OSError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        write_files_atomically(file.parent, [(file.name, content.encode())])


def _file() -> Path:
    return user_state_path("checkin-kiosk", appauthor=False) / _NAME
