"""Draw sample badges as images, to show a course's designs."""

from collections.abc import Sequence
from pathlib import Path

from checkin.badges.draw import draw, draw_one
from checkin.core.course import Course, Participant, Role

_PPI = 150


def gallery(course: Course, people: Sequence[Participant], folder: Path) -> list[Path]:
    """Draw one badge for each role and design as PNG files, and four people as ``sheet.png``.

    A role's file is ``<role>.png``. The same people give the same images, byte for byte. Raises :class:`DesignError`
    as :func:`checkin.badges.draw.draw` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for role in Role:
        first = next((person for person in people if person.role is role), None)
        if first is not None:
            files.append(folder / f"{role}.png")
            files[-1].write_bytes(draw_one(course, first, kind="png", ppi=_PPI))
    for design in ("card", "fold-over", "label", "name-tag"):
        files.append(folder / f"{design}.png")
        files[-1].write_bytes(draw_one(course, people[0], design=design, kind="png", ppi=_PPI))
    (sheet,) = draw(course, people[:4], folder, sheet="a6-on-a4", kind="png", ppi=_PPI // 2)
    return [*files, sheet.replace(folder / "sheet.png")]
