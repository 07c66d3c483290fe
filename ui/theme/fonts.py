"""Inter, the one typeface, bundled with its licence."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

import resources

FAMILY = "Inter"
FONT_FILES = ("fonts/Inter-Regular.ttf", "fonts/Inter-Medium.ttf", "fonts/Inter-SemiBold.ttf")
PAPER_DPI = 96.0
POINTS_PER_INCH = 72.0

Weight = Literal[400, 500, 600]


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Register Inter with Qt, once; RuntimeError where Qt refuses a bundled font (a broken installation)."""
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFontFromData(QByteArray(resources.data(name))) < 0:
            raise RuntimeError(f"Qt cannot read the bundled font {name}.")


@lru_cache(maxsize=256)
def font(px: float, weight: Weight = 400, tabular: bool = True, dpi: float | None = None) -> QFont:
    """Inter at `px` pixels (fractions allowed) on a device of `dpi` dots per inch (default: the screen's)."""
    load_fonts()
    face = QFont(FAMILY)
    if px == int(px):
        face.setPixelSize(int(px))
    else:
        # QFont takes whole pixels only, but fractional points.
        face.setPointSizeF(px * POINTS_PER_INCH / (dpi or _screen_dpi()))
    face.setWeight(QFont.Weight(weight))
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    face.setFeature(QFont.Tag("calt"), 0)
    if tabular:
        face.setFeature(QFont.Tag("tnum"), 1)
    return face


@lru_cache(maxsize=4096)
def advance_px(text: str, px: float, weight: Weight = 400) -> float:
    """The width of one line of `font(px, weight)` on the screen, remembered."""
    return QFontMetricsF(font(px, weight)).horizontalAdvance(text)


def _screen_dpi() -> float:
    screens = QGuiApplication.screens()
    return screens[0].logicalDotsPerInch() if screens else PAPER_DPI
