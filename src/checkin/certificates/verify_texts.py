"""The texts of the page that verifies certificates, in every language: the page chooses that of its reader."""

from collections.abc import Mapping

from checkin.core.course import Course, Role
from checkin.core.text import LANGUAGES, in_context
from checkin.i18n.cldr import printed_country, territories
from checkin.i18n.role_labels import role_word
from checkin.i18n.translator import get_translator

_TEXTS: Mapping[str, str] = {
    "heading": in_context("verify page", "Verify a certificate"),
    "ask": in_context("verify page", "The number, the verification code, or the content of the QR code:"),
    "sealed": in_context("verify page", "✔ Genuine: the course sealed this."),
    "not_sealed": in_context("verify page", "✘ Not genuine: the course did not seal this."),
    "valid": in_context("verify page", "✔ The course issued this certificate, and it is valid."),
    "revoked": in_context("verify page", "✘ The course revoked this certificate."),
    "replaced": in_context("verify page", "✘ A newer certificate has replaced this one."),
    "unlisted": in_context("verify page", "✘ No certificate with this number or code is on the list."),
    "later": in_context(
        "verify page", "✔ Genuine: the course sealed this. It is not on the list: it may have been issued later."
    ),
    "cannot": in_context("verify page", "This browser cannot verify it. Use a newer one."),
    "note": in_context(
        "verify page",
        "List of {day}. Compare the name and the number with the paper. Later changes are in the course's record.",
    ),
}
# In the order in which the seal holds them.
_FACTS: Mapping[str, str] = {
    "number": in_context("verify page", "Number"),
    "name": in_context("verify page", "Name"),
    "country": in_context("verify page", "Country"),
    "role": in_context("verify page", "Role"),
    "title": in_context("verify page", "Course"),
    "edition": in_context("verify page", "Edition"),
    "organizer": in_context("verify page", "Organizer"),
    "place": in_context("verify page", "Place"),
    "starts": in_context("verify page", "From"),
    "ends": in_context("verify page", "To"),
    "hours": in_context("verify page", "Hours"),
    "language": in_context("verify page", "Language"),
    "issued_on": in_context("verify page", "Issued on"),
}


def page_words(course: Course) -> dict[str, dict[str, object]]:
    """Return the texts by language and by the names that the page uses."""
    return {language: _words(course, language) for language in LANGUAGES}


def _words(course: Course, language: str) -> dict[str, object]:
    tr = get_translator(language)
    # Browsers have the names of the CLDR; a certificate prints others for some countries.
    printed = {code: printed_country(course, code, language) for code in territories(language)}
    countries = {code: name for code, name in printed.items() if name != territories(language)[code]}
    texts = {name: tr(text) for name, text in _TEXTS.items()}
    facts, roles = [tr(text) for text in _FACTS.values()], [role_word(role, language) for role in Role]
    calendar = {"dates": tr.region.replace("_", "-"), "first": tr.first_day, "decimal": tr.decimal(".")}
    return {**texts, **calendar, "names": facts, "roles": roles, "countries": countries}
