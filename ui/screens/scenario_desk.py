"""ScenarioDesk: the gestures on scenarios, wherever they are made: menu, header, list or table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from planner.outcome import Request
from planner.quantities import Value
from planner.scenario import Book
from ui.panels.header import Header
from ui.panels.menus import Menus
from ui.panels.palette import PaletteEntry
from ui.panels.scenario_gestures import ScenarioGestures
from ui.screens.scenarios import ScenariosScreen


class ScenarioDesk(QObject):
    """Wires the places where gestures are made to the edits they make. `flush` commits what is under the hand first."""

    edit_proposed = Signal(object)  # Edit
    refused = Signal(object)  # ReckonerError
    scenario_chosen = Signal(int)  # row id

    def __init__(
        self, menus: Menus, header: Header, screen: ScenariosScreen, flush: Callable[[], None],
        may_pin: Callable[[], bool], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._menus = menus
        self._header = header
        self._screen = screen
        self._flush = flush
        self._may_pin = may_pin
        self._book: Book | None = None
        self._active = 0
        self._request: Request | None = None
        self.gestures = ScenarioGestures(self)
        self.gestures.edit_proposed.connect(self.edit_proposed)
        self.gestures.refused.connect(self.refused)
        self.gestures.scenario_chosen.connect(self.scenario_chosen)
        screen.refused.connect(self.refused)
        self._wire()

    def _wire(self) -> None:
        menus, header, chosen, gestures = self._menus, self._header, self._screen.list, self.gestures
        for signal, gesture in (
            (menus.scenario_add_wanted, self._add), (menus.scenario_duplicate_wanted, self._duplicate),
            (menus.scenario_rename_wanted, self._rename), (menus.scenario_delete_wanted, self._delete),
            (menus.scenario_wanted, self.scenario_chosen.emit), (menus.pin_wanted, self._pin),
            (menus.unpin_wanted, gestures.unpin), (header.scenario_chosen, self.scenario_chosen.emit),
            (header.rename_wanted, gestures.rename), (header.pin_wanted, self._pin),
            (chosen.chosen, self.scenario_chosen.emit), (chosen.add_wanted, self._add),
            (chosen.duplicate_wanted, gestures.duplicate), (chosen.rename_wanted, gestures.rename),
            (chosen.delete_wanted, gestures.delete), (chosen.pin_wanted, self._pin),
            (chosen.note_wanted, gestures.note), (self._screen.stated, self._state),
        ):  # fmt: skip
            signal.connect(self._after_flush(gesture))

    def _after_flush(self, gesture: Callable[..., object]) -> Callable[..., None]:
        def slot(*told: object) -> None:
            self._flush()
            gesture(*told)

        return slot

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on, the active scenario, and what is shown of it."""
        if book is not self._book or self._request is None or scenario_id != self._active:
            self._menus.show_scenarios(book, scenario_id)
        self._book, self._request, self._active = book, request, scenario_id
        self.gestures.show_scenario(book, scenario_id)
        self._header.show_book(book, scenario_id)
        self._screen.show_scenario(book, scenario_id, request)

    def places(self) -> Iterator[PaletteEntry]:
        """The scenarios as places to go to."""
        for row in () if self._book is None else self._book.scenarios:
            yield PaletteEntry(words=row.name, kind="Scenario", run=partial(self.scenario_chosen.emit, row.id))

    def _pin(self) -> None:
        """Pin the one in front, unless what is shown is not what is stated."""
        if self._may_pin():
            self.gestures.pin(self._in_front())

    def _add(self) -> None:
        """A new one, and its name under the keys."""
        before = self._active
        self.gestures.add()
        if self._active != before:
            self._rename()

    def _duplicate(self) -> None:
        self.gestures.duplicate(self._in_front())

    def _delete(self) -> None:
        self.gestures.delete(self._in_front())

    def _rename(self) -> None:
        if self._screen.isVisible():
            self._screen.list.edit_name()
        else:
            self._header.edit_name()

    def _in_front(self) -> int:
        """The one in front of the list while that is shown; else 0, the active one."""
        return self._screen.list.current_id() if self._screen.isVisible() else 0

    def _state(self, scenario_id: int, address: str, value: Value) -> None:
        assert self._request is not None
        self.gestures.state(scenario_id, self._request.scenario.reference, address, value)
