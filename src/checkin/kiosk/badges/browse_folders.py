"""Choose a file by going through the folders of the computer."""

from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_downloads_path
from textual.content import Content

from checkin.core.text import clean
from checkin.i18n.translator import Translator
from checkin.intake.folder_files import is_example
from checkin.intake.readers.table import SHEET_ENDINGS, TEXT_ENDINGS
from checkin.kiosk.base.dialogs import ChooseDialog
from checkin.kiosk.base.screen import BaseScreen

_ENDINGS = (*TEXT_ENDINGS, *SHEET_ENDINGS, ".ics")


def list_files(folder: Path) -> list[Path]:
    """Return the files of a folder that can be lists or programmes, by name. Return none if it cannot be read."""
    try:
        found = [path for path in folder.iterdir() if path.suffix.casefold() in _ENDINGS and path.is_file()]
    except OSError:
        return []
    return sorted(found)


def file_label(tr: Translator, files: Sequence[Path]) -> str:
    """Return the names of files that are loaded together; an example of ``checkin new`` is named as one."""
    names = clean(", ".join(path.name for path in files))
    return tr("{files} (example)", files=names) if any(map(is_example, files)) else names


async def browse_folders(screen: BaseScreen[None], folder: Path | None = None) -> Path | None:
    """Ask for a file, from a folder on (default: the user's downloads). Return None if none was chosen."""
    folder = (folder or _downloads()).absolute()
    while True:
        chosen = await screen.app.push_screen_wait(ChooseDialog(clean(str(folder)), _entries(folder, screen.tr)))
        if chosen is None:
            return None
        folder = Path(chosen)
        if folder.is_file():
            return folder


def _entries(folder: Path, tr: Translator) -> list[tuple[str, Content]]:
    """Return what can be chosen in a folder: its lists, the folder above, and the folders inside."""
    try:
        inside = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_dir())
    except OSError:
        inside = []
    choices = [(str(path), Content(file_label(tr, [path]))) for path in list_files(folder)]
    if folder.parent != folder:
        choices.append((str(folder.parent), Content(f"↑ {clean(folder.parent.name or str(folder.parent))}")))
    return choices + [(str(path), Content(f"→ {clean(path.name)}")) for path in inside]


def _downloads() -> Path:
    """Return the folder of downloads, or the user's home folder where there is none."""
    downloads = user_downloads_path()
    return downloads if downloads.is_dir() else Path.home()
