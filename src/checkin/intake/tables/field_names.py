"""The names of fields: as the code, course.toml and messages call them. Pure."""

import json

from checkin.core.text import TranslatableText, sentence, translatable

FACT, IGNORE = "fact", "ignore"
# What people call the fields that have another name here.
_FIELD_WORDS = {
    "name": translatable("name"),
    "given_names": translatable("given names"),
    "family_names": translatable("family names"),
    "second_given_name": translatable("second given name"),
    "second_family_name": translatable("second family name"),
    "own_id": translatable("id"),
    "own_code": translatable("code"),
    "email": translatable("e-mail"),
    "country": translatable("country"),
    "institution": translatable("institution"),
    "position": translatable("position"),
    "role": translatable("role"),
    "groups": translatable("groups"),
    "language": translatable("language"),
    "status": translatable("status"),
    "title": translatable("title"),
    "date": translatable("date"),
    "start": translatable("start"),
    "end": translatable("end"),
    "room": translatable("room"),
    "theme": translatable("theme"),
    "speakers": translatable("speakers"),
    "note": translatable("note"),
    "kind": translatable("kind"),
    "required": translatable("required"),
    "published": translatable("published"),
    "counts": translatable("counts"),
    "slot": translatable("slot"),
    "photo": translatable("photo"),
    "id": translatable("id"),
    "end_date": translatable("last day"),
    "duration": translatable("duration"),
    "order": translatable("order number"),
    "order_position": translatable("position in the order"),
    "ticket": translatable("ticket"),
    "withdrawn": translatable("withdrawn"),
    "facts": translatable("extra facts"),
    FACT: translatable("extra fact"),
    IGNORE: translatable("ignored"),
}
_SHOWN = {"own_id": "id", "own_code": "code", "start": "starts_at", "end": "ends_at"}
_FIELDS = {shown: name for name, shown in _SHOWN.items()}


def column_line(heading: str, field: str) -> str:
    """Return the line under ``[columns]`` of course.toml that gives a column its meaning."""
    return f'  {json.dumps(heading, ensure_ascii=False)} = "{field}"'


def field_word(name: str) -> TranslatableText:
    """Return a field as a message calls it; ``name`` is that of the code or that of course.toml."""
    return sentence(_FIELD_WORDS.get(_FIELDS.get(name, name), "{name}"), name=shown_field(name).replace("_", " "))


def shown_field(name: str) -> str:
    """Return a field as ``[columns]`` of course.toml calls it."""
    return _SHOWN.get(name, name)
