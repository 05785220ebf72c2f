"""Separate the shared part of ``course.toml`` from a station's own tables. Pure."""

import re

# Where a kiosk finds its hub and keeps its second copy is its own affair.
_OWN = ("hub", "record")
_HEADING = re.compile(r"\s*\[+\s*([A-Za-z0-9_-]+)[^\]]*\]")


def shared(text: str) -> str:
    """Return the text without the station's own tables."""
    return "".join(part for name, part in _parts(text) if name not in _OWN).rstrip("\n") + "\n"


def joined(published: str, own: str) -> str:
    """Return a station's text: the published part with its own tables."""
    mine = "".join(part for name, part in _parts(own) if name in _OWN).rstrip("\n")
    return shared(published) + (f"\n{mine}\n" if mine.strip() else "")


def with_hub(text: str, url: str, *, waived: bool = False) -> str:
    """Return the text with this hub instead of any other."""
    kept = "".join(part for name, part in _parts(text) if name != "hub").rstrip("\n")
    lines = [f"{kept}\n\n[hub]\nurl = {_quoted(url)}\n"]
    if waived:
        lines.append('tls = "waived"\n')
    return "".join(lines)


def _parts(text: str) -> list[tuple[str, str]]:
    """Split the text before each table heading; comments directly above a heading belong to it."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    waiting: list[str] = []
    for line in text.removeprefix("\ufeff").splitlines(keepends=True):
        if found := _HEADING.match(line):
            parts.append((found[1], [*waiting, line]))
            waiting = []
        elif line.lstrip().startswith("#"):
            waiting.append(line)
        else:
            parts[-1][1].extend([*waiting, line])
            waiting = []
    parts[-1][1].extend(waiting)
    return [(name, "".join(lines)) for name, lines in parts]


def _quoted(text: str) -> str:
    """Return a basic TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
