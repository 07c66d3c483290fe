from __future__ import annotations

import numpy as np
import pytest

from planner.columns import Collateral, Resales
from planner.models.machine_value import machine_value_usd, resale_usd

HASHPRICE = np.array([30.0, 60.0, 3.0])
MACHINES = Collateral(
    th_s=np.array([[100.0, 100.0, 100.0], [0.0, 50.0, 50.0]]), price_usd_per_th=np.array([12.0, 8.0]),
    bought_month=np.array([-1, 1]), bought_usd_per_ph_day=np.array([40.0, 0.0]),
)  # fmt: skip


def test_prices_move_with_hashprice_from_what_it_was_when_bought_down_to_a_floor() -> None:
    expected = [100 * 12 * 30 / 40, 100 * 12 * 60 / 40 + 50 * 8, 100 * 1 + 50 * 1]
    assert machine_value_usd(MACHINES, HASHPRICE) == pytest.approx(expected)


def test_many_cases_are_each_case_alone() -> None:
    cases = np.stack([HASHPRICE, HASHPRICE[::-1], np.zeros(3)], axis=1)
    found = machine_value_usd(MACHINES, cases)
    for case in range(3):
        np.testing.assert_allclose(found[:, case], machine_value_usd(MACHINES, cases[:, case]))


def test_no_machines_are_worth_nothing() -> None:
    none = Collateral(th_s=np.zeros((0, 3)), price_usd_per_th=np.zeros(0), bought_month=np.zeros(0, dtype=np.int64),
                      bought_usd_per_ph_day=np.zeros(0))  # fmt: skip
    assert machine_value_usd(none, HASHPRICE).tolist() == [0.0, 0.0, 0.0]


def test_what_is_sold_in_a_month_brings_that_months_price() -> None:
    sold = Resales(site=np.array([1, 1, 0]), month=np.array([2, 1, 1]), th_s=np.array([10.0, 20.0, 30.0]),
                   price_usd_per_th=np.array([12.0, 12.0, 8.0]), bought_month=np.array([-1, -1, 0]),
                   bought_usd_per_ph_day=np.array([40.0, 40.0, 0.0]))  # fmt: skip
    expected = [[0.0, 30 * 8 * 60 / 30, 0.0], [0.0, 20 * 12 * 60 / 40, 10 * 1.0]]
    np.testing.assert_allclose(resale_usd(sold, HASHPRICE, 2), expected)
