"""Widget: the text typed so far, at the bottom of the door."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from checkin.core.text import clean


class ScanField(Widget):
    """Shows what a scanner or a hand has typed so far."""

    typed = reactive("")
    hint = reactive("")
    label = reactive("")

    def render(self) -> RenderResult:
        if not self.typed:
            return Content.styled(self.hint, "$text-muted")
        return Content.assemble(self.label, (clean(self.typed).upper()[-60:], "bold"), "▌")
