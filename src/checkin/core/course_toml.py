"""Parse ``course.toml`` into a :class:`checkin.core.course.Course`, with errors that name the place. Pure."""

from collections.abc import Mapping

from checkin.core.badge_toml import BADGE_KEYS, read_badges
from checkin.core.certificate_toml import CERTIFICATE_KEYS, WEEK, read_policy, read_style
from checkin.core.course import LOCAL_TEXTS, Course, DoorRules, ExportRules, MailRules, Role
from checkin.core.errors import CourseError
from checkin.core.ordinals import ordinals
from checkin.core.text import LANGUAGES, in_language, sentence
from checkin.core.toml_reader import exact, read_toml, shown
from checkin.core.toml_table import TomlTable, nearest


def parse(text: str, *, place: str = "course.toml") -> Course:
    """Parse the text of a ``course.toml``.

    Raises :class:`CourseError` with the first error: the table, the key, and what is expected.
    """
    try:
        document = read_toml(text, numbers=exact)
    except ValueError as error:
        raise CourseError("{place} is not valid TOML: {reason}.", place=place, reason=error) from None
    tables = {name: TomlTable(place, name, document.pop(name, {}), keys) for name, keys in _KEYS.items()}
    for name in document:
        raise CourseError(
            "{place}: there is no table [{name}].{hint}",
            place=place,
            name=shown(name)[1:-1],
            hint=nearest(name, _KEYS),
        )
    return _course(tables, place)


def _course(tables: Mapping[str, TomlTable], place: str) -> Course:
    course = tables["course"]
    starts, ends = course.date("starts"), course.date("ends")
    if starts and ends and ends < starts:
        raise CourseError("{place}: [course] ends is before starts.", place=place)
    language = course.choice("language", LANGUAGES, "en")
    texts = _texts(course)
    return Course(
        title=in_language(texts["title"], language),
        edition=in_language(texts["edition"], language),
        organizer=in_language(texts["organizer"], language),
        short_title=in_language(texts["short_title"], language),
        place=in_language(texts["place"], language),
        texts={key: found for key, found in texts.items() if set(found) - {""}},
        timezone=course.timezone("timezone"),
        starts=starts,
        ends=ends,
        language=language,
        languages=course.texts("languages", among=LANGUAGES) or LANGUAGES,
        contact=course.text("contact"),
        trained_before=course.whole("trained_before", 0),
        earlier=course.texts("earlier"),
        door=_door(tables["door"]),
        policy=read_policy(tables["certificate"]),
        certificate=read_style(tables["certificate"]),
        export=_export(tables["export"]),
        columns=tables["columns"].mapping(),
        session_titles=_session_titles(tables["session_titles"]),
        countries={key.upper(): tables["countries"].local_texts(key) for key in tables["countries"].keys()},  # noqa: SIM118
        country_names=course.choice("country_names", ("short", "un"), "short"),
        paper=course.choice("paper", ("a4", "letter"), "a4"),
        decimals=course.choice("decimals", ("", "comma", "point"), ""),
        statuses=tables["status"].chosen(("registered", "withdrawn")),
        roles=tables["roles"].chosen(tuple(Role)),
        badge_design=tables["badges"].text("design") or "lanyard",
        badge_roles=tables["badges"].roles("roles"),
        logo=tables["badges"].text("logo"),
        badges=read_badges(tables["badges"]),
        mail=_mail(tables["mail"]),
        hub=tables["hub"].text("url"),
        hub_waived=tables["hub"].choice("tls", ("", "waived"), "") == "waived",
        mirror=tables["record"].text("mirror"),
        forget_after=tables["record"].date("forget_after"),
        backup=tables["record"].text("backup"),
        backup_every=tables["record"].whole("backup_every", 60, least=1),
        keep=tables["record"].whole("keep", 24),
    )


def _texts(course: TomlTable) -> dict[str, Mapping[str, str]]:
    """Return what may be written for each language, by key and language. An edition may be a number."""
    number = course.number("edition")
    texts = {key: course.local_texts(key) for key in LOCAL_TEXTS if number is None or key != "edition"}
    if number is not None:
        texts["edition"] = ordinals(number, texts["title"])
    if not any(texts["title"].values()):
        course.text("title", required=True)
    return texts


# The tables whose columns a course may choose.
EXPORTED = (
    *("certificates", "mail-merge", "register", "attendance", "matrix"),
    *("scans", "roster", "programme", "sessions"),
)
# The letters whose texts a course may write itself.
LETTERS = ("code", "certificate", "reminder")
# Where a connection may be without encryption: it does not leave this computer.
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_KEYS: Mapping[str, frozenset[str] | None] = {
    "course": frozenset(
        [
            *("title", "short_title", "edition", "organizer", "place", "timezone", "starts", "ends", "language"),
            *("languages", "contact", "trained_before", "earlier", "country_names", "paper", "decimals"),
        ]
    ),
    "door": frozenset({"opens_before", "opens_before_next", "late_after", "closes", "exits"}),
    "certificate": CERTIFICATE_KEYS,
    "export": frozenset({"headings", "printer", *EXPORTED}),
    "columns": None,
    "countries": None,
    "session_titles": None,
    "status": None,
    "roles": None,
    "badges": BADGE_KEYS,
    "mail": frozenset({"host", "port", "security", "user", "from", "reply_to", "rate", "badge", *LETTERS}),
    "hub": frozenset({"url", "tls"}),
    "record": frozenset({"mirror", "backup", "backup_every", "keep", "forget_after"}),
}


def _door(table: TomlTable) -> DoorRules:
    default = DoorRules()
    return DoorRules(
        opens_before=table.whole("opens_before", default.opens_before, most=WEEK),
        opens_before_next=table.whole("opens_before_next", default.opens_before_next, most=WEEK),
        late_after=table.whole("late_after", default.late_after, most=WEEK),
        closes=table.whole("closes", default.closes, most=WEEK),
        exits=table.flag("exits", default=default.exits),
    )


def _session_titles(table: TomlTable) -> Mapping[str, Mapping[str, str]]:
    return {key: table.local_texts(key) for key in table.keys()}  # noqa: SIM118 # the keys of a table of course.toml


def _export(table: TomlTable) -> ExportRules:
    chosen = {name: table.texts(name) for name in EXPORTED}
    return ExportRules(
        columns={name: columns for name, columns in chosen.items() if columns},
        headings=table.choice("headings", ("", *LANGUAGES), ""),
        printer=table.text("printer"),
    )


def _mail(table: TomlTable) -> MailRules:
    host = table.text("host")
    security = table.choice("security", tuple(_PORTS), "starttls")
    if security == "none" and host not in _LOOPBACK:
        raise table.fail(
            "security", sentence('"starttls" or "tls"; "none" is only for a server on this computer (localhost)')
        )
    return MailRules(
        host=host,
        port=table.whole("port", _PORTS[security], least=1, most=65_535),
        security=security,
        user=table.text("user"),
        sender=table.text("from"),
        reply_to=table.text("reply_to"),
        rate=table.whole("rate", MailRules().rate, most=6_000),
        badge=table.flag("badge", default=False),
        texts={what: texts for what in LETTERS if (texts := table.letter(what))},
    )
