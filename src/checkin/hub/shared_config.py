"""``course.toml`` as the kiosks of a course share it: without what is a kiosk's own. Pure."""

import re

# Where a kiosk finds its hub and keeps its second copy is its own affair.
_OWN = ("hub", "record")
_HEADING = re.compile(r"\s*\[+\s*([A-Za-z0-9_-]+)[^\]]*\]")


def shared(text: str) -> str:
    """The text without the kiosk's own tables."""
    return "".join(part for name, part in _parts(text) if name not in _OWN).rstrip("\n") + "\n"


def joined(published: str, own: str) -> str:
    """The text of a kiosk: what was published, with the tables of its own."""
    mine = "".join(part for name, part in _parts(own) if name in _OWN).rstrip("\n")
    return shared(published) + (f"\n{mine}\n" if mine.strip() else "")


def with_hub(text: str, url: str, *, waived: bool = False) -> str:
    """The text with this hub in place of any other."""
    kept = "".join(part for name, part in _parts(text) if name != "hub").rstrip("\n")
    lines = [f"{kept}\n\n[hub]\nurl = {_quoted(url)}\n"]
    if waived:
        lines.append('tls = "waived"\n')
    return "".join(lines)


def _parts(text: str) -> list[tuple[str, str]]:
    """The text cut before each table's heading, with the table's name; comments right above a heading go with it."""
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
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
