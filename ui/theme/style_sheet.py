"""The Qt style sheet of the whole program.

Widgets choose a variant with a dynamic property: `kind="primary"` and `kind="outlined"` on buttons,
`kind="baseline"` for the dashed box of the pinned baseline, `kind="card"` on frames, `role="title"`,
`"quiet"`, `"bad"`, `"better"` on labels, `invalid="true"` on line edits.
"""

from __future__ import annotations

from string import Template

from ui.theme.tokens import Theme

_RULES = Template("""
* { font-family: "Inter"; font-size: ${subtitle}px; color: $text; }
QMainWindow, QDialog, QScrollArea, QStackedWidget { background: $window; }
QFrame[kind="card"], QWidget[kind="surface"] { background: $surface; }
QFrame[kind="card"] { border: 1px solid $line; border-radius: ${radius}px; }
QFrame[kind="rule"] { background: $line; border: none; max-height: 1px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="page"] { font-size: ${page_title}px; font-weight: 600; }
QLabel[role="quiet"] { color: $text2; font-size: ${tick}px; }
QLabel[role="bad"] { color: $bad_text; }
QLabel[role="better"] { color: $accent_text; }

QMenuBar { background: $surface; min-height: ${menu}px; padding: 0 ${half}px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; color: $text2; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $selected; color: $text; }
QMenu { background: $surface; border: 1px solid $edge; padding: 4px 0; }
QMenu::item { padding: 5px 28px 5px 24px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $text2; font-size: ${tab}px; font-weight: 500;
               min-height: ${tab_inner}px; padding: 0 2px; margin: 0 ${half}px; border: none;
               border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:hover:!selected { color: $text; }
QTabBar::tab:focus { color: $accent_text; }
QTabWidget::pane { border: none; }

QPushButton, QToolButton { background: $surface; color: $text; border: 1px solid $baseline;
               border-radius: ${box_radius}px; padding: ${pad_v}px ${half_pad}px; font-weight: 500; }
QPushButton:hover, QToolButton:hover { background: $selected; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $text3; border-color: $edge; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_text; border-color: $accent_text; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $rest; border-color: $rest; color: $surface; }
QPushButton[kind="baseline"], QLabel[kind="baseline"] { border: 1px dashed $baseline; color: $text2;
               border-radius: ${box_radius}px; padding: ${pad_v}px ${half_pad}px; background: transparent; }
QPushButton[kind="link"] { border: none; background: transparent; color: $accent_text; padding: 2px; }
QPushButton[kind="link"]:focus { border: 1px solid $accent; border-radius: 3px; }
QToolButton[kind="menu"] { border: none; background: transparent; padding: 0; color: $text2; font-weight: 600; }
QToolButton[kind="menu"]:hover { background: $selected; }
QToolButton[kind="menu"]:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: $surface; border: 1px solid $baseline;
               border-radius: ${box_radius}px; padding: 2px 6px; selection-background-color: $accent;
               selection-color: $on_accent; }
QLineEdit:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent;
               padding: 1px 5px; }
QLineEdit[invalid="true"] { border: 2px solid $bad; padding: 1px 5px; }
QLineEdit:disabled, QLineEdit:read-only { color: $text2; border-color: $edge; }
QComboBox { background: $surface; border: 1px solid $baseline; border-radius: ${box_radius}px;
               padding: ${pad_v}px ${half_pad}px; font-weight: 500; }
QComboBox:focus { border: 1px solid $accent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; selection-background-color: $selected;
               selection-color: $text; outline: none; }
QCheckBox, QRadioButton { spacing: 6px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; }
QCheckBox::indicator, QListView::indicator { width: 12px; height: 12px; border: 1px solid $baseline;
               border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked, QListView::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox::indicator:focus { border-color: $text; }

QTableView, QTreeView, QListView { background: $surface; alternate-background-color: $surface;
               border: 1px solid $line; gridline-color: $rule; selection-background-color: $selected;
               selection-color: $text; outline: none; }
QTableView::item, QTreeView::item, QListView::item { padding: 3px 6px; }
QTableView:focus, QTreeView:focus, QListView:focus { border-color: $accent; }
QHeaderView { background: $surface; }
QHeaderView::section { background: $surface; color: $text2; border: none; border-bottom: 1px solid $edge;
               padding: 4px 6px; font-weight: 500; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $edge; }

QStatusBar { background: $surface; border-top: 1px solid $line; min-height: ${status}px; font-size: ${tick}px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $text2; font-size: ${tick}px; }
QToolTip { background: $text; color: $surface; border: none; padding: 4px 6px; font-size: ${tick}px; }
QSplitter::handle { background: $line; }
QScrollArea { border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $rest; border-radius: 4px; margin: 1px; min-width: 24px; min-height: 24px; }
QScrollBar::handle:hover { background: $total; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; text-align: right; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


def style_sheet(theme: Theme) -> str:
    """The style sheet for one theme at its sizes."""
    palette, sizes = theme.palette, theme.sizes
    measures = {
        name: f"{getattr(sizes, name):g}"
        for name in ("title", "page_title", "subtitle", "tick", "menu", "status", "radius", "box_radius")
    }
    return _RULES.substitute(
        {name: getattr(palette, name) for name in palette.__dataclass_fields__},
        **measures,
        tab=f"{sizes.subtitle + 2:g}",
        tab_inner=sizes.tabs - 3,  # the underline is 3 px
        half=sizes.padding // 2,
        half_pad=max(6, sizes.padding - 4),
        pad_v=5 if sizes.padding >= 16 else 3,
    )
