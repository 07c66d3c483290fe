"""What the panel says of its inputs: shown like the default means the default, ends of a track, sources, no effect."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Opened
from tests.ui.panels.test_assumptions import choose_network, row_of, write
from ui.panels.slider_inputs import SLIDERS, SliderInput, is_shown_as, range_with

BTC = next(slider for slider in SLIDERS if slider.address == "btc_price_usd")
GROWTH = next(slider for slider in SLIDERS if slider.address == "network_growth_frac_per_year")


@pytest.mark.parametrize(
    ("typed", "value", "digits", "alike"),
    [
        (71_329.0, 71_328.73, 0, True), (71_328.73, 71_328.73, 0, False), (71_328.0, 71_328.73, 0, False),
        (5.28, 5.2817, 2, True), (5.281, 5.2817, 2, False), (-0.0, 0.0, 1, True),
    ],
)  # fmt: skip
def test_typed_as_shown(typed: float, value: float, digits: int, alike: bool) -> None:
    assert is_shown_as(typed, value, digits) is alike


@pytest.mark.parametrize(
    ("slider", "value", "ends"),
    [
        (BTC, 100_000.0, (20_000, 140_000)),
        (BTC, 900_000.0, (20_000, 920_000)),
        (BTC, 1.0, (0, 140_000)),
        (GROWTH, -40.0, (-60, 60)),
    ],
)
def test_the_track_reaches_past_a_value_beyond_its_ends(
    slider: SliderInput, value: float, ends: tuple[float, float]
) -> None:
    low, high = range_with(slider, value)
    assert (low, high) == pytest.approx(ends)
    assert low < value < high


def test_typing_what_is_shown_is_no_edit_and_the_default_as_shown_is_the_default(opened: Opened) -> None:
    opened.window.menus.unpin.trigger()
    opened.settle()
    proposed: list[object] = []
    opened.window.edit_proposed.connect(proposed.append)
    row = row_of(opened, "power_price_shift_usd_per_mwh")
    shown = row.box.text()
    write(row, shown)
    opened.settle()
    assert proposed == []
    write(row, "3.00")
    opened.settle()
    assert row.is_changed
    write(row, shown)
    opened.settle()
    assert not row.is_changed
    assert opened.window.workbench.assumptions.request.scenario.assumptions.power_price_shift_usd_per_mwh == 0.0


def test_a_typed_value_beyond_the_track_widens_it_until_it_is_back(opened: Opened) -> None:
    row = row_of(opened, "btc_price_usd")
    write(row, "900,000")
    opened.settle()
    assert row.track.beyond == 0
    assert row.track.x_of(900_000) < row.track.x_of(920_000)
    row.track.set_range(20_000, 140_000, 100, 500, 5_000)
    assert row.track.beyond == 1
    assert not row.track.grab().isNull()  # the arrow is painted
    write(row, "100,000")
    opened.settle()
    assert row.track.x_of(140_000) == row.track.x_of(920_000)


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("merit order", {"network_deliveries_frac_per_year", "network_machine_usd_per_th"}),
        ("growth", {"network_growth_frac_per_year"}), ("path", {"network_path"}),
    ],
)  # fmt: skip
def test_what_the_network_does_not_read_takes_no_room(opened: Opened, mode: str, shown: set[str]) -> None:
    panel = opened.window.workbench.assumptions
    rows = {**panel.rows, **panel.stated.rows}
    asked = ("network_deliveries_frac_per_year", "network_growth_frac_per_year", "network_path",
             "network_machine_usd_per_th")  # fmt: skip
    growth = rows["network_growth_frac_per_year"]
    choose_network(opened, "growth")
    opened.until(lambda: not growth.is_idle)
    growth.show_problem("This cannot be used.")
    choose_network(opened, mode)
    opened.until(lambda: {name for name in asked if rows[name].isVisibleTo(panel)} == shown)
    named = {name for name, _ in panel.editors()}
    assert ("Network growth" in named, "Network path" in named) == (mode == "growth", mode == "path")
    assert bool(growth.problem) == (mode == "growth"), "nothing unusable stands where nobody sees it"
    panel.fold(["Network"])
    assert not any(rows[name].isVisibleTo(panel) for name in (*shown & set(panel.rows), "network_mode"))
    panel.fold([])
    assert {name for name in asked if rows[name].isVisibleTo(panel)} == shown


def test_spot_and_a_negative_rate_are_said_where_they_act(opened: Opened) -> None:
    power, rate = row_of(opened, "power_price_shift_usd_per_mwh"), row_of(opened, "mining_discount_rate_frac_per_year")
    changed = power.is_changed
    write(row_of(opened, "spot_level_frac"), "80")
    opened.settle()
    assert "at spot level 80 %" in power.provenance
    assert power.is_changed == changed
    write(rate, "-50")
    opened.settle()
    assert "negative" in rate.provenance


def test_the_source_is_told_of_the_row_under_the_pointer(opened: Opened) -> None:
    panel, row = opened.window.workbench.assumptions, row_of(opened, "pool_fee_frac")
    row.looked_at.emit(True)
    assert panel.sources.text == f"Pool fee: {row.provenance}"
    assert row.toolTip() == row.provenance
    row.looked_at.emit(False)
    assert "Pool fee" not in panel.sources.text


def test_the_panel_does_not_move_when_reset_appears(opened: Opened) -> None:
    opened.window.menus.unpin.trigger()
    opened.settle()
    row = row_of(opened, "btc_price_usd")
    place = row.mapTo(opened.window, row.rect().topLeft())
    write(row, "100,000")
    opened.settle()
    assert not opened.window.workbench.assumptions.reset.isHidden()
    assert row.mapTo(opened.window, row.rect().topLeft()) == place
