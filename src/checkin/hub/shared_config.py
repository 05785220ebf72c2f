"""Separate the shared part of ``course.toml`` from a station's own tables. Pure."""

import re
import tomllib

# A station's own: where it finds its hub, keeps its second copy, and sends letters from.
_OWN = ("hub", "record", "mail")
_TRIPLE = re.compile(r"\"{3}|'{3}|#")
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


def own_tables(text: str) -> dict[str, object]:
    """Return the station's own tables in a text, however they are written; none where it is no TOML."""
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {name: found[name] for name in _OWN if name in found}


def _parts(text: str) -> list[tuple[str, str]]:
    """Split the text before each table heading; comments directly above a heading belong to it."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    waiting: list[str] = []
    quote = ""  # of a text of several lines, in which no line is a heading
    for line in text.removeprefix("\ufeff").splitlines(keepends=True):
        inside, quote = bool(quote), _open_quote(line, quote)
        if inside:
            parts[-1][1].append(line)
        elif found := _HEADING.match(line):
            parts.append((found[1], [*waiting, line]))
            waiting = []
        elif line.lstrip().startswith("#"):
            waiting.append(line)
        else:
            parts[-1][1].extend([*waiting, line])
            waiting = []
    parts[-1][1].extend(waiting)
    return [(name, "".join(lines)) for name, lines in parts]


def _open_quote(line: str, quote: str) -> str:
    """Return the triple quote that is open at the end of a line; ``quote`` was open at its beginning."""
    for mark in _TRIPLE.findall(line):
        if mark == quote:
            quote = ""
        elif not quote:
            if mark == "#":
                break
            quote = mark
    return quote


def _quoted(text: str) -> str:
    """Return a basic TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
