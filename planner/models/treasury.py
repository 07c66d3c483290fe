"""Treasury: which coins are kept, and where cash comes from when it runs short (MODEL §7).

The order is cash, coins held, the credit line, new shares. What is still missing after that is ruin. Coins held at the
start are sold before coins that were mined, so that what the start brought can be told apart; cost is the average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from planner.chain import Number
from planner.limits import LEAST_DIVISOR, any_above_zero, at_least, at_most

SELL_ALL, KEEP_A_SHARE, SELL_TO_COVER = "sell all", "keep a share", "sell to cover"


def kept_usd(policy: str, keep_frac: float, mined_usd: Number, left_usd: Number) -> Number:
    """Value of the month's coins that are kept.

    Parameters
    ----------
    mined_usd : Number
        What the month's coins are worth.
    left_usd : Number
        Cash the month would leave if all of them were sold; to cover, no more is sold than brings this to 0.
    """
    if policy == KEEP_A_SHARE:
        return mined_usd * keep_frac
    if policy == SELL_TO_COVER:
        return at_least(at_most(left_usd, mined_usd), 0.0)
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRules:
    """From where cash may come. `issuance_cap_frac` is of market cap in a quarter; 0 where no shares are issued."""

    minimum_cash_usd: float
    credit_line_usd: float
    share_price_usd: float
    issuance_cap_frac: float


@dataclass(slots=True, kw_only=True)
class Purse:
    """What the company holds and owes as the months pass."""

    cash_usd: Number
    btc: Number
    opening_btc: Number  # of those, still held from the start
    cost_usd: Number  # of all coins held, for tax
    shares: Number
    line_usd: Number = 0.0
    issued_in_quarter_usd: Number = 0.0

    def keep(self, kept_usd: Number, btc_price_usd: Number) -> None:
        """Put coins aside instead of selling them; cash already has what they are worth taken off."""
        self.btc = self.btc + kept_usd / at_least(btc_price_usd, LEAST_DIVISOR)
        self.cost_usd = self.cost_usd + kept_usd


class Funding(NamedTuple):
    """Where a month's missing cash came from, USD."""

    sold_usd: Number = 0.0  # coins held
    opening_sold_usd: Number = 0.0  # of those, coins held since the start
    gain_usd: Number = 0.0  # of coins sold above their cost
    drawn_usd: Number = 0.0  # from the line; negative: repaid
    issued_usd: Number = 0.0
    missing_usd: Number = 0.0


def funded(purse: Purse, rules: FundingRules, btc_price_usd: Number) -> Funding:
    """Bring the purse to its minimum of cash as far as anything can; what it has above it repays the line."""
    short = at_least(rules.minimum_cash_usd - purse.cash_usd, 0.0)
    found = _brought(purse, rules, btc_price_usd, short) if any_above_zero(short) else Funding()
    if not any_above_zero(purse.line_usd):
        return found
    repaid = at_least(at_most(purse.cash_usd - rules.minimum_cash_usd, purse.line_usd), 0.0)
    purse.cash_usd = purse.cash_usd - repaid
    purse.line_usd = purse.line_usd - repaid
    return found._replace(drawn_usd=found.drawn_usd - repaid)


def _brought(purse: Purse, rules: FundingRules, btc_price_usd: Number, short: Number) -> Funding:
    price = at_least(btc_price_usd, LEAST_DIVISOR)
    held_usd = purse.btc * btc_price_usd
    sold = at_most(short, held_usd)
    sold_frac = sold / at_least(held_usd, LEAST_DIVISOR)
    cost = purse.cost_usd * sold_frac
    opening_sold = at_most(sold, purse.opening_btc * btc_price_usd)
    purse.btc = purse.btc - purse.btc * sold_frac
    purse.opening_btc = at_least(purse.opening_btc - opening_sold / price, 0.0)
    purse.cost_usd = purse.cost_usd - cost
    missing = short - sold

    drawn = at_most(missing, at_least(rules.credit_line_usd - purse.line_usd, 0.0))
    purse.line_usd = purse.line_usd + drawn
    missing = missing - drawn

    issued: Number = 0.0
    if rules.issuance_cap_frac > 0.0 and rules.share_price_usd > 0.0:
        room = purse.shares * rules.share_price_usd * rules.issuance_cap_frac - purse.issued_in_quarter_usd
        issued = at_most(missing, at_least(room, 0.0))
        purse.issued_in_quarter_usd = purse.issued_in_quarter_usd + issued
        purse.shares = purse.shares + issued / rules.share_price_usd
        missing = missing - issued
    purse.cash_usd = purse.cash_usd + sold + drawn + issued
    return Funding(sold_usd=sold, opening_sold_usd=opening_sold, gain_usd=sold - cost, drawn_usd=drawn,
                   issued_usd=issued, missing_usd=missing)  # fmt: skip
