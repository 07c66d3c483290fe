"""What cannot be meant though every field is in its range: a price in another unit, more BTC than the network issues.

Such a slip leaves fine-looking figures behind: an energy price in USD/kWh all but removes the cost, the price of a
whole machine in place of one TH saves taxes for years and leaves less than nothing in the books.
"""

from __future__ import annotations

import functools

import numpy as np

from planner.errors import InputRejected, Problem
from planner.identity import Same
from planner.outcome import Flows, Market
from planner.portfolio import Portfolio
from planner.quantities import KWH_PER_MWH, PH_PER_EH, month_text, plain_number

LEAST_USD_PER_MWH = 0.5  # assumption: below it, and not 0, a price is one of a kWh
MOST_USD_PER_TH = 250.0  # assumption: no machine ever cost as much by the TH as this


def check_units(portfolio: Portfolio) -> None:
    """Raise `InputRejected` for energy prices and machine prices that are those of another unit."""
    if problems := _unit_problems(Same(portfolio)):
        raise InputRejected.of(problems)


@functools.lru_cache(maxsize=8)
def _unit_problems(portfolio: Same[Portfolio]) -> tuple[Problem, ...]:
    found = []
    for contract in portfolio.held.contracts:
        for piece in contract.terms.settle():
            price = piece.take_price_usd_per_mwh if piece.must_take else piece.energy_price_usd_per_mwh
            if not piece.spot_frac and 0.0 < abs(price) < LEAST_USD_PER_MWH:
                reason = f"is next to nothing for a MWh; if it is USD/kWh, write {plain_number(price * KWH_PER_MWH)}"
                found.append(Problem(where=f"{contract.name}, price", value=f"{price:g} USD/MWh", reason=reason))
    for lot in portfolio.held.lots:
        if lot.machine_price_usd_per_th > MOST_USD_PER_TH:
            whole = plain_number(round(lot.machine_price_usd_per_th * lot.hashrate_th_s))
            each = plain_number(round(lot.machine_price_usd_per_th / lot.hashrate_th_s, 2))
            reason = f"makes a machine cost {whole} USD; if it is the price of a machine, write {each} USD/TH"
            given = f"{plain_number(lot.machine_price_usd_per_th)} USD/TH"
            found.append(Problem(where=f"{lot.name}, Machine price", value=given, reason=reason))
    return tuple(found)


def check_share_of_network(market: Market, fleet: Flows, first_month: int) -> None:
    """Raise `InputRejected` where own machines outrun the network: they would receive more BTC than it issues."""
    own_eh_s = fleet.running_ph_s / PH_PER_EH
    if (own_eh_s <= market.network_hashrate_eh_s).all():
        return
    place = int(np.argmax(own_eh_s - market.network_hashrate_eh_s))
    network = market.network_hashrate_eh_s[place]
    raise InputRejected(
        f"In {month_text(first_month + place)} the own machines run {own_eh_s[place]:,.1f} EH/s of a network of "
        f"{network:,.1f} EH/s: they would receive more BTC than the network issues.",
        next="Check the lots' machines and TH/s, and the network difficulty.",
    )
