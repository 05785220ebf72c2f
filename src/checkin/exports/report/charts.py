"""Draw the charts of the report with pygal, as SVG without scripts or external links."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

_COLOURS = ("#1B6B45", "#B45309", "#8a94a3", "#A3182F", "#d4d8de")
_WIDTH = 900
_LETTERS = 18  # a page shows the chart at little more than half its size
_MOST_LABELS = 16  # beside one another
# Comments with addresses, and what only pygal's own script would use.
# What typesets the page knows no :not(); of the typeface it takes the lightest weight, whatever is asked for.
_NOT_WEB = ":not(.web)"
_LIGHT, _STRONGER = "stroke:none !important", "stroke:#15181d;stroke-width:.4px"
_SPARE = re.compile("<!--.*?-->|<script.*?</script>", re.DOTALL)


def stacked(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Draw stacked vertical bars. An empty label is that of the bar before it."""
    return _drawn(_pygal().StackedBar(**_settings(height=380)), _thinned(labels), series)


def bars(labels: Sequence[str], name: str, values: Sequence[float]) -> str:
    """Draw plain vertical bars."""
    return _drawn(_pygal().Bar(**_settings(height=360, legend=False)), labels, {name: values})


def horizontal_bars(labels: Sequence[str], percents: Sequence[float]) -> str:
    """Draw horizontal bars of percentages, the first at the top, for long labels."""
    settings = _settings(height=80 + 32 * len(labels), legend=False) | {"range": (0, 100)}
    chart = _pygal().HorizontalBar(**settings)
    return _drawn(chart, list(reversed(labels)), {"%": list(reversed(percents))})


def on_paper(svg: str) -> str:
    """Adapt a chart to the page of a PDF."""
    return svg.replace(_NOT_WEB, "").replace(_LIGHT, _STRONGER)


def _pygal() -> Any:
    import pygal

    # It leaves an old import hook behind, and Python warns about it at every import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]
    return pygal


def _settings(*, height: int, legend: bool = True) -> dict[str, Any]:
    from pygal.style import Style

    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#15181d",
        foreground_strong="#15181d",
        foreground_subtle="#4a4f57",
        guide_stroke_color="#d4d8de",
        major_guide_stroke_color="#d4d8de",
        colors=_COLOURS,
        font_family="Source Sans 3, sans-serif",
        label_font_size=_LETTERS,
        major_label_font_size=_LETTERS,
        legend_font_size=_LETTERS,
        opacity="1",
        transition="0s",
    )
    return {
        "style": style,
        "width": _WIDTH,
        "height": height,
        "js": [],
        "disable_xml_declaration": True,
        "show_legend": legend,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 5,
        "truncate_label": -1,
        "truncate_legend": -1,
        "print_values": False,
        "explicit_size": True,
    }


def _thinned(labels: Sequence[str]) -> list[str]:
    """Return as many labels as fit next to each other."""
    named = [place for place, label in enumerate(labels) if label]
    shown = set(named[:: -(-len(named) // _MOST_LABELS) or 1])
    return [label if place in shown else "" for place, label in enumerate(labels)]


def _drawn(chart: Any, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    chart.uuid = "chart"
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    return _SPARE.sub("", chart.render(is_unicode=True))
