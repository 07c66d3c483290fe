from __future__ import annotations

import numpy as np
import pytest

from planner.bill_credits import coincident_peak_usd, interruptible_usd, ready_usd_per_mwh
from planner.portfolio import Site
from planner.quantities import month_index

SPAN = month_index("2026-04") + np.arange(24)  # April 2026 to March 2028


def site(**stated: float) -> Site:
    return Site(id=1, name="Peaks", **stated)  # type: ignore[arg-type]  # by name


def test_peaks_avoided_in_a_summer_are_saved_in_the_next_calendar_year() -> None:
    load = np.where(month_index("2026-08") <= SPAN, 30.0, 10.0)  # June, July 10; August, September 30
    saved = coincident_peak_usd(site(coincident_peak_avoided_frac=0.9), SPAN, load)
    by_month = dict(zip(SPAN.tolist(), saved.tolist(), strict=True))
    # 2026: last summer lies before the start, so the load of the first month stands for it
    assert by_month[month_index("2026-12")] == pytest.approx(53.0 * 10_000 * 0.9 / 12, rel=1e-12)
    year = sum(by_month[month_index(f"2027-{number:02d}")] for number in range(1, 13))
    assert year == pytest.approx(53.0 * 20_000 * 0.9, rel=1e-12)
    assert by_month[month_index("2028-01")] == 0.0  # summer 2027 is after the last that counts


def test_a_later_last_summer_counts_longer() -> None:
    load = np.full(24, 10.0)
    saved = coincident_peak_usd(site(coincident_peak_avoided_frac=1.0, coincident_peak_last_summer=2027), SPAN, load)
    assert saved[-1] == pytest.approx(53.0 * 10_000 / 12, rel=1e-12)
    none = coincident_peak_usd(site(coincident_peak_avoided_frac=1.0, coincident_peak_last_summer=2024), SPAN, load)
    assert not none.any()


def test_no_share_avoided_saves_nothing() -> None:
    assert not coincident_peak_usd(site(), SPAN, np.full(24, 10.0)).any()


def test_interruptible_load_is_paid_up_to_what_may_be_drawn() -> None:
    paid = interruptible_usd(site(interruptible_mw=8.0, interruptible_usd_per_kw_month=2.5), np.array([5.0, 20.0]))
    assert paid.tolist() == [5.0 * 1000 * 2.5, 8.0 * 1000 * 2.5]


def test_readiness_is_capacity_times_price_times_performance_spread_over_what_runs() -> None:
    stated = site(demand_response_mw=6.0, demand_response_usd_per_mw_hour=10.0, demand_response_performance_frac=0.9)
    each = ready_usd_per_mwh(stated, np.array([20.0, 4.0, 0.0]))
    assert (each * np.array([20.0, 4.0, 0.0])).tolist() == pytest.approx([6 * 10 * 0.9, 4 * 10 * 0.9, 0.0])
    assert each[2] == 0.0
