"""FigureView: one figure on a card, live."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from planner.figure import Figure
from ui.figure_view.canvas import Canvas
from ui.figure_view.clipboard import clipboard_content
from ui.figure_view.frames import Ranges
from ui.figure_view.handles import grabbed, is_field
from ui.figure_view.items import FigureItems
from ui.figure_view.readout import Readout
from ui.theme import LIGHT_THEME, Theme

REFINE_AFTER_MS = 120
RESCALE_MS = 180


class FigureView(QWidget):
    """Draws any figure; proposes moves of its handles and shows only what it is handed."""

    handle_moved = Signal(str, int, float, float)  # figure key, handle index, x, y in data units
    handle_released = Signal(str, int, float, float)
    table_requested = Signal(str)  # figure key
    painted = Signal(object)  # the Figure that a finished paint showed

    def __init__(self, parent: QWidget | None = None, theme: Theme = LIGHT_THEME) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure: Figure | None = None
        self._stale = False
        self._dragging = False
        self._dirty = False
        self._held: tuple[int, ...] = ()
        self._last_shown = 0.0
        self._canvas = Canvas(self, self._on_canvas_painted)
        self._items = FigureItems(self._canvas.scene())
        self._readout = Readout(self)
        self._menu = QMenu(self)
        self._menu.addAction("Show as table", self._request_table)
        self._menu.addAction("Copy", QKeySequence.StandardKey.Copy, self.copy)
        for action in self._menu.actions():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addActions(self._menu.actions())
        self._button = QToolButton(self)
        self._button.setText("⋯")
        self._button.setProperty("kind", "menu")
        self._button.setAccessibleName("Chart menu")
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setMenu(self._menu)
        self._button.setAutoRaise(True)
        self._refine = QTimer(self)
        self._refine.setSingleShot(True)
        self._refine.setInterval(REFINE_AFTER_MS)
        self._refine.timeout.connect(self._on_refine_due)
        self._rescale = QVariantAnimation(self)
        self._rescale.setDuration(RESCALE_MS)
        self._rescale.setStartValue(0.0)
        self._rescale.setEndValue(1.0)
        self._rescale.valueChanged.connect(self._on_rescale_step)
        self._rescale_from: tuple[Ranges, ...] = ()
        self._rescale_to: tuple[Ranges, ...] = ()
        self._rescaled = True
        self._canvas.show_blank(QColor(theme.palette.surface))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._canvas.viewport().setMouseTracking(True)

    # --- what the owner calls ------------------------------------------------------------------------------

    @property
    def figure(self) -> Figure | None:
        """The figure shown last."""
        return self._figure

    @property
    def reading(self) -> str:
        """What is read off it now, by mouse or keys; empty for nothing."""
        return self._readout.words

    def show_figure(self, figure: Figure) -> None:
        """Show a figure; while hidden it is only remembered."""
        if self._figure is None:
            self._canvas.setBackgroundBrush(Qt.BrushStyle.NoBrush)  # its card covers all
        self._figure = figure
        now = time.perf_counter()
        in_motion = self._dragging or now - self._last_shown < REFINE_AFTER_MS / 1000.0
        self._last_shown = now
        self._redraw(draft=in_motion)

    def set_stale(self, stale: bool) -> None:
        """Grey while what is shown belongs to an older result."""
        if stale != self._stale:
            self._stale = stale
            self._redraw()

    def set_dragging(self, dragging: bool) -> None:
        """Freeze the ranges while an input is dragged; on release they move to what the data want."""
        if dragging == self._dragging:
            return
        self._dragging = dragging
        if dragging:
            self._rescale.stop()
        else:
            self._start_rescale()

    def set_theme(self, theme: Theme) -> None:
        """Show in other colours and sizes."""
        if theme != self._theme:
            self._theme = theme
            self._place_button()
            if self._figure is None:
                self._canvas.show_blank(QColor(theme.palette.surface))
            self._redraw()

    def copy(self) -> None:
        """Put the figure on the clipboard: picture, PDF and table."""
        if self._figure is None:
            return
        picture = self._canvas.grab().toImage()
        QGuiApplication.clipboard().setMimeData(clipboard_content(self._figure, picture))

    # --- drawing -------------------------------------------------------------------------------------------

    def _describe(self, figure: Figure) -> None:
        """Tell a screen reader; in motion only once the figure stands still."""
        self.setAccessibleName(figure.takeaway)
        self.setAccessibleDescription(figure.sentence)

    def _redraw(self, draft: bool = False, ranges: tuple[Ranges, ...] | None = None) -> None:
        if self._figure is None:
            return
        shown = self.isVisible() and self.width() >= 2
        if not (draft and shown):
            self._describe(self._figure)
        if not shown:
            self._dirty = True
            return
        self._dirty = False
        rescaling = self._rescale.state() == QVariantAnimation.State.Running and not self._rescaled
        self._items.show(
            self._figure,
            float(self.width()),
            float(self.height()),
            self._theme,
            stale=self._stale,
            draft=draft,
            frozen=self._dragging or rescaling or ranges is not None,
            ranges=ranges,
            pixel=1.0 / self.devicePixelRatioF(),
        )
        if draft:
            self._readout.hide()  # until it stands still
            self._refine.start()
        else:
            self._readout.show_again(self._figure, self._items.arrangement, self._theme)
        self._canvas.viewport().update()

    def _start_rescale(self) -> None:
        arrangement = self._items.arrangement
        if self._figure is None or arrangement is None or not self._figure.panels or not self.isVisible():
            self._redraw()
            return
        self._rescale_from = self._items.ranges
        self._rescale_to = self._items.ranges_at_rest(
            self._figure, float(self.width()), float(self.height()), self._theme, 1.0 / self.devicePixelRatioF()
        )
        if self._rescale_to == self._rescale_from:
            self._redraw()
        else:
            self._rescaled = False
            self._rescale.start()

    def _on_rescale_step(self, share: float) -> None:
        if len(self._rescale_to) != len(self._figure.panels if self._figure else ()):
            self._rescale.stop()
            return
        self._rescaled = share >= 1.0  # the last step draws what rests, of a figure that may have come meanwhile
        if self._rescaled:
            self._redraw()
            return
        eased = share * share * (3.0 - 2.0 * share)
        ranges = tuple(a.between(b, eased) for a, b in zip(self._rescale_from, self._rescale_to, strict=True))
        self._redraw(draft=True, ranges=ranges)

    def _on_refine_due(self) -> None:
        if self._figure is not None:
            self._describe(self._figure)
            self._readout.show_again(self._figure, self._items.arrangement, self._theme)
        self._items.refine(draft=False)
        self._canvas.viewport().update()

    def _on_canvas_painted(self) -> None:
        if self._figure is not None and not self._dirty:
            self.painted.emit(self._figure)

    # --- hands ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab a handle."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton or self._figure is None or self._items.arrangement is None:
            event.ignore()
            return
        self._readout.leave()
        self._held = grabbed(self._figure, self._items.arrangement, event.position())
        if self._held and is_field(self._figure, self._figure.handles[self._held[0]].panel):
            self._tell(self.handle_moved, event.position())
        event.setAccepted(bool(self._held))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held, or show what could be."""
        if self._figure is None or self._items.arrangement is None:
            return
        if self._held:
            self._tell(self.handle_moved, event.position())
            return
        under = grabbed(self._figure, self._items.arrangement, event.position())
        self.setCursor(self._cursor_over(under))
        self._readout.follow(self._figure, self._items.arrangement, self._theme, event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._tell(self.handle_released, event.position())
            self._held = ()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu as the button's."""
        self._menu.popup(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing where no mouse is."""
        super().leaveEvent(event)
        self._readout.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the menu, arrows read the values point by point, Escape ends that."""
        figure, arrangement = self._figure, self._items.arrangement
        if figure is not None and arrangement is not None and self._readout.step(
            figure, arrangement, self._theme, event.key()
        ):  # fmt: skip
            self.setAccessibleDescription(self.reading)
        elif event.key() == Qt.Key.Key_Escape and self.reading:
            self._readout.leave()
            self.setAccessibleDescription("" if figure is None else figure.sentence)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._button.showMenu()
        else:
            super().keyPressEvent(event)

    def _tell(self, signal: object, at: QPointF) -> None:
        figure, arrangement = self._figure, self._items.arrangement
        if figure is None or arrangement is None:
            return
        for index in self._held:
            if index < len(figure.handles):
                frame = arrangement.frames[figure.handles[index].panel]
                plot = frame.plot
                x = frame.x_of(min(max(at.x(), plot.left()), plot.right()))
                y = frame.y_of(min(max(at.y(), plot.top()), plot.bottom()))
                signal.emit(figure.key, index, x, y)  # type: ignore[attr-defined]  # a bound Signal has no public type

    def _cursor_over(self, handles: tuple[int, ...]) -> Qt.CursorShape:
        if not handles or self._figure is None:
            return Qt.CursorShape.ArrowCursor
        handle = self._figure.handles[handles[0]]
        if is_field(self._figure, handle.panel):
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.SizeVerCursor if handle.axis == "y" else Qt.CursorShape.SizeHorCursor

    def _request_table(self) -> None:
        if self._figure is not None:
            self.table_requested.emit(self._figure.key)

    # --- being a widget ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the figure out anew."""
        super().resizeEvent(event)
        self._canvas.setGeometry(self.rect())
        self._place_button()
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was remembered while hidden."""
        super().showEvent(event)
        self._redraw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the card."""
        super().focusInEvent(event)
        by_keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        self._show_focus(event.reason() in by_keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Unmark the card."""
        super().focusOutEvent(event)
        self._readout.leave()
        self._show_focus(False)

    def sizeHint(self) -> QSize:
        """The card of the 1920 layout."""
        return QSize(496, 423)

    def minimumSizeHint(self) -> QSize:
        """Small, but readable."""
        return QSize(220, 160)

    def _show_focus(self, focused: bool) -> None:
        self._items.front.focused = focused
        self._canvas.viewport().update()

    def _place_button(self) -> None:
        size = round(1.6 * self._theme.sizes.title)
        self._button.resize(size, size)
        self._button.move(self.width() - size - self._theme.sizes.padding + 6, self._theme.sizes.padding - 6)
        self._button.raise_()
