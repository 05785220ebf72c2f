"""Write a QR image for each person and a CSV that lists them, for a mail merge."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from checkin.badges.draw import Progress, person_stems
from checkin.core.course import Participant
from checkin.core.errors import DesignError
from checkin.core.text import clean, escape_formula
from checkin.i18n.cldr import country_name
from checkin.i18n.file_names import local_file_name
from checkin.i18n.table_headings import in_words, word
from checkin.system.files import write_errors, write_files_atomically
from checkin.typesetting import qr

# 21 modules and the quiet zone in 290 pixels: sharp at any size that is printed.
_MODULE = 10


def qr_pictures(
    people: Sequence[Participant],
    folder: Path,
    progress: Progress = lambda _: None,
    *,
    language: str = "",
    spoken: str = "",
) -> list[Path]:
    """Write each person's QR as a PNG into a folder, and a list with the file names, ``mail-merge.csv``.

    ``language`` is that of headings and cells; without one they are stable keys and codes. ``spoken`` is the language
    of the list's name, and of people who have none. Raises :class:`DesignError` when the folder cannot be written or
    a code is too long. Passes on what ``progress`` raises.
    """
    with write_errors(folder, DesignError):
        return write_files_atomically(folder, _files(people, progress, language, spoken))


def _files(
    people: Sequence[Participant], progress: Progress, language: str, spoken: str
) -> Iterator[tuple[str, bytes]]:
    rows = []
    for number, (person, stem) in enumerate(zip(people, person_stems(people), strict=True), 1):
        picture = BytesIO()
        qr.image(person.code, _MODULE).save(picture, "PNG")
        yield f"{stem}.png", picture.getvalue()
        rows.append((*merge_cells(person, language), f"{stem}.png", person.language or spoken))
        progress(number)
    yield (
        local_file_name("mail-merge.csv", spoken),
        mail_merge_list((*MERGE_COLUMNS, "picture", "language"), rows, language),
    )


MERGE_COLUMNS = ("code", "name", "email", "country", "institution", "role")


def merge_cells(person: Participant, language: str) -> tuple[str, ...]:
    """Return a person's cells for the columns that every list for a mail merge has."""
    country = country_name(person.country, language) if language else person.country
    return person.code, person.name, person.email, country, person.institution, word(person.role.value, language)


def mail_merge_list(columns: Sequence[str], rows: Sequence[Sequence[str]], language: str) -> bytes:
    """Return a list for a mail merge as CSV, in UTF-8 with the byte order mark that Excel needs, without formulas."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([in_words(key, language) if language else key for key in columns])
    writer.writerows([escape_formula(clean(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
