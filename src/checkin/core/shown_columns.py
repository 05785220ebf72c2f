"""Columns of the participant list that certificates show: which they are, and which of them nobody has. Pure."""

from collections.abc import Sequence
from difflib import get_close_matches

from checkin.core.course import CertificateStyle, Participant
from checkin.core.text import TranslatableText, listed, lookup_key, sentence, translatable

# Facts of a person that ``show`` names by a word of its own.
DOCUMENT, FIELDS = "document", ("institution", "position")
# Headings of columns that hold the number of an identity document.
DOCUMENTS = frozenset(
    listed(
        "document|documento|dni|pasaporte|passport|passaporte|passeport|cpf|rg|cedula|ci|curp|rut|identity document"
        "|documento de identidad|documento de identidade|document d'identite"
    )
)


def kept_headings(style: CertificateStyle) -> frozenset[str]:
    """Return the lookup keys of the headings whose cells are kept as they stand, though they give a field too."""
    named = {*style.show, style.role_column} - {DOCUMENT, *FIELDS, ""}
    return frozenset(map(lookup_key, named))


def unknown_columns(style: CertificateStyle, people: Sequence[Participant]) -> list[TranslatableText]:
    """Return a sentence for each column that ``[certificate]`` names and no person has."""
    headings = list(dict.fromkeys(heading for person in people for heading in person.facts))
    text = translatable("course.toml: [certificate] names the column '{name}', which no person on the list has.")
    found = []
    for name in dict.fromkeys([*style.show, style.role_column]) if people else ():
        wanted = (lookup_key(heading) in DOCUMENTS if name == DOCUMENT else heading == name for heading in headings)
        if name and name not in FIELDS and not any(wanted):
            said, close = TranslatableText(text, {"name": name}), get_close_matches(name, headings, n=1, cutoff=0.5)
            found.append(sentence("{rule} Did you mean '{name}'?", rule=said, name=close[0]) if close else said)
    return found
