"""Store the tokens that identify this station at its hubs, in the course folder, readable by this account only."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

FILE = "hub.token"


@dataclass(frozen=True, slots=True)
class StationToken:
    """A station's token at one hub, and its own login where the hub could make one."""

    station: str
    token: str
    login: str | None = None
    password: str | None = None


def read_token(folder: Path | None, url: str) -> StationToken | None:
    """Return the token for a hub. None where this station has none."""
    if folder is None:
        return None
    try:
        return StationToken(**_held(folder)[_key(url)])
    except (KeyError, TypeError):
        return None


def keep_token(folder: Path, url: str, token: StationToken) -> None:
    """Store the token for a hub. Raise :class:`OSError`."""
    held = _held(folder) | {_key(url): asdict(token)}
    partial = folder / f".{FILE}.part"
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123
        json.dump(held, out)
    partial.replace(folder / FILE)


def _held(folder: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(url: str) -> str:
    """Name a hub by its host, its port and its database, without the login."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
