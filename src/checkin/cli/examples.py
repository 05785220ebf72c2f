"""The words of examples that a reader would choose: names of files and doors, and reasons."""

import re

from checkin.cli.language import tr
from checkin.core.text import in_context, without_context

_WORDS = (
    in_context("example of a command", "agenda.ics"),
    in_context("example of a command", "Ana's phone"),
    in_context("example of a command", "attendance.xlsx"),
    in_context("example of a command", "attendees.xlsx"),
    in_context("example of a command", "back again"),
    in_context("example of a command", "backups"),
    in_context("example of a command", "called home"),
    in_context("example of a command", "door-2"),
    in_context("example of a command", "door-7"),
    in_context("example of a command", "edition-38"),
    in_context("example of a command", "Hall"),
    in_context("example of a command", "ill"),
    in_context("example of a command", "it came by post"),
    in_context("example of a command", "it was right"),
    in_context("example of a command", "late bus"),
    in_context("example of a command", "list.csv"),
    in_context("example of a command", "listed twice"),
    in_context("example of a command", "lost"),
    in_context("example of a command", "Main entrance"),
    in_context("example of a command", "my-course"),
    in_context("example of a command", "news.txt"),
    in_context("example of a command", "old.db"),
    in_context("example of a command", "report.html"),
    in_context("example of a command", "report.pdf"),
    in_context("example of a command", "Room A"),
    in_context("example of a command", "saved.db"),
    in_context("example of a command", "seen"),
    in_context("example of a command", "today.html"),
    in_context("example of a command", "wrong clock"),
)
_BY_ENGLISH = {without_context(word): word for word in _WORDS}
_ANY = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _BY_ENGLISH))})(?![\w-])")


def translate_example(line: str) -> str:
    """Return an example with its own words in the language of the run; commands and options stay."""
    return _ANY.sub(lambda found: tr(_BY_ENGLISH[found[0]]), line)
