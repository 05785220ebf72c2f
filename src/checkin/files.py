"""Files that are there whole or not at all."""

import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write files into a folder; they take their names when all of them are complete. Raises :class:`OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".checkin-", dir=folder) as staging:
        staged = []
        for name, content in files:
            path = Path(staging) / name
            path.write_bytes(content)
            staged.append(path)
        return [path.replace(folder / path.name) for path in staged]
