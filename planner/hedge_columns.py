"""From stated hedges to columns: every kind is a line in hashprice, BTC price and spot, and puts on the BTC price.

A forward is a line in hashprice, a swap one in spot. A collar is a put at the floor less a call at the cap, and a
call is a put, the price, less the strike: so puts are the only bends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.columns import month_days
from planner.figure import Array, frozen
from planner.hedge import Hedge
from planner.hedges import BtcCollar, BtcPut, HashpriceForward, PowerSwap
from planner.quantities import HOURS_PER_DAY, month_index


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HedgeColumns:
    """All hedges together settle `fixed − ph_days·H + btc·P + spot_usd·level + Σ put_btc·max(strike − P, 0)`."""

    fixed_usd: Array  # (month,) forward prices received, swap prices and premiums paid, caps
    ph_days_sold: Array  # (month,)
    btc: Array  # (month,) of the BTC price received; negative above a collar's cap
    spot_usd: Array  # (month,) spot received by swaps, at the stated spot level
    put_strike_usd: Array  # (put,)
    put_btc: Array  # (put, month)
    margin_eom_usd: Array  # (month,) deposited
    margin_bom_usd: float  # deposited before the first month


def hedge_columns(
    hedges: Sequence[Hedge], first: int, months: int, mean_spot_usd_per_mwh: Callable[[int], Array]
) -> HedgeColumns:
    """The columns of a company's hedges. `mean_spot_usd_per_mwh(site_id)` is that site's mean spot, `(month,)`."""
    days = month_days(first, months)
    span = np.arange(first, first + months)
    fixed, ph_days, btc, spot, margin = np.zeros((5, months))
    margin_bom = 0.0
    puts: list[tuple[float, Array]] = []
    for hedge in hedges:
        terms = hedge.terms
        begins, ends = month_index(terms.first_month), month_index(terms.last_month)
        settles = ((span >= begins) & (span <= ends)).astype(np.float64)
        match terms:
            case HashpriceForward():
                sold = settles * terms.volume_ph_s * days
                fixed += sold * terms.price_usd_per_ph_day
                ph_days += sold
                whole = float(month_days(begins, ends - begins + 1).sum()) * terms.volume_ph_s
                deposit = terms.margin_frac * terms.price_usd_per_ph_day * whole
                # Deposited a month before, so that it stands at the first month's beginning; one for the first month
                # of the projection is deposited in it, since cash is stated without it.
                margin += deposit * ((span >= max(begins - 1, first)) & (span < ends))
                margin_bom += deposit if begins < first <= ends else 0.0
            case BtcPut():
                volume = settles * terms.btc_per_month
                fixed -= volume * terms.premium_usd_per_btc
                puts.append((terms.strike_usd, volume))
            case BtcCollar():
                volume = settles * terms.btc_per_month
                fixed += volume * (terms.cap_usd - terms.premium_usd_per_btc)
                btc -= volume
                puts += [(terms.floor_usd, volume), (terms.cap_usd, -volume)]
            case PowerSwap():
                mwh = settles * terms.mw * days * HOURS_PER_DAY
                fixed -= mwh * terms.price_usd_per_mwh
                spot += mwh * mean_spot_usd_per_mwh(hedge.site_id)
            case _:
                raise AssertionError(terms)
    return HedgeColumns(
        fixed_usd=frozen(fixed), ph_days_sold=frozen(ph_days), btc=frozen(btc), spot_usd=frozen(spot),
        put_strike_usd=frozen([strike for strike, _ in puts]),
        put_btc=frozen(np.array([volume for _, volume in puts]).reshape(len(puts), months)),
        margin_eom_usd=frozen(margin), margin_bom_usd=margin_bom,
    )  # fmt: skip
