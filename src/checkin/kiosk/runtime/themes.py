"""Define four colour themes, and the colours of the verdicts in each of them.

The colour-safe one takes its colours from Okabe and Ito, "Color Universal Design" (2008). Colour never stands
alone: every verdict has its own word and shape beside it.
"""

from textual.theme import Theme

from checkin.core.text import translatable
from checkin.door.answer_signs import COLOUR_PAIRS

_CONTRAST = COLOUR_PAIRS | {
    "counted": ("#00AA00", "#000000"),
    "attention": ("#FFFF55", "#000000"),
    "known": ("#0000AA", "#FFFFFF"),
    "gone": ("#555555", "#FFFFFF"),
    "refused": ("#AA0000", "#FFFFFF"),
    "broken": ("#AA0000", "#FFFFFF"),
    "practice": ("#AA00AA", "#FFFFFF"),
}
_SAFE = COLOUR_PAIRS | {
    "counted": ("#0072B2", "#FFFFFF"),
    "attention": ("#F0E442", "#000000"),
    "known": ("#999999", "#000000"),
    "refused": ("#D55E00", "#000000"),
    "practice": ("#CC79A7", "#000000"),
}


def _variables(colours: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {f"verdict-{name}": back for name, (back, _) in colours.items()} | {
        f"on-{name}": letters for name, (_, letters) in colours.items()
    }


def _theme(name: str, colours: dict[str, str], verdicts: dict[str, tuple[str, str]], *, dark: bool = True) -> Theme:
    """Make a theme. Every text colour in it has a contrast of 4.5:1 or more on every ground, which a test checks."""
    text = colours["foreground"]
    variables = {
        "text-muted": colours["muted"],
        "text-accent": colours["accent"],
        "text-primary": colours["accent"],
        "text-warning": colours["warning"],
        "text-error": colours["error"],
        "text-success": colours["success"],
        "text-disabled": colours["muted"],
        "border": colours["line"],
        "footer-background": colours["panel"],
        "footer-foreground": text,
        "footer-description-foreground": text,
        "footer-key-foreground": colours["accent"],
        "block-cursor-background": colours["chosen"],
        "block-cursor-foreground": colours["on-chosen"],
        "block-cursor-blurred-background": colours["chosen"],
        "block-cursor-blurred-foreground": colours["on-chosen"],
        "input-cursor-background": text,
        "input-cursor-foreground": colours["background"],
        "title-background": colours["title"],
        "on-title": colours["on-title"],
    }
    return Theme(
        name,
        primary=colours["primary"],
        accent=colours["accent"],
        foreground=text,
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        dark=dark,
        variables=variables | _variables(verdicts),
    )


_DARK_COLOURS = {
    "primary": "#2F5D8A",
    "accent": "#8CC1F2",
    "foreground": "#E8ECF0",
    "muted": "#A7B3BF",
    "background": "#0F1419",
    "surface": "#151B22",
    "panel": "#1D252E",
    "line": "#5F7F9E",
    "chosen": "#2F5D8A",
    "on-chosen": "#FFFFFF",
    "title": "#24405C",
    "on-title": "#FFFFFF",
    "warning": "#FFC861",
    "error": "#FF9C93",
    "success": "#6FDB9B",
}
_LIGHT_COLOURS = {
    "primary": "#2F5D8A",
    "accent": "#1D4E7E",
    "foreground": "#161B20",
    "muted": "#4B5661",
    "background": "#F3F4F1",
    "surface": "#FFFFFF",
    "panel": "#E6EAEE",
    "line": "#5F7F9E",
    "chosen": "#2F5D8A",
    "on-chosen": "#FFFFFF",
    "title": "#2F5D8A",
    "on-title": "#FFFFFF",
    "warning": "#7A4A00",
    "error": "#A30018",
    "success": "#0F5A31",
}
_PLAIN_COLOURS = {
    "primary": "#FFFFFF",
    "accent": "#55FFFF",
    "foreground": "#FFFFFF",
    "muted": "#FFFFFF",
    "background": "#000000",
    "surface": "#000000",
    "panel": "#000000",
    "line": "#FFFFFF",
    "chosen": "#FFFFFF",
    "on-chosen": "#000000",
    "title": "#0000AA",
    "on-title": "#FFFFFF",
    "warning": "#FFFF55",
    "error": "#FFFF55",
    "success": "#55FF55",
}
THEMES = {
    "dark": _theme("dark", _DARK_COLOURS, COLOUR_PAIRS),
    "light": _theme("light", _LIGHT_COLOURS, COLOUR_PAIRS, dark=False),
    "contrast": _theme("contrast", _PLAIN_COLOURS, _CONTRAST),
    "safe": _theme("safe", _DARK_COLOURS, _SAFE),
}
TITLES = {
    "dark": translatable("dark"),
    "light": translatable("light"),
    "contrast": translatable("high contrast"),
    "safe": translatable("safe for colour-blind eyes"),
}


def theme_for(terminal: str, colour_names: str) -> str:
    """Return the initial theme; a console with 16 colours (``TERM`` and ``COLORTERM``) gets plain colours."""
    return "contrast" if terminal == "linux" and not colour_names else "dark"
