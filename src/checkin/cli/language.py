"""Choose the language of the commands, and translate what they print.

It is that of ``--language``, else the user's (LC_ALL, LC_MESSAGES, LANG; on Windows the system's), else the course's.
"""

import gettext
import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

from checkin.core.text import LANGUAGES

if TYPE_CHECKING:
    from checkin.core.errors import CheckinError
    from checkin.i18n.translator import Translator

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_ENGLISH = "en"
_language: ContextVar[str] = ContextVar("language", default=_ENGLISH)


def choose_language(arguments: Sequence[str]) -> None:
    """Set the language of this run from the command line, the environment and the course."""
    asked = _option(arguments, "--language")
    language = asked if asked in LANGUAGES else machine_language(os.environ) or _course_language(arguments)
    _language.set(language)
    # click reads its own texts with gettext, which asks the environment.
    os.environ["LANGUAGE"] = language
    from checkin.i18n.translator import CATALOGUES, DOMAIN

    gettext.bindtextdomain(DOMAIN, CATALOGUES)
    gettext.textdomain(DOMAIN)


def current_translator() -> "Translator":
    """Return the translator of this run."""
    from checkin.i18n.translator import get_translator

    return get_translator(_language.get())


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language of this run, with its values."""
    return current_translator()(text, **values)


def plural(one: str, many: str, n: int, /, *, none: str = "", **values: object) -> str:
    """Return the text for ``n`` things in the language of this run; ``none`` is that for 0, if it has one."""
    return current_translator().plural(one, many, n, none=none, **values)


def error_text(error: "CheckinError") -> str:
    """Return the message of an error in the language of this run."""
    return current_translator().error(error)


def machine_language(environ: Mapping[str, str]) -> str:
    """Return the user's language, or nothing if it is none of ours (the C locale is none)."""
    asked = next(filter(None, map(environ.get, _VARIABLES)), None)
    if asked is None and os.name == "nt":
        import locale

        asked = locale.getlocale()[0]
    return _short(asked or "")


def _short(name: str) -> str:
    # Windows writes Spanish_Argentina where others write es_AR.
    words = {"spanish": "es", "portuguese": "pt", "french": "fr", "english": "en"}
    first = name.replace("-", "_").partition("_")[0].partition(".")[0].casefold()
    language = words.get(first, first)
    return language if language in LANGUAGES else ""


def _course_language(arguments: Sequence[str]) -> str:
    """Return the language of the course that the command names, or English."""
    folder = _option(arguments, "-C") or os.environ.get("CHECKIN_COURSE", "")
    # Without pathlib, which takes longer than everything else here.
    file = os.path.join(os.path.expanduser(folder), "course.toml")  # noqa: PTH111, PTH118
    try:
        with open(file, encoding="utf-8-sig") as opened:  # noqa: PTH123
            text = opened.read()
        import tomllib

        language = tomllib.loads(text)["course"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        return _ENGLISH
    return language if language in LANGUAGES else _ENGLISH


def _option(arguments: Sequence[str], name: str) -> str:
    """Return an option's value before the arguments are parsed, for texts that parsing itself prints."""
    for place, argument in enumerate(arguments):
        if argument == name:
            return "".join(arguments[place + 1 : place + 2])
        if argument.startswith(f"{name}="):
            return argument.removeprefix(f"{name}=")
    return ""
