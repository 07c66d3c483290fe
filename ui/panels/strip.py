"""Strip: headline figures in a row, each with its change against the pinned baseline. It follows every frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from planner.errors import Undefined
from planner.measures import MEASURES, Measure
from planner.outcome import Outcome
from ui.panels.power_unit import measure_in
from ui.settings import PowerChoice
from ui.theme import Theme, Weight, advance_px
from ui.theme.tokens import WIDE

EXPLAIN = "Click: formula, parts and inputs"
TRIANGLE_PX = 6.0
REASON_LINE, REASON_SHARE = 1.15, 0.68  # height of a line in sizes of the type, share of the strip the lines have
MOST_REASON_LINES = 3  # a fourth would stand on the border
LEAST_UNIT_PX = 8.5  # of a unit that would not fit otherwise


class Strip(QFrame):
    """Cells in a row, a measure each. A click on one asks for its explanation."""

    explain_wanted = Signal(str)  # measure

    def __init__(self, theme: Theme, measures: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self._outcome: Outcome | None = None
        self.cells = {key: StripCell(MEASURES[key], theme, self) for key in measures}
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        for cell in self.cells.values():
            self._row.addWidget(cell, 1)
            cell.explain_wanted.connect(self.explain_wanted)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self.setFixedHeight(theme.sizes.strip)
        self._row.setContentsMargins(0, 0, 0, 1)
        for cell in self.cells.values():
            cell.set_theme(theme)

    def show_outcome(self, outcome: Outcome) -> None:
        """The figures of an outcome, all from the same run."""
        self._outcome = outcome
        for key, cell in self.cells.items():
            baseline = None if outcome.baseline is None else outcome.baseline.measures[key]
            cell.show_values(outcome.measures[key], baseline, pinned=outcome.baseline is not None)

    def set_power(self, power: PowerChoice) -> None:
        """Show power prices in this unit."""
        for key, cell in self.cells.items():
            cell.set_measure(measure_in(MEASURES[key], power))
        if self._outcome is not None:
            self.show_outcome(self._outcome)

    def set_stale(self, stale: bool) -> None:
        """Grey as long as the inputs have left the figures behind."""
        for cell in self.cells.values():
            cell.set_stale(stale)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellText:
    """What a cell says: number, its prefix and unit; the change, its direction and whether it is for the better."""

    number: str = ""
    prefix: str = ""
    unit: str = ""
    change: str = ""
    direction: int = 0
    better: bool | None = None
    reason: str = ""


class StripCell(QWidget):
    """One headline figure."""

    explain_wanted = Signal(str)  # measure

    def __init__(self, measure: Measure, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._theme = theme
        self._text = CellText()
        self._stale = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else all that lies behind is painted too
        self.setAccessibleName(measure.label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tell_tooltip()

    @property
    def text(self) -> CellText:
        """What it says now."""
        return self._text

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        self.update()

    def set_measure(self, measure: Measure) -> None:
        """Show the same figure in other digits or another unit."""
        self._measure = measure

    def set_stale(self, stale: bool) -> None:
        """Grey or not."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def show_values(self, now: float | Undefined, baseline: float | Undefined | None, *, pinned: bool) -> None:
        """The figure now and in the baseline."""
        text = cell_text(self._measure, now, baseline, pinned=pinned)
        if text == self._text:
            return
        before, self._text = self._text, text
        if text.reason != before.reason:
            self._tell_tooltip()
        said = f"{text.prefix} {text.number} {text.unit}".strip()
        self.setAccessibleDescription(". ".join(filter(None, (said, text.reason or text.change))))
        self.update()

    def _tell_tooltip(self) -> None:
        measure = self._measure
        lines = (f"{measure.label}: {measure.what}", self._text.reason, EXPLAIN)
        self.setToolTip("\n".join(filter(None, lines)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.explain_wanted.emit(self._measure.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.explain_wanted.emit(self._measure.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(110, self._theme.sizes.strip)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        wide = sizes.strip >= WIDE.strip
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = sizes.padding
        width = self.width() - left - 4
        if self.x() > 0:
            painter.setPen(QColor(palette.line))
            painter.drawLine(QPointF(0.5, sizes.strip * 0.16), QPointF(0.5, sizes.strip * 0.82))
        if self.hasFocus():
            painter.setPen(QColor(palette.accent))
            painter.drawRoundedRect(QRectF(3.5, 3.5, self.width() - 7, self.height() - 7), 3, 3)
        label_font = self._theme.font(sizes.subtitle)
        label_base = round(sizes.strip * (0.22 if wide else 0.25))
        number_base = round(sizes.strip * (0.55 if wide else 0.56))
        change_base = round(sizes.strip * (0.77 if wide else 0.83))
        painter.setFont(label_font)
        painter.setPen(QColor(palette.text2))
        label = self._measure.label if wide else self._measure.short_label
        if advance_px(label, sizes.subtitle) > width:
            label = QFontMetricsF(label_font).elidedText(self._measure.short_label, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(left, label_base), label)
        if self._text.reason:
            self._paint_reason(painter, left, label_base, width - 4)  # clear of the frame
            return
        self._paint_number(painter, left, number_base, width)
        self._paint_change(painter, left, change_base, width, wide=wide)

    def _paint_number(self, painter: QPainter, left: float, base: float, width: float) -> None:
        palette, sizes, text = self._theme.palette, self._theme.sizes, self._text
        ink = QColor(palette.text3 if self._stale else palette.text)
        x = left
        big, small = sizes.figure, sizes.subtitle
        spent = sum(advance_px(word, small) + 5 for word in (text.prefix, text.unit) if word)
        while advance_px(text.number, big, 600) + spent > width and big > sizes.title:
            big -= 1
        if advance_px(text.number, big, 600) + spent > width:
            small = LEAST_UNIT_PX
        grey = QColor(palette.text3)
        parts: tuple[tuple[str, float, Weight, QColor], ...] = (
            (text.prefix, small, 400, grey), (text.number, big, 600, ink), (text.unit, small, 400, grey),
        )  # fmt: skip
        for words, px, weight, colour in parts:
            if words:
                painter.setFont(self._theme.font(px, weight))
                painter.setPen(colour)
                painter.drawText(QPointF(x, base), words)
                x += advance_px(words, px, weight) + 5

    def _paint_reason(self, painter: QPainter, left: float, label_base: float, width: float) -> None:
        tick = self._theme.sizes.tick
        painter.setFont(self._theme.font(tick))
        painter.setPen(QColor(self._theme.palette.text3 if self._stale else self._theme.palette.text2))
        for place, line in enumerate(reason_lines(self._text.reason, self._theme, width), start=1):
            painter.drawText(QPointF(left, label_base + 2 + place * tick * REASON_LINE), line)

    def _paint_change(self, painter: QPainter, left: float, base: float, width: float, *, wide: bool) -> None:
        palette, sizes, text = self._theme.palette, self._theme.sizes, self._text
        quiet = self._theme.font(sizes.tick)
        if not text.change:
            return
        ink = {None: palette.text3, True: palette.accent_text, False: palette.bad_text}[text.better]
        colour = QColor(palette.text3 if self._stale else ink)
        x = left
        if text.direction:
            half, top = TRIANGLE_PX / 2, base - TRIANGLE_PX - 1
            tip, foot = (top, top + TRIANGLE_PX - 1) if text.direction > 0 else (top + TRIANGLE_PX - 1, top)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(x, foot), QPointF(x + 2 * half, foot), QPointF(x + half, tip)]))
            x += TRIANGLE_PX + 5
        strong: Weight = 600 if text.direction else 400
        painter.setFont(self._theme.font(sizes.tick, strong))
        painter.setPen(colour)
        painter.drawText(QPointF(x, base), text.change)
        x += advance_px(text.change, sizes.tick, strong) + 6
        if wide and x + advance_px("vs pinned", sizes.tick) <= left + width:
            painter.setFont(quiet)
            painter.setPen(QColor(palette.text3))
            painter.drawText(QPointF(x, base), "vs pinned")


def reason_lines(reason: str, theme: Theme, width: float) -> list[str]:
    """Why there is no figure, in the lines a cell of this width has below its name; what is left over is cut."""
    sizes = theme.sizes
    metrics = QFontMetricsF(theme.font(sizes.tick))
    most = min(MOST_REASON_LINES, int(sizes.strip * REASON_SHARE / (sizes.tick * REASON_LINE)))
    lines, rest = [""], reason.split()
    while rest:
        longer = f"{lines[-1]} {rest[0]}".strip()
        if not lines[-1] or metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
            rest.pop(0)
        elif len(lines) < most:
            lines.append("")
        else:
            lines[-1] = " ".join([lines[-1], *rest])
            break
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


def cell_text(
    measure: Measure, now: float | Undefined, baseline: float | Undefined | None, *, pinned: bool
) -> CellText:
    """The words of one cell. A change that rounds to nothing reads `= unchanged`."""
    if isinstance(now, Undefined):
        return CellText(reason=f"{now.word}: {now.reason}")
    text = CellText(number=measure.shown(now), prefix=measure.prefix, unit=measure.shown_unit)
    if not pinned or baseline is None:
        return text
    if isinstance(baseline, Undefined):
        change, direction, better = "none when pinned", 0, None
    elif not (change := measure.shown_change(now, baseline)):
        change, direction, better = "= unchanged", 0, None
    else:
        direction = 1 if now > baseline else -1
        better = None if measure.better == "none" else (direction > 0) == (measure.better == "up")
    return CellText(
        number=text.number, prefix=text.prefix, unit=text.unit, change=change, direction=direction, better=better
    )
