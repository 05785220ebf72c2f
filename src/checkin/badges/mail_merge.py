"""Write a QR image for each person and a CSV that lists them, for a mail merge."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from checkin.badges.draw import Progress, person_stems
from checkin.core.course import Participant
from checkin.core.errors import DesignError
from checkin.core.text import clean, escape_formula
from checkin.system.files import write_files_atomically
from checkin.typesetting import qr

LIST = "mail-merge.csv"
# 21 modules and the quiet zone in 290 pixels: sharp at any size that is printed.
_MODULE = 10


def qr_pictures(
    people: Sequence[Participant], folder: Path, progress: Progress = lambda _: None, *, language: str = ""
) -> list[Path]:
    """Write each person's QR as a PNG into a folder, and ``mail-merge.csv`` with the file names.

    ``language`` is that of the course, for people who have none.

    Raises :class:`DesignError` when the folder cannot be written or a code is too long. Passes on what ``progress``
    raises.
    """
    try:
        return write_files_atomically(folder, _files(people, progress, language))
    except OSError as error:
        raise DesignError(f"{folder} cannot be written: {error.strerror or error}.") from None


def _files(people: Sequence[Participant], progress: Progress, language: str) -> Iterator[tuple[str, bytes]]:
    rows = []
    for number, (person, stem) in enumerate(zip(people, person_stems(people), strict=True), 1):
        picture = BytesIO()
        qr.image(person.code, _MODULE).save(picture, "PNG")
        yield f"{stem}.png", picture.getvalue()
        facts = (person.code, person.name, person.email, person.country, person.institution, person.role.value)
        rows.append((*facts, f"{stem}.png", person.language or language))
        progress(number)
    columns = ("code", "name", "email", "country", "institution", "role", "picture", "language")
    yield LIST, mail_merge_list(columns, rows)


def mail_merge_list(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a list for a mail merge as CSV, in UTF-8 with the byte order mark that Excel needs, without formulas."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([escape_formula(clean(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
