"""MachinePicker by keyboard: type, move, Enter; and a machine of one's own with its source."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from planner.portfolio import Lot
from planner.quantities import Value
from planner.reference import load_reference
from ui.panels.catalogue_model import CatalogueModel, CatalogueOrder
from ui.panels.machine_picker import MachinePicker
from ui.theme import LIGHT_THEME

MACHINES = tuple(load_reference().machines.values())
LOT = Lot(id=1, name="Llano", site_id=1, machine="Antminer S19 XP (140Th)", hashrate_th_s=140.0, power_w=3_010.0)


@pytest.fixture
def picker(qtbot: QtBot) -> MachinePicker:
    picker = MachinePicker(LIGHT_THEME, QLocale("en_US"))
    qtbot.addWidget(picker)
    picker.resize(600, 700)
    picker.show_machines(MACHINES)
    return picker


def chosen(picker: MachinePicker) -> list[Mapping[str, Value]]:
    told: list[Mapping[str, Value]] = []
    picker.values_chosen.connect(told.append)
    return told


def test_the_newest_comes_first_and_the_lots_own_is_under_the_keys(picker: MachinePicker) -> None:
    picker.ask(LOT, 1, "")
    months = [machine.release_month or "" for machine in picker.order.machines()]
    assert months == sorted(months, reverse=True)
    assert picker.order.machine_at(picker.list.currentIndex().row()).model == LOT.machine
    assert picker.title.text() == "Machine of Llano"


def test_search_arrows_and_enter_choose(picker: MachinePicker, qtbot: QtBot) -> None:
    told = chosen(picker)
    picker.ask(LOT, 1, "")
    QTest.keyClicks(picker.search, "whatsminer m60")
    assert {machine.manufacturer for machine in picker.order.machines()} == {"MicroBT"}
    QTest.keyClick(picker.search, Qt.Key.Key_Down)
    expected = picker.order.machine_at(1)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert told == [{"machine": expected.model, "hashrate_th_s": expected.hashrate_th_s, "power_w": expected.power_w,
                     "machine_source": ""}]  # fmt: skip


def test_escape_leaves_without_a_choice(picker: MachinePicker, qtbot: QtBot) -> None:
    told = chosen(picker)
    picker.ask(LOT, 1, "s21")
    with qtbot.waitSignal(picker.closed):
        QTest.keyClick(picker.search, Qt.Key.Key_Escape)
    assert told == []
    assert not picker.isVisible()


def test_a_name_nobody_has_says_so(picker: MachinePicker) -> None:
    told = chosen(picker)
    picker.ask(LOT, 1, "abacus")
    assert picker.words.text() == "No machine is called that."
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert told == []
    assert not picker.grab().isNull()


def test_a_dot_brings_its_machine_under_the_keys(picker: MachinePicker) -> None:
    picker.ask(LOT, 1, "s21 pro")
    picker.grab()
    other = next(machine for machine in picker.order.machines() if machine.model == "Antminer S21 Pro (234Th)")
    point = picker.chart._point(other)
    QTest.mouseClick(picker.chart, Qt.MouseButton.LeftButton, pos=QPoint(round(point.x()), round(point.y())))
    assert picker.order.machine_at(picker.list.currentIndex().row()).model == other.model
    QTest.mouseClick(picker.chart, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert picker.order.machine_at(picker.list.currentIndex().row()).model == other.model
    assert "the most efficient is" in picker.chart.accessibleDescription()


def test_a_machine_of_ones_own_needs_its_source(picker: MachinePicker) -> None:
    told = chosen(picker)
    picker.ask(LOT, 1, "")
    QTest.mouseClick(picker.own_toggle, Qt.MouseButton.LeftButton)
    boxes = picker.own.boxes
    for key, text in (("machine", "Abacus X1"), ("hashrate_th_s", "1.234,5"), ("power_w", "5,000")):
        boxes[key].selectAll()
        QTest.keyClicks(boxes[key], text)
    QTest.mouseClick(picker.own.use, Qt.MouseButton.LeftButton)
    assert told == []
    assert "TH/s: “1.234,5” cannot be read" in picker.own.problem.text()
    assert "Source: Say where" in picker.own.problem.text()
    assert boxes["hashrate_th_s"].property("invalid") == "true"
    boxes["hashrate_th_s"].selectAll()
    QTest.keyClicks(boxes["hashrate_th_s"], "500")
    QTest.keyClicks(boxes["machine_source"], "Offer of May 2026")
    QTest.keyClick(boxes["machine_source"], Qt.Key.Key_Return)
    assert told == [{"machine": "Abacus X1", "hashrate_th_s": 500.0, "power_w": 5_000.0,
                     "machine_source": "Offer of May 2026"}]  # fmt: skip


def test_every_widget_has_a_name(picker: MachinePicker) -> None:
    widgets = (picker.search, picker.list, picker.chart, picker.close_button, *picker.own.boxes.values())
    assert all(widget.accessibleName() for widget in widgets)


def test_the_catalogue_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = CatalogueModel(QLocale("de_DE"))
    model.show_machines(MACHINES)
    order = CatalogueOrder(model)
    qtmodeltester.check(model)
    qtmodeltester.check(order)
    order.look_for("s21")
    qtmodeltester.check(order)
    place = order.place_of("Antminer S21 (200Th)")
    assert order.index(place, 2).data() == "3.500"
    assert "Source: " in order.index(place, 0).data(Qt.ItemDataRole.ToolTipRole)
