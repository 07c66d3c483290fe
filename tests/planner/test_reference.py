"""What ships reads as documented, and what does not is refused."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable

import pytest

import resources
from planner import chain
from planner.errors import Damaged, InputRejected, NotFound
from planner.reference import (
    CATALOGUE,
    EPOCHS,
    MACHINE_PRICES,
    MARKET_STATE,
    POWER_MARKETS,
    load_reference,
    sample_edit_rows,
    sample_names,
)


def test_the_catalogue_is_whole_and_sourced() -> None:
    machines = load_reference().machines
    assert len(machines) == 189
    assert sum(machine.release_month is None for machine in machines.values()) == 37
    assert all(machine.source for machine in machines.values())
    assert {machine.cooling for machine in machines.values()} == {"air", "hydro", "immersion"}


def test_a_known_machine() -> None:
    machine = load_reference().machine("Antminer S21 (200Th)")
    assert (machine.manufacturer, machine.release_month, machine.hashrate_th_s, machine.power_w) == (
        "Bitmain", "2024-02", 200.0, 3500.0,
    )  # fmt: skip
    assert machine.efficiency_j_per_th == 17.5
    assert load_reference().machine("  antminer s21 (200TH) ") is machine


def test_an_unknown_machine_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputRejected, match="no machine 'S21 Pro'") as refused:
        load_reference().machine("S21 Pro")
    assert "Antminer S21 Pro (234Th)" in refused.value.next


def test_power_markets_by_name() -> None:
    assert load_reference().power_market("ercot west").jurisdiction == "US-TX"
    assert all(market.source == "assumption" for market in load_reference().power_markets.values())
    with pytest.raises(InputRejected, match="no power market") as refused:
        load_reference().power_market("Ercot")
    assert "ERCOT West" in refused.value.next


def test_epochs_are_the_chain() -> None:
    epochs = load_reference().epochs
    assert len(epochs) == 474
    assert epochs[-1].height == 953_568
    times = [datetime.datetime.fromisoformat(epoch.time) for epoch in epochs]
    assert times == sorted(times)


def test_the_market_state_says_figures_sources_and_dates() -> None:
    market = load_reference().market
    assert {name: sourced.value for name, sourced in market.sourced().items()} == {
        "btc_price_usd": 71_328.73,
        "fees_btc_per_block": 0.0195,
        "difficulty": 124_932_866_006_548.15625,
        "tip_height": 953_568,
        "tip_time": "2026-06-14T00:35:54Z",
    }
    assert all(sourced.source and sourced.as_of for sourced in market.sourced().values())
    assert "Coin Metrics" in market.btc_price_usd.source
    assert market.data_date == "2026-06-14"
    assert chain.network_hashrate_eh_s(market.difficulty.value) == pytest.approx(894.30, abs=0.01)


def test_everything_is_frozen_and_read_once() -> None:
    reference = load_reference()
    assert load_reference() is reference
    with pytest.raises(dataclasses.FrozenInstanceError):
        reference.data_version = "x"  # type: ignore[misc]  # that it is refused is the test
    with pytest.raises(TypeError):
        reference.machines["x"] = reference.machine("Antminer S21 (200Th)")  # type: ignore[index]  # as above


Alter = Callable[[str, str, str], None]
read_again = load_reference.__wrapped__  # past the cache, which keeps what other tests hold


@pytest.fixture
def altered(monkeypatch: pytest.MonkeyPatch) -> Alter:
    """Replaces a piece of a shipped file's text for this test."""
    whole = resources.text

    def alter(name: str, old: str, new: str) -> None:
        assert old in whole(name)
        monkeypatch.setattr(
            resources, "text", lambda asked: whole(asked).replace(old, new, 1) if asked == name else whole(asked)
        )

    return alter


def test_one_changed_byte_is_another_data_version(altered: Alter) -> None:
    altered(CATALOGUE, "asicminervalue.com", "asicminervalue.net")
    assert read_again().data_version != load_reference().data_version


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CATALOGUE, ",260,4680,18.0,", ",260,4680,28.0,"),
        (CATALOGUE, ",260,4680,18.0,", ",0,4680,18.0,"),
        (CATALOGUE, ",260,4680,18.0,", ",260,,18.0,"),
        (CATALOGUE, ",260,4680,18.0,air,", ",260,4680,18.0,water,"),
        (CATALOGUE, ",260,4680,18.0,air,", ",260,4680,18.0,air,surplus,"),
        (CATALOGUE, "SealMiner A2,", "sealminer a2 HYD,"),
        (EPOCHS, "124932866006548.15625000", "124932866006548.00000000"),
        (EPOCHS, "\n4032,", "\n4033,"),
        (EPOCHS, "15625000,3.125", "15625000,6.25"),
        (MARKET_STATE, '"value": 953568', '"value": 951552'),
        (MARKET_STATE, "00:35:54Z", "00:35:55Z"),
        (MARKET_STATE, '"value": 71328.73', '"value": "71328.73 USD"'),
        (MARKET_STATE, '"value": 71328.73', '"value": NaN'),
        (MARKET_STATE, '"btc_price_usd"', '"price"'),
        (MARKET_STATE, "{", ""),
        (POWER_MARKETS, "ERCOT West,US-TX,0.55,", "ERCOT West,US-TX,-0.55,"),
        (POWER_MARKETS, "ERCOT West,US-TX,0.55,", "ERCOT West,US-TX,,"),
        (POWER_MARKETS, "season_12", "season_13"),
        (MACHINE_PRICES, ",15,12,", ",20,12,"),
        (MACHINE_PRICES, ",15,12,", ",15,0,"),
        (MACHINE_PRICES, ",15,12,", ",15,twelve,"),
    ],
)
def test_a_damaged_file_is_refused_and_named(altered: Alter, name: str, old: str, new: str) -> None:
    altered(name, old, new)
    with pytest.raises(Damaged, match=name):
        read_again()


def test_a_missing_file_is_refused_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise FileNotFoundError(2, "No such file", name)

    monkeypatch.setattr(resources, "text", missing)
    with pytest.raises(Damaged, match=CATALOGUE):
        read_again()


def test_samples_are_read_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("resources")
    (folder / "samples").mkdir()
    (folder / "samples" / "two sites.json").write_text(json.dumps({"sites": [{"id": 1}]}), encoding="utf-8")
    (folder / "samples" / "broken.json").write_text("[]", encoding="utf-8")
    monkeypatch.setattr(resources, "path", folder.joinpath)
    assert sample_names() == ("broken", "two sites")
    assert sample_edit_rows("two sites") == {"sites": [{"id": 1}]}
    with pytest.raises(Damaged, match="broken"):
        sample_edit_rows("broken")
    with pytest.raises(NotFound) as refused:
        sample_edit_rows("../samples/two sites")
    assert "two sites" in refused.value.next


def test_every_shipped_sample_reads() -> None:
    for name in sample_names():
        assert sample_edit_rows(name)
