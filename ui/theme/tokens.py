"""Colours and sizes. A `Theme` is a palette and a table of sizes; roles of `planner.figure` become ink here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from planner.figure import Role
from ui.theme.fonts import PAPER_DPI, Weight, font


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Every colour the program uses, as `#RRGGBB`."""

    window: str
    surface: str
    edge: str  # zero line, card borders
    line: str
    rule: str  # the few horizontal lines
    text: str
    text2: str
    text3: str
    accent: str
    accent_text: str
    on_accent: str
    bad: str
    bad_text: str
    baseline: str
    total: str
    rest: str
    sky: str
    orange: str
    orange_edge: str  # 3:1 against the surface, for the edge of a pale fill
    green: str
    selected: str


LIGHT = Palette(
    window="#F3F5F7", surface="#FFFFFF", edge="#CDD3DA", line="#E4E8EC", rule="#EBEEF1",
    text="#16202A", text2="#4E5965", text3="#616C78",
    accent="#0072B2", accent_text="#00609A", on_accent="#FFFFFF", bad="#D55E00", bad_text="#AD4A00",
    baseline="#7D8792", total="#89929C", rest="#C3CAD2",
    sky="#56B4E9", orange="#E69F00", orange_edge="#A66F00", green="#009E73", selected="#E3F0F8",
)  # fmt: skip
DARK = Palette(
    window="#12161A", surface="#1A1F25", edge="#3D4650", line="#2B323A", rule="#262D34",
    text="#EDF0F3", text2="#B3BCC6", text3="#919CA8",
    accent="#56B4E9", accent_text="#7AC4EE", on_accent="#12161A", bad="#F0803C", bad_text="#F59A63",
    baseline="#8B95A0", total="#727E8A", rest="#4B5560",
    sky="#2F86B8", orange="#E69F00", orange_edge="#FFC640", green="#2FBF97", selected="#1D3646",
)  # fmt: skip
PAPER = replace(LIGHT, window="#FFFFFF", line="#E4E8EC", rule="#E4E8EC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Type and measures in pixels. `label` is for words at marks, `tick` for ticks and captions."""

    figure: float
    slider_value: float
    title: float
    subtitle: float
    label: float
    tick: float
    page_title: float
    menu: int = 28
    tabs: int = 44
    strip: int = 96
    status: int = 28
    panel: int = 384
    gap: int = 12
    padding: int = 16
    radius: int = 6
    box_radius: int = 5
    slider_row: int = 61
    gutter: int = 34  # least room for the ticks left of a plot


WIDE = Sizes(figure=26, slider_value=13, title=15, subtitle=12, label=12, tick=11, page_title=22)
NARROW = Sizes(
    figure=17, slider_value=11, title=12.5, subtitle=10.5, label=10.5, tick=10, page_title=18,
    menu=22, tabs=36, strip=70, status=22, panel=288, gap=8, padding=10, slider_row=42, gutter=28,
)  # fmt: skip
PRESENT = Sizes(
    figure=52, slider_value=40, title=28, subtitle=19, label=20, tick=18, page_title=44,
    gap=24, padding=24, gutter=56,
)  # fmt: skip
SHEET = Sizes(
    figure=18.7, slider_value=11, title=11.5, subtitle=10, label=10, tick=9.5, page_title=24,
    gap=8, padding=0, gutter=24,
)  # fmt: skip

NARROW_BELOW_PX = 1600  # window width at which the sizes of 1366 give way to those of 1920


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A palette with sizes. Two themes with the same fields are the same theme."""

    name: Literal["light", "dark", "paper"]
    palette: Palette
    sizes: Sizes = WIDE

    @property
    def on_paper(self) -> bool:
        """Whether this is for print: no handles, no menus, no tabular digits, no shadows."""
        return self.name == "paper"

    def sized(self, sizes: Sizes) -> Theme:
        """The same colours at other sizes."""
        return replace(self, sizes=sizes)

    def font(self, px: float, weight: Weight = 400) -> QFont:
        """Inter at `px`, with tabular digits on screen only: on paper they could not be read back."""
        return font(px, weight, tabular=not self.on_paper, dpi=PAPER_DPI if self.on_paper else None)

    def fill(self, role: Role) -> QColor:
        """The colour of an area."""
        return QColor(_fills(self.palette)[role])

    def stroke(self, role: Role) -> QColor:
        """The colour of a line: 3:1 or better against the surface."""
        palette = self.palette
        strong: dict[str, str] = {"rest": palette.total, "sky": palette.accent, "orange": palette.orange_edge}
        return QColor(strong.get(role, _fills(palette)[role]))

    def ink(self, role: Role) -> QColor:
        """The colour of words: 4.5:1 or better against the surface."""
        palette = self.palette
        words: dict[Role, str] = {
            "current": palette.accent_text, "bad": palette.bad_text, "baseline": palette.text3,
            "total": palette.text, "rest": palette.text2, "ink": palette.text, "quiet": palette.text3,
            "sky": palette.accent_text, "orange": palette.text,
        }  # fmt: skip
        return QColor(words[role])


LIGHT_THEME = Theme(name="light", palette=LIGHT)
DARK_THEME = Theme(name="dark", palette=DARK)
PAPER_THEME = Theme(name="paper", palette=PAPER, sizes=SHEET)


def widget_palette(palette: Palette) -> QPalette:
    """The palette for what the style draws itself: ticks, icons of dialogs, and all that no style sheet names."""
    roles = {
        QPalette.ColorRole.Window: palette.window, QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Base: palette.surface, QPalette.ColorRole.AlternateBase: palette.window,
        QPalette.ColorRole.Text: palette.text, QPalette.ColorRole.PlaceholderText: palette.text3,
        QPalette.ColorRole.Button: palette.surface, QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.BrightText: palette.bad_text, QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.on_accent, QPalette.ColorRole.Link: palette.accent_text,
        QPalette.ColorRole.ToolTipBase: palette.text, QPalette.ColorRole.ToolTipText: palette.surface,
    }  # fmt: skip
    made = QPalette(QColor(palette.surface), QColor(palette.window))
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.text3))
    return made


def theme_named(name: str, width_px: int) -> Theme:
    """The theme `light` or `dark` with the sizes for a window `width_px` wide."""
    theme = DARK_THEME if name == "dark" else LIGHT_THEME
    return theme.sized(NARROW if width_px < NARROW_BELOW_PX else WIDE)


def system_theme_name() -> Literal["light", "dark"]:
    """What the system asks for; unknown means light."""
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _fills(palette: Palette) -> dict[Role, str]:
    return {
        "current": palette.accent, "bad": palette.bad, "baseline": palette.baseline, "total": palette.total,
        "rest": palette.rest, "ink": palette.text, "quiet": palette.text3, "sky": palette.sky,
        "orange": palette.orange,
    }  # fmt: skip


def mixed(from_colour: QColor, to_colour: QColor, share: float) -> QColor:
    """`share` of the way from one colour to another, 0 to 1."""
    return QColor.fromRgbF(
        from_colour.redF() + (to_colour.redF() - from_colour.redF()) * share,
        from_colour.greenF() + (to_colour.greenF() - from_colour.greenF()) * share,
        from_colour.blueF() + (to_colour.blueF() - from_colour.blueF()) * share,
    )


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
