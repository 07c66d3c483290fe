"""Help: the method guide in a window of its own, and what this program is."""

from __future__ import annotations

import PySide6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMessageBox, QTextBrowser, QWidget

from planner import PROGRAM_VERSION
from planner.outcome import MODEL_VERSION

GUIDE_SIZE = QSize(980, 760)
MARGIN_PX = 28


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

    def loadResource(self, kind: int, name: object) -> None:
        """No picture, no sheet, no page: nothing is loaded."""


def show_about(data_version: str, parent: QWidget) -> QMessageBox:
    """Versions, licence, and what the numbers are; not modal."""
    about = QMessageBox(parent)
    about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    about.setTextFormat(Qt.TextFormat.PlainText)
    about.setWindowTitle("About Reckoner")
    about.setText(f"Reckoner {PROGRAM_VERSION}")
    about.setInformativeText(
        "A what-if planner for Bitcoin miners.\n"
        f"Model {MODEL_VERSION} · data {data_version[:12]} · Qt {PySide6.__version__}\n"
        "Apache License 2.0. Works offline; nothing is sent anywhere.\n"
        "Model output on stated assumptions, not a forecast or investment advice."
    )
    about.setWindowModality(Qt.WindowModality.NonModal)
    about.show()
    return about
