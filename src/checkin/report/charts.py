"""The charts of the report, drawn by pygal as SVG that loads and runs nothing."""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

_COLOURS = ("#1B6B45", "#B45309", "#8a94a3", "#A3182F", "#d4d8de")
_WIDTH = 900
# Comments with addresses, and what only pygal's own script would use.
_SPARE = re.compile("<!--.*?-->|<script.*?</script>", re.DOTALL)


def stacked(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """Bars of several parts, one upon the other."""
    return _drawn(_pygal().StackedBar(**_settings(height=360)), labels, series)


def bars(labels: Sequence[str], name: str, values: Sequence[float]) -> str:
    """Plain bars."""
    return _drawn(_pygal().Bar(**_settings(height=320, legend=False)), labels, {name: values})


def lying(labels: Sequence[str], name: str, values: Sequence[float]) -> str:
    """Bars from left to right, the first at the top: for names of any length."""
    chart = _pygal().HorizontalBar(**_settings(height=80 + 26 * len(labels), legend=False))
    return _drawn(chart, list(reversed(labels)), {name: list(reversed(values))})


def _pygal() -> Any:
    import pygal

    # It leaves an import hook of an old kind behind, of which Python warns at every import.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]
    return pygal


def _settings(*, height: int, legend: bool = True) -> dict[str, Any]:
    from pygal.style import Style

    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#15181d",
        foreground_strong="#15181d",
        foreground_subtle="#d4d8de",
        colors=_COLOURS,
        font_family="Source Sans 3, sans-serif",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=14,
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
        "x_label_rotation": 40,
        "print_values": False,
        "explicit_size": True,
    }


def _drawn(chart: Any, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    chart.uuid = "chart"
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    return _SPARE.sub("", chart.render(is_unicode=True))
