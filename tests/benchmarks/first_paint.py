"""A process that starts the program on its sample, or a bare window, and prints when everything was painted."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

SIZE = (1600, 900)


def program() -> None:
    """The real one: from no file at all to six painted figures."""
    from ui.app import build
    from ui.app.start import SWITCH_INTERVAL_S

    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    window = build(None)
    window.resize(*SIZE)

    def on_window_painted(number: int) -> None:
        if number > 0:
            _tell()
            QTimer.singleShot(0, window.close)

    window.painted.connect(on_window_painted)
    window.show()
    application.exec()


def bare() -> None:
    """What PySide6 and pyqtgraph take by themselves."""
    import pyqtgraph as pg
    from PySide6.QtCore import QEvent

    class Plot(pg.PlotWidget):
        def event(self, event: QEvent) -> bool:
            handled = bool(super().event(event))
            if event.type() == QEvent.Type.UpdateRequest:
                _tell()
                QTimer.singleShot(0, self.close)
            return handled

    application = QApplication(sys.argv[:1])
    plot = Plot()
    plot.resize(*SIZE)
    plot.plot(range(60), range(60))
    plot.show()
    application.exec()


def _tell() -> None:
    print(json.dumps({"painted_at": time.monotonic()}), flush=True)


if __name__ == "__main__":
    {"program": program, "bare": bare}[sys.argv[1]]()
