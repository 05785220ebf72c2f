"""Bring the catalogues of the interface up to date with the source, and compile them.

    python scripts/catalogues.py

Reads every text that the source marks, writes ``i18n/LANGUAGE/LC_MESSAGES/checkin.po`` with the texts that are
new left empty and those that nobody uses any more removed, and compiles the ``.mo`` files beside them.
"""

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "checkin"
LANGUAGES = ("es", "pt", "fr")
METHODS = [("**.py", "python")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"tr": None, "translatable": None, "sentence": None, "plural": (1, 2)}
# The exceptions that the door can show; their sentences are written where they are raised.
KEYWORDS |= dict.fromkeys(
    (
        "RecordError",
        "PinError",
        "NotFoundError",
        "InputError",
        "PrinterError",
        "RosterConflictError",
        "DesignError",
        "CertificateError",
        "ExportError",
    )
)


def source_texts() -> Catalog:
    """Every text that the source marks for translation."""
    texts = Catalog(project="checkin", charset="utf-8")
    for _, _, message, _, _ in extract_from_dir(
        SOURCE,
        METHODS,
        keywords=KEYWORDS,
    ):
        texts.add(message)
    return texts


def catalogue_file(language: str) -> Path:
    """Where a language's texts are."""
    return SOURCE / "i18n" / language / "LC_MESSAGES" / "checkin.po"


def catalogue(language: str) -> Catalog:
    """A language's texts."""
    path = catalogue_file(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(texts: Catalog) -> bytes:
    """The texts as gettext reads them."""
    out = BytesIO()
    write_mo(out, texts)
    return out.getvalue()


def main() -> None:
    for language in LANGUAGES:
        path = catalogue_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = catalogue(language) if path.exists() else Catalog(locale=language, project="checkin")
        texts.update(source_texts(), no_fuzzy_matching=True, update_creation_date=False)
        texts.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, texts, sort_output=True, width=120, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(texts))
        empty = [message.id for message in texts if message.id and not message.string]
        print(f"{language}: {len(texts)} texts, {len(empty)} without a translation")


if __name__ == "__main__":
    main()
