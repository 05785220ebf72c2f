"""Mail servers as offices have them: encryption, logins, refusals, slow answers and cut connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from socket import create_server, socket, socketpair

import pytest
from tests.unit.mail.conftest import Authority, Server, started

from checkin.core.course import MailRules
from checkin.core.errors import MailError
from checkin.mail.addresses import POLICY
from checkin.mail.bounded_smtp import _Answers
from checkin.mail.carrier import CarrierBusyError, Outcome, Step
from checkin.mail.smtp import SmtpCarrier

TO = "ana@example.org"


@pytest.fixture(scope="module")
def starttls_server(authority: Authority) -> Iterator[Server]:
    yield from started("starttls", authority.context)


@pytest.fixture(scope="module")
def tls_server(authority: Authority) -> Iterator[Server]:
    yield from started("tls", authority.context)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


def letter(text: str = "Hello\n") -> bytes:
    message = EmailMessage(policy=POLICY)
    message["To"] = Address("Ana", addr_spec=TO)
    message.set_content(text)
    return message.as_bytes()


def sent(rules: MailRules, password: Callable[[], str] = str, text: str = "Hello\n", **timeouts: float) -> Outcome:
    carrier = SmtpCarrier(rules, password, **timeouts)
    carrier.ready()
    try:
        return carrier.send(letter(text), "c@example.org", TO, "")
    finally:
        carrier.close()


def test_a_letter_arrives(server: Server) -> None:
    assert sent(server.rules).step is Step.ACCEPTED
    assert server.box.people == [TO]


def test_a_line_that_begins_with_a_dot_arrives_whole(server: Server) -> None:
    sent(server.rules, text=".\n..x\n.y\n")
    assert server.box.letters[0][1].endswith(b"\r\n\r\n.\r\n..x\r\n.y\r\n")


@pytest.mark.usefixtures("trusted")
def test_starttls(starttls_server: Server) -> None:
    assert sent(starttls_server.rules).step is Step.ACCEPTED


@pytest.mark.usefixtures("trusted")
def test_tls(tls_server: Server) -> None:
    assert sent(tls_server.rules).step is Step.ACCEPTED


def test_a_certificate_that_is_not_trusted_stops_the_run(tls_server: Server) -> None:
    with pytest.raises(MailError, match="cannot be trusted"):
        SmtpCarrier(tls_server.rules, str).ready()


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_stops_the_run(tls_server: Server) -> None:
    with pytest.raises(MailError, match="cannot be trusted"):
        SmtpCarrier(replace(tls_server.rules, host="localhost"), str).ready()


def test_nothing_is_sent_to_a_server_without_encryption(server: Server) -> None:
    with pytest.raises(MailError, match="offers no encryption"):
        SmtpCarrier(replace(server.rules, security="starttls"), str).ready()
    assert not server.box.letters


def test_the_password_is_not_sent_to_a_server_without_encryption(server: Server) -> None:
    with pytest.raises(MailError, match="offers no encryption"):
        SmtpCarrier(replace(server.rules, security="starttls", user="paz"), lambda: "secret").ready()
    assert not server.box.logins


def test_the_wrong_kind_of_encryption_is_named(server: Server) -> None:
    with pytest.raises(MailError, match=r"\[mail\] security"):
        SmtpCarrier(replace(server.rules, security="tls"), str).ready()


def test_a_login(server: Server) -> None:
    assert sent(replace(server.rules, user="paz"), lambda: "secret").step is Step.ACCEPTED
    assert server.box.logins == [("paz", "secret")]


def test_a_wrong_password_stops_the_run(server: Server) -> None:
    with pytest.raises(MailError, match="app password"):
        SmtpCarrier(replace(server.rules, user="paz"), lambda: "wrong").ready()


def test_no_password_stops_the_run(server: Server) -> None:
    with pytest.raises(MailError, match="CHECKIN_MAIL_PASSWORD"):
        SmtpCarrier(replace(server.rules, user="paz"), str).ready()


def test_the_password_is_asked_for_once(server: Server) -> None:
    asked: list[str] = []
    carrier = SmtpCarrier(replace(server.rules, user="paz"), lambda: asked.append("") or "secret")  # type: ignore[func-returns-value]
    for _ in range(2):
        carrier.ready()
        carrier.close()
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        ("550 5.1.1 no such person", Step.REFUSED),
        ("450 4.2.0 greylisted", Step.DEFERRED),
        ("after 554 5.7.1 spam", Step.REFUSED),
        ("after 451 4.3.0 later", Step.DEFERRED),
        ("after 421 4.3.2 closing", Step.DEFERRED),
        ("cut", Step.DEFERRED),
        ("after cut", Step.UNKNOWN),
    ],
)
def test_what_an_answer_means(server: Server, answer: str, step: Step) -> None:
    server.box.answers[TO] = [answer]
    assert sent(server.rules).step is step


def test_the_server_is_quoted(server: Server) -> None:
    server.box.answers[TO] = ["550 5.1.1 no such person"]
    assert sent(server.rules).answer == "550 5.1.1 no such person"


def test_a_refused_sender_stops_the_run(server: Server) -> None:
    server.box.answers["MAIL"] = ["553 5.7.1 not your address"]
    with pytest.raises(MailError, match="does not accept the sender"):
        sent(server.rules)


def test_a_connection_that_was_cut_is_opened_again(server: Server) -> None:
    carrier = SmtpCarrier(server.rules, str)
    server.box.answers[TO] = ["cut"]
    for _ in range(2):
        carrier.ready()
        carrier.send(letter(), "c@example.org", TO, "")
    carrier.close()
    assert server.box.people == [TO]


def test_a_server_that_does_not_run_is_busy() -> None:
    with create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(CarrierBusyError, match="cannot be reached"):
        SmtpCarrier(MailRules(host="127.0.0.1", port=port, security="none"), str).ready()


def test_a_server_that_says_nothing_is_busy() -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        rules = MailRules(host="127.0.0.1", port=silent.getsockname()[1], security="none")
        with pytest.raises(CarrierBusyError, match="timed out"):
            SmtpCarrier(rules, str, answer=0.05).ready()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"220-x\r\n" * 600, "the answer has no end"),
        ((b"220-" + b"x" * 900 + b"\r\n") * 200, "the answer has no end"),
        (b"x" * 20_000, "Line too long"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "refuses the connection"),
        (b"\xff\x00\x1b[2J\r\n", "refuses the connection"),
    ],
)
def test_a_server_that_answers_nonsense_is_refused_in_a_sentence(answer: bytes, says: str) -> None:
    with create_server(("127.0.0.1", 0)) as nonsense, ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: nonsense.accept()[0].sendall(answer))
        rules = MailRules(host="127.0.0.1", port=nonsense.getsockname()[1], security="none")
        with pytest.raises(MailError, match=says) as error:
            SmtpCarrier(rules, str).ready()
        assert "\x1b" not in str(error.value)


def test_the_time_of_an_answer_is_bounded_as_a_whole() -> None:
    ours, theirs = socketpair()
    with ours, theirs:
        answers, clock = _Answers(ours), iter((0.0, 0.0, 0.6, 1.2))
        for _ in range(3):
            theirs.send(b"2")
            theirs.send(b"2")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("checkin.mail.bounded_smtp.time.monotonic", lambda: next(clock))
            patch.setattr(answers, "_sock", _OneByte(ours))
            answers.begin(1.0)
            with pytest.raises(TimeoutError):
                answers.readline(8192)


class _OneByte:
    """A socket that gives one byte at a time."""

    def __init__(self, sock: socket) -> None:
        self._sock = sock

    def settimeout(self, seconds: float) -> None:
        self._sock.settimeout(seconds)

    def recv(self, size: int) -> bytes:
        return self._sock.recv(1)


def test_a_course_without_a_server_is_told_what_to_write() -> None:
    with pytest.raises(MailError, match="--to-folder"):
        SmtpCarrier(MailRules(), str).ready()
