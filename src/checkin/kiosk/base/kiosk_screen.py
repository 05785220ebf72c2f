"""A full screen of the kiosk with help at F1."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from checkin.core.text import translatable
from checkin.kiosk.base.screen import BaseScreen


class KioskScreen(BaseScreen[None]):
    """A whole screen of the kiosk. F1 shows its ``HELP``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "app.help", translatable("Help"))]
