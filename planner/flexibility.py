"""What flexibility is worth: what the machines left after every choice to stop, less what always running would leave.

Always running ignores prices; it pays the full peak of a demand charge. A lease to AI tenants normally cannot curtail,
so this is what a site gives up with them.
"""

from __future__ import annotations

import numpy as np

from planner.columns import Columns
from planner.figure import Array
from planner.models.dispatch import Dispatch, Moments, always_on, energy_bill


def flexibility_usd(columns: Columns, moments: Moments, ran: Dispatch) -> Array:
    """Margin of what ran less that of always running, `(group, moment)`; net of the pool fee, site cost included."""
    return _margin_usd(columns, moments, ran) - _margin_usd(columns, moments, always_on(columns, moments))


def _margin_usd(columns: Columns, moments: Moments, ran: Dispatch) -> Array:
    bill = energy_bill(columns, moments, ran)
    variable = columns.site_variable_cost_usd_per_mwh[columns.groups.site]
    cost = bill.power_usd - bill.power_credits_usd + bill.hosting_usd + ran.energy_mwh * variable[:, None]
    return np.asarray(ran.ph_days * moments.net_hashprice_usd_per_ph_day - cost)
