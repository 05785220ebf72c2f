"""The one thread that waits for the disk, so that the interface never does."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from textual.message import Message

from checkin.errors import CheckinError


class Failed(Message):
    """A job that could not be done, and was not: nothing of it is recorded."""

    def __init__(self, error: CheckinError, what: str) -> None:
        super().__init__()
        self.error = error
        self.what = what


class Writer:
    """Does jobs one after the other, in the order in which they came, and posts what each one answers.

    ``post`` must be safe to call from another thread, as Textual's ``post_message`` is.
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

    def drain(self) -> None:
        """Wait until everything queued so far is done and posted."""
        done = threading.Event()

        def mark() -> None:
            done.set()

        self._jobs.put((mark, ""))
        done.wait()

    def stop(self) -> None:
        """Finish what is queued, then end; returns when that is done."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while (queued := self._jobs.get()) is not None:
            job, what = queued
            try:
                if (answer := job()) is not None:
                    self._post(answer)
                if self._jobs.empty():
                    self._idle()
            except CheckinError as error:
                self._post(Failed(error, what))
