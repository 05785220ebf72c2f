"""Translate the reasons that the operating system gives: Python has them in English."""

import errno
import os

from checkin.core.text import translatable

# A system without a number says nothing that could be looked up.
_TEXTS = {
    "EACCES": translatable("access is not permitted"),
    "EPERM": translatable("access is not permitted"),
    "ENOENT": translatable("there is no such file or folder"),
    "EEXIST": translatable("it exists already"),
    "ENOTDIR": translatable("a part of the path is not a folder"),
    "EISDIR": translatable("it is a folder"),
    "ENAMETOOLONG": translatable("the name is too long"),
    "ENOSPC": translatable("the disk is full"),
    "EDQUOT": translatable("the disk is full"),
    "EROFS": translatable("the disk is read-only"),
    "EIO": translatable("the disk reports an error"),
    "EBUSY": translatable("another program uses it"),
    "ENXIO": translatable("the device is not connected"),
    "ENODEV": translatable("the device is not connected"),
    "EADDRINUSE": translatable("another program uses it"),
    "EADDRNOTAVAIL": translatable("this computer does not have the address"),
    "ECONNREFUSED": translatable("the connection was refused"),
    "ECONNRESET": translatable("the connection was lost"),
    "EPIPE": translatable("the connection was lost"),
    "EHOSTUNREACH": translatable("no route to the address"),
    "ENETUNREACH": translatable("no network"),
    "ETIMEDOUT": translatable("no answer in time"),
}
_REASONS = {os.strerror(getattr(errno, name)): text for name, text in _TEXTS.items() if hasattr(errno, name)}


def system_reason(said: object) -> str:
    """Return the text of the catalogues for a reason of the operating system; empty for any other value."""
    return _REASONS.get(said, "") if isinstance(said, str) else ""
