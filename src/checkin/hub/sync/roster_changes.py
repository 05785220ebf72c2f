"""Describe what a roster from elsewhere would change here: people, sessions and rules. Pure."""

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from checkin.core.text import clean

_MOST_NAMES, _MOST_LINES = 5, 6


def roster_changes(here: str, offered: str) -> dict[str, object]:
    """Compare the contents of two publications. Return counts, some names, and the changed lines of the rules."""
    ours, theirs = _parts(here), _parts(offered)
    people, others = _by_id(ours, "people"), _by_id(theirs, "people")
    sessions, other_sessions = _by_id(ours, "sessions"), _by_id(theirs, "sessions")
    added = [str(others[key].get("name")) for key in others.keys() - people.keys()]
    gone = [str(people[key].get("name")) for key in people.keys() - others.keys() if not people[key].get("added_by")]
    renamed = [
        f"{people[key].get('name')} → {others[key].get('name')}"
        for key in people.keys() & others.keys()
        if people[key].get("name") != others[key].get("name")
    ]
    both = sessions.keys() | other_sessions.keys()
    changed = sum(sessions.get(key) != other_sessions.get(key) for key in both)
    return {
        **_named("added", added),
        **_named("gone", gone),
        **_named("renamed", renamed),
        "sessions": changed,
        "rules": _rules(str(ours.get("course", "")), str(theirs.get("course", ""))),
    }


def _parts(content: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _by_id(parts: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    rows = parts.get(name)
    found = rows if isinstance(rows, list) else []
    return {str(row.get("id")): row for row in found if isinstance(row, dict)}


def _named(name: str, people: Iterable[str]) -> dict[str, object]:
    found = sorted(people)
    shown = ", ".join(clean(one) for one in found[:_MOST_NAMES])
    return {name: len(found), f"{name}_names": (shown + (", …" if len(found) > _MOST_NAMES else "")) or "-"}


def _rules(ours: str, theirs: str) -> str:
    """Return the lines of ``course.toml`` that differ: those here with -, the others with +."""
    lines = [
        clean(line)
        for line in difflib.unified_diff(ours.splitlines(), theirs.splitlines(), lineterm="", n=0)
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    return ("; ".join(lines[:_MOST_LINES]) + ("; …" if len(lines) > _MOST_LINES else "")) or "-"
