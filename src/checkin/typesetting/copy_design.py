"""Copy a design of badges or certificates into the folder of a course."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from checkin.core.errors import DesignError
from checkin.core.text import clean, slug
from checkin.system.files import write_errors


def copy_design(name: str, source: str, known: Mapping[str, Path], own: Path) -> Path:
    """Copy a design into the course's folder of designs (``own``) under a new name; return the new folder.

    ``known`` has the folders of all designs of this kind. Raises :class:`DesignError` if the name cannot be a folder's,
    is taken, or the source does not exist.
    """
    folder = own / name
    if not name or slug(name) != name:
        if near := slug(name):
            raise DesignError(
                "A design's name has small letters, digits and hyphens only, not '{name}'. Use '{near}'.",
                name=clean(name),
                near=near,
            )
        raise DesignError("A design's name has small letters, digits and hyphens only, not '{name}'.", name=clean(name))
    if folder.exists() or name in known:
        raise DesignError("There is a design '{name}' already. Choose another name.", name=name)
    if source not in known:
        raise DesignError(
            "There is no design '{name}'. Use one of {known}.", name=clean(source), known=", ".join(sorted(known))
        )
    with write_errors(folder, DesignError):
        shutil.copytree(known[source], folder)
    return folder
