"""Translate the English texts that a record, a server or another program gives: notes, faults of entries, refusals.

They are stored and sent in English by every version, so that all stations read them alike. Here each has the text
of the catalogues that is shown for it. A text that is not known is shown as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from checkin.core.text import LANGUAGES, translatable
from checkin.i18n.system_reasons import system_reason

Translate = Callable[..., str]

# Notes that checkin itself writes into the record.
_NOTES = {
    "added at the door": translatable("added at the door"),
    "undone at the door": translatable("undone at the door"),
    "put back at the door": translatable("put back at the door"),
    "lost badge": translatable("lost badge"),
    "at the closing of the session": translatable("at the closing of the session"),
    "rebuilt": translatable("record rebuilt"),
    "said to have arrived": translatable("said to have arrived"),
    "not connected": translatable("not connected"),
}
# What is wrong in an entry. {fault} is one of these texts again; the other fields are keys and numbers.
_FAULTS = {
    "is not a text": translatable("is not a text"),
    "is longer than {n} characters": translatable("is longer than {n:,} characters"),
    "is empty": translatable("is empty"),
    "is not a whole number": translatable("is not a whole number"),
    "is not between {least} and {most}": translatable("is not between {least:,} and {most:,}"),
    "is not a number": translatable("is not a number"),
    "is not true or false": translatable("is not true or false"),
    "is none of {words}": translatable("is none of {words}"),
    "is not a UUID": translatable("is not a UUID"),
    "is not a time in UTC": translatable("is not a time in UTC"),
    "is outside 1970 to 9999": translatable("is outside 1970 to 9999"),
    "is not a real time": translatable("is not a real time"),
    "is not a day": translatable("is not a day"),
    "is not a real day": translatable("is not a real day"),
    "is not hexadecimal": translatable("is not hexadecimal"),
    "is not a list of at most {n} texts": translatable("is not a list of at most {n:,} texts"),
    "is not an object": translatable("is not an object"),
    "is not an offset": translatable("is not an offset"),
    "is not a printed page": translatable("is not a printed page"),
    "is a page whose paper, back, font, background or design is no text": translatable(
        "is a page whose paper, back, font, background or design is no text"
    ),
    "is a page without its words": translatable("is a page without its words"),
    "is a page whose {name} are not a list of texts": translatable("is a page whose {name} are not a list of texts"),
    "is a page whose signers are not a list": translatable("is a page whose signers are not a list"),
    "has a {name} that is no number": translatable("has no number in {name}"),
    "has a {name} that is no text": translatable("has no text in {name}"),
    "has a fact {name} that {fault}": translatable("has a value in {name} that {fault}"),
    "has a {name} that {fault}": translatable("has a value in {name} that {fault}"),
    "lacks the fact {name}": translatable("lacks {name}"),
    "lacks the ref to its intent": translatable("does not name the letter that it is about"),
    "lacks {name}": translatable("lacks {name}"),
    "excuses from no session and no days": translatable("excuses from no session and no days"),
    "has a last day before the first": translatable("has a last day before the first"),
    "replaces a code by itself": translatable("replaces a code by itself"),
    "has a session that ends before it begins": translatable("has a session that ends before it begins"),
    "has a fact signed that is no certificate": translatable("is signed, but is not a certificate"),
    "says something else than what was signed": translatable("says something else than what was signed"),
    "has a kind that is reserved": translatable("has a kind that is reserved"),
    "has facts that cannot be read: {detail}": translatable("has values that cannot be read"),
    "has facts that cannot be read": translatable("has values that cannot be read"),
    "has facts that do not fit together": translatable("has values that do not fit together"),
    "has a number that is too large": translatable("has a number that is too large"),
    "has a segment or a hash that is none": translatable("has an identifier that cannot be used"),
    "has a number that is none": translatable("has a number that cannot be used"),
    "has more than 64 kB": translatable("is larger than 64 kB"),
    "has a text that cannot be kept": translatable("has a text that cannot be stored"),
    "has the id of another event": translatable("has the identifier of another entry"),
    "is another event than the one that is here under its number": translatable(
        "is another entry than the one that is here under its number"
    ),
    "comes after a gap: this record ends at {seq} there": translatable(
        "comes after a gap: this record ends at {seq} there"
    ),
    "does not continue its chain; it was changed on the way": translatable(
        "does not continue its chain; it was changed on the way"
    ),
    "is no line of an exchange file": translatable("is not a line of an exchange file"),
    "does not come from a kiosk of this course, or was changed": translatable(
        "does not come from a station of this course, or was changed"
    ),
}
# Why a participant list from elsewhere cannot be used.
_LISTS = {
    "its time {fault}": translatable("the time of its publication {fault}"),
    "a session's time or day {fault}": translatable("the time or the day of a session {fault}"),
    "a session ends before it begins": translatable("a session ends before it begins"),
    "a person without an id or a name": translatable("a person has no identifier or no name"),
    "a row number that no list has": translatable("a person has a row number that no list has"),
    "{name} is no whole number": translatable("{name} is not a whole number"),
    "a value is no text that can be stored": translatable("a value is not a text that can be stored"),
    "The course.toml of the hub": translatable("course.toml on the server"),
    "its clock shows no time": translatable("its clock shows no time"),
}
# Why the server refuses.
_REFUSALS = {
    "this hub does not have the course": translatable("it does not have this course"),
    "{login} is no {rank} of this course": translatable("the login {login} does not have the permission for it"),
    "the access of this station was revoked": translatable("the access of this station was revoked"),
    "the token of this station is not known here": translatable("the token of this station is not known there"),
    "this station has no token yet": translatable("this station has no token yet"),
    "this login is a station of its own": translatable("this login belongs to one station"),
    "the login of this station cannot be restored": translatable("the login of this station cannot be restored"),
    "the login {login} makes no new station since one of its stations was revoked": translatable(
        "the login {login} may not add stations since one of its stations was revoked"
    ),
    "this course has 500 stations already": translatable("this course has 500 stations already"),
    "200 stations have joined within an hour": translatable("200 stations have joined within an hour"),
    "several stations have this name; name one by its id": translatable(
        "several stations have this name; name one by its identifier"
    ),
    "this is no key of an edition": translatable("this is not the key of an edition"),
    "more than 16 MB were sent at once": translatable("more than 16 MB were sent at once"),
    "more than 64 kB were sent at once": translatable("more than 64 kB were sent at once"),
    "more than 3,000 segments were sent at once": translatable("more than 3,000 parts were sent at once"),
    "a participant list of more than 64 MB was sent": translatable("the participant list is larger than 64 MB"),
    "this station has sent more than a station may": translatable("this station has sent more than a station may"),
    "the revision in force is {n}": translatable("the version in force is {n}"),
    "{table} of the hub is append-only": translatable("the table {table} can only grow"),
    "belongs to another station, which has not sent it yet": translatable(
        "belongs to another station, which has not sent it yet"
    ),
    "has not the form of an event: {detail}": translatable("does not have the form of an entry"),
    "has not the form of an event": translatable("does not have the form of an entry"),
    "stands twice in what was sent": translatable("was sent twice at once"),
    "is another event than the one that the hub has under its number": translatable(
        "is another entry than the one that the server has under its number"
    ),
    "comes after a gap: the hub ends at {seq} there": translatable("comes after a gap: the server ends at {seq} there"),
    "does not continue the chain that the hub has": translatable("does not continue the chain that the server has"),
    "are more than 3,000 at once": translatable("is one of more than 3,000 that were sent at once"),
}
# Why a letter stayed here, kept as the answer to it. {reason} is one of these texts again.
_LETTERS = {
    text: text
    for text in (
        translatable("{host} does not accept the sender {sender}: {answer}."),
        translatable("{file} cannot be written: {reason}."),
    )
}
# What SQLite says most often.
_DATABASE = {
    "database is locked": translatable("another program uses it"),
    "database or disk is full": translatable("the disk is full"),
    "attempt to write a readonly database": translatable("the disk is read-only"),
    "disk I/O error": translatable("the disk reports an error"),
    "unable to open database file": translatable("it cannot be opened"),
    "database disk image is malformed": translatable("it is damaged"),
    "file is not a database": translatable("it is not a database"),
}
KNOWN: Mapping[str, str] = _NOTES | _FAULTS | _LISTS | _REFUSALS | _LETTERS | _DATABASE
# Long reports of the network, of TLS or of the printing system that hold one of these.
_REPORTS = {
    "Connection refused": translatable("the connection was refused"),
    "No route to host": translatable("no route to the address"),
    "Network is unreachable": translatable("no network"),
    "self-signed certificate": translatable("the certificate is not signed by a known authority"),
    "unable to get local issuer": translatable("the certificate is not signed by a known authority"),
    "certificate has expired": translatable("the certificate has expired"),
    "ostname mismatch": translatable("the certificate is for another address"),
    "WRONG_VERSION_NUMBER": translatable("the server answers without encryption"),
    "Connection unexpectedly closed": translatable("the connection was lost"),
    "timed out": translatable("no answer in time"),
    "Name or service not known": translatable("the address is not known"),
    "name resolution": translatable("the address is not known"),
    "timeout expired": translatable("no answer in time"),
    "could not translate host name": translatable("the address is not known"),
    "failed to resolve host": translatable("the address is not known"),
    "server closed the connection": translatable("the connection was lost"),
    "terminating connection": translatable("the connection was lost"),
    "the connection is closed": translatable("the connection was lost"),
    "the connection is lost": translatable("the connection was lost"),
    "permission denied": translatable("only the login of an organizer may do this"),
    "The printer or class does not exist": translatable("there is no printer of this name"),
    "no default destination": translatable("no printer is the default"),
    "lp gave no reason": translatable("no reason was given"),
}
_LONG = {"fault", "detail", "words", "file", "reason", "answer"}
_INNER = {"fault", "reason"}
_NUMBERS = {"n", "least", "most"}
_FIELD = re.compile(r"\\{(\w+)\\}")


def in_words(text: str, tr: Translate, languages: Callable[[str], Translate]) -> str:
    """Return an English text of checkin's in the language of ``tr``; any other text as it is.

    ``languages`` gives the translator of a language: older versions stored notes in the language of the screen.
    """
    if found := _exact(languages).get(text):
        return tr(found)
    for pattern, shown in _patterns():
        if hit := pattern.fullmatch(text):
            return tr(shown, **{key: _value(key, value, tr, languages) for key, value in hit.groupdict().items()})
    if reason := system_reason(text):
        return tr(reason)
    return next((tr(shown) for part, shown in _REPORTS.items() if part in text), text)


def _value(key: str, value: str, tr: Translate, languages: Callable[[str], Translate]) -> object:
    if key in _NUMBERS and (digits := value.replace(",", "")).lstrip("-").isdecimal():
        return int(digits)
    return in_words(value, tr, languages) if key in _INNER else value


@cache
def _exact(languages: Callable[[str], Translate]) -> dict[str, str]:
    """Return the texts without fields; of the notes also their translations, which older versions stored."""
    found = {text: shown for text, shown in KNOWN.items() if "{" not in text}
    return dict(_translated_notes(languages)) | found


def _translated_notes(languages: Callable[[str], Translate]) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for shown in _NOTES.values():
            yield languages(language)(shown), shown


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the texts with fields as patterns, those with the longest words first."""
    found = [text for text in KNOWN if "{" in text]
    found.sort(key=lambda text: -len(re.sub(r"\{\w+\}", "", text)))
    return [(re.compile(_FIELD.sub(_group, re.escape(text)), re.DOTALL), KNOWN[text]) for text in found]


def _group(field: re.Match[str]) -> str:
    return f"(?P<{field[1]}>.+)" if field[1] in _LONG else f"(?P<{field[1]}>\\S+)"
