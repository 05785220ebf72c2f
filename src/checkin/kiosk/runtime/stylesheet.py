"""A Textual stylesheet that parses each text once for a theme.

Textual parses every widget's CSS again when a screen or a theme is shown; that was a third of the door's start.
"""

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

# The rules parsed in this process, by the theme's variables and by what was parsed. Rules do not change once parsed.
_Parsed = dict[tuple[str, CSSLocation, bool, int, str], list[RuleSet]]
_parsed: dict[frozenset[tuple[str, str]], _Parsed] = {}


class CachedStylesheet(Stylesheet):
    """Takes rules that were parsed before, as long as the variables of the theme are the same."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._known = _parsed.setdefault(frozenset(variables.items()), {})

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables of a theme; does nothing if they are set already."""
        if variables != self._variables:
            super().set_variables(variables)
            self._known = _parsed.setdefault(frozenset(variables.items()), {})

    def reparse(self) -> None:
        """Parse what is new."""
        self.parse()

    def _parse_rules(
        self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        key = (css, read_from, is_default_rules, tie_breaker, scope)
        if key not in self._known:
            self._known[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return self._known[key]
