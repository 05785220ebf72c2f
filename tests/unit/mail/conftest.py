"""A real mail server on this computer, and a course that writes letters."""

import ssl
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.conftest import COURSE, PROGRAMME, HandClock

from checkin.core.course import MailRules
from checkin.intake.load import load
from checkin.store.course_folder import CourseFolder
from checkin.store.open_course import OpenCourse
from checkin.store.open_course import open_course as opened_course

PEOPLE = "id,name,country,role,groups,email,language\n"
NAMES = [
    *("Ana Núñez", "João d’Ávila", "Jean Saint-Fleur", "محمد الأمين", 'O\'Neil, José "Pepe" <x@y.example>'),
    *("Ada Lovelace", "Berta Ruiz", "Caio Prado", "Dora Maar", "Émile Zola", "Fanny Hill", "Gil Vicente"),
]
MORNING = datetime(2026, 3, 9, 12, tzinfo=UTC)
LANGUAGES = ("es", "pt", "fr", "en")


@dataclass
class Box:
    """What the server got, and what it is told to answer: by the address, in turns."""

    letters: list[tuple[str, bytes]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    logins: list[tuple[str, str]] = field(default_factory=list)

    def clear(self) -> None:
        self.letters.clear()
        self.answers.clear()
        self.logins.clear()

    @property
    def people(self) -> list[str]:
        return [to for to, _ in self.letters]

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers["MAIL"]:
            return self.answers["MAIL"].pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers[address] and not self.answers[address][0].startswith("after"):
            answer = self.answers[address].pop(0)
            if answer == "cut":
                server.transport.abort()
                return "250 OK"
            if not answer.startswith("250"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        script = self.answers[to].pop(0).removeprefix("after ") if self.answers[to] else ""
        if script and script != "cut":
            return script
        self.letters.append((to, bytes(envelope.content or b"")))
        if script:  # the letter is taken, and the answer is lost
            server.transport.abort()
        return f"250 2.0.0 queued as {len(self.letters)}"

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"secret", handled=False)


@dataclass(frozen=True)
class Authority:
    """The files of a certificate for this computer, and a server's context with it."""

    file: Path
    context: ssl.SSLContext


@pytest.fixture(scope="package")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "ca.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, secret)
    return Authority(file, context)


class FreePort(Controller):
    """A server at a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass(frozen=True)
class Server:
    """A running server: its box, its port, and the rules with which it is used."""

    box: Box
    port: int
    rules: MailRules


def started(security: str, context: ssl.SSLContext | None) -> Iterator[Server]:
    box = Box()
    encrypted = {"starttls": {"tls_context": context, "require_starttls": True}, "tls": {"ssl_context": context}}
    controller = FreePort(
        box,
        hostname="127.0.0.1",
        port=0,
        authenticator=box.log_in,
        auth_require_tls=False,
        auth_exclude_mechanism=["CRAM-MD5"],
        **encrypted.get(security, {}),  # type: ignore[arg-type]
    )
    controller.start()
    rules = MailRules(host="127.0.0.1", port=controller.port, security=security)
    try:
        yield Server(box, controller.port, rules)
    finally:
        controller.stop()


@pytest.fixture(scope="package")
def plain_server() -> Iterator[Server]:
    yield from started("none", None)


@pytest.fixture
def server(plain_server: Server) -> Server:
    plain_server.box.clear()
    return plain_server


@pytest.fixture(scope="package")
def loaded_folder(tmp_path_factory: pytest.TempPathFactory, plain_server: Server) -> Path:
    """A course of twelve people in four languages, each with an address, that uses the server."""
    root = tmp_path_factory.mktemp("mail") / "course"
    root.mkdir()
    facts = 'place = "Mar del Plata"\nstarts = 2026-03-09\nends = 2026-03-20\n'
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {plain_server.port}\nsecurity = "none"\nrate = 0\n'
    sender = 'from = "Curso <curso@example.org>"\n'
    (root / "course.toml").write_text(COURSE.replace("[door]", f"{facts}[door]") + mail + sender, "utf-8")
    (root / "programme.csv").write_text(PROGRAMME, "utf-8")
    rows = [
        f"{n},{name},AR,participant,A,p{n}@example.org,{LANGUAGES[n % 4]}"
        for n, name in enumerate('"' + name.replace('"', '""') + '"' for name in NAMES)
    ]
    (root / "participants.csv").write_text(PEOPLE + "\n".join(rows) + "\n", "utf-8")
    with opened_course(CourseFolder(root), clock=HandClock(MORNING, seed=8).clock()) as course:
        load(course)
    return root


@pytest.fixture
def mail_course(loaded_folder: Path, tmp_path: Path) -> Iterator[OpenCourse]:
    """A copy of that course, open at nine o'clock of its first day."""
    root = copytree(loaded_folder, tmp_path / "course")
    with opened_course(CourseFolder(root), clock=HandClock(MORNING).clock()) as course:
        yield course
