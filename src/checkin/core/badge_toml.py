"""Read the table ``[badges]`` of ``course.toml``. Pure."""

import re
from collections.abc import Mapping

from checkin.core.badge_style import BadgeBack, BadgeField, BadgeStyle, NameLines, PrintAtDoor
from checkin.core.course import Role
from checkin.core.text import sentence
from checkin.core.toml_table import TomlTable

BADGE_KEYS = frozenset(
    [
        *("design", "roles", "logo", "background", "fields", "name", "colours", "role_words", "font", "back"),
        *("notes", "mono", "sheet", "printer", "print_at_door", "door_sheet"),
    ]
)
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_ROLES = frozenset(Role)


def read_badges(table: TomlTable) -> BadgeStyle:
    """Return what the table says about badges. Raises :class:`CourseError` as :class:`TomlTable` does."""
    fields = frozenset(map(BadgeField, table.texts("fields", among=tuple(BadgeField))))
    words = table.table("role_words", _ROLES)
    return BadgeStyle(
        fields=fields if "fields" in table.keys() else None,  # noqa: SIM118 # the keys of a table of course.toml
        name=NameLines(table.choice("name", tuple(NameLines), NameLines.AS_FITS)),
        colours=_colours(table.table("colours", _ROLES)),
        words={role: words.local_texts(role) for role in words.keys()},  # noqa: SIM118
        font=table.text("font"),
        background=table.text("background"),
        back=BadgeBack(table.choice("back", tuple(BadgeBack), BadgeBack.FRONT)),
        notes=table.local_texts("notes"),
        mono=table.flag("mono", default=False),
        sheet=table.text("sheet") or "a6",
        printer=table.text("printer"),
        print_at_door=PrintAtDoor(table.choice("print_at_door", tuple(PrintAtDoor), PrintAtDoor.NEVER)),
        door_sheet=table.text("door_sheet"),
    )


def _colours(table: TomlTable) -> Mapping[str, str]:
    colours = table.mapping()
    for role, colour in colours.items():
        if not _COLOUR.fullmatch(colour):
            raise table.fail(role, sentence('a colour like "#1B3A6B"'))
    return colours
