from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.demand import Demand, metered_by_case, metered_by_month

# two rows of one contract, 100 and 50 kW, over three months; the second earns less
DEMAND = Demand(
    margin_usd=np.array([[1_000.0, 1_000.0, 1_000.0], [100.0, 600.0, 0.0]]),
    load_kw=np.array([[100.0] * 3, [50.0] * 3]), contract=np.array([0, 0]), usd_per_kw=np.full((1, 3), 8.0),
    ratchet_frac=np.array([0.0]), minimum_kw=np.array([0.0]), first_peak_kw=np.array([0.0]),
)  # fmt: skip


def test_a_row_runs_in_the_months_in_which_it_earns_its_charge() -> None:
    metered = metered_by_month(DEMAND)
    assert metered.kept_frac.tolist() == [[1, 1, 1], [0, 1, 0]]
    assert metered.billed_kw.tolist() == [[100, 150, 100]]


def test_what_the_ratchet_bills_is_free_to_use() -> None:
    metered = metered_by_month(replace(DEMAND, ratchet_frac=np.array([0.8])))
    assert metered.billed_kw.tolist() == [[100, 150, 120]]
    freed = metered_by_month(replace(DEMAND, ratchet_frac=np.array([1.0]), first_peak_kw=np.array([125.0])))
    assert freed.kept_frac[:, 0].tolist() == [1, 0.5]
    assert freed.billed_kw[0].tolist() == [125, 150, 150]


def test_cases_do_not_follow_each_other() -> None:
    metered = metered_by_case(replace(DEMAND, ratchet_frac=np.array([0.8])))
    assert metered.billed_kw.tolist() == [[100, 150, 100]]
