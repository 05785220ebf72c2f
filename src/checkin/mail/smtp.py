"""Hand letters to a mail server by SMTP (RFC 5321, RFC 6409): encryption, login, and what its answers mean."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress

from checkin.core.course import MailRules
from checkin.core.errors import MailError
from checkin.core.text import EnglishText, clean, translatable
from checkin.mail.bounded_smtp import BoundedSMTP, BoundedSMTPOverTLS
from checkin.mail.carrier import CarrierBusyError, Outcome, Step

# Seconds for one answer, and for the answer after a whole letter (RFC 5321, section 4.5.3.2).
_ANSWER, _AFTER_LETTER = 60.0, 600.0
# For so many seconds a connection that was used is taken to be alive.
_FRESH = 5.0
_BUSY = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, OSError)


class SmtpCarrier:
    """One connection to a mail server, opened when it is needed and opened again when it was cut."""

    via = "smtp"

    def __init__(
        self, rules: MailRules, password: Callable[[], str], *, answer: float = _ANSWER, after: float = _AFTER_LETTER
    ) -> None:
        self._rules = rules
        self._password = password
        self._known: str | None = None
        self._timeouts = answer, after
        self._smtp: smtplib.SMTP | None = None
        self._used = 0.0

    def ready(self) -> None:
        """Connect, or check that the connection is alive. Raises as :class:`Carrier` says."""
        if self._smtp is not None:
            if time.monotonic() - self._used < _FRESH:
                return
            with suppress(*_BUSY):
                if self._smtp.noop()[0] == 250:
                    return
            self.close()
        if not self._rules.host:
            raise no_server()
        try:
            self._smtp = self._connected()
        except (smtplib.SMTPResponseException, *_BUSY) as error:
            raise self._why_not(error) from None

    def _why_not(self, error: Exception) -> MailError:
        """Return why the connection failed: busy if a later attempt may help."""
        host, port = self._rules.host, self._rules.port
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailError(
                "The certificate of {host} cannot be trusted: {reason}. Check [mail] host. For a server with its own "
                "authority set SSL_CERT_FILE to the file of that authority.",
                host=host,
                reason=EnglishText(error.verify_message),
            )
        if isinstance(error, ssl.SSLError):
            return MailError(
                "{host} does not use this kind of encryption at port {port}: {reason}. Change [mail] security.",
                host=host,
                port=port,
                reason=EnglishText(error.reason or error),
            )
        if isinstance(error, smtplib.SMTPResponseException):
            kind = CarrierBusyError if 400 <= error.smtp_code < 500 or error.smtp_code == -1 else MailError
            answer = f"{error.smtp_code} {_text(error.smtp_error)}"
            return kind(translatable("{host} refuses the connection: {answer}."), host=host, answer=answer)
        return CarrierBusyError(
            "The mail server {host} cannot be reached at port {port}: {reason}.",
            host=host,
            port=port,
            reason=EnglishText(_reason(error)),
        )

    def send(self, letter: bytes, sender: str, to: str, stem: str) -> Outcome:
        """Hand over one letter. Raises :class:`MailError` if the server does not accept the sender."""
        if self._smtp is None:
            return Outcome(Step.DEFERRED, "not connected")
        self._used = time.monotonic()
        try:
            refused = self._announce(self._smtp, letter, sender, to)
        except _BUSY as error:
            self.close()
            return Outcome(Step.DEFERRED, _reason(error))
        if refused is not None:
            return refused
        # From here on the server may have the letter, whatever goes wrong.
        try:
            return self._transmit(self._smtp, letter)
        except _BUSY as error:
            self.close()
            return Outcome(Step.UNKNOWN, _reason(error))

    def close(self) -> None:
        """End the SMTP session and close the connection."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with suppress(*_BUSY):
            if smtp.sock is not None:
                smtp.sock.settimeout(2)
            smtp.quit()
        smtp.close()

    def _connected(self) -> smtplib.SMTP:
        """Connect, encrypt and log in. The password is never sent without encryption to another computer."""
        rules, answer = self._rules, self._timeouts[0]
        context = ssl.create_default_context()
        # A name of this computer is not needed, and looking it up can take seconds.
        smtp: smtplib.SMTP
        if rules.security == "tls":
            smtp = BoundedSMTPOverTLS(rules.host, rules.port, "localhost", timeout=answer, context=context)
        else:
            smtp = BoundedSMTP(rules.host, rules.port, "localhost", timeout=answer)
        try:
            smtp.local_hostname = _own_address(smtp)
            smtp.ehlo_or_helo_if_needed()
            if rules.security == "starttls":
                self._encrypt(smtp, context)
            if rules.user:
                self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if not smtp.has_extn("starttls"):
            host, port = self._rules.host, self._rules.port
            raise MailError("{host} offers no encryption at port {port}: nothing was sent.", host=host, port=port)
        smtp.starttls(context=context)
        smtp.ehlo()

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        rules = self._rules
        if self._known is None:
            self._known = self._password()
        if not self._known:
            raise MailError("There is no password for {user}: set CHECKIN_MAIL_PASSWORD.", user=rules.user)
        try:
            smtp.login(rules.user, self._known)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise
            raise MailError(
                "{host} does not accept the password of {user}: {reason}. Some providers need an app password.",
                host=rules.host,
                user=rules.user,
                reason=_text(error.smtp_error),
            ) from None
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            raise MailError(
                "{host} takes no such user and password at port {port}. Check [mail] port, or use an app password.",
                host=rules.host,
                port=rules.port,
            ) from None

    def _announce(self, smtp: smtplib.SMTP, content: bytes, sender: str, to: str) -> Outcome | None:
        """Say who writes to whom. Return what refuses the letter, None if the server waits for it."""
        options = [f"size={len(content)}"] if smtp.has_extn("size") else []
        code, answer = smtp.mail(sender, options)
        if code >= 500 and code != 552:
            self.close()
            raise MailError(
                "{host} does not accept the sender {sender}: {answer}.",
                host=self._rules.host,
                sender=sender,
                answer=_text(answer),
            )
        if code == 250:
            code, answer = smtp.rcpt(to)
            if code in (250, 251):
                smtp.putcmd("data")
                code, answer = smtp.getreply()
                if code == 354:
                    return None
        return self._refused(smtp, code, answer)

    def _transmit(self, smtp: smtplib.SMTP, content: bytes) -> Outcome:
        if smtp.sock is not None:
            smtp.sock.settimeout(self._timeouts[1])
        smtp.send(re.sub(rb"(?m)^\.", b"..", content.removesuffix(b"\r\n")) + b"\r\n.\r\n")
        code, answer = smtp.getreply()
        if smtp.sock is not None:
            smtp.sock.settimeout(self._timeouts[0])
        if code == 250:
            return Outcome(Step.ACCEPTED, _text(answer))
        return self._refused(smtp, code, answer) if code > 0 else Outcome(Step.UNKNOWN, _text(answer))

    def _refused(self, smtp: smtplib.SMTP, code: int, answer: bytes) -> Outcome:
        """Return a refusal: permanent (5xx) or temporary (4xx)."""
        if code in (421, -1):
            self.close()
        else:
            with suppress(*_BUSY):
                smtp.rset()
        step = Step.REFUSED if 500 <= code < 600 else Step.DEFERRED
        return Outcome(step, f"{code} {_text(answer)}")


def no_server() -> MailError:
    """Return the error for a course without a mail server."""
    return MailError('course.toml names no mail server: write [mail] host = "...", or use --to-folder.')


def _own_address(smtp: smtplib.SMTP) -> str:
    """Return this computer's address as the greeting takes it (RFC 5321, section 4.1.3)."""
    if smtp.sock is None:
        return "localhost"
    address = smtp.sock.getsockname()[0].partition("%")[0]
    return f"[IPv6:{address}]" if smtp.sock.family == socket.AF_INET6 else f"[{address}]"


def _text(answer: bytes | str) -> str:
    """Return a server's answer as one line."""
    return clean(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)[:500]


def _reason(error: Exception) -> str:
    return clean(str(getattr(error, "strerror", None) or error)) or type(error).__name__
