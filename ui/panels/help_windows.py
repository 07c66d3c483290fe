"""Help: the method guide and the list of keys in windows of their own, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Sequence

import PySide6
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QTableWidget, QTableWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from planner import PROGRAM_VERSION
from planner.outcome import MODEL_VERSION
from ui.panels.closing_keys import close_by_keys
from ui.theme import Theme

GUIDE_SIZE = QSize(980, 760)
KEYS_SIZE = QSize(660, 760)
MARGIN_PX = 28
LICENCES = (
    ("Reckoner", "Apache License 2.0"),
    ("Inter, the typeface", "SIL Open Font License 1.1"),
    ("Python", "PSF License 2"),
    ("Qt and PySide6", "LGPL 3"),
    ("pyqtgraph", "MIT"),
    ("NumPy", "BSD 3-Clause"),
    ("sqlite-utils", "Apache License 2.0"),
    ("SQLite", "public domain"),
    ("typst", "Apache License 2.0"),
    ("click", "BSD 3-Clause"),
)
PROBLEM_KEY = "F8"
MENU_KEY, STRIP_KEY = "F10", "F9"
# Keys that no menu shows, screen by screen.
OTHER_KEYS = (
    ("Workbench: sliders", "Step · large step · lowest and highest", "← → · PgUp PgDn · Home End"),
    ("Workbench: sliders", "Back to the baseline or the default", "Alt+0"),
    ("Workbench: boxes", "Take what is typed · leave it", "Enter · Esc"),
    ("Workbench: charts", "Read the values, point by point", "← → ↑ ↓ · Home End"),
    ("Workbench: charts", "Copy as picture, PDF and table", "Ctrl+C"),
    ("Workbench: charts", "Chart menu", "Enter"),
    ("Workbench: headline figures", "Formula, parts and inputs", "Enter"),
    ("Portfolio", "Filter the table", "Ctrl+F"),
    ("Portfolio", "Leave the filter · show all again", "Enter or Ctrl+Tab · Esc"),
    ("Portfolio", "The table before · the next one", "Ctrl+PgUp · Ctrl+PgDown"),
    ("Portfolio", "Add a row", "Ins"),
    ("Portfolio: tables", "Change the cell · give a refused text up", "F2, Enter, or type · Esc"),
    ("Portfolio: tables", "To the next cell · the one before", "Tab · Shift+Tab"),
    ("Portfolio: tables", "Leave the table, forwards · backwards", "Ctrl+Tab · Ctrl+Shift+Tab"),
    ("Portfolio: tables", "Add · duplicate · delete rows", "Ctrl+Enter · Ctrl+D · Ctrl+Del"),
    ("Portfolio: tables", "Copy · paste cells", "Ctrl+C · Ctrl+V"),
    ("Scenarios: list", "Tick · make active · delete", "Space · Enter · Delete"),
    ("Scenarios: table", "Change the input", "F2, Enter, or type"),
    ("Scenarios: table", "Explain the result", "Enter"),
    ("Every screen", "Open the menus", f"{MENU_KEY} · Alt+F, Alt+E, …"),
    ("Every screen", "To the headline figures · back", STRIP_KEY),
    ("Every screen", "To the cell or box that cannot be used", PROBLEM_KEY),
    ("Every button", "Press it", "Space · Enter"),
    ("Every notice", "Close", "Esc"),
    ("Windows beside the work", "Close", "Esc · Ctrl+W"),
)


SCREENS = ("Everywhere", "Workbench", "Portfolio", "Scenarios", "Snapshots")


class GuideWindow(QTextBrowser):
    """A text to read. Nothing in it is fetched, and no link leads anywhere."""

    def __init__(self, markdown: str, face: QFont, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setWindowTitle("Method guide")
        self.setOpenLinks(False)
        self.setFont(face)
        self.document().setDefaultFont(face)
        self.document().setDocumentMargin(MARGIN_PX)
        self.setMarkdown(markdown)
        self.resize(GUIDE_SIZE)
        close_by_keys(self)

    def loadResource(self, kind: int, name: object) -> None:
        """No picture, no sheet, no page: nothing is loaded."""


class KeysWindow(QWidget):
    """Every key, those of the menus and those that no menu shows, by where it works."""

    def __init__(self, menu_keys: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("Keys")
        rows = sorted([*menu_keys, *OTHER_KEYS], key=lambda row: _order(row[0]))
        self.table = QTableWidget(len(rows), 3)
        self.table.setAccessibleName("Keys")
        self.table.setHorizontalHeaderLabels(["Where", "What", "Key"])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        for place, row in enumerate(rows):
            for across, words in enumerate(row):
                self.table.setItem(place, across, QTableWidgetItem(words))
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setStretchLastSection(True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.table)
        self.resize(KEYS_SIZE)
        close_by_keys(self)


def _order(where: str) -> int:
    """What works everywhere, then screen by screen; the keys of one place stay in their order."""
    return next((place for place, start in enumerate(SCREENS) if where.startswith(start)), len(SCREENS))


def diagnostics(data_version: str, theme: Theme) -> str:
    """Versions and surroundings for a bug report: nothing of a portfolio, no path, no name of a person or machine."""
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return "\n".join((
        f"Reckoner {PROGRAM_VERSION}, model {MODEL_VERSION}, data {data_version[:12] or 'not read'}",
        f"Python {platform.python_version()}, Qt {PySide6.__version__} ({QGuiApplication.platformName()})",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        f"Locale {QLocale().name()}, theme {theme.name}",
        f"Screen {size.width()} × {size.height()} at {screen.devicePixelRatio():g}",
    ))  # fmt: skip


def show_about(data_version: str, theme: Theme, parent: QWidget) -> QMessageBox:
    """Versions, licences, and what the numbers are; not modal. One button copies the diagnostics."""
    about = QMessageBox(parent)
    about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    about.setTextFormat(Qt.TextFormat.PlainText)
    about.setWindowTitle("About Reckoner")
    about.setText(f"Reckoner {PROGRAM_VERSION}")
    licences = "\n".join(f"{name}: {licence}" for name, licence in LICENCES)
    about.setInformativeText(
        "A what-if planner for Bitcoin miners.\n"
        f"Model {MODEL_VERSION} · data {data_version[:12]} · Qt {PySide6.__version__}\n"
        "Works offline; nothing is sent anywhere.\n"
        f"Model output on stated assumptions, not a forecast or investment advice.\n\n{licences}"
    )
    about.addButton(QMessageBox.StandardButton.Close)
    copy = about.addButton("Copy diagnostics", QMessageBox.ButtonRole.ActionRole)
    copy.setToolTip("Versions and screen, for a bug report. Nothing of your portfolio.")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(diagnostics(data_version, theme)))
    about.setWindowModality(Qt.WindowModality.NonModal)
    about.show()
    return about
