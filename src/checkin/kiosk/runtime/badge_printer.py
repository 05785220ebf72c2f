"""Print badges at the door in a separate thread, so that no scan waits for a printer."""

import threading
from collections.abc import Callable
from queue import Full, Queue

from textual.message import Message

from checkin.kiosk.runtime.messages import Crashed

# So many badges wait for a printer. More are not printed, and the door says so.
MOST_WAITING = 50


class BadgePrinter:
    """Does print jobs one after the other and posts what each one answers. A code waits only once.

    ``post`` must be safe to call from another thread, as Textual's ``post_message`` is.
    """

    def __init__(self, post: Callable[[Message], object], most: int = MOST_WAITING) -> None:
        self._post = post
        self._jobs: Queue[tuple[str, Callable[[], Message | None]]] = Queue(most)
        self._waiting: set[str] = set()
        self._thread: threading.Thread | None = None

    def submit(self, code: str, job: Callable[[], Message | None]) -> bool:
        """Queue the job of a code, without waiting; return False if too many wait already."""
        if code in self._waiting:
            return True
        try:
            self._jobs.put_nowait((code, job))
        except Full:
            return False
        self._waiting.add(code)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="badge printer", daemon=True)
            self._thread.start()
        return True

    def _work(self) -> None:
        while True:
            code, job = self._jobs.get()
            try:
                if (answer := job()) is not None:
                    self._post(answer)
            except Exception as error:  # noqa: BLE001 - handed on: the interface ends with it, and is started again
                self._post(Crashed(error))
            finally:
                self._waiting.discard(code)
                self._jobs.task_done()

    def wait(self) -> None:
        """Return when all jobs are done."""
        self._jobs.join()
