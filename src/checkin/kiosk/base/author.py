"""Ask once who sits at the desk. The name goes into every change that is made there."""

from typing import Any

from checkin.kiosk.base.dialogs import AskDialog
from checkin.kiosk.base.screen import BaseScreen


async def require_author(screen: BaseScreen[Any]) -> bool:
    """Return True if the desk knows who sits there. Ask if it does not. Runs in a worker, since it waits."""
    return bool(screen.kiosk.author) or await ask_author(screen)


async def ask_author(screen: BaseScreen[Any]) -> bool:
    """Ask who sits at the desk, also if it knows. Return False if nobody answers."""
    tr, kiosk = screen.tr, screen.kiosk
    question = tr("Your name (e.g. V. Paz). It is saved with every change.")
    name = await kiosk.push_screen_wait(AskDialog(tr("Who is at this desk?"), question))
    if name:
        kiosk.author = name
    return bool(name)
