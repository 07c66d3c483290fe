"""ScenarioList: the stored scenarios of a file: which stand side by side, their names, their notes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.explore.compare import MOST
from planner.figure_parts import shortened
from planner.scenario import Book
from planner.scenario_edits import scenario_row
from planner.scenario_note import ScenarioNote, note_of
from ui.panels.cell_editor import TABLE_SHEET
from ui.panels.tick_box import TickedItem
from ui.theme import Theme

LONGEST_PINNED = 24  # characters of a name on the button
ID_ROLE = Qt.ItemDataRole.UserRole
NOTE_PARTS = (("text", "Note", "What is assumed, and why"), ("source", "Source", "assumption"),
              ("date", "Date", "2026-06-14"))  # fmt: skip


class ScenarioList(QFrame):
    """A list with a tick for each scenario, its commands, and the note of the one in front."""

    compared_changed = Signal(object)  # tuple of row ids, in their order
    chosen = Signal(int)  # Enter or double click: becomes the active one
    add_wanted = Signal()
    duplicate_wanted = Signal(int)
    rename_wanted = Signal(int, str)
    delete_wanted = Signal(int)
    pin_wanted = Signal()  # the one in front
    note_wanted = Signal(int, object)  # ScenarioNote

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._book: Book | None = None
        self._active = 0
        self._left_out: set[int] = set()
        self._filling = False
        self.list = QListWidget()
        self.list.setItemDelegate(TickedItem(self.list))
        self.list.setAccessibleName("Scenarios")
        self.list.setAccessibleDescription("Space ticks a scenario for the table beside it, Enter makes it the active "
                                           "one, F2 renames it, Ctrl+D duplicates it, Delete deletes it")  # fmt: skip
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.itemChanged.connect(self._on_item_changed)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.list.itemActivated.connect(self._on_item_activated)
        self.add = QPushButton("New")
        self.duplicate = QPushButton("Duplicate")
        self.rename = QPushButton("Rename")
        self.delete = QPushButton("Delete")
        self.pin = QPushButton("Pin as baseline")
        self.notes = {key: QLineEdit() for key, _, _ in NOTE_PARTS}
        self._title = QLabel("Scenarios")
        self._title.setProperty("role", "title")
        self._words = QLabel("Ticked ones stand side by side.")
        self._words.setProperty("role", "quiet")
        self._build()
        self.set_theme(theme)

    def _build(self) -> None:
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for place, button in enumerate((self.add, self.duplicate, self.rename, self.delete)):
            buttons.addWidget(button, place // 2, place % 2)
        buttons.addWidget(self.pin, 2, 0, 1, 2)
        self.add.clicked.connect(self.add_wanted)
        self.duplicate.clicked.connect(lambda: self.duplicate_wanted.emit(self.current_id()))
        self.rename.clicked.connect(self.edit_name)
        self.delete.clicked.connect(self.delete_current)
        self.pin.clicked.connect(self.pin_wanted)
        for button, key in ((self.duplicate, "Ctrl+D"), (self.rename, "F2"), (self.delete, "Delete in the list"),
                            (self.pin, "Ctrl+B")):  # fmt: skip
            button.setToolTip(key)
        form = QGridLayout()
        form.setSpacing(6)
        for place, (key, label, example) in enumerate(NOTE_PARTS):
            words = QLabel(label)
            words.setBuddy(self.notes[key])
            form.addWidget(words, place, 0)
            form.addWidget(self.notes[key], place, 1)
            self.notes[key].setPlaceholderText(example)
            self.notes[key].setAccessibleName(f"{label} of the scenario")
            self.notes[key].editingFinished.connect(self._on_note_finished)
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(self._title)
        self._whole.addWidget(self._words)
        self._whole.addWidget(self.list, 1)
        self._whole.addLayout(buttons)
        self._whole.addSpacing(8)
        self._whole.addLayout(form)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        padding = theme.sizes.padding
        self._whole.setContentsMargins(padding, padding - 4, padding, padding)
        self.list.setStyleSheet(TABLE_SHEET.replace("QTableView", "QListView"))

    # --- told -----------------------------------------------------------------------------------------------------

    def show_book(self, book: Book, active: int) -> None:
        """The file's scenarios; the active one is set in semibold."""
        before, self._book = self._book, book
        if before is not None and book.scenarios == before.scenarios and active == self._active:
            return
        self._active = active
        kept = self.current_id()
        known = set() if before is None else {row.id for row in before.scenarios}
        added = [row.id for row in book.scenarios if row.id not in known]
        self._left_out &= {row.id for row in book.scenarios}
        for key in added:
            if len(self.compared()) > MOST:
                self._left_out.add(key)
        self._filling = True
        self.list.clear()
        for row in book.scenarios:
            item = QListWidgetItem(row.name)
            item.setData(ID_ROLE, row.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable)
            ticked = row.id not in self._left_out
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            item.setToolTip(row.note)
            face = item.font()
            face.setWeight(QFont.Weight.DemiBold if row.id == active else QFont.Weight.Normal)
            item.setFont(face)
            self.list.addItem(item)
        wanted = added[0] if known and added else kept or active
        places = {row.id: place for place, row in enumerate(book.scenarios)}
        self.list.setCurrentRow(places.get(wanted, places.get(active, 0)))
        self._filling = False
        self._show_note()
        self.delete.setEnabled(len(book.scenarios) > 1)
        self.compared_changed.emit(self.compared())

    def compared(self) -> tuple[int, ...]:
        """Row ids of the ticked scenarios."""
        rows = () if self._book is None else self._book.scenarios
        return tuple(row.id for row in rows if row.id not in self._left_out)

    def current_id(self) -> int:
        """Row id of the scenario in front; 0 where there is none."""
        place = self.list.currentRow()
        return 0 if place < 0 else int(self.list.item(place).data(ID_ROLE))

    def edit_name(self) -> None:
        """Type another name in place."""
        if self.current_id():
            item = self.list.currentItem()
            self.list.setFocus()
            self.list.editItem(item)

    def delete_current(self) -> None:
        """Ask for the scenario in front to be deleted."""
        self.delete_wanted.emit(self.current_id())

    def flush(self) -> None:
        """Commit what stands typed in the note."""
        self._on_note_finished()

    # --- the hand -------------------------------------------------------------------------------------------------

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        if self._filling or self._book is None:
            return
        key = int(item.data(ID_ROLE))
        name = scenario_row(self._book, key).name
        if item.text() != name:
            written, self._filling = item.text(), True
            item.setText(name)  # until the edit has been taken
            self._filling = False
            self.rename_wanted.emit(key, written)
            return
        ticked = item.checkState() == Qt.CheckState.Checked
        if ticked and key in self._left_out and len(self.compared()) >= MOST:
            self._filling = True
            item.setCheckState(Qt.CheckState.Unchecked)
            self._filling = False
            self._words.setText(f"No more than {MOST} fit side by side: untick another first.")
            return
        self._words.setText("Ticked ones stand side by side.")
        (self._left_out.discard if ticked else self._left_out.add)(key)
        self.compared_changed.emit(self.compared())

    def _on_current_changed(self) -> None:
        if not self._filling:
            self._show_note()

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(int(item.data(ID_ROLE)))

    def _show_note(self) -> None:
        if self._book is None or not self.current_id():
            return
        row = scenario_row(self._book, self.current_id())
        self.pin.setText(f"Pin {shortened(row.name, LONGEST_PINNED)} as baseline".replace("&", "&&"))
        note = note_of(row.note)
        for key, box in self.notes.items():
            if not box.hasFocus() or not box.isModified():
                box.setText(getattr(note, key))
                box.setCursorPosition(0)
                box.setToolTip(getattr(note, key))

    def _on_note_finished(self) -> None:
        if not any(box.isModified() for box in self.notes.values()):
            return
        date, source = self.notes["date"].text(), self.notes["source"].text()
        if date and not source and any(box.hasFocus() for box in self.notes.values()):
            return  # the source is still to come
        for box in self.notes.values():
            box.setModified(False)
        note = ScenarioNote(**{key: box.text().strip() for key, box in self.notes.items()})
        self.note_wanted.emit(self.current_id(), note)
