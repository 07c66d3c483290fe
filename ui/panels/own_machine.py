"""OwnMachine: a machine the catalogue does not know, stated with hashrate, power and who says so."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from planner.errors import InputRejected
from planner.portfolio import Lot
from planner.quantities import Value, problem_with, quantities_of
from ui.form import cell_text, typed_number

KEYS = ("machine", "hashrate_th_s", "power_w", "machine_source")
TITLES = {"machine": "Name", "hashrate_th_s": "TH/s", "power_w": "W", "machine_source": "Source"}


class OwnMachine(QWidget):
    """Four boxes and a button. A box that cannot stand has a red outline and its reason below."""

    machine_stated = Signal(object)  # the values of a lot, by column

    def __init__(self, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        self.boxes = {key: QLineEdit() for key in KEYS}
        for key, box in self.boxes.items():
            box.setAccessibleName(f"Own machine, {TITLES[key]}")
            box.returnPressed.connect(self._on_use_wanted)
            form.addRow(TITLES[key], box)
        self.boxes["machine_source"].setPlaceholderText("Data sheet or offer, and its date")
        self.problem = QLabel()
        self.problem.setProperty("role", "bad")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.use = QPushButton("Use this machine")
        self.use.clicked.connect(self._on_use_wanted)
        form.addRow(self.problem)
        form.addRow("", self.use)

    def show_lot(self, lot: Lot) -> None:
        """Begin with what the lot has now."""
        texts = (lot.machine, cell_text(lot.hashrate_th_s, self._locale), cell_text(lot.power_w, self._locale),
                 lot.machine_source)  # fmt: skip
        for (key, box), text in zip(self.boxes.items(), texts, strict=True):
            box.setText(text)
            self._mark(key, False)
        self.problem.hide()

    def show_problem(self, sentence: str) -> None:
        """Why the machine cannot stand."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _on_use_wanted(self) -> None:
        values: dict[str, Value] = {}
        reasons = []
        for key, box in self.boxes.items():
            try:
                values[key] = self._value(key, box.text().strip())
                self._mark(key, False)
            except InputRejected as error:
                self._mark(key, True)
                reasons.append(f"{TITLES[key]}: {error.message} {error.next}".strip())
        self.show_problem(" ".join(reasons))
        if not reasons:
            self.machine_stated.emit(values)

    def _value(self, key: str, written: str) -> Value:
        declared = quantities_of(Lot)[key]
        if key == "machine_source" and not written:
            raise InputRejected("Say where these figures are from.", next="A data sheet, an offer, a measurement.")
        value: Value = typed_number(written, self._locale, unit=TITLES[key]) if declared.kind == "number" else written
        if reason := problem_with(declared, value):
            raise InputRejected(f"{reason}.", next="Correct it.")
        return value

    def _mark(self, key: str, invalid: bool) -> None:
        box = self.boxes[key]
        box.setProperty("invalid", "true" if invalid else "false")
        box.style().unpolish(box)
        box.style().polish(box)
