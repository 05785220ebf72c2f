"""Write unexpected errors to a file, so that no door shows them."""

import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

_MOST_BYTES = 200_000


def write_crash(path: Path, error: BaseException, at: datetime) -> None:
    """Append where an error came from to the file; of a long file only the end stays.

    Neither values nor the words of errors are written, which may quote them: nobody's data get into it.
    """
    text = f"{at.isoformat(timespec='seconds')}\n{''.join(_places(error))}\n"
    try:
        before = path.read_bytes()[-_MOST_BYTES:] if path.exists() else b""
        path.write_bytes(before + text.encode("utf-8", errors="replace"))
    except OSError:
        return  # a folder that cannot be written has been reported at the door already


def _places(error: BaseException | None) -> Iterator[str]:
    """Yield the traceback of an error, without values, and its type; those of its cause first."""
    if error is None:
        return
    yield from _places(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    yield from traceback.format_tb(error.__traceback__)
    why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{why}\n"
