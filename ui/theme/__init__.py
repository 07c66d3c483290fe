"""The look: colours, sizes, fonts and the style sheet, for light, dark and paper. Nothing here knows what is shown."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import FAMILY, Weight, advance_px, font, load_fonts
from ui.theme.style_sheet import style_sheet
from ui.theme.tokens import (
    DARK,
    DARK_THEME,
    LIGHT,
    LIGHT_THEME,
    NARROW,
    PAPER,
    PAPER_THEME,
    PRESENT,
    SHEET,
    WIDE,
    Palette,
    Sizes,
    Theme,
    contrast,
    luminance,
    mixed,
    system_theme_name,
    theme_named,
    widget_palette,
)

__all__ = [
    "DARK",
    "DARK_THEME",
    "FAMILY",
    "LIGHT",
    "LIGHT_THEME",
    "NARROW",
    "PAPER",
    "PAPER_THEME",
    "PRESENT",
    "SHEET",
    "WIDE",
    "Palette",
    "Sizes",
    "Theme",
    "Weight",
    "advance_px",
    "apply_theme",
    "contrast",
    "font",
    "load_fonts",
    "luminance",
    "mixed",
    "style_sheet",
    "system_theme_name",
    "theme_named",
    "widget_palette",
]


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Give the whole program the theme: fonts, palette, style sheet, pyqtgraph's defaults."""
    load_fonts()
    pg.setConfigOptions(
        antialias=False, background=theme.palette.surface, foreground=theme.palette.text2, useOpenGL=False
    )
    application.setFont(font(theme.sizes.subtitle, 400))
    application.setPalette(widget_palette(theme.palette))
    application.setStyleSheet(style_sheet(theme))
