"""Say what is wrong with a text that is not TOML: the line, and what to write instead. Pure."""

import re
import tomllib
from collections.abc import Callable

from checkin.core.errors import InvalidValueError
from checkin.core.text import one_line

_LONGEST_SHOWN = 70
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_LINE = re.compile(r"\s*(?P<key>[^=:#]*?)\s*=\s*(?P<value>.*?)\s*")
_COLON = re.compile(r"\s*(?P<key>[\w-]+)\s*:\s*(?P<value>.*?)\s*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_.-]+|\"[^\"]*\"|'[^']*'")
_CURLY = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›", "'"))
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*[%٪]")
_DECIMAL = re.compile(r"(\d+),(\d+)")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBER = re.compile(r"0*(\d+)(?:\s*[^\W\d_]+\.?)?")
_FLAGS = {"true": "true", "false": "false"}


def toml_fault(text: str, error: tomllib.TOMLDecodeError) -> InvalidValueError:
    """Return what is wrong with a text, with the line and with what to write where that is known."""
    lines = text.replace("\r\n", "\n").split("\n")
    place = _AT_LINE.search(str(error))
    number = int(place[1]) if place else max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
    number = min(number, len(lines))
    return _fault(number, lines[number - 1], str(error))


def _fault(number: int, line: str, said: str) -> InvalidValueError:
    shown = _shown(line)
    if "overwrite" in said or "twice" in said or "Cannot mutate" in said:
        return InvalidValueError(
            "line {line}: this is there twice, delete one of the two: {text}", line=number, text=shown
        )
    if found := _LINE.fullmatch(line):
        return _value_fault(number, found["key"], found["value"], shown)
    if found := _COLON.fullmatch(line):
        right = _shown(f"{found['key']} = {found['value']}")
        return InvalidValueError("line {line}: write = after the name: {right}", line=number, right=right)
    if line.count("[") != line.count("]"):
        return InvalidValueError("line {line}: a bracket is missing: {text}", line=number, text=shown)
    return _unknown(number, shown)


def _value_fault(number: int, key: str, value: str, shown: str) -> InvalidValueError:
    """Return what is wrong with ``key = value``."""
    bare, _, comment = value.partition("#") if "#" in value and '"' not in value else (value, "", "")
    bare, after = bare.strip(), f"  #{comment}" if comment else ""

    def right(written: str) -> str:
        return _shown(f"{key} = {written}{after}")

    if not _BARE_KEY.fullmatch(key):
        quoted = _shown(f'"{key.translate(_CURLY).strip(chr(34))}" = {value}')
        return InvalidValueError(
            "line {line}: a name with spaces or accents needs quotation marks: {right}", line=number, right=quoted
        )
    if not bare:
        return InvalidValueError("line {line}: nothing is written after =: {text}", line=number, text=shown)
    straight = bare.translate(_CURLY)
    if straight[0] != bare[0] or straight[-1] != bare[-1]:
        return InvalidValueError(
            "line {line}: use straight quotation marks: {right}", line=number, right=right(straight)
        )
    return _literal_fault(number, bare, right) or _text_fault(number, bare, shown, right)


def _literal_fault(number: int, bare: str, right: Callable[[str], str]) -> InvalidValueError | None:
    """Return how to write a number, a date, true or false. None if the value is none of them."""
    if found := _PERCENT.fullmatch(bare):
        written = right(found[1].replace(",", "."))
        return InvalidValueError(
            "line {line}: write the number without the percent sign: {right}", line=number, right=written
        )
    if found := _DECIMAL.fullmatch(bare):
        return InvalidValueError(
            "line {line}: write a decimal number with a point: {right}",
            line=number,
            right=right(f"{found[1]}.{found[2]}"),
        )
    if found := _DATE.fullmatch(bare):
        return _date_fault(number, found, right)
    if bare.casefold() in _FLAGS:
        written = right(_FLAGS[bare.casefold()])
        return InvalidValueError(
            "line {line}: write true and false in small letters: {right}", line=number, right=written
        )
    if found := _NUMBER.fullmatch(bare):
        return InvalidValueError("line {line}: write only the number: {right}", line=number, right=right(found[1]))
    return None


def _date_fault(number: int, found: re.Match[str], right: Callable[[str], str]) -> InvalidValueError:
    """Return how to write a date. Where day and month could be either, both readings."""
    if found[1]:
        first, second, year = int(found[1]), int(found[2]), found[3]
        dates = [f"{year}-{month:02}-{day:02}" for day, month in ((first, second), (second, first)) if month <= 12]
    else:
        year, month, day = (part for part in found.groups()[3:] if part)
        dates = [f"{year}-{int(month):02}-{int(day):02}"]
    dates = list(dict.fromkeys(dates))
    if len(dates) == 2:
        return InvalidValueError(
            "line {line}: write a date as year-month-day: {right} or {other}",
            line=number,
            right=right(dates[0]),
            other=right(dates[1]),
        )
    written = right(dates[0] if dates else "2026-11-27")
    return InvalidValueError("line {line}: write a date as year-month-day: {right}", line=number, right=written)


def _text_fault(number: int, bare: str, shown: str, right: Callable[[str], str]) -> InvalidValueError:
    quote = bare[0]
    if quote in "\"'":
        if quote == '"' and "\\" in bare and bare.endswith('"'):
            written = right("'" + bare.strip('"') + "'") if "'" not in bare else right(bare.replace("\\", "/"))
            return InvalidValueError(
                "line {line}: a text with \\ needs single quotation marks: {right}", line=number, right=written
            )
        if bare.count(quote) % 2:
            return InvalidValueError("line {line}: a quotation mark is missing: {text}", line=number, text=shown)
        return _unknown(number, shown)
    if quote in "[{":
        return (
            InvalidValueError("line {line}: a bracket is missing: {text}", line=number, text=shown)
            if bare.count("[") + bare.count("{") != bare.count("]") + bare.count("}")
            else _unknown(number, shown)
        )
    return InvalidValueError(
        "line {line}: put a text between quotation marks: {right}",
        line=number,
        right=right('"' + bare.replace('"', "").replace("\\", "/") + '"'),
    )


def _unknown(number: int, shown: str) -> InvalidValueError:
    return InvalidValueError("line {line} cannot be read: {text}", line=number, text=shown)


def _shown(line: str) -> str:
    text = one_line(line.strip())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
