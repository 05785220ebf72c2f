"""Replace a lost badge, at the door and at the badge desk."""

from checkin.core.course import Participant
from checkin.core.text import clean
from checkin.kiosk.base.author import require_author
from checkin.kiosk.base.dialogs import confirmed
from checkin.kiosk.base.screen import BaseScreen
from checkin.kiosk.runtime.messages import BadgeWanted


async def new_badge(screen: BaseScreen[None], person: Participant) -> None:
    """Ask once more, then void the old badge and have the new one drawn. Runs in a worker, since it waits."""
    tr, kiosk = screen.tr, screen.kiosk
    title = tr("A new badge for {name}?", name=clean(person.name))
    yes = tr("Yes: the old badge is void from now on")
    if not (await confirmed(kiosk, title, yes) and await require_author(screen)):
        return
    author = kiosk.author

    def reissue() -> BadgeWanted:
        from checkin.attendance.corrections import Corrections

        door = kiosk.door.door.name
        _, code = Corrections.of(kiosk.opened, actor=author, reason="lost badge", door=door or None).reissue(
            person.code or person.id
        )
        return BadgeWanted(code, clean(person.name))

    kiosk.submit(reissue, tr("the new badge"))
