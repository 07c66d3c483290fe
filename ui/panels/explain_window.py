"""ExplainWindow: any measure taken apart, in a small window that follows the work. Escape closes it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from planner.errors import Undefined
from planner.explain import Explanation, explain
from planner.measures import MEASURES, Measure
from planner.notation import number
from planner.outcome import Outcome
from ui.panels.closing_keys import close_by_keys
from ui.panels.list_box import ListBox
from ui.panels.power_unit import measure_in
from ui.settings import PowerChoice
from ui.theme import Theme

SIZE = QSize(680, 600)
MARGIN_PX = 16
MOST_LISTED = 24


class ExplainWindow(QWidget):
    """A list of all measures; below it formula in words and numbers, parts, and inputs with their sources."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self._outcome: Outcome | None = None
        self._power: PowerChoice = "usual"
        self.choice = ListBox(theme, self)
        self.choice.setAccessibleName("Figure to explain")
        self.choice.setMaxVisibleItems(MOST_LISTED)
        for measure in MEASURES.values():
            self.choice.addItem(measure.label, measure.key)
        self.choice.currentIndexChanged.connect(self._tell)
        self.page = _Page()
        self.page.setAccessibleName("Explanation")
        named = QLabel("&Figure")
        named.setBuddy(self.choice)
        across = QHBoxLayout()
        across.setContentsMargins(MARGIN_PX, 8, MARGIN_PX, 8)
        across.setSpacing(8)
        across.addWidget(named)
        across.addWidget(self.choice, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across)
        whole.addWidget(self.page, 1)
        self.resize(SIZE)
        close_by_keys(self)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        face = theme.font(theme.sizes.label)
        self.page.setFont(face)
        self.page.document().setDefaultFont(face)
        self.choice.set_theme(theme)
        self._tell()

    def set_power(self, power: PowerChoice) -> None:
        """Show power prices in this unit."""
        self._power = power
        self._tell()

    def choose(self, key: str) -> None:
        """Explain this measure."""
        self.choice.setCurrentIndex(self.choice.findData(key))

    def show_outcome(self, outcome: Outcome) -> None:
        """What the newest run found; taken apart while somebody looks."""
        self._outcome = outcome
        if self.isVisible():
            self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        self._tell()
        super().showEvent(event)

    def _tell(self) -> None:
        if self._outcome is None:
            return
        measure = measure_in(MEASURES[self.choice.currentData()], self._power)
        self.setWindowTitle(f"Explain: {measure.label}")
        place = self.page.verticalScrollBar().value()
        self.page.setHtml(_page(explain(self._outcome, measure.key), measure, self._theme))
        self.page.verticalScrollBar().setValue(place)


class _Page(QTextBrowser):
    """A text to read. Nothing in it is a link."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(MARGIN_PX)

    def loadResource(self, kind: int, name: object) -> None:
        """No picture, no sheet, no page: nothing is loaded."""


def _page(found: Explanation, measure: Measure, theme: Theme) -> str:
    quiet = f"color: {theme.palette.text2}"
    result = found.result
    if isinstance(result, Undefined):
        said = f"{result.word}: {result.reason}"
    else:
        said = f"{measure.prefix} {measure.shown(result)} {measure.shown_unit}".strip()
    parts = [
        (part.label, part.shown, part.unit, "" if part.share is None else f"{number(100 * part.share, 0)} %")
        for part in found.parts
    ]
    inputs = [
        (entry.label, entry.shown, entry.shown_unit, ", ".join(filter(None, (entry.source, entry.date))))
        for entry in found.inputs
    ]
    words = [
        f"<h3>{escape(measure.label)}</h3>",
        f'<p style="{quiet}">{escape(measure.what)}.</p>',
        f"<p><b>{escape(said)}</b></p>",
        f"<p>= {escape(found.in_words.in_line)}</p>",
        f'<p style="{quiet}">= {escape(found.in_numbers.in_line)}</p>' if found.in_numbers.top else "",
        "<h4>Parts</h4>", _table(parts, quiet, wide=45), "<h4>Inputs</h4>", _table(inputs, quiet, wide=28),
    ]  # fmt: skip
    return "".join(words)


def _table(rows: list[tuple[str, str, str, str]], quiet: str, *, wide: int) -> str:
    """Rows of name, value, unit and more; the name takes at least so many per cent of the width."""
    firm = "white-space: nowrap"
    lines = "".join(
        f"<tr><td width='{wide}%'>{escape(name)}</td><td align='right' style='{firm}'>&nbsp;{escape(value)}</td>"
        f"<td width='20%'>{escape(unit)}</td><td width='{80 - wide}%' style='{quiet}'>{escape(more)}</td></tr>"
        for name, value, unit, more in rows
    )
    return f"<table cellpadding='3' width='100%'>{lines}</table>"
