"""No text that a person reads is left out of the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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
