"""Read the table ``[certificate]`` of ``course.toml``: the rules, the design and the wording. Pure."""

import re
from collections.abc import Mapping
from string import Formatter

from checkin.core.course import CertificateStyle, Excused, Policy, Role, Signer, Unit
from checkin.core.errors import CourseError
from checkin.core.text import LANGUAGES, in_language, sentence
from checkin.core.toml_reader import shown
from checkin.core.toml_table import TomlTable, nearest

WEEK = 7 * 24 * 60  # minutes
CERTIFICATE_KEYS = frozenset(
    [
        *("threshold", "unit", "late", "lates_per_absence", "late_absent_after", "excused", "excused_cap"),
        *("required", "minimum", "from_arrival", "required_from_arrival", "design", "certifies", "signed_by"),
        *("signed_as", "signature", "signatures", "logos", "background", "colour", "font", "back", "hours"),
        *("roles", "order", "verify_url", "issued_on", "resolution", "show", "role_column", "words"),
    ]
)
# The texts of [certificate.words.LANGUAGE].
_SENTENCES = ("opening", "approved", "own_role", "hours", "held", "closing", "number", "check", "contact")
WORD_KEYS = frozenset(["heading", "heading_speaker", "heading_other", *_SENTENCES, *Role])
# What stands in braces in these texts, besides the columns of ``show``.
FIELDS = frozenset(
    ["name", "country", "institution", "position", "document", "role", "title", "edition", "organizer", "place"]
) | {"dates", "date", "hours", "number", "resolution", "contact"}
_MOST_SIGNERS = 4
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


def read_policy(table: TomlTable) -> Policy:
    """Return who earns the certificate."""
    default = Policy()
    late_absent = table.optional_fraction("late_absent_after", most=WEEK)
    return Policy(
        threshold=table.fraction("threshold", default.threshold, most=100),
        unit=Unit(table.choice("unit", tuple(Unit), default.unit)),
        late=table.fraction("late", default.late, most=1),
        lates_per_absence=table.whole("lates_per_absence", 0),
        late_absent_after=None if late_absent is None else int(late_absent),
        excused=Excused(table.choice("excused", tuple(Excused), default.excused)),
        excused_cap=table.optional_fraction("excused_cap", most=100),
        required=table.texts("required"),
        minimum=table.numbers("minimum"),
        from_arrival=table.flag("from_arrival", default=False),
        required_from_arrival=table.flag("required_from_arrival", default=False),
    )


def read_style(table: TomlTable) -> CertificateStyle:
    """Return what the certificates look like and say."""
    default = CertificateStyle()
    show, posts = table.texts("show"), table.local_texts("signed_as")
    return CertificateStyle(
        design=table.text("design") or default.design,
        certifies=table.choice("certifies", ("attendance", "approval"), default.certifies),
        signed_by=table.text("signed_by"),
        signed_as=in_language(posts, ""),
        signature=table.text("signature"),
        signers=_signers(table, posts),
        logos=table.texts("logos"),
        background=table.text("background"),
        colour=_colour(table),
        font=table.text("font"),
        back="yes" if table.flag("back", default=False) else "no" if "back" in table.keys() else "",  # noqa: SIM118
        hours=table.hours("hours"),
        roles=table.texts("roles", among=tuple(role for role in Role if role is not Role.PARTICIPANT)),
        order=table.choice("order", ("country", "name", "roster"), default.order),
        verify_url=table.text("verify_url"),
        issued_on=table.date("issued_on"),
        resolution=table.local_texts("resolution"),
        show=show,
        role_column=table.text("role_column"),
        words=_words(table, FIELDS | set(show)),
    )


def _signers(table: TomlTable, posts: Mapping[str, str]) -> tuple[Signer, ...]:
    found = table.tables("signatures", frozenset(["name", "post", "picture"]))
    if len(found) > _MOST_SIGNERS:
        raise table.fail("signatures", sentence("at most {most} tables", most=_MOST_SIGNERS))
    if not found and set(posts) - {""}:
        return (Signer(name=table.text("signed_by"), post=posts, picture=table.text("signature")),)
    return tuple(
        Signer(name=one.text("name"), post=one.local_texts("post"), picture=one.text("picture")) for one in found
    )


def _colour(table: TomlTable) -> str:
    colour = table.text("colour")
    if colour and not _COLOUR.fullmatch(colour):
        raise table.fail("colour", sentence('a colour like "#1B3A6B"'))
    return colour


def _words(table: TomlTable, fields: frozenset[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the course's own texts by language. Raises :class:`CourseError` for an unknown field, with its name."""
    words = table.table("words", frozenset(LANGUAGES))
    found: dict[str, Mapping[str, str]] = {}
    for language in words.keys():  # noqa: SIM118 # the keys of a table of course.toml
        texts = words.table(language, WORD_KEYS)
        found[language] = {key: texts.text(key) for key in texts.keys()}  # noqa: SIM118
        for key, text in found[language].items():
            _require_fields(texts, key, text, fields)
    return found


def _require_fields(table: TomlTable, key: str, text: str, fields: frozenset[str]) -> None:
    try:
        named = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        raise table.fail(key, sentence("a text whose braces enclose fields")) from None
    for name, spec, conversion in named:
        if name not in fields or spec or conversion:
            raise CourseError(
                "{place}: there is no field {field}.{hint} Use one of {known}.",
                place=table.whereabouts(key),
                field="{" + shown(name)[1:-1] + "}",
                hint=nearest(name, fields),
                known=", ".join(sorted(fields)),
            )
