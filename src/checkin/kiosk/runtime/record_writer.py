"""Write to the record in one thread, so that the interface never waits for the disk."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from textual.message import Message

from checkin.core.errors import CheckinError
from checkin.kiosk.runtime.messages import Crashed, JobFailed

# Seconds without a job after which the moment counts as idle.
_IDLE_AFTER = 2.0


class Writer:
    """Does jobs one after the other, in the order in which they came, and posts what each one answers.

    ``post`` must be safe to call from another thread, as Textual's ``post_message`` is. ``idle`` is called when
    nothing has come for two seconds.
    """

    def __init__(self, post: Callable[[Message], object], idle: Callable[[], None]) -> None:
        self._post = post
        self._idle = idle
        self._jobs: SimpleQueue[tuple[Callable[[], Message | None], str] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(self, job: Callable[[], Message | None], what: str) -> None:
        """Queue a job; ``what`` names it in a message, should it fail."""
        self._jobs.put((job, what))

    def stop(self) -> None:
        """Finish what is queued, then end; returns when that is done."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        rested = True
        while True:
            try:
                queued = self._jobs.get(timeout=None if rested else _IDLE_AFTER)
            except Empty:
                rested = True
                self._rest()
                continue
            if queued is None:
                return
            rested = False
            self._do(*queued)

    def _do(self, job: Callable[[], Message | None], what: str) -> None:
        try:
            if (answer := job()) is not None:
                self._post(answer)
        except CheckinError as error:
            self._post(JobFailed(error, what))
        except Exception as error:  # noqa: BLE001 - handed on: the interface ends with it, and is started again
            self._post(Crashed(error))

    def _rest(self) -> None:
        try:
            self._idle()
        except CheckinError:
            # Housekeeping that failed loses nothing; whatever is wrong is said at the next scan.
            return
