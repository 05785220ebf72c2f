"""Turn what PostgreSQL and the network say into one sentence, without a password in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from checkin.core.errors import ForbiddenError, HubError, HubUnreachableError, RevokedError, StaleRosterError
from checkin.core.text import EnglishText, translatable
from checkin.hub.address import Address


@contextmanager
def readable_errors(address: Address) -> Iterator[None]:
    """Turn what PostgreSQL and the network say into one sentence without a password in it."""
    try:
        yield
    except psycopg.Error as error:
        raise _explanation(error, address) from error
    except OSError as error:
        raise HubUnreachableError(
            "The server {url} cannot be reached: {reason}.", url=address.shown, reason=error.strerror or error
        ) from error
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        # What answers is no PostgreSQL of ours: a captive portal, or another version's.
        raise HubError(
            "The server {url} sent an unexpected answer: {reason}.", url=address.shown, reason=error
        ) from error


_FORBIDDEN = dict.fromkeys(("CK001", "CK006", "CK008", "42501"), ForbiddenError) | {"CK005": RevokedError}
_OLDER = translatable("{url} has an older version of checkin. Its owner's 'checkin sync' updates it.")
_REFUSALS = {
    "CK001": translatable("This login has no permission for that on {url}: {reason}."),
    "CK003": translatable("{url} does not change recorded entries: {reason}."),
    "CK005": translatable(
        "The access of this station to {url} was revoked. Scans are still recorded here. To connect again, ask an "
        "organizer for the line for joining and run 'checkin sync URL' with its URL."
    ),
    "CK006": translatable("{url} does not know this station: {reason}. 'checkin sync' registers it."),
    "CK007": translatable("The server {url} accepts no more at the moment: {reason}. The entries wait here."),
    "CK008": translatable(
        "{url} does not know this station: {reason}. An organizer allows new stations with 'checkin hub grant LOGIN'."
    ),
    "55P03": translatable("The server {url} is busy. checkin tries again."),
    "CK004": translatable("{url} does not have this course. An organizer's 'checkin sync' creates it."),
    "42501": translatable("This login has no permission for that on {url}: {reason}."),
    "25006": translatable("The server {url} is read-only at the moment. The entries wait here."),
    "53100": translatable("The disk of the server {url} is full. The entries wait here."),
    "3F000": translatable("{url} is a PostgreSQL without checkin. An organizer's 'checkin sync' installs it."),
    "42883": _OLDER,
    "42703": _OLDER,
}
_WRONG_PASSWORD = translatable(
    "The server {url} does not accept the password of this station. Ask an organizer for the line for joining and run "
    "'checkin sync URL' with its URL."
)


def _explanation(error: psycopg.Error, address: Address) -> HubError:
    reason = (error.diag.message_primary or " ".join(str(error).split()) or type(error).__name__).rstrip(".?! ")
    if address.password:
        reason = reason.replace(address.password, "***")
    reason = EnglishText(reason)
    state = error.sqlstate or ""
    if reason.endswith("is not permitted to log in"):
        state = "CK005"  # the login of this station was closed
    if state == "CK002":
        return StaleRosterError(
            "The server {url} has another participant list by now: {reason}.",
            url=address.shown,
            reason=reason,
        )
    if text := _REFUSALS.get(state):
        return _FORBIDDEN.get(state, HubError)(text, url=address.shown, reason=reason)
    if "password authentication failed" in reason:
        # Waiting does not correct a wrong password, but a hub that is being set up may accept it later.
        return HubUnreachableError(_WRONG_PASSWORD, url=address.shown)
    away = not state or state[:2] in ("08", "53", "57")
    if away or state[:2] == "28":
        return HubUnreachableError("The server {url} cannot be used now: {reason}.", url=address.shown, reason=reason)
    return HubError("The server {url} refuses: {reason}.", url=address.shown, reason=reason)
