"""Contract words: a contract's terms in a few words, prices in USD/MWh unless they say otherwise."""

from __future__ import annotations

from planner.contract import Terms
from planner.contracts import BlockIndex, DemandCharge, Fixed, FixedResale, Hosting, Index, TakeOrPay
from planner.notation import MINUS, number, percent
from planner.quantities import plain_number

PRICES_IN = "USD/MWh"


def terms_in_words(terms: Terms) -> str:
    """What somebody pays by, such as `60 % block at 49.50, rest spot + 6.00`. Fees on resale are left out.

    Raises
    ------
    TypeError
        For a kind that has no words yet.
    """
    match terms:
        case Fixed():
            return number(terms.price_usd_per_mwh, 2)
        case FixedResale():
            return f"{plain_number(round(terms.block_mw, 1))} MW at {number(terms.price_usd_per_mwh, 2)}, more at " + (
                _spot(terms.excess_adder_usd_per_mwh)
            )
        case BlockIndex():
            block = f"{percent(terms.block_frac)} block at {number(terms.price_usd_per_mwh, 2)}"
            return f"{block}, rest {_spot(terms.adder_usd_per_mwh)}"
        case Index():
            return _spot(terms.adder_usd_per_mwh)
        case TakeOrPay():
            return f"{number(terms.price_usd_per_mwh, 2)}, {percent(terms.paid_frac)} paid in any case"
        case DemandCharge():
            rate = f"{number(terms.demand_usd_per_kw_month, 2)} USD/kW-month"
            return f"{number(terms.price_usd_per_mwh, 2)} and {rate}"
        case Hosting():
            return f"{number(terms.rate_usd_per_mwh, 2)} on machine energy"
        case _:
            raise TypeError(f"no words for a contract of kind {terms.kind}")


def _spot(adder_usd_per_mwh: float) -> str:
    sign = MINUS if adder_usd_per_mwh < 0.0 else "+"
    return f"spot {sign} {number(abs(adder_usd_per_mwh), 2)}"
