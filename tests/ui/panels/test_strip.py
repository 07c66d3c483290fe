"""Strip: number, unit, change with its direction, and words where there is no number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from planner.errors import Undefined
from planner.measures import MEASURES, PARTS, STRIP
from tests.ui.conftest import Opened
from ui.panels.strip import REASON_LINE, CellText, cell_text, reason_lines
from ui.theme import theme_named

EBITDA, COST = MEASURES["ebitda_12_months_usd"], MEASURES["cash_cost_usd_per_btc"]


def test_a_gain_is_up_and_better() -> None:
    assert cell_text(EBITDA, 26_500_000.0, 22_000_000.0, pinned=True) == CellText(
        number="26.5", prefix="USD", unit="M", change="+USD 4.5 M", direction=1, better=True
    )


def test_a_falling_cost_is_down_and_better() -> None:
    text = cell_text(COST, 51_116.0, 56_210.0, pinned=True)
    assert (text.number, text.change, text.direction, text.better) == ("51,116", "−5,094", -1, True)


def test_a_change_that_rounds_to_nothing_is_unchanged() -> None:
    text = cell_text(COST, 51_116.0, 51_116.3, pinned=True)
    assert (text.change, text.direction, text.better) == ("= unchanged", 0, None)


def test_without_a_baseline_there_is_no_change() -> None:
    assert cell_text(COST, 51_116.0, None, pinned=False).change == ""


@pytest.mark.parametrize("baseline", [None, 5.0])
def test_an_undefined_figure_says_why(baseline: float | None) -> None:
    text = cell_text(COST, Undefined(reason="no BTC is mined"), baseline, pinned=baseline is not None)
    assert (text.number, text.reason, text.change) == ("", "none: no BTC is mined", "")


def test_an_undefined_baseline_is_said() -> None:
    assert cell_text(COST, 1.0, Undefined(reason="none"), pinned=True).change == "none when pinned"


def test_the_eight_cells_show_the_outcome(opened: Opened) -> None:
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    cells = opened.window.workbench.strip.cells
    assert tuple(cells) == STRIP
    for key, cell in cells.items():
        value = outcome.measures[key]
        assert not isinstance(value, Undefined)
        assert cell.text.number == MEASURES[key].shown(value)
        assert cell.text.number in cell.accessibleDescription()
        assert not cell.grab().isNull()


@pytest.mark.parametrize("window_px", [1366, 1920])
def test_a_reason_is_read_whole_in_its_cell(qapp: QApplication, window_px: int) -> None:
    theme = theme_named("light", window_px)
    reason = "the fleet earns at any hashprice: what it resells covers its cost"
    width = (window_px - theme.sizes.panel) / len(STRIP) - theme.sizes.padding - 8
    lines = reason_lines(f"none: {reason}", theme, width)
    assert " ".join(lines) == f"none: {reason}"
    assert theme.sizes.strip * 0.25 + 2 + len(lines) * theme.sizes.tick * REASON_LINE < theme.sizes.strip - 2
    cut = reason_lines(reason, theme, width / 3)
    assert len(cut) == 3
    assert cut[-1].endswith("…")


def test_cash_that_never_runs_out_is_more_months_than_were_looked_at(opened: Opened) -> None:
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    runway = PARTS["runway"].value(replace(outcome, runway_months=None))
    assert isinstance(runway, Undefined)
    said = cell_text(MEASURES["runway_months"], runway, None, pinned=False).reason
    assert said.startswith(f"over {len(outcome.month)} months: cash stays ")
