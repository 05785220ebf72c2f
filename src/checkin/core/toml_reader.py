"""TOML as people write it, and as somebody might to stop a program: read, or refused in a sentence. Pure."""

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

LONGEST = 200_000  # characters; the longest course.toml seen has 9,000
_LARGEST = 2**63
# tomllib takes the square of their number for keys joined by dots.
_MANY_DOTS = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){50}""")
_EXPONENT = 20


def read_toml(text: str, *, numbers: Callable[[str], Any] = float) -> dict[str, Any]:
    """The tables of a text; ``numbers`` makes those with a point.

    Raises :class:`ValueError` whose text says what is wrong, for whatever text.
    """
    if len(text) > LONGEST:
        raise ValueError(f"it has {len(text):,} characters; up to {LONGEST:,} are read")
    if _MANY_DOTS.search(text):
        raise ValueError("a key has more than fifty parts")
    try:
        tables = tomllib.loads(text, parse_float=numbers)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("its lists and tables are nested too deeply") from None
    except ValueError as error:
        raise ValueError(str(error).partition(":")[0]) from None
    _require_sense(tables)
    return tables


def exact(text: str) -> Decimal:
    """A number with a point, exactly. Raises :class:`ValueError` for one that nothing here is measured in."""
    number = Decimal(text)
    # A fraction of 1e99999999 takes all memory there is.
    if not number.is_finite() or len(text) > 2 * _EXPONENT or abs(number.adjusted()) > _EXPONENT:
        raise ValueError(f"the number {text[:20]} makes no sense here")
    return number


def shown(value: object) -> str:
    """A value as a message quotes it: not longer than a line."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _require_sense(value: object) -> None:
    if isinstance(value, dict):
        for each in value.values():
            _require_sense(each)
    elif isinstance(value, list):
        for each in value:
            _require_sense(each)
    elif isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        raise ValueError("a number in it is too large")
