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
from checkin.i18n.table_headings import in_words, word
from checkin.system.files import write_files_atomically
from checkin.typesetting import qr

LIST = "mail-merge.csv"
# 21 modules and the quiet zone in 290 pixels: sharp at any size that is printed.
_MODULE = 10


def qr_pictures(
    people: Sequence[Participant], folder: Path, progress: Progress = lambda _: None, *, language: str = ""
) -> list[Path]:
    """Write each person's QR as a PNG into a folder, and ``mail-merge.csv`` with the file names.

    ``language`` is that of headings and cells; without one they are stable keys and codes. Raises
    :class:`DesignError` when the folder cannot be written or a code is too long. Passes on what ``progress`` raises.
    """
    try:
        return write_files_atomically(folder, _files(people, progress, language))
    except OSError as error:
        raise DesignError("{path} cannot be written: {reason}.", path=folder, reason=error.strerror or error) from None


def _files(people: Sequence[Participant], progress: Progress, language: str) -> Iterator[tuple[str, bytes]]:
    rows = []
    for number, (person, stem) in enumerate(zip(people, person_stems(people), strict=True), 1):
        picture = BytesIO()
        qr.image(person.code, _MODULE).save(picture, "PNG")
        yield f"{stem}.png", picture.getvalue()
        country = country_name(person.country, language) if language else person.country
        role = word(person.role.value, language)
        facts = (person.code, person.name, person.email, country, person.institution, role)
        rows.append([*(escape_formula(clean(fact)) for fact in facts), f"{stem}.png"])
        progress(number)
    text = StringIO()
    writer = csv.writer(text)
    keys = ("code", "name", "email", "country", "institution", "role", "picture")
    writer.writerow([in_words(key, language) if language else key for key in keys])
    writer.writerows(rows)
    yield LIST, text.getvalue().encode("utf-8-sig")
