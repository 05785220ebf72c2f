"""The footer of every screen."""

from textual.widgets import Footer


def key_name(key: str) -> str:
    """Return a key as keyboards and manuals write it: F1, Ctrl+Q, Esc."""
    names = {"escape": "Esc", "enter": "Enter", "up": "↑", "down": "↓"}
    return "+".join(names.get(part, part.capitalize()) for part in key.split("+"))


class KeysFooter(Footer):
    """Textual's footer, which lets go of the keys that it shows no longer.

    Textual 8.2 keeps every key that its footer ever showed, in the list of those that watch ``compact``: half a
    megabyte for each dialog that is opened above a screen.
    """

    async def recompose(self) -> None:
        """Show the keys of the moment."""
        await super().recompose()
        watched: dict[str, list[tuple[object, object]]] = getattr(self, "__watchers", {})
        for watchers in watched.values():
            watchers[:] = [one for one in watchers if getattr(one[0], "is_attached", True)]
