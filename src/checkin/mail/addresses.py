"""Check e-mail addresses and write address headers that every mail program reads alike. Pure."""

import re
from collections.abc import Sequence
from email import policy
from email.header import Header
from email.headerregistry import Address
from email.utils import formataddr, parseaddr
from functools import cache

from checkin.core.course import Course
from checkin.core.errors import MailError
from checkin.core.text import clean, translatable

# RFC 5321, section 4.5.3.1.
_LONGEST, _LONGEST_LOCAL = 254, 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
# A longer name is written as encoded words: they can be folded anywhere.
_LONGEST_QUOTED = 50


def address_fault(text: str) -> str:
    """Return what is wrong with an e-mail address as a translatable text; empty if it can be written to."""
    if not text.strip():
        return translatable("no e-mail address")
    local, at, domain = text.strip().rpartition("@")
    if "@" in local or re.search(r"[\s,;<>]", text.strip()):
        return translatable("not one plain e-mail address")
    if not local.isascii():
        return translatable("the e-mail address has an accent before the @")
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local) or not _ascii_domain(domain):
        return translatable("not an e-mail address")
    return ""


def ascii_address(text: str) -> str:
    """Return an address that :func:`address_fault` accepts as servers take it: the domain in ASCII."""
    local, _, domain = text.strip().rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def _ascii_domain(domain: str) -> str:
    """Return a domain in ASCII (IDNA); empty if it is none."""
    try:
        found = domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    return found if len(found) <= _LONGEST - _LONGEST_LOCAL and _DOMAIN.fullmatch(found) else ""


@cache
def parse_sender(text: str, key: str) -> Address:
    """Parse ``Course <course@example.org>`` of ``course.toml``. Raises :class:`MailError` naming the key."""
    name, address = parseaddr(text)
    if address_fault(address):
        raise MailError(
            "course.toml: [mail] {key} must be an e-mail address like Course <course@example.org>, not {text}.",
            key=key,
            text=clean(text) or '""',
        )
    return Address(display_name=clean(name), addr_spec=ascii_address(address))


def sender_of(course: Course) -> Address:
    """Return the From address. Raises :class:`MailError` if ``course.toml`` has none that can be written to."""
    if not course.mail.sender and not course.contact:
        raise MailError('course.toml names no sender: write [mail] from = "Course <course@example.org>".')
    return parse_sender(course.mail.sender or course.contact, "from")


def require_addresses(course: Course) -> None:
    """Raise :class:`MailError` if the sender or the address for answers in ``course.toml`` cannot be used."""
    sender_of(course)
    if course.mail.reply_to:
        parse_sender(course.mail.reply_to, "reply_to")


class LetterPolicy(policy.EmailPolicy):
    """The standard's policy, with addresses and subjects that are folded between encoded words.

    Why: Python's own folding of long texts with accents adds or drops spaces, or fails.
    """

    def fold(self, name: str, value: str) -> str:
        """Return a header with its folded lines."""
        return _own_header(name, value, self.linesep) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the same as bytes."""
        return _own_header(name, value, self.linesep).encode() or super().fold_binary(name, value)


def _own_header(name: str, value: object, linesep: str) -> str:
    """Return a header with addresses, or a subject that is not ASCII; empty for any other header."""
    if name.casefold() == "subject" and not str(value).isascii():
        return f"{name}: {_encoded(str(value), linesep)}{linesep}"
    return _address_header(name, value, linesep)


def _encoded(text: str, linesep: str) -> str:
    return Header(text, "utf-8", maxlinelen=70, header_name="Reply-To").encode(linesep=linesep)


def _address_header(name: str, value: object, linesep: str) -> str:
    addresses: Sequence[Address] = getattr(value, "addresses", ())
    if not addresses:
        return ""
    return f"{name}: " + f",{linesep} ".join(_shown(one, linesep) for one in addresses) + linesep


def _shown(address: Address, linesep: str) -> str:
    name = address.display_name
    if name.isascii() and len(name) <= _LONGEST_QUOTED and "=?" not in name:
        return formataddr((name, address.addr_spec))
    return f"{_encoded(name, linesep)}{linesep} <{address.addr_spec}>"


POLICY = LetterPolicy(linesep="\r\n")
