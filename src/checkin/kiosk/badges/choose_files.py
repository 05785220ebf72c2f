"""Choose the files of a load: those of the course folder, or another one by its path."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from textual.content import Content

from checkin.core.text import clean
from checkin.intake.folder_files import FolderFiles, folder_files, holds_others, is_example
from checkin.intake.load import held_lists
from checkin.kiosk.badges.browse_folders import browse_folders, file_label, list_files
from checkin.kiosk.base.dialogs import AskDialog, ChooseDialog
from checkin.kiosk.base.screen import BaseScreen
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.system.file_names import stored_path

_BOTH, _OTHER, _BROWSE = "*", "?", "/"


async def choose_files(screen: BaseScreen[None], opened: OpenCourse) -> list[Path] | None:
    """Ask for the files to load; return None if none was chosen."""
    tr, folder = screen.tr, opened.folder
    found = _usable(folder_files(folder), opened)
    own = [*found.rosters, *found.programmes]
    together = {f"{_BOTH}{n}": list(files) for n, files in enumerate(found.loads()) if len(files) > 1}

    def label(files: Sequence[Path]) -> Content:
        return Content(file_label(tr, files))

    choices = [(key, label(files)) for key, files in together.items()]
    others = [path for path in list_files(folder.root) if path not in own and not is_example(path)]
    choices += [(str(path), label([path])) for path in (*own, *others)]
    elsewhere = [(_BROWSE, Content(tr("Browse folders …"))), (_OTHER, Content(tr("Another file …")))]
    # In a new course the person's own file is asked for first.
    choices = [*elsewhere, *choices] if all(map(is_example, own)) else [*choices, *elsewhere]
    chosen = await screen.app.push_screen_wait(ChooseDialog(tr("Load which list or programme?"), choices))
    if chosen is None:
        return None
    if chosen in together:
        return together[chosen]
    if chosen == _BROWSE:
        browsed = await browse_folders(screen)
        return [browsed] if browsed else None
    return await _typed(screen, folder) if chosen == _OTHER else [Path(chosen)]


def _usable(found: FolderFiles, opened: OpenCourse) -> FolderFiles:
    """Leave out the examples of ``checkin new`` where other lists are loaded: they would replace them."""
    if not any(map(is_example, (*found.rosters, *found.programmes))):
        return found
    kept = [
        tuple(path for path in files if not (is_example(path) and holds_others(path, held)))
        for files, held in zip((found.rosters, found.programmes), held_lists(opened.record), strict=True)
    ]
    return replace(found, rosters=kept[0], programmes=kept[1])


async def _typed(screen: BaseScreen[None], folder: CourseFolder) -> list[Path] | None:
    """Ask for the path of a file, or of a folder to choose one in; return None if none was chosen."""
    tr = screen.tr

    def check(text: str) -> str:
        return "" if _path(text, folder).exists() else tr("There is no such file: {file}", file=clean(text))

    question = tr("The file's path (e.g. /home/ana/list.xlsx)")
    typed = await screen.app.push_screen_wait(AskDialog(tr("Another file …"), question, check=check))
    if typed is None:
        return None
    path = _path(typed, folder)
    chosen = await browse_folders(screen, path) if path.is_dir() else path
    return [chosen] if chosen else None


def _path(text: str, folder: CourseFolder) -> Path:
    """Return the path that was typed or dropped onto the terminal, from the course folder on."""
    return stored_path(folder.root / Path(text.strip().strip("'\"")).expanduser())
