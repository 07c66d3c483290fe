"""CatalogueChart: machines as dots, J/TH against the month of release, so that a generation is seen at a glance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from planner.quantities import MONTHS_PER_YEAR, month_index
from planner.reference import Machine
from ui.theme import Theme

TICKS_J_PER_TH = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
REACH_PX = 14.0  # how far from a dot a click still means it


class CatalogueChart(QWidget):
    """Efficiency on a logarithmic axis. Filled: the machine under the keys. Ring: the lot's own."""

    machine_clicked = Signal(str)  # model

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._machines: tuple[Machine, ...] = ()
        self._chosen = self._present = ""
        self.setMinimumHeight(130)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        self.update()

    def show_machines(self, machines: Sequence[Machine]) -> None:
        """The machines that are dots; those without a known month of release are none."""
        self._machines = tuple(machine for machine in machines if machine.release_month)
        self.setAccessibleName("Efficiency of machines against their month of release")
        self.setAccessibleDescription(_sentence(self._machines))
        self.update()

    def show_chosen(self, chosen: str, present: str) -> None:
        """The machine under the keys, and the one the lot has now."""
        self._chosen, self._present = chosen, present
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, palette = self._theme, self._theme.palette
        painter.setFont(theme.font(theme.sizes.tick))
        if not self._machines:
            painter.setPen(QColor(palette.text3))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No machine to draw")
            return
        self._paint_axes(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.rest))
        for machine in self._machines:
            painter.drawEllipse(self._point(machine), 3.0, 3.0)
        for machine in self._machines:
            if machine.model == self._present:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(palette.baseline), 2))
                painter.drawEllipse(self._point(machine), 7.0, 7.0)
            if machine.model == self._chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(palette.accent))
                painter.drawEllipse(self._point(machine), 5.0, 5.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        nearest = min(
            self._machines, key=lambda machine: _distance(self._point(machine), event.position()), default=None
        )
        if nearest is not None and _distance(self._point(nearest), event.position()) <= REACH_PX:
            self.machine_clicked.emit(nearest.model)

    # --- axes -----------------------------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        tick = self._theme.sizes.tick
        return QRectF(self.rect()).adjusted(3.2 * tick, 1.9 * tick, -8, -1.7 * tick)

    def _months(self) -> tuple[int, int]:
        months = [month_index(str(machine.release_month)) for machine in self._machines]
        low, high = min(months), max(months)
        return (low, high) if low < high else (low - 6, high + 6)

    def _efficiencies(self) -> tuple[float, float]:
        shown = [machine.efficiency_j_per_th for machine in self._machines]
        return min(shown) / 1.15, max(shown) * 1.15

    def _point(self, machine: Machine) -> QPointF:
        return QPointF(self._x(month_index(str(machine.release_month))), self._y(machine.efficiency_j_per_th))

    def _x(self, month: float) -> float:
        low, high = self._months()
        plot = self._plot()
        return plot.left() + (month - low) / (high - low) * plot.width()

    def _y(self, efficiency_j_per_th: float) -> float:
        low, high = self._efficiencies()
        plot = self._plot()
        share = math.log(efficiency_j_per_th / low) / math.log(high / low)
        return plot.bottom() - share * plot.height()

    def _paint_axes(self, painter: QPainter) -> None:
        palette, plot, tick = self._theme.palette, self._plot(), self._theme.sizes.tick
        painter.setPen(QColor(palette.text2))
        painter.drawText(QPointF(0, 1.1 * tick), "J/TH against month of release; ring: the lot's machine now")
        low, high = self._efficiencies()
        for level in TICKS_J_PER_TH:
            if low <= level <= high:
                y = round(self._y(level)) + 0.5
                painter.setPen(QPen(QColor(palette.rule), 1))
                painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
                painter.setPen(QColor(palette.text3))
                box = QRectF(0, y - tick, plot.left() - 6, 2 * tick)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{level:,}")
        first, last = self._months()
        years = range(-(-first // MONTHS_PER_YEAR), last // MONTHS_PER_YEAR + 1)
        step = max(1, math.ceil(len(years) * 4.5 * tick / max(plot.width(), 1.0)))
        for year in years[::step]:
            x = self._x(year * MONTHS_PER_YEAR)
            painter.drawText(
                QRectF(x - 30, plot.bottom() + 3, 60, 1.5 * tick), Qt.AlignmentFlag.AlignHCenter, str(year)
            )


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())


def _sentence(machines: Sequence[Machine]) -> str:
    if not machines:
        return "No machine with a known month of release is shown."
    best = min(machines, key=lambda machine: machine.efficiency_j_per_th)
    return f"{len(machines)} machines; the most efficient is {best.model} with {best.efficiency_j_per_th:.1f} J/TH."
