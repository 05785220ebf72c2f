"""No text that a person reads is left out of the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from checkin.core import errors

SOURCE = Path(__file__).parents[3] / "src" / "checkin"
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
PRINTS = {"print_message", "print_result", "echo", "UsageError", "BadParameter", "confirm", "prompt"}
# The names of programs and of options, which are the same in every language.
_SAME = re.compile(r"\bcheckin( \w+)?|CHECKIN_\w+|\bPIN\b|\bmm\b")


def calls(room: str, names: set[str]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where each call of these names is, and its first argument."""
    for path in sorted((SOURCE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in names:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node.args[0]


def words(text: ast.expr) -> str:
    """Return the words that are written in a literal, without its fields."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    literal = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return " ".join(re.findall(r"[A-Za-z]{2,}", _SAME.sub("", literal)))


def test_no_error_is_written_with_its_values_in_the_text() -> None:
    assert [place for place, text in calls("", ERRORS) if isinstance(text, ast.JoinedStr)] == []


def test_no_command_prints_a_text_that_is_not_translated() -> None:
    found = {place: words(text) for place, text in calls("cli", PRINTS)}
    assert {place: text for place, text in found.items() if text} == {}


# Words of the glossary's last column, as whole words.
FORBIDDEN = {
    "es": r"nómina|padrón|gafetes?|quioscos?|kioscos?|hechos|El hecho|teclee|pulse|Intro|dibuj\w+|Bienvenida|"
    r"cursantes?|asistentes?|expositor\w*|conferencistas?|carnets?|máquinas?|central(?:es)?|sin marcar|sin estado|"
    r"tecleado|[Dd]eshecho|anulad[oa]s?|léalo|de baja|justificado|con retraso|"
    r"reportes?|este equipo|estaci[oó]n(?:es)?|olvid\w+|walk-in|hub|desde a las",
    "pt": r"quiosques?|fatos?|desde às|[Ll]eia|desenh\w+|[Aa]crescentar|desligad[oa]|anulad[oa]s?|assistiu|"
    r"máquinas?|faltou|sem marca\w*|organizador\w*|mova as|"
    r"com a hora de agora|estaç(?:ão|ões)|esque[cç]\w+|pressione|hub|a programação",
    "fr": r"kiosques?|\bfaits?\b(?! )|abîmé|^Personne de ce nom$|dessin\w+|[Ee]ssai(?!s? à blanc| suivra)|excusé\w*|"
    r"machines?|relis\w+|à la clôture de la session|suivies|manquées|sans état|verdicts?|pour cent|"
    r"comme fonction|conférenci\w+|stagiaires?|rôles?|seuil|fonction de l|adresse e-mail|en danger|[Oo]ubli\w+",
}
# What may stand there: the names of commands and the trial run.
ALLOWED = re.compile(
    r"checkin[ -]hub|\[hub\]|essai à blanc|nouvel essai|réessay\w+|\bhub (?:start|grant|revoke|sql|status)"
)


@pytest.mark.parametrize("language", FORBIDDEN)
def test_no_translation_has_a_word_that_the_glossary_forbids(language: str) -> None:
    text = (SOURCE / "i18n" / language / "LC_MESSAGES" / "checkin.po").read_text("utf-8")
    translations = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "msgid", "msgctxt")))
    found = re.findall(rf"\b(?:{FORBIDDEN[language]})\b", ALLOWED.sub("", translations), re.MULTILINE)
    assert found == []


# Words that the glossary and the plain-English page keep from English readers.
FORBIDDEN_ENGLISH = re.compile(
    r"\b(whoever|kiosks?|machines?|walk-in|hub|events?|story|memory stick|threshold|proofed|anew|roster"
    r"|falls away|taken for a hand|look there|nothing for everybody)\b",
    re.IGNORECASE,
)
# Names of commands, keys and options; and a calendar's own events.
NAMES = re.compile(r"checkin[ -]hub|\[hub\]|Sort by roster|--[\w-]+|checkin proof|<[^>]*>|\{\w+\}")
CALENDAR = re.compile(r"calendar|takes? place|of an event cannot|\(SUMMARY\)")
MAY_STAY = {"EVENT"}


def test_no_english_text_has_a_word_that_the_glossary_forbids() -> None:
    found = {}
    for text in known_texts():
        hits = FORBIDDEN_ENGLISH.findall(NAMES.sub("", text))
        if hits and text not in MAY_STAY and not CALENDAR.search(text):
            found[text] = hits
    assert found == {}


def known_texts() -> set[str]:
    """Return every English text of the catalogues, each number on its own."""
    texts = read_po((SOURCE / "i18n" / "es" / "LC_MESSAGES" / "checkin.po").open("rb"))
    ids = [message.id for message in texts if message.id]
    return {text for found in ids for text in ([found] if isinstance(found, str) else found)}


# Whole sentences that no user reads: what a record of another program says of itself, and a page's style.
NO_SENTENCES = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|CREATE|DELETE|FROM|WHERE|PRAGMA)\b|<|\{ |; or set \{\}\."
)  # a help


def test_no_sentence_of_the_program_is_outside_the_catalogues() -> None:
    """A sentence begins with a capital or a value, has four words, and ends with a full stop."""
    known = {" ".join(text.split()) for text in known_texts()}
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            text = literal(node) if id(node) not in docs | inner else ""
            is_sentence = re.fullmatch(r"[A-Z{].*\.", text) and len(re.findall(r"[A-Za-z]{2,}", text)) >= 4
            if is_sentence and " ".join(text.split()) not in known and not NO_SENTENCES.search(text):
                found[f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}"] = text
    assert found == {}


def literal(node: ast.AST) -> str:
    """Return the text of a literal; the values of an f-string are ``{}``."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
