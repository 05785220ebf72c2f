"""How the kiosk looks: four themes, and the colours of the verdicts in each of them.

The colour-safe one takes its colours from Okabe and Ito, "Color Universal Design" (2008). Colour never stands
alone: every verdict has its own word and shape beside it.
"""

from textual.theme import Theme

from checkin.core.text import translatable

# What a verdict's colour says, and the pairs of background and letters in the dark theme.
_DARK = {
    "counted": ("#14693A", "#FFFFFF"),
    "attention": ("#FFB000", "#000000"),
    "known": ("#1F4FA3", "#FFFFFF"),
    "gone": ("#5A5A5A", "#FFFFFF"),
    "refused": ("#B3001B", "#FFFFFF"),
    "broken": ("#7A0012", "#FFFFFF"),
    "practice": ("#6B2FA0", "#FFFFFF"),
}
_CONTRAST = _DARK | {
    "counted": ("#00AA00", "#000000"),
    "attention": ("#FFFF55", "#000000"),
    "known": ("#0000AA", "#FFFFFF"),
    "gone": ("#555555", "#FFFFFF"),
    "refused": ("#AA0000", "#FFFFFF"),
    "broken": ("#AA0000", "#FFFFFF"),
    "practice": ("#AA00AA", "#FFFFFF"),
}
_SAFE = _DARK | {
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


THEMES = {
    "dark": Theme(
        "dark",
        primary="#2F5D8A",
        background="#101418",
        surface="#181E24",
        panel="#222A32",
        variables=_variables(_DARK),
    ),
    "light": Theme(
        "light",
        primary="#2F5D8A",
        background="#F6F6F2",
        surface="#FFFFFF",
        panel="#E4E8EC",
        dark=False,
        variables=_variables(_DARK),
    ),
    "contrast": Theme(
        "contrast",
        primary="#FFFFFF",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#555555",
        variables=_variables(_CONTRAST) | {"primary-background": "#0000AA", "text-muted": "#FFFFFF"},
    ),
    "safe": Theme(
        "safe",
        primary="#0072B2",
        background="#101418",
        surface="#181E24",
        panel="#222A32",
        variables=_variables(_SAFE),
    ),
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
