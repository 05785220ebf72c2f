"""Limit the size and the time of a mail server's answers: smtplib has no such limits."""

import smtplib
import time
from socket import socket

# RFC 5321, section 4.5.3.1.5: a line of an answer has at most 512 octets.
_MOST_LINES, _MOST_BYTES = 500, 100_000


class _Answers:
    """The lines of a server's answers. The time and the size of each answer are bounded as a whole."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock
        self._held = b""
        self._lines = self._bytes = 0
        self._deadline = 0.0

    def begin(self, seconds: float | None) -> None:
        """Begin an answer that must be complete after so many seconds."""
        self._lines = self._bytes = 0
        self._deadline = time.monotonic() + (seconds or 0.0)

    def readline(self, most: int) -> bytes:
        """Return the next line. Raise :class:`OSError` for an answer that is too long or takes too long."""
        while b"\n" not in self._held and len(self._held) < most:
            left = self._deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._sock.settimeout(left)
            if not (chunk := self._sock.recv(8192)):
                break
            self._held += chunk
        end = min(self._held.find(b"\n") + 1 or len(self._held), most)
        line, self._held = self._held[:end], self._held[end:]
        self._lines += 1
        self._bytes += len(line)
        if self._lines > _MOST_LINES or self._bytes > _MOST_BYTES:
            raise OSError("the answer has no end")
        return line

    def close(self) -> None:
        """Discard what was received and not read."""
        self._held = b""


class BoundedSMTP(smtplib.SMTP):
    """A connection whose answers are bounded."""

    def getreply(self) -> tuple[int, bytes]:
        """Return the code and the text of the server's next answer."""
        if self.sock is None:
            return super().getreply()
        if self.file is None:  # at the beginning, and after STARTTLS
            self.file = _Answers(self.sock)
        seconds = self.sock.gettimeout()
        self.file.begin(seconds)
        try:
            return super().getreply()
        finally:
            if self.sock is not None:
                self.sock.settimeout(seconds)


class BoundedSMTPOverTLS(smtplib.SMTP_SSL, BoundedSMTP):
    """The same, encrypted from the beginning."""
