"""Machines by the names that lists give them."""

from __future__ import annotations

import pytest

from planner.errors import InputRejected
from planner.exchange.csv_machines import Machines
from planner.quantities import Value
from planner.reference import load_reference

REFERENCE = load_reference()
S21 = REFERENCE.machine("Antminer S21 (200Th)")


def test_the_catalogue_is_asked_in_any_case() -> None:
    machines = Machines(REFERENCE, {})
    assert machines.found(" antminer s21 (200TH) ") is S21
    assert machines.found("S21") is None
    assert machines.seen == {"antminer s21 (200th)", "s21"}


def test_a_choice_stands_for_a_name() -> None:
    machines = Machines(REFERENCE, {"S21 200T": "antminer s21 (200th)", "Rig": "rig"})
    assert machines.found("s21 200t") is S21
    assert machines.found("Rig") is None
    assert machines.is_own("RIG")
    assert not machines.is_own("S21 200T")
    with pytest.raises(InputRejected, match="no machine 'Abacus'"):
        Machines(REFERENCE, {"S21 200T": "Abacus"})


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("S21 XP 270T", "Antminer S21 XP (270Th)"), ("S19j Pro 100", "Antminer S19j Pro (100Th)"),
        ("Bitmain Antminer S21 200T", "Antminer S21 (200Th)"), ("Whatsminer M60S 186TH", "Whatsminer M60S"),
        ("T21 190TH/s", "Antminer T21 (190Th)"), ("Antminer S21 (200 Th)", "Antminer S21 (200Th)"),
        ("SealMiner A2 Pro", "SealMiner A2 Pro Air"),
    ],
)  # fmt: skip
def test_the_nearest_model_is_offered_first(given: str, first: str) -> None:
    close = Machines(REFERENCE, {}).nearest(given)
    assert close[0] == first
    assert len(close) == len(set(close)) <= 3


def test_a_figure_far_from_the_nameplate_is_worth_a_look() -> None:
    machines = Machines(REFERENCE, {})
    row: dict[str, Value] = {"machine": S21.model, "hashrate_th_s": 200.0, "power_w": 3500.0}
    assert machines.unlikely(row) == ""
    assert machines.unlikely(row | {"hashrate_th_s": 190.0, "power_w": 2800.0}) == ""
    said = "3.5 W is far from the 3500 W of Antminer S21 (200Th)"
    assert machines.unlikely(row | {"power_w": 3.5}) == said
    assert machines.unlikely(row | {"hashrate_th_s": 200_000.0}).startswith("200000 TH/s is far from the 200 TH/s")
    assert machines.unlikely(row | {"machine": "Rig", "power_w": 3.5}) == ""
