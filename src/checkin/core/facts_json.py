"""Read the facts of an event: JSON that means the same to Python, SQLite and PostgreSQL. Pure."""

import json
import math

from checkin.core.events import canonical

_DEEPEST = 8


def read_facts(text: str) -> dict[str, object]:
    """Read facts as strictly as every reader must: JSON that means the same to Python, SQLite and PostgreSQL.

    Raises :class:`ValueError` for any other text.
    """
    facts = _DECODER.decode(text)
    if not isinstance(facts, dict):
        raise ValueError("they are no object")  # noqa: TRY004 - one kind of error for the caller
    waiting: list[tuple[object, int]] = [(facts, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise ValueError("they are nested too deep")
        if isinstance(value, dict):
            waiting += [(one, depth + 1) for one in value.values()]
        elif isinstance(value, list):
            waiting += [(one, depth + 1) for one in value]
        elif isinstance(value, float) and not math.isfinite(value):
            raise ValueError("they hold a number without an end")
    if "\\u" in text:
        canonical(facts).encode()  # half of a surrogate pair behind an escape raises UnicodeEncodeError
        if "\\u0000" in text and _has_nul(facts):
            raise ValueError("they hold a NUL")
    return facts


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any("\0" in name or _has_nul(one) for name, one in value.items())
    return any(map(_has_nul, value)) if isinstance(value, list) else isinstance(value, str) and "\0" in value


def _no_constant(name: str) -> object:
    raise ValueError(f"they hold {name}")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in them")
    return made


_DECODER = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_unique)
