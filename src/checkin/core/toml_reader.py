"""Parse TOML with limits on size and numbers. Pure."""

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from checkin.core.errors import InvalidValueError
from checkin.core.toml_faults import toml_fault

LONGEST = 200_000  # characters; the longest course.toml seen has 9,000
_LARGEST = 2**63
# tomllib takes quadratic time for dotted keys.
_MANY_DOTS = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){50}""")
_EXPONENT = 20


def read_toml(text: str, *, numbers: Callable[[str], Any] = float) -> dict[str, Any]:
    """Return the tables of a TOML text; ``numbers`` converts decimal numbers.

    Raises :class:`ValueError` with a readable message for any invalid text.
    """
    if len(text) > LONGEST:
        raise InvalidValueError("it has {n} characters; the maximum is {most}", n=len(text), most=LONGEST)
    if _MANY_DOTS.search(text):
        raise InvalidValueError("a key has more than fifty parts")
    try:
        tables = tomllib.loads(text, parse_float=numbers)
    except tomllib.TOMLDecodeError as error:
        raise toml_fault(text, error) from None
    except RecursionError:
        raise InvalidValueError("its lists and tables are nested too deeply") from None
    except ValueError as error:
        raise ValueError(str(error).partition(":")[0]) from None
    _require_sense(tables)
    return tables


def exact(text: str) -> Decimal:
    """Return a decimal number exactly. Raises :class:`ValueError` if it is out of range."""
    number = Decimal(text)
    # A fraction of 1e99999999 takes all memory there is.
    if not number.is_finite() or len(text) > 2 * _EXPONENT or abs(number.adjusted()) > _EXPONENT:
        raise InvalidValueError("the number {number} is out of range", number=text[:20])
    return number


def shown(value: object) -> str:
    """Return a value as a message quotes it, at most one line."""
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
        raise InvalidValueError("a number in it is too large")
