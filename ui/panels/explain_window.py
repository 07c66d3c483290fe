"""ExplainWindow: one headline figure taken apart, in a small window that follows the work. Escape closes it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTextBrowser, QWidget

from planner.errors import Undefined
from planner.explain import Explanation, Fraction, explain
from planner.measures import Measure
from planner.notation import number
from planner.outcome import Outcome
from ui.panels.closing_keys import close_by_keys
from ui.theme import Theme

SIZE = QSize(680, 600)
MARGIN_PX = 16


class ExplainWindow(QTextBrowser):
    """Formula in words and in numbers, the parts, the inputs with their sources. Nothing in it is a link."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Tool)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(MARGIN_PX)
        self.resize(SIZE)
        close_by_keys(self)
        self._key = ""
        self.set_theme(theme)

    @property
    def key(self) -> str:
        """The measure it explains; empty before the first."""
        return self._key

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        face = theme.font(theme.sizes.label)
        self.setFont(face)
        self.document().setDefaultFont(face)

    def loadResource(self, kind: int, name: object) -> None:
        """No picture, no sheet, no page: nothing is loaded."""

    def show_measure(self, outcome: Outcome, measure: Measure) -> None:
        """Take a measure of an outcome apart; `measure` says in which unit the result is read."""
        self._key = measure.key
        self.setWindowTitle(measure.label)
        place = self.verticalScrollBar().value()
        self.setHtml(_page(explain(outcome, measure.key), measure, self._theme))
        self.verticalScrollBar().setValue(place)


def _page(found: Explanation, measure: Measure, theme: Theme) -> str:
    quiet = f"color: {theme.palette.text2}"
    result = found.result
    if isinstance(result, Undefined):
        said = f"undefined: {result.reason}"
    else:
        said = f"{measure.prefix} {measure.shown(result)} {measure.shown_unit}".strip()
    parts = [
        (part.label, _value(part.value), part.unit, "" if part.share is None else f"{number(100 * part.share, 0)} %")
        for part in found.parts
    ]
    inputs = [
        (entry.label, entry.shown, entry.shown_unit, ", ".join(filter(None, (entry.source, entry.date))))
        for entry in found.inputs
    ]
    words = [
        f"<h3>{escape(measure.label)}</h3>",
        f"<p><b>{escape(said)}</b></p>",
        f"<p>= {_fraction(found.in_words)}</p>",
        f'<p style="{quiet}">= {_fraction(found.in_numbers)}</p>' if found.in_numbers.top else "",
        "<h4>Parts</h4>", _table(parts, quiet), "<h4>Inputs</h4>", _table(inputs, quiet),
    ]  # fmt: skip
    return "".join(words)


def _fraction(fraction: Fraction) -> str:
    if not fraction.bottom:
        return escape(fraction.top)
    top = f"({fraction.top})" if " + " in fraction.top or " − " in fraction.top else fraction.top
    bottom = f"({fraction.bottom})" if " " in fraction.bottom.strip() and "×" in fraction.bottom else fraction.bottom
    return f"{escape(top)} ÷ {escape(bottom)}"


def _table(rows: list[tuple[str, str, str, str]], quiet: str) -> str:
    firm = "white-space: nowrap"
    lines = "".join(
        f"<tr><td style='{firm}'>{escape(name)}</td><td align='right' style='{firm}'>&nbsp;{escape(value)}</td>"
        f"<td style='{firm}'>{escape(unit)}</td><td width='100%' style='{quiet}'>{escape(more)}</td></tr>"
        for name, value, unit, more in rows
    )
    return f"<table cellpadding='3'>{lines}</table>"


def _value(value: float | Undefined) -> str:
    if isinstance(value, Undefined):
        return "undefined"
    size = abs(value)
    return number(value, 0 if size >= 10_000 or size == 0.0 else 2 if size >= 1 else 4)
