"""A full screen of the kiosk with help at F1."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from checkin.core.text import translatable
from checkin.kiosk.base.screen import BaseScreen


class KioskScreen(BaseScreen[None]):
    """A whole screen of the kiosk. F1 shows its ``HELP``."""

    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "help", translatable("Help"))]

    def action_help(self) -> None:
        """Explain this screen."""
        from checkin.kiosk.base.dialogs import ReadDialog

        self.app.push_screen(ReadDialog(self.tr("Help"), Content(flowing(self.tr(self.HELP)))))


def flowing(text: str) -> str:
    """Join each paragraph into one line, so that it fits any width; indented lines are kept."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and line and lines[-1] and not line.startswith(" ") and not lines[-1].startswith(" "):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)
