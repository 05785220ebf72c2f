"""Check what the entry of a certificate keeps of its printed page. Pure."""

from collections.abc import Mapping

TEXTS = ("design", "language", "name", "country", "title", "organizer", "resolution", "colour", "address", "contact")
# What entries of earlier versions do not have.
OPTIONAL = ("paper", "back", "font", "background", "design_key")
WORDS = (
    *("certificate", "certified", "did", "held", "hours", "number", "issued", "check", "duplicate", "programme"),
    "minutes",
)
SIGNER = ("name", "post", "picture")
_LONGEST, _MOST = 4_000, 50


def wrong_page(value: object) -> str:
    """Return what is wrong with a printed page; an empty text if nothing is."""
    if not isinstance(value, dict) or not _has_texts(value, TEXTS):
        return "is not a printed page"
    if not all(_is_text(value.get(name, "")) for name in OPTIONAL):
        return "is a page whose paper, back, font, background or design is no text"
    if not _has_texts(value.get("words"), WORDS):
        return "is a page without its words"
    for name in ("logos", "details"):
        found = value.get(name)
        if not isinstance(found, list) or len(found) > _MOST or not all(_is_text(one) for one in found):
            return f"is a page whose {name} are not a list of texts"
    signers = value.get("signers")
    if not isinstance(signers, list) or len(signers) > _MOST or not all(_has_texts(one, SIGNER) for one in signers):
        return "is a page whose signers are not a list"
    return ""


def _has_texts(value: object, names: tuple[str, ...]) -> bool:
    return isinstance(value, Mapping) and all(_is_text(value.get(name)) for name in names)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST
