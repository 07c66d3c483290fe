"""Pens, colours and type, made once per theme and then handed out. Stale ink is grey, without hue."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen, QStaticText, QTransform

from planner.figure import Role
from ui.theme import Theme, Weight, contrast, font, mixed

DASHES_PX = (4.0, 3.0)
VEIL_OPACITY = 0.88  # behind words that lines or bars would strike out
DATA_PX, BASELINE_PX, THIN_PX = 1.5, 1.25, 1.0
TextSize = Literal["title", "subtitle", "label", "tick"]
PenStyle = Literal["solid", "dashed", "dotted"]

MEASURED_PX = 96.0

_TEXTS_KEPT = 2000


class Face:
    """One size and weight of type, with the widths it has measured."""

    __slots__ = ("_metrics", "_scale", "_shaped", "_widths", "cap", "descent", "font", "line_ascent", "magnified", "px")

    def __init__(self, px: float, font: QFont, measuring_font: QFont, magnified: float) -> None:
        self.px = px
        self.font = font
        self.magnified = magnified  # how much larger than `px` the font is
        # Unhinted widths grow with the size, and a font of whole pixels measures alike on every device.
        self._scale = px / MEASURED_PX
        self._metrics = QFontMetricsF(measuring_font)
        self._widths: dict[str, float] = {}
        self._shaped: dict[str, QStaticText] = {}
        self.line_ascent = QFontMetricsF(font).ascent() / magnified
        self.descent, self.cap = 0.25 * px, 0.727 * px  # Inter's own proportions

    def width(self, text: str) -> float:
        """The advance width of one line, in pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _TEXTS_KEPT:  # live digits would otherwise fill it without end
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text) * self._scale
        return width

    def cut(self, text: str, room: float) -> str:
        """The text, or its beginning with an ellipsis where `room` pixels do not hold it."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room / self._scale)

    def shaped(self, text: str) -> QStaticText:
        """The text with its glyphs laid out, for painting again and again on screen."""
        shaped = self._shaped.get(text)
        if shaped is None:
            if len(self._shaped) > _TEXTS_KEPT:
                self._shaped.clear()
            shaped = self._shaped[text] = QStaticText(text)
            shaped.setTextFormat(Qt.TextFormat.PlainText)
            shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            shaped.prepare(QTransform.fromScale(1.0 / self.magnified, 1.0 / self.magnified), self.font)
        return shaped


class Inks:
    """The colours, pens and faces of one theme, current or stale."""

    def __init__(self, theme: Theme, stale: bool) -> None:
        self.theme = theme
        self.stale = stale
        palette = theme.palette
        self.surface = QColor(palette.surface)
        self.veil = QColor(palette.surface)
        self.veil.setAlphaF(VEIL_OPACITY)
        self.window = QColor(palette.window)
        self.card_edge = QColor(palette.line)
        self.rule = QColor(palette.rule)
        self.zero = QColor(palette.edge)
        self.title = self._aged(QColor(palette.text))
        self.subtitle = self._aged(QColor(palette.text2))
        self.tick = self._aged(QColor(palette.text2))
        self.panel_title = self._aged(QColor(palette.text2))
        self.accent = self._greyed(QColor(palette.accent))
        self.on_accent = QColor(palette.on_accent)
        # Fields mix towards the deep accent in both themes: the bright one would outshine the contours.
        self.field_above = self._greyed(QColor("#0072B2"))
        self.field_below = self._greyed(QColor("#D55E00"))
        self.fill = _remembered(lambda role: self._greyed(theme.fill(role)))
        self.bar = _remembered(lambda role: mixed(self.surface, self.fill(role), self._bar_share(role)))
        self.stroke = _remembered(lambda role: self._greyed(theme.stroke(role)))
        self.ink = _remembered(lambda role: self._aged(theme.ink(role)))
        self._pens: dict[tuple[int, float, PenStyle], QPen] = {}
        self._on: dict[int, QColor] = {}
        self._faces: dict[tuple[TextSize, Weight, bool], Face] = {}

    def face(self, size: TextSize, weight: Weight = 400, *, tabular: bool = False) -> Face:
        """The type for one kind of text: words, or with `tabular` numbers that change or stand in a column."""
        key = (size, weight, tabular)
        face = self._faces.get(key)
        if face is None:
            px = float(getattr(self.theme.sizes, size))
            # Qt draws whole pixels only: half sizes are drawn from the double, made smaller by the painter.
            magnified = 1.0 if px == int(px) else 2.0
            on_screen = tabular and not self.theme.on_paper
            face = self._faces[key] = Face(
                px, font(px * magnified, weight, on_screen), font(MEASURED_PX, weight, on_screen), magnified
            )
        return face

    def pen(self, colour: QColor, width_px: float = THIN_PX, style: PenStyle = "solid") -> QPen:
        """A pen that grows with the screen's scale; the same object for the same wishes."""
        key = (colour.rgba(), width_px, style)
        pen = self._pens.get(key)
        if pen is None:
            pen = QPen(colour, width_px)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if style == "dashed":
                pen.setDashPattern([length / width_px for length in DASHES_PX])
            elif style == "dotted":
                pen.setDashPattern([1.0 / width_px, 2.0 / width_px])
            self._pens[key] = pen
        return pen

    def line_pen(self, role: Role, strong: bool) -> QPen:
        """The pen of a curve: data 1.5, the others 1, the baseline 1.25 dashed."""
        if role == "baseline":
            return self.pen(self.stroke(role), BASELINE_PX, "dashed")
        return self.pen(self.stroke(role), DATA_PX if strong else THIN_PX)

    def on(self, fill: QColor) -> QColor:
        """White or the dark of the text, whichever reads better on the fill."""
        colour = self._on.get(fill.rgba())
        if colour is None:
            dark, white = QColor("#16202A"), QColor("#FFFFFF")
            colour = self._on[fill.rgba()] = max((dark, white), key=lambda choice: contrast(choice, fill))
        return colour

    def shade(self, towards: QColor, share: float) -> QColor:
        """The surface mixed `share` of the way towards a colour."""
        return mixed(self.surface, towards, share)

    def _bar_share(self, role: Role) -> float:
        """Bars are a little paler than lines, sky most of all: words stand on them."""
        if role == "sky":
            return 0.9 if self.theme.name == "dark" else 0.75
        return 0.92 if role in ("current", "bad") else 1.0

    def _greyed(self, colour: QColor) -> QColor:
        if not self.stale:
            return colour
        level = 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF()
        return QColor.fromRgbF(level, level, level)

    def _aged(self, colour: QColor) -> QColor:
        return QColor(self.theme.palette.text3) if self.stale else colour


@lru_cache(maxsize=24)
def inks_for(theme: Theme, stale: bool) -> Inks:
    """The inks of a theme; the same object for the same theme."""
    return Inks(theme, stale)


def _remembered(colour_of: Callable[[Role], QColor]) -> Callable[[Role], QColor]:
    return lru_cache(maxsize=32)(colour_of)
