"""What no part of the program foresaw, kept in a file and never shown at a door."""

import traceback
from datetime import datetime
from pathlib import Path

_MOST_BYTES = 200_000


def keep(path: Path, error: BaseException, at: datetime) -> None:
    """Write where an error came from behind the earlier ones; of a long file only the end is kept.

    Values are not written, so that nobody's data get into it.
    """
    text = f"{at.isoformat(timespec='seconds')}\n{''.join(traceback.format_exception(error))}\n"
    try:
        before = path.read_bytes()[-_MOST_BYTES:] if path.exists() else b""
        path.write_bytes(before + text.encode("utf-8", errors="replace"))
    except OSError:
        return  # a folder that cannot be written has been reported at the door already
