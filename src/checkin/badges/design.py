"""Load a badge design: a folder with ``design.toml``, a typst template ``badge.typ``, and its images."""

import re
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from checkin.badges.sheets import Sheet
from checkin.core.course import Role
from checkin.core.errors import DesignError, InvalidValueError
from checkin.core.text import compose
from checkin.core.toml_reader import LONGEST, read_toml, shown
from checkin.system.file_names import stored_path
from checkin.system.files import read_text_limited

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_LARGEST = 1000.0
_BLACK = "#000000"
# A design is made smaller by no more than this: its smallest text stays above 9 points.
_LEAST_SCALE = 0.95


@dataclass(frozen=True, slots=True)
class Design:
    """A badge design: folder, size and photo frame in millimetres, and the colour of each role.

    A ``fluid`` design adapts to the size of a sheet's labels, down to ``least`` (upright or turned). Others are turned
    by a quarter, or made a little smaller by ``scale``, where they fit on a label only so. ``background`` is a picture
    in the folder, drawn behind the badge. ``mono`` is black on white, ``bleed`` millimetres beyond the edge.
    """

    name: str
    title: str
    folder: Path
    width: float
    height: float
    colours: dict[str, str] = field(default_factory=dict)
    photo: tuple[float, float] = (27, 36)
    fluid: bool = False
    least: tuple[float, float] = (0, 0)
    background: str = ""
    turned: bool = False
    scale: float = 1
    mono: bool = False
    bleed: float = 0

    def on(self, sheet: Sheet) -> "Design":
        """Return the design fitted to a sheet. Raises :class:`DesignError` if the sheet is too small."""
        wide, high = sheet.wide or sheet.across, sheet.high or sheet.down
        if self.fluid and sheet.wide:
            least = self.least if wide >= high else self.least[::-1]
            if wide < least[0] or high < least[1]:
                raise DesignError(
                    "The design {design} needs {size}. The sheet {sheet} is smaller.",
                    design=self.name,
                    size=f"{least[0]:g} x {least[1]:g} mm",
                    sheet=sheet.name,
                )
            return replace(self, width=wide, height=high)
        if not wide or not high:
            return self
        scales = [min(1, wide / across, high / down) for across, down in self._ways]
        turned = scales[1] > scales[0]
        if max(scales) == 1 or (sheet.wide and max(scales) >= _LEAST_SCALE):
            return replace(self, turned=turned, scale=max(scales))
        if sheet.wide:
            raise DesignError(
                "The design {design} is larger than a place of the sheet {sheet}. Use the design label: it takes "
                "the size of labels.",
                design=self.name,
                sheet=sheet.name,
            )
        if fitting := _fitting(sheet):
            raise DesignError(
                "The design {design} is larger than a place of the sheet {sheet}. These designs fit: {names}.",
                design=self.name,
                sheet=sheet.name,
                names=", ".join(fitting),
            )
        raise DesignError(
            "The design {design} is larger than a place of the sheet {sheet}. Choose a smaller design: "
            "'checkin badges --list' shows the sizes.",
            design=self.name,
            sheet=sheet.name,
        )

    @property
    def _ways(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self.width, self.height), (self.height, self.width)

    @property
    def drawn_size(self) -> tuple[float, float]:
        """Return width and height in millimetres as they are on the sheet."""
        width, height = self._ways[1 if self.turned else 0]
        return width * self.scale, height * self.scale

    def colour(self, role: Role) -> str:
        """Return the role's colour as ``#RRGGBB``; the default is the participants' colour, then black."""
        if self.mono:
            return _BLACK
        return self.colours.get(role, self.colours.get(Role.PARTICIPANT, _BLACK))


def folders(own: Path | None = None) -> dict[str, Path]:
    """Return the folders of all designs by name. A course's own design overrides checkin's."""
    shipped = Path(str(resources.files("checkin.badges").joinpath("designs")))
    roots = [shipped, own] if own is not None else [shipped]
    return {compose(path.parent.name): path.parent for root in roots for path in sorted(root.glob("*/design.toml"))}


def _fitting(sheet: Sheet) -> list[str]:
    """Return checkin's designs that fit into the places of a sheet that is cut."""
    designs = [design_named(name) for name in sorted(folders())]
    return [one.name for one in designs if not one.fluid and one.width <= sheet.across and one.height <= sheet.down]


def design_named(name: str, own: Path | None = None) -> Design:
    """Load a design by its name. Raises :class:`DesignError` if it does not exist or cannot be used."""
    known = folders(own)
    name = compose(name)
    if name not in known:
        raise DesignError(
            "There is no badge design '{name}'. Use one of {known}.", name=name, known=", ".join(sorted(known))
        )
    file = known[name] / "design.toml"
    if not (known[name] / "badge.typ").is_file():
        raise DesignError(
            "The design {name} has no badge.typ. Copy one of the designs of checkin to begin with.", name=name
        )
    try:
        facts = read_toml(read_text_limited(file, most=LONGEST))
        photo = facts.get("photo", {"width": 27, "height": 36})
        return Design(
            name=name,
            title=str(facts["title"]),
            folder=known[name],
            width=_length(facts, "width"),
            height=_length(facts, "height"),
            colours={_role(key): _colour(value) for key, value in facts.get("colours", {}).items()},
            photo=(_length(photo, "width"), _length(photo, "height")),
            fluid=facts.get("fluid", False) is True,
            background=_picture(facts.get("background", ""), known[name]),
            least=(_length(facts["least"], "width"), _length(facts["least"], "height")) if "least" in facts else (0, 0),
        )
    except KeyError as error:
        raise DesignError(
            "{path} has no {key}. Write it as in the designs of checkin.", path=file, key=error.args[0]
        ) from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DesignError("{path} cannot be used: {reason}.", path=file, reason=error) from None


def _picture(name: object, folder: Path) -> str:
    picture = stored_path(folder / name) if isinstance(name, str) else folder
    if not isinstance(name, str) or (name and not picture.is_file()):
        raise InvalidValueError("background names no file of the design's folder: {name}", name=shown(name))
    return name if picture == folder / name else picture.relative_to(folder).as_posix()


def _length(facts: dict[str, Any], key: str) -> float:
    value = facts[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LARGEST:
        raise InvalidValueError(
            "{key} must be millimetres above 0 and up to {most}, not {value}",
            key=key,
            most=_LARGEST,
            value=shown(value),
        )
    return float(value)


def _role(key: str) -> str:
    if key not in set(Role):
        raise InvalidValueError("[colours] has {known}, not {key}", known=", ".join(Role), key=shown(key))
    return key


def _colour(value: object) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise InvalidValueError('a colour is written like "#1B3A6B", not {value}', value=shown(value))
    return value
