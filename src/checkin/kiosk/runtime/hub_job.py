"""Run the background sync of the door, and give the session bar its status text."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from checkin.core.errors import RevokedError
from checkin.i18n.translator import Translator
from checkin.store.open_course import OpenCourse

if TYPE_CHECKING:
    from checkin.hub.sync.background_sync import BackgroundSync, SyncStatus
from checkin.kiosk.runtime.messages import RemoteEventsReceived


class HubJob:
    """The background sync of a running kiosk. No method waits for the hub, or for the import of psycopg."""

    def __init__(self, course: OpenCourse, door: str, post: Callable[[Message], object]) -> None:
        """``post`` must be safe to call from another thread, as Textual's ``post_message`` is."""
        self._course = course
        self._door = door
        self._post = post
        self._watch: BackgroundSync | None = None
        self._over = False

    def start(self) -> None:
        """Begin to exchange, in the background."""
        threading.Thread(target=self._work, name="hub", daemon=True).start()

    def stop(self) -> None:
        """Stop soon; an interrupted sync loses nothing."""
        self._over = True
        if self._watch is not None:
            self._watch.stop()

    @property
    def view(self) -> "SyncStatus | None":
        """Return the state of the sync; None at the very beginning."""
        return self._watch.view if self._watch is not None else None

    def words(self, tr: Translator) -> Content:
        """Return one short line: whether the hub is reached, how many entries wait, whether this clock is wrong."""
        view = self.view
        if view is None:
            return Content("")
        if view.reached:
            parts = [tr("Connected to the server")]
        elif isinstance(view.trouble, RevokedError):
            parts = [tr("Access to the server revoked")]
        else:
            parts = [tr("No connection to the server")]
        if view.waiting and (view.waiting > 1 or not view.reached):
            parts.append(tr.plural("{n} entry waits", "{n} entries wait", view.waiting))
        if view.offset_ms is not None and view.wrong_clock:
            seconds = round(-view.offset_ms / 1000)
            parts.append(tr("clock {seconds} s off", seconds=f"{seconds:+d}"))
        well = view.reached and not view.trouble and not view.wrong_clock
        return Content.styled(" · ".join(parts), "$text-muted" if well else "bold $warning")

    def _work(self) -> None:
        from checkin.hub.sync.background_sync import BackgroundSync

        def changed() -> None:
            self._post(RemoteEventsReceived())

        self._watch = BackgroundSync(self._course, self._course.course.hub, door=self._door, changed=changed)
        if not self._over:
            self._watch.run_to_the_end()
