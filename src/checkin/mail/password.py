"""Find the password of the mail account: an environment variable, the keyring, or a question."""

import os
from collections.abc import Callable
from importlib import import_module

from checkin.core.course import MailRules

VARIABLE = "CHECKIN_MAIL_PASSWORD"
# Under this name a keyring keeps the password: keyring set checkin user@host.
SERVICE = "checkin"


def find_password(rules: MailRules, ask: Callable[[str], str]) -> str:
    """Return the password; empty if there is none. ``ask`` asks a person for that of a user."""
    return os.environ.get(VARIABLE) or _from_keyring(f"{rules.user}@{rules.host}") or ask(rules.user)


def _from_keyring(account: str) -> str:
    """Return the password from the keyring package, if it is installed and has it."""
    try:
        return str(import_module("keyring").get_password(SERVICE, account) or "")
    except Exception:  # noqa: BLE001 - a locked or broken keyring: the person is asked
        return ""
