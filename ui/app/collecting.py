"""Collecting: the window collects garbage itself, between events; what a whole portfolio brings is not walked.

The collector would else run in whichever thread makes many objects, holding every other for 50 to 150 ms again and
again while fifty thousand lots are read, and end a widget's wrapper outside the window's thread.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

BETWEEN_MS = 1_000
FEW, MANY = 700, 20_000  # objects since the last time; a moving slider leaves some hundreds


class Collecting(QObject):
    """Takes the collector over until it is ended."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._on_clock_timeout)
        self._clock.start(BETWEEN_MS)
        gc.disable()
        gc.freeze()  # modules and the window: they stay

    def end(self) -> None:
        """Give the collector back."""
        self._clock.stop()
        gc.unfreeze()
        gc.enable()

    def _on_clock_timeout(self) -> None:
        made = gc.get_count()[0]
        if made > MANY:
            # Rows, which hold no cycles: they end with their last owner, frozen or not. A cycle that ended within
            # this second stays with them.
            gc.freeze()
        elif made > FEW:
            gc.collect()
