"""Credits on a site's power bill that do not come from resale: coincident peaks, demand response, interruptible load.

All rest on the MW a site's machines may draw. A hosted site has none of them: the host has.
"""

from __future__ import annotations

import numpy as np

from planner.columns import Index
from planner.figure import Array
from planner.portfolio import Site
from planner.quantities import KILOWATTS_PER_MEGAWATT, MONTHS_PER_YEAR

FIRST_SUMMER_MONTH, LAST_SUMMER_MONTH = 5, 8  # June to September, from 0


def coincident_peak_usd(site: Site, span: Index, load_mw: Array) -> Array:
    """What avoided peaks save, `(month,)`: rate × kW × share avoided of a summer, in twelfths in the next year.

    The kW of a summer are the mean of its months; before the first month, the load then online (assumption). Summers
    after `coincident_peak_last_summer` save nothing. `span` counts months since year 0.
    """
    year, month = span // MONTHS_PER_YEAR, span % MONTHS_PER_YEAR
    in_summer = (month >= FIRST_SUMMER_MONTH) & (month <= LAST_SUMMER_MONTH)
    kw = np.zeros(span.size)
    for saved_in in np.unique(year).tolist():
        summer = saved_in - 1
        if summer > site.coincident_peak_last_summer:
            continue
        seen = in_summer & (year == summer)
        kw[year == saved_in] = KILOWATTS_PER_MEGAWATT * (load_mw[seen].mean() if seen.any() else load_mw[0])
    saved: Array = site.coincident_peak_usd_per_kw_year * site.coincident_peak_avoided_frac / MONTHS_PER_YEAR * kw
    return saved


def interruptible_usd(site: Site, load_mw: Array) -> Array:
    """The discount for load that may be interrupted, `(month,)`: on the MW stated, at most on what may be drawn."""
    kw = np.minimum(site.interruptible_mw, load_mw) * KILOWATTS_PER_MEGAWATT
    return np.asarray(site.interruptible_usd_per_kw_month * kw)


def ready_usd_per_mwh(site: Site, load_mw: Array) -> Array:
    """Demand response and ancillary income for each MWh that runs, `(month,)`: capacity × price × performance, spread.

    Only load that runs can be taken off, so a MWh that is resold or not drawn earns none of it: no MWh counts twice.
    """
    share = np.divide(
        np.minimum(site.demand_response_mw, load_mw), load_mw, out=np.zeros_like(load_mw), where=load_mw > 0.0
    )
    return np.asarray(site.demand_response_usd_per_mw_hour * site.demand_response_performance_frac * share)
