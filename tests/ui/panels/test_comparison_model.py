"""The table of scenarios as Qt reads it: the model's own tester, units, changes, words for what is undefined."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QStandardItemModel
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from planner.errors import Undefined
from planner.explore.compare import ComparedRow, Comparison, comparison, evaluated
from planner.reference import load_reference
from tests.portfolio_files import small_book
from ui.panels.comparison_cell import MARGIN, ComparisonHeader, fitted, number_room
from ui.panels.comparison_model import CHANGE_ROLE, FIRST, HEAD_ROLE, ComparisonModel
from ui.theme import LIGHT_THEME

REFERENCE = load_reference()


def found() -> Comparison:
    return comparison([evaluated(small_book().scenario(REFERENCE, name), 12) for name in ("Base case", "Bear")])


def place(model: ComparisonModel, key: str) -> int:
    return next(at for at, row in enumerate(model.rows) if isinstance(row, ComparedRow) and row.key == key)


def test_it_is_a_table_as_qt_wants_it(qtmodeltester: ModelTester) -> None:
    model = ComparisonModel(QLocale("C"))
    qtmodeltester.check(model)
    model.show(found(), only_differences=False, power="usual")
    qtmodeltester.check(model)
    assert model.columnCount() == FIRST + 2
    heads = [at for at in range(model.rowCount()) if model.index(at, 0).data(HEAD_ROLE)]
    assert [model.index(at, 0).data() for at in heads] == ["Inputs", "Results"]


def test_the_same_rows_keep_their_place() -> None:
    model = ComparisonModel(QLocale("C"))
    model.show(found(), only_differences=True, power="usual")
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show(found(), only_differences=True, power="usual")
    assert not resets
    model.show(found(), only_differences=False, power="usual")
    assert resets


@pytest.mark.parametrize(("locale", "shown"), [("C", "60,000"), ("de_DE", "60.000"), ("hi_IN", "60,000")])
def test_inputs_are_written_as_they_are_typed_in_the_locale(locale: str, shown: str) -> None:
    model = ComparisonModel(QLocale(locale))
    model.show(found(), only_differences=True, power="usual")
    index = model.index(place(model, "btc_price_usd"), FIRST + 1)
    assert index.data() == shown
    assert index.flags() & Qt.ItemFlag.ItemIsEditable
    written: list[tuple[int, str, str]] = []
    model.typed.connect(lambda *told: written.append(told))
    assert not model.setData(index, shown)
    assert model.setData(index, "7")
    assert written == [(1, "btc_price_usd", "7")]


def test_power_prices_are_in_the_preferred_unit_and_changes_have_a_direction() -> None:
    model = ComparisonModel(QLocale("C"))
    shown = {}
    for power in ("usual", "megawatt_hours"):
        model.show(found(), only_differences=False, power=power)
        row = place(model, "contract_price_usd_per_mwh")
        shown[power] = (model.index(row, 1).data(), model.index(row, FIRST).data())
    assert [shown[power][0] for power in shown] == ["¢/kWh", "USD/MWh"]
    assert float(shown["megawatt_hours"][1]) == pytest.approx(10 * float(shown["usual"][1]), abs=0.06)
    hashprice = model.index(place(model, "hashprice_usd_per_ph_day"), FIRST + 1)
    change = hashprice.data(CHANGE_ROLE)
    assert (change.text[0], change.better) == ("−", False)
    assert not hashprice.flags() & Qt.ItemFlag.ItemIsEditable


def test_what_is_undefined_says_why() -> None:
    table = found()
    broken = replace(table.measures[0], values=(table.measures[0].values[0], Undefined(reason="no power market")))
    model = ComparisonModel(QLocale("C"))
    model.show(replace(table, measures=(broken,)), only_differences=False, power="usual")
    index = model.index(place(model, broken.key), FIRST + 1)
    assert (index.data(), index.data(Qt.ItemDataRole.ToolTipRole)) == ("none", "no power market")
    assert index.data(CHANGE_ROLE) is None


def test_names_of_scenarios_stand_over_the_end_of_their_numbers(qtbot: QtBot) -> None:
    header = ComparisonHeader(LIGHT_THEME)
    qtbot.addWidget(header)
    names = QStandardItemModel(0, FIRST + 2)
    names.setHorizontalHeaderLabels(["", "Unit", "Bear", "A name that is longer than its numbers' room"])
    header.setModel(names)
    header.resize(800, 30)
    for section in range(FIRST + 2):
        header.resizeSection(section, 200)
    header.show()
    ink = header.grab().toImage()
    ratio = ink.devicePixelRatio()

    def ends_at(section: int) -> tuple[float, float]:
        left = header.sectionViewportPosition(section)
        dark = [x for x in range(200) if any(ink.pixelColor(int((left + x) * ratio), y).lightness() < 200
                                             for y in range(4, int(24 * ratio)))]  # fmt: skip
        return dark[0], dark[-1]

    numbers = number_room(QRectF(MARGIN, 0, 200 - 2 * MARGIN, 30))
    assert abs(ends_at(FIRST)[1] - numbers.right()) <= 2.0
    first, last = ends_at(FIRST + 1)
    assert abs(first - MARGIN) <= 2.0
    assert last > numbers.right()


def test_a_number_is_written_whole_or_seen_to_be_cut(qapp: QApplication) -> None:
    metrics, text = QFontMetricsF(qapp.font()), "124,932,866,006,548"
    wide = metrics.horizontalAdvance(text)
    room = QRectF(0.0, 0.0, 1.2 * wide, 20.0)
    assert fitted(text, room, metrics, alone=True) == (room, text)
    assert fitted(text, room, metrics, alone=False)[1].endswith("…")
    assert fitted("7", room, metrics, alone=True) == (number_room(room), "7")
