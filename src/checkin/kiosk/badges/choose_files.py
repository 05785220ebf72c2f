"""Choose the files of a load: those of the course folder, or another one by its path."""

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from checkin.core.text import clean
from checkin.intake.folder_files import folder_files, is_example
from checkin.intake.readers.table import SHEET_ENDINGS, TEXT_ENDINGS
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog
from checkin.kiosk.base.screen import BaseScreen
from checkin.store.course_folder import CourseFolder

_ENDINGS = (*TEXT_ENDINGS, *SHEET_ENDINGS, ".ics")
_BOTH, _OTHER = "*", "?"


async def choose_files(screen: BaseScreen[None], folder: CourseFolder) -> list[Path] | None:
    """Ask for the files to load; return None if none was chosen."""
    tr = screen.tr
    found = folder_files(folder)
    own = [*found.rosters, *found.programmes]
    together = {f"{_BOTH}{n}": list(files) for n, files in enumerate(found.loads()) if len(files) > 1}

    def label(files: Sequence[Path]) -> Content:
        names = clean(", ".join(path.name for path in files))
        return Content(tr("{files} (example)", files=names) if any(map(is_example, files)) else names)

    choices = [(key, label(files)) for key, files in together.items()]
    choices += [(str(path), label([path])) for path in (*own, *_others(folder.root, own))]
    other = (_OTHER, Content(tr("Another file …")))
    # In a new course the person's own file is asked for first.
    choices = [other, *choices] if all(map(is_example, own)) else [*choices, other]
    chosen = await screen.app.push_screen_wait(ChooseDialog(tr("Load which list or programme?"), choices))
    if chosen is None:
        return None
    if chosen in together:
        return together[chosen]
    if chosen != _OTHER:
        return [Path(chosen)]

    def check(text: str) -> str:
        return "" if _path(text, folder).is_file() else tr("There is no such file: {file}", file=clean(text))

    question = tr("The file's path (e.g. /home/ana/list.xlsx)")
    typed = await screen.app.push_screen_wait(AskDialog(tr("Another file …"), question, check=check))
    return None if typed is None else [_path(typed, folder)]


def _path(text: str, folder: CourseFolder) -> Path:
    """Return the path that was typed or dropped onto the terminal, from the course folder on."""
    return folder.root / Path(text.strip().strip("'\"")).expanduser()


def _others(root: Path, own: list[Path]) -> list[Path]:
    """Return the other files of the folder that can be lists, by name."""
    try:
        found = [path for path in root.iterdir() if path.suffix.casefold() in _ENDINGS and path.is_file()]
    except OSError:
        return []
    return sorted(path for path in found if path not in own)
