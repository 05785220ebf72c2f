"""Choose the lists and programmes that lie in the course folder."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from pathlib import Path

from checkin.core.errors import IntakeError, Notice, Problem
from checkin.core.text import sentence
from checkin.store.course_folder import CourseFolder

_LARGEST_EXAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The participant lists and programmes of a course folder. More than one of a kind cannot be loaded together."""

    rosters: tuple[Path, ...]
    programmes: tuple[Path, ...]
    notices: tuple[Notice, ...] = ()

    def loads(self) -> list[tuple[Path, ...]]:
        """Return the files that can be loaded together: one list with one programme, as far as there are any."""
        kinds = [files for files in (self.rosters, self.programmes) if files]
        return list(product(*kinds)) if kinds else []


def folder_files(folder: CourseFolder) -> FolderFiles:
    """Return ``participants.*`` and ``programme.*``. An example of ``checkin new`` beside a file in use is left out."""
    rosters, programmes = folder.rosters(), folder.programmes()
    used = [[path for path in files if len(files) < 2 or not is_example(path)] for files in (rosters, programmes)]
    notices = [
        Notice(path.name, 0, "", sentence("the example of 'checkin new' is not read, because {other} is", other=other))
        for files, kept in zip((rosters, programmes), used, strict=True)
        for path in files
        if kept and path not in kept
        for other in [", ".join(one.name for one in kept)]
    ]
    kept_rosters, kept_programmes = (kept or files for kept, files in zip(used, (rosters, programmes), strict=True))
    return FolderFiles(tuple(kept_rosters), tuple(kept_programmes), tuple(notices))


def require_one_of_each(found: FolderFiles, folder: CourseFolder) -> None:
    """Raise :class:`IntakeError` if there is nothing to load, or more than one list or programme."""
    problems = [
        _several(files, " ".join(path.name for path in found.loads()[-1]))
        for files in (found.rosters, found.programmes)
        if len(files) > 1
    ]
    if not found.rosters and not found.programmes:
        reason = sentence(
            "there is no participants.csv and no programme.csv here; put them here, or name the files to load"
        )
        problems = [Problem(str(folder.root), 0, "", reason)]
    if problems:
        raise IntakeError(problems)


def require_own_lists(
    rosters: Sequence[Path], programmes: Sequence[Path], names: Collection[str], titles: Collection[str]
) -> None:
    """Raise :class:`IntakeError` if an example would replace people (``names``) or sessions (``titles``) of others."""
    reason = sentence(
        "this is still the example of 'checkin new', and the list in use came from another file; load your own file, "
        "or delete the example"
    )
    problems = [
        Problem(path.name, 0, "", reason)
        for files, held in ((rosters, names), (programmes, titles))
        for path in files
        if is_example(path) and holds_others(path, held)
    ]
    if problems:
        raise IntakeError(problems)


def holds_others(example: Path, held: Collection[str]) -> bool:
    """Return True if the record holds people or sessions (``held``) that are not in an example."""
    text = example.read_text("utf-8-sig") if held else ""
    return not all(one in text for one in held)


def _several(files: Sequence[Path], example: str) -> Problem:
    reason = sentence(
        "these lie in the course folder together; load the one that is meant by its name, for example "
        "'checkin load {files}', or delete the others",
        files=example,
    )
    return Problem(", ".join(path.name for path in files), 0, "", reason)


def is_example(path: Path) -> bool:
    """Return True if a list is still as ``checkin new`` wrote it: its people or sessions are invented."""
    try:
        if path.stat().st_size > _LARGEST_EXAMPLE:
            return False
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return text.replace("\r\n", "\n") in _examples()


@cache
def _examples() -> frozenset[str]:
    """Return the texts of the lists that ``checkin new`` writes."""
    folder = resources.files("checkin.lifecycle").joinpath("examples")
    with resources.as_file(folder) as root:
        return frozenset(path.read_text("utf-8") for path in root.rglob("*.csv"))
