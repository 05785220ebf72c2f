"""The password of the mail account: an environment variable, the keyring, or a question."""

import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from checkin.core.course import MailRules
from checkin.mail.password import SERVICE, VARIABLE, find_password

RULES = MailRules(host="mail.example.org", user="course@example.org")
ACCOUNT = "course@example.org@mail.example.org"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    keyring_answers(monkeypatch, lambda *_: None)


def keyring_answers(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str, str], str | None] | None) -> None:
    """Put a keyring in the place of the real one; None is a computer without the package."""
    module = SimpleNamespace(get_password=answer) if answer else None
    monkeypatch.setitem(sys.modules, "keyring", module)


def ask(user: str) -> str:
    return f"typed for {user}"


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "from the environment")
    keyring_answers(monkeypatch, lambda *_: "from the keyring")
    assert find_password(RULES, ask) == "from the environment"


def test_the_keyring_is_asked_for_the_account_at_its_server(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring_answers(monkeypatch, lambda *key: str(key))
    assert find_password(RULES, ask) == str((SERVICE, ACCOUNT))


def test_a_person_is_asked_when_the_keyring_has_none() -> None:
    assert find_password(RULES, ask) == "typed for course@example.org"


def test_a_person_is_asked_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring_answers(monkeypatch, None)
    assert find_password(RULES, ask) == "typed for course@example.org"


def test_a_person_is_asked_when_the_keyring_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: str) -> str:
        raise RuntimeError("locked")

    keyring_answers(monkeypatch, locked)
    assert find_password(RULES, ask) == "typed for course@example.org"


def test_the_real_keyring_gives_what_was_stored_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "keyring")
    keyring = pytest.importorskip("keyring")
    backend = pytest.importorskip("keyring.backend")
    kept: dict[tuple[str, str], str] = {}
    methods = {
        "priority": 1,
        "get_password": lambda _, *key: kept.get(key),
        "set_password": lambda _, service, user, password: kept.update({(service, user): password}),
    }
    before = keyring.get_keyring()
    keyring.set_keyring(type("Kept", (backend.KeyringBackend,), methods)())
    try:
        keyring.set_password(SERVICE, ACCOUNT, "stored")
        assert find_password(RULES, ask) == "stored"
    finally:
        keyring.set_keyring(before)
