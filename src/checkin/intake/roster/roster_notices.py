"""What is said once about a list of people, however many of its cells it is true of. Pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from checkin.core.errors import Topic
from checkin.core.text import TranslatableText, joined, names_of, sentence, translatable
from checkin.i18n.cldr import CountryName
from checkin.intake.readers.cells import quoted

# Headings of facts that look personal.
PERSONAL = re.compile(
    r"\b(?:dni|cedula|documento|document|passport|pasaporte|passaporte|passeport|cpf|rg|ssn|nif|nie|curp|rut"
    r"|telefono|telefone|telephone|phone|mobile|celular|whatsapp|direccion|endereco|adresse|address|domicilio"
    r"|birth|nacimiento|nascimento|naissance|salud|saude|health|medical|alergia|sexo|genero|gender|religion)\b"
)


_MOST_ROWS = 12


@dataclass(slots=True)
class Aside:
    """What is said once about a sheet, however many cells it is true of."""

    rows: list[int] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, row: int, text: str, meaning: str = "") -> None:
        """Add one more cell, and what its text was taken for."""
        self.rows.append(row)
        if len(self.texts) < 6:
            self.texts[text] = meaning

    def values(self) -> dict[str, TranslatableText]:
        """Return the values of the text: the first texts, and the rows."""
        texts = joined([self._shown(text) for text in list(self.texts)[:5]])
        rows = sentence("row {row}", row=self.rows[0])
        if len(self.rows) > 1:
            rows = sentence("row {row} and {n} more", row=self.rows[0], n=len(self.rows) - 1)
        more = sentence("{names} and others", names=texts) if len(self.texts) > 5 else None
        return {"texts": more or texts, "rows": rows}

    def _shown(self, text: str) -> TranslatableText:
        if meaning := self.texts[text]:
            return sentence("{heading} = {field}", heading=quoted(text), field=sentence(meaning))
        return TranslatableText("{text}", {"text": quoted(text)})

    def settle(self, kind: str) -> str:
        """Return the lines of course.toml that read the texts otherwise; empty if there are none."""
        if kind not in _SETTLE:
            return ""
        table, meaning = _SETTLE[kind]
        lines = (f"  {json.dumps(text, ensure_ascii=False)} = {meaning}" for text in self.texts)
        return "\n".join([f"[{table}]", *lines])


def unknown_country(text: str, rows: Sequence[int], near: str) -> TranslatableText:
    """Return what is wrong with a text that is no country; ``near`` is the code of a country with nearly this name."""
    hint = sentence("write its name or its ISO code, or nothing")
    if near:
        hint = sentence("did you mean {near}?", near=CountryName(near))
    reason = sentence("{text} is not a country that is known here; {hint}", text=quoted(text), hint=hint)
    if len(rows) == 1:
        return reason
    others = names_of(list(map(str, rows[1:])), _MOST_ROWS)
    return sentence("{reason} (also in the rows {rows})", reason=reason, rows=others)


_SETTLE = {
    "open": ("status", '"withdrawn"'),
    "role": ("roles", '"speaker"   # "organizer", "observer", "staff"'),
    "weak_role": ("roles", '"participant"   # "speaker", "organizer", "observer", "staff"'),
    "out_remark": ("status", '"withdrawn"'),
    "part_out": ("status", '"registered"'),
    "ticket_role": ("roles", '"participant"   # "speaker", "organizer", "observer", "staff"'),
    "part_role": ("roles", '"participant"   # "speaker", "organizer", "observer", "staff"'),
}


ASIDES = {
    "nameless": (
        Topic.LEFT_OUT,
        translatable("rows without a name, such as other things that were ordered, are left out ({rows})"),
    ),
    "hidden": (
        Topic.READ,
        translatable("characters that nobody sees and that can disguise a text were taken out ({texts}; {rows})"),
    ),
    "role": (Topic.DOUBT, translatable("not known as roles, taken as participants: {texts} ({rows})")),
    "weak_role": (
        Topic.DOUBT,
        translatable("these words may mean another thing than a role: {texts} ({rows})"),
    ),
    "out_remark": (
        Topic.DOUBT,
        translatable(
            "remarks that may say that a person does not take part; they are loaded as taking part: {texts} ({rows})"
        ),
    ),
    "out_name": (
        Topic.DOUBT,
        translatable("names that may say that a person does not take part: {texts} ({rows})"),
    ),
    "short_code": (
        Topic.DOUBT,
        translatable(
            "these are taken as codes that people bring on a card or a ticket; so short a code can be a postal or "
            "another code: {texts} ({rows})"
        ),
    ),
    "struck": (
        Topic.DOUBT,
        translatable(
            "names that are crossed out in the sheet are loaded too: {texts} ({rows}); delete the rows of people who "
            "do not take part"
        ),
    ),
    "language": (Topic.DOUBT, translatable("not one of the languages of the door: {texts} ({rows})")),
    "email": (
        Topic.DOUBT,
        translatable(
            "not one e-mail address; the first that can be read is taken, the text is a fact: {texts} ({rows})"
        ),
    ),
    "email_part": (
        Topic.DOUBT,
        translatable("not an e-mail address, because of the words before it; kept as a fact only: {texts} ({rows})"),
    ),
    "country": (Topic.DOUBT, translatable("no country, kept as a fact: {texts} ({rows})")),
    "country_part": (Topic.DOUBT, translatable("the country is taken from these words: {texts} ({rows})")),
    "open": (Topic.DOUBT, translatable("not confirmed, taken as taking part: {texts} ({rows})")),
    "out": (Topic.READ, translatable("not taking part by the list: {texts} ({rows})")),
    "left_on": (
        Topic.DOUBT,
        translatable(
            "withdrawn from the day of this load, not from the dates in the list, which are kept as facts: {texts} "
            "({rows}). For another day: checkin withdraw CODE --from DATE"
        ),
    ),
    "no_person": (Topic.LEFT_OUT, translatable("rows that are no people are left out: {texts} ({rows})")),
    "group": (
        Topic.LEFT_OUT,
        translatable("headings of groups, whose country is given to the rows beneath: {texts} ({rows})"),
    ),
    "group_heading": (
        Topic.READ,
        translatable("headings of groups, which are given to the rows beneath: {texts} ({rows})"),
    ),
    "group_of_sheet": (Topic.DOUBT, translatable("the group is taken from the name of the sheet: {texts} ({rows})")),
    "unknown_block": (
        Topic.DOUBT,
        translatable(
            "headings without a country that is known here; the rows beneath do not get the country above them: "
            "{texts} ({rows})"
        ),
    ),
    "placeholder": (
        Topic.LEFT_OUT,
        translatable("placeholders without a name are left out; ask for the names: {texts} ({rows})"),
    ),
    "brackets": (Topic.DOUBT, translatable("names with brackets, which are printed as they are: {texts} ({rows})")),
    "marks": (
        Topic.DOUBT,
        translatable("names with signs or numbers, which are printed as they are: {texts} ({rows})"),
    ),
    "comma": (Topic.DOUBT, translatable("names with a comma, which are printed as they are: {texts} ({rows})")),
    "languages": (Topic.DOUBT, translatable("of several languages the first is taken: {texts} ({rows})")),
    "ticket_role": (Topic.DOUBT, translatable("the role is taken from the ticket: {texts} ({rows})")),
    "unfinished": (Topic.DOUBT, translatable("names to be completed before badges are printed: {texts} ({rows})")),
    "part_out": (
        Topic.DOUBT,
        translatable("loaded as withdrawn, by the name of their sheet or the heading above them: {texts} ({rows})"),
    ),
    "part_role": (
        Topic.DOUBT,
        translatable("the role is taken from the name of the sheet or the heading above: {texts} ({rows})"),
    ),
    "of_sheet": (Topic.DOUBT, translatable("the country is taken from the name of the sheet: {texts} ({rows})")),
    "hidden_row": (
        Topic.DOUBT,
        translatable(
            "rows that the sheet hides are loaded too: {texts} ({rows}); delete the rows of people who do not take part"
        ),
    ),
    "photo": (
        Topic.READ,
        translatable("addresses are not fetched; put the pictures into the course's folder ({rows})"),
    ),
}
