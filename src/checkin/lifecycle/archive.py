"""Archive a course: exports, report, certificates and record in one folder with checksums."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from checkin.certificates.plan import changed_certificate_texts
from checkin.core.errors import ExportError
from checkin.core.text import translatable
from checkin.exports.files import export
from checkin.exports.report.course_report import report
from checkin.exports.report.renderers import as_html, as_pdf
from checkin.i18n.file_names import local_file_name
from checkin.store.open_course import OpenCourse
from checkin.system.files import write_errors

SUMS = "SHA256SUMS"
_TABLES = ("certificates", "attendance", "matrix", "scans", "roster", "sessions")


def archive(opened: OpenCourse, folder: Path) -> list[Path]:
    """Write exports, report, certificates, ``course.toml`` and a copy of the record into a new folder.

    ``SHA256SUMS`` names every file, in the format of ``sha256sum --check``. Returns the files. Raises
    :class:`ExportError` when the folder exists and is not empty, or cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ExportError("{path} is not empty. Name a new folder.", path=folder)
    with write_errors(folder, ExportError):
        folder.mkdir(parents=True, exist_ok=True)
        _fill(opened, folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        sums = "".join(f"{_sum(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
        (folder / SUMS).write_text(sums, encoding="utf-8")
    return [*files, folder / SUMS]


@dataclass(frozen=True, slots=True)
class Change:
    """A file of an archive that differs from its checksum list: ``changed``, ``missing`` or ``added``."""

    name: str
    how: str


def verify_archive(folder: Path) -> list[Change]:
    """Return the differences between an archive and its checksum list; empty if it is intact.

    Raises :class:`ExportError` when the folder is not an archive.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ExportError(
            "{folder} is not an archive: {file} cannot be read ({reason}).",
            folder=folder,
            file=SUMS,
            reason=error.strerror or error,
        ) from None
    sealed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}
    missing = [Change(name, translatable("missing")) for name in sealed if name not in there]
    other = [
        Change(name, translatable("changed"))
        for name in sealed
        if name in there and _sum(folder / name) != sealed[name]
    ]
    added = [Change(name, translatable("added")) for name in sorted(there - sealed.keys())]
    return [*missing, *other, *added]


def _fill(opened: OpenCourse, folder: Path) -> None:
    exports, language = folder / "exports", opened.course.language
    for what in _TABLES:
        export(opened, exports / local_file_name(f"{what}.csv", language), what=what)
        # Programs read this one: its name is as stable as its keys.
        export(opened, exports / f"{what}.json", what=what)
    export(opened, exports / local_file_name("attendance.xlsx", language))
    document = report(opened, also_open=changed_certificate_texts)
    (folder / local_file_name("report.html", language)).write_text(as_html(document), encoding="utf-8")
    (folder / local_file_name("report.pdf", language)).write_bytes(as_pdf(document))
    shutil.copyfile(opened.folder.course_file, folder / "course.toml")
    if opened.folder.certificates.is_dir():
        shutil.copytree(opened.folder.certificates, folder / "certificates", copy_function=shutil.copyfile)
    opened.record.copy_to(folder / "checkin.db")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
