"""The footer of every screen."""

from typing import ClassVar

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

_NAMES = {"escape": "Esc", "enter": "Enter", "up": "↑", "down": "↓"}
_OF_LANGUAGES = {"fr": {"escape": "Échap", "enter": "Entrée"}}


def key_name(key: str, language: str = "") -> str:
    """Return a key as keyboards and manuals of a language write it: F1, Ctrl+Q, Esc."""
    names = _NAMES | _OF_LANGUAGES.get(language, {})
    return "+".join(names.get(part, part.capitalize()) for part in key.split("+"))


class KeysFooter(Widget, can_focus=False):
    """The keys of the screen in one line; a click is as good as the key.

    One widget, drawn again only if the keys have changed. Textual's footer makes a widget for each key and lays out
    the screen again whenever the focus moves.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys-footer--key"}
    DEFAULT_CSS = """
    KeysFooter {
        dock: bottom; height: 1; text-wrap: nowrap; color: $footer-foreground; background: $footer-background;
        & .keys-footer--key { color: $footer-key-foreground; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, str], ...] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._look)
        self._look(self.screen)

    def on_resize(self) -> None:
        self._look(self.screen)

    def _look(self, screen: Screen[object]) -> None:
        """Draw the keys again if they have changed."""
        by_action: dict[str, ActiveBinding] = {}
        for active in screen.active_bindings.values():
            if active.binding.show:
                by_action.setdefault(active.binding.action, active)
        keys = tuple((active.binding.key, active.binding.description) for active in by_action.values())
        if keys != self._shown:
            self._shown = keys
            self.refresh()

    def render(self) -> Content:
        style = self.get_visual_style("keys-footer--key")
        keys = [Content.assemble((self._shown_key(key), style), f" {description}") for key, description in self._shown]
        return Content(" ").join(keys)

    def _shown_key(self, key: str) -> str:
        return key_name(key, getattr(getattr(self.screen, "tr", None), "language", ""))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that was clicked."""
        left = event.x
        for key, description in self._shown:
            width = Content(f"{self._shown_key(key)} {description}").cell_length
            if 0 <= left < width:
                self.app.simulate_key(key)
                return
            left -= width + 1
