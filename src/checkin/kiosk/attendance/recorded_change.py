"""Record a change at the attendance desk: who makes it, on the thread that writes, and what it did."""

from collections.abc import Callable, Sequence

from checkin.attendance.effect_text import effect_text
from checkin.attendance.effects import read_effects
from checkin.attendance.session_changes import SessionChanges
from checkin.core.errors import CheckinError
from checkin.core.events import Event
from checkin.core.text import clean, translatable
from checkin.i18n.translator import Translator
from checkin.kiosk.base.author import require_author
from checkin.kiosk.base.kiosk_screen import KioskScreen
from checkin.kiosk.runtime.messages import Corrected

Act = Callable[[SessionChanges], Event | Sequence[Event]]


class ChangeActions(KioskScreen):
    """What the dialogs of the attendance desk share."""

    # The next change of the record is one that was made here.
    changed_by_hand = False

    async def may_change(self, purpose: str) -> bool:
        """Return True if a change may be made: the PIN is right, and it is known who makes it."""
        return await self.kiosk.require_pin(purpose) and await require_author(self)

    def record_change(
        self, act: Act, what: str, reason: str | None = None, then: Callable[[], None] | None = None
    ) -> None:
        """Make a change on the thread that writes, and show what it did.

        ``what`` names it if it fails. ``then`` is called on the app's thread once it is recorded.
        """
        tr, opened, author = self.tr, self.kiosk.opened, self.kiosk.author

        def correct() -> Corrected:
            made = act(SessionChanges.of(opened, actor=author or None, reason=reason))
            events = [made] if isinstance(made, Event) else list(made)
            if len(events) != 1:
                text = tr.plural(
                    "{n} entry recorded.",
                    "{n} entries recorded.",
                    len(events),
                    none=translatable("Nothing was recorded."),
                )
                return Corrected(text, then)
            effect = read_effects(opened, events)[0]
            hint = "\n" + tr("To undo that too: “Undo an entry” once more.") if effect.remaining else ""
            return Corrected(effect_text(effect, opened.course, tr) + hint, then)

        self.changed_by_hand = True
        self.kiosk.submit(correct, clean(what))


def error_of(tr: Translator, check: Callable[[str], object], text: str) -> str:
    """Return what a check raises for a text, in the language of the screen; an empty text if it raises nothing."""
    try:
        check(text)
    except CheckinError as error:
        return tr.error(error)
    return ""
