"""The look holds what it promises: contrast, digits, fonts."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.figure import Role
from ui.figure_view.inks import inks_for
from ui.panels.tick_box import TickBox
from ui.theme import DARK_THEME, LIGHT_THEME, NARROW, PAPER_THEME, WIDE, Theme, apply_theme, contrast, font, theme_named

THEMES = [LIGHT_THEME, DARK_THEME, PAPER_THEME]
MEASURED_PX = 96.0  # large, so that rounding to pixels does not hide a difference


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("role", get_args(Role))
def test_words_and_lines_stand_out_from_the_surface(theme: Theme, role: Role) -> None:
    surface = QColor(theme.palette.surface)
    assert contrast(theme.ink(role), surface) >= 4.5
    assert contrast(theme.stroke(role), surface) >= 3.0


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_quiet_words_stand_out_from_page_and_card(theme: Theme) -> None:
    palette = theme.palette
    for words in (palette.text, palette.text2, palette.text3, palette.accent_text, palette.bad_text):
        for ground in (palette.window, palette.surface):
            assert contrast(QColor(words), QColor(ground)) >= 4.5


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21.0)


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_digits_are_as_wide_as_each_other_only_where_asked(qapp: QApplication, weight: int) -> None:
    tabular = QFontMetricsF(font(MEASURED_PX, weight))
    plain = QFontMetricsF(font(MEASURED_PX, weight, tabular=False))
    assert len({tabular.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    assert plain.horizontalAdvance("1") < plain.horizontalAdvance("0")


def test_inter_is_the_font_that_draws(qapp: QApplication) -> None:
    assert {QFontInfo(font(15, weight)).family() for weight in (400, 500, 600)} == {"Inter"}
    assert QFontInfo(font(15, 600)).weight() == 600


def test_paper_has_no_tabular_digits(qapp: QApplication) -> None:
    metrics = QFontMetricsF(PAPER_THEME.font(MEASURED_PX))
    assert metrics.horizontalAdvance("1") < metrics.horizontalAdvance("0")


def test_window_width_chooses_the_sizes() -> None:
    assert theme_named("light", 1366).sizes is NARROW
    assert theme_named("dark", 1920).sizes is WIDE
    assert theme_named("dark", 1920).name == "dark"
    assert theme_named("unknown", 1920).name == "light"


@pytest.mark.parametrize("theme", [theme_named(name, width) for name in ("light", "dark") for width in (1366, 1920)])
def test_style_sheet_is_understood(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    before = qapp.styleSheet(), qapp.font()
    try:
        apply_theme(qapp, theme)  # an unknown word would warn, and a warning fails the test
        assert "$" not in qapp.styleSheet()
        assert theme.palette.accent in qapp.styleSheet()
    finally:
        qapp.setStyleSheet(before[0])
        qapp.setFont(before[1])


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("role", ["sky", "orange", "rest"])
def test_names_inside_bars_stand_out_from_them(theme: Theme, role: Role, stale: bool) -> None:
    inks = inks_for(theme, stale)
    assert contrast(inks.on(inks.bar(role)), inks.bar(role)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT_THEME, DARK_THEME], ids=lambda theme: theme.name)
def test_a_box_to_tick_is_seen_ticked_or_not(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, theme)
    box = TickBox("Only differences")
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    empty = box.grab().toImage()
    box.setChecked(True)
    ticked = box.grab().toImage()
    surface, palette = QColor(theme.palette.surface), theme.palette
    inside = QRect(0, 0, 14, box.height())

    def colours(image: QImage) -> set[str]:
        return {image.pixelColor(x, y).name().upper() for x in range(inside.width()) for y in range(inside.height())}

    assert palette.baseline in colours(empty)
    assert contrast(QColor(palette.baseline), surface) >= 3.0
    assert palette.accent in colours(ticked)
    assert max(contrast(QColor(name), QColor(palette.accent)) for name in colours(ticked) - colours(empty)) >= 3.0
