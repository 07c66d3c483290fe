"""Parts of measures that the company's money gives: present values, debt, coins, shares, rates, months."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable

import numpy as np

from planner.debt import Debt
from planner.debt_columns import conversion_shares
from planner.debts import Convertible
from planner.errors import Undefined
from planner.figure import Array
from planner.finance.payback import payback_periods
from planner.finance.rates import xirr
from planner.fleet_parts import FLOW_MONTHS, RUN
from planner.limits import LEAST_DIVISOR
from planner.measure import Part
from planner.outcome import Outcome
from planner.quantities import PH_PER_EH, month_index

SERVICE_MONTHS = 12
NO_SERVICE = Undefined(reason="no debt is serviced within the horizon", input="debts")
NOT_LISTED = Undefined(reason="no share price is stated", input="company/share_price_usd")

_PROJECT = (*RUN, "lots", "contracts", "sites", "company/sga_usd_per_year")
_TAX = (
    "company/tax_rate_frac", "company/tax_loss_carried_usd", "company/tax_loss_use_frac",
    "company/first_year_write_off", "company/share_based_pay_usd_per_year",
)  # fmt: skip
_COINS = ("company/treasury_policy", "company/treasury_keep_frac", "company/btc_held_btc")
_FUNDING = (
    "company/cash_usd", "company/minimum_cash_usd", "company/credit_line_usd",
    "company/credit_line_rate_frac_per_year", "company/issuance", "company/issuance_cap_frac_per_quarter",
    "company/share_price_usd", "company/cash_interest_frac_per_year",
)  # fmt: skip
_DEBT = ("debts", "company/credit_line_rate_frac_per_year")
_LEVERED = (*_PROJECT, "debts", "hedges", *_TAX, *_COINS, *_FUNDING)
_MINING_RATE, _EQUITY_RATE = "mining_discount_rate_frac_per_year", "cost_of_equity_frac_per_year"

Flow = Callable[[Outcome], Array]


def _year(flow: Flow) -> Callable[[Outcome], float]:
    return lambda outcome: float(flow(outcome)[:FLOW_MONTHS].sum())


def _at_mining_rate(flow: Flow) -> Callable[[Outcome], float]:
    return lambda outcome: float(flow(outcome) @ outcome.cash.discount_factor)


def _at_cost_of_equity(flow: Flow) -> Callable[[Outcome], float]:
    return lambda outcome: float(flow(outcome) @ outcome.money.equity_discount_factor)


# --- rates and months --------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4)
def _month_ends(first: str, days: tuple[float, ...]) -> tuple[datetime.date, ...]:
    start = datetime.date.fromisoformat(f"{first}-01")
    return tuple(start + datetime.timedelta(days=int(elapsed)) for elapsed in np.cumsum(days).tolist())


# Then the worth rises with the rate: where it is 0 lies what the money costs, not what it earns.
PAID_FOR_LATER = Undefined(reason="money comes first and is paid for later, so no rate is a return", input="lots")


@functools.lru_cache(maxsize=2)
def _rate_of(flow: bytes, first: str, days: bytes) -> float | Undefined:
    """The one rate, remembered: without debt, hedges and coins owners have the flows of the project."""
    ends = _month_ends(first, tuple(np.frombuffer(days).tolist()))
    flows = np.frombuffer(flow)
    found = xirr(flows.tolist(), ends)
    if found.status != "unique":
        return Undefined(reason=found.reason, input="lots")
    return PAID_FOR_LATER if flows[np.flatnonzero(flows)[0]] > 0.0 else found.roots[0]


def _rate(flow: Flow) -> Callable[[Outcome], float | Undefined]:
    return lambda outcome: _rate_of(flow(outcome).tobytes(), outcome.month[0], outcome.market.days.tobytes())


def _payback(flow: Flow) -> Callable[[Outcome], float | Undefined]:
    return lambda outcome: payback_periods([0.0, *flow(outcome).tolist()])


def _in_btc(outcome: Outcome) -> Array:
    return np.asarray(outcome.money.project_flow_usd / np.maximum(outcome.market.btc_price_usd, LEAST_DIVISOR))


def _runway(outcome: Outcome) -> float | Undefined:
    if outcome.runway_months is None:
        months = len(outcome.month)
        reason = f"cash stays at or above its minimum through all {months} months"
        return Undefined(reason=reason, word=f"over {months} months")
    return float(outcome.runway_months)


def _peak_funding(outcome: Outcome) -> float:
    return max(0.0, -float(np.cumsum(outcome.money.after_debt_usd).min()))


# --- debt --------------------------------------------------------------------------------------------------------


def _worst_year(outcome: Outcome) -> tuple[float, float] | Undefined:
    """Cash available for debt service and that service in the twelve months in which their ratio is lowest."""
    money, cash = outcome.money, outcome.cash
    service = money.interest_usd + money.debt_repaid_usd
    available = cash.ebitda_usd + money.hedge_settlement_usd - money.tax_usd - cash.maintenance_capex_usd
    months = min(SERVICE_MONTHS, service.size)
    window = np.ones(months)
    sums = [np.convolve(values, window, mode="valid") for values in (available, service)]
    owed = sums[1] > LEAST_DIVISOR
    if not owed.any():
        return NO_SERVICE
    place = int(np.argmin(np.where(owed, sums[0] / np.where(owed, sums[1], 1.0), np.inf)))
    return float(sums[0][place]), float(sums[1][place])


def _of_worst_year(which: int) -> Callable[[Outcome], float | Undefined]:
    def figure(outcome: Outcome) -> float | Undefined:
        found = _worst_year(outcome)
        return found if isinstance(found, Undefined) else found[which]

    return figure


def _owed_at_start(outcome: Outcome) -> list[tuple[Debt, float]]:
    """Debts owed at the start, and the shares that each turns into at the stated price."""
    portfolio = outcome.scenario.portfolio
    price, first = portfolio.company.share_price_usd, month_index(outcome.month[0])
    found = []
    for debt in portfolio.debts:
        if not debt.terms.first_month or month_index(debt.terms.first_month) <= first:
            terms = debt.terms
            found.append((debt, conversion_shares(terms, price) if isinstance(terms, Convertible) else 0.0))
    return found


def _debt_at_start(outcome: Outcome) -> float:
    return sum((debt.terms.outstanding_usd for debt, shares in _owed_at_start(outcome) if not shares), 0.0)


def _shares(outcome: Outcome) -> float:
    return outcome.scenario.portfolio.company.diluted_shares + sum(shares for _, shares in _owed_at_start(outcome))


def _share_price(outcome: Outcome) -> float | Undefined:
    return outcome.scenario.portfolio.company.share_price_usd or NOT_LISTED


def _held_at_end(outcome: Outcome) -> float:
    """Mined coins that are left and margin that is deposited, less debt and line."""
    money = outcome.money
    coins = float(money.treasury_eom_btc[-1] - money.opening_eom_btc[-1]) * float(outcome.market.btc_price_usd[-1])
    owed = float(money.debt_eom_usd[-1] + money.line_eom_usd[-1])
    return (coins + float(money.hedge_margin_eom_usd[-1]) - owed) * float(money.equity_discount_factor[-1])


def _project_coins_at_end(outcome: Outcome) -> float:
    price = outcome.market.btc_price_usd
    kept_btc = float((outcome.money.project_kept_usd / np.maximum(price, LEAST_DIVISOR)).sum())
    return kept_btc * float(price[-1]) * float(outcome.cash.discount_factor[-1])


MONEY_PARTS = (
    Part(name="write_off", label="Written off when machines retire", unit="USD", inputs=("lots",),
         value=_year(lambda o: o.fleet.write_off_usd)),
    Part(name="machine_resale", label="Machines sold", unit="USD", inputs=(*RUN, "lots"),
         value=_year(lambda o: o.fleet.machine_resale_usd)),
    Part(name="share_based_pay", label="Share-based pay", unit="USD", inputs=("company/share_based_pay_usd_per_year",),
         value=_year(lambda o: o.money.share_based_pay_usd)),
    Part(name="interest", label="Interest", unit="USD", inputs=_DEBT, value=_year(lambda o: o.money.interest_usd)),
    Part(name="cash_interest", label="Interest on cash", unit="USD", inputs=("company/cash_interest_frac_per_year",),
         value=_year(lambda o: o.money.cash_interest_usd)),
    Part(name="hedges_settled", label="Hedges settled", unit="USD", inputs=(*RUN, "hedges"),
         value=_year(lambda o: o.money.hedge_settlement_usd)),
    Part(name="tax", label="Tax", unit="USD", inputs=_LEVERED, value=_year(lambda o: o.money.tax_usd)),
    Part(name="ebitda_pv", label="EBITDA, discounted", unit="USD", inputs=(*_PROJECT, _MINING_RATE),
         value=_at_mining_rate(lambda o: o.cash.ebitda_usd)),
    Part(name="machine_capex_pv", label="Machine purchases, discounted", unit="USD", inputs=("lots", _MINING_RATE),
         value=_at_mining_rate(lambda o: o.fleet.machine_capex_usd)),
    Part(name="maintenance_capex_pv", label="Maintenance capex, discounted", unit="USD",
         inputs=("sites", _MINING_RATE), value=_at_mining_rate(lambda o: o.cash.maintenance_capex_usd)),
    Part(name="import_duty_pv", label="Import duty, discounted", unit="USD", inputs=("lots", _MINING_RATE),
         value=_at_mining_rate(lambda o: o.fleet.import_duty_usd)),
    Part(name="machine_resale_pv", label="Machines sold, discounted", unit="USD",
         inputs=(*RUN, "lots", _MINING_RATE), value=_at_mining_rate(lambda o: o.fleet.machine_resale_usd)),
    Part(name="project_tax_pv", label="Tax without debt and hedges, discounted", unit="USD",
         inputs=(*_PROJECT, *_TAX, _MINING_RATE), value=_at_mining_rate(lambda o: o.money.project_tax_usd)),
    Part(name="coins_kept_pv", label="Coins kept by policy, at production, discounted", unit="USD",
         inputs=(*_PROJECT, *_COINS, _MINING_RATE), value=_at_mining_rate(lambda o: o.money.project_kept_usd)),
    Part(name="coins_at_end_pv", label="Those coins at the end of the horizon, discounted", unit="USD",
         inputs=(*_PROJECT, *_COINS, _MINING_RATE), value=_project_coins_at_end),
    Part(name="project_rate", label="Rate at which the project's flows are worth nothing", unit="share",
         inputs=(*_PROJECT, *_TAX, *_COINS), value=_rate(lambda o: o.money.project_flow_usd)),
    Part(name="free_cash_epv", label="Free cash, discounted at the cost of equity", unit="USD",
         inputs=(*_PROJECT, _EQUITY_RATE), value=_at_cost_of_equity(lambda o: o.cash.free_cash_usd)),
    Part(name="tax_epv", label="Tax, discounted at the cost of equity", unit="USD", inputs=(*_LEVERED, _EQUITY_RATE),
         value=_at_cost_of_equity(lambda o: o.money.tax_usd)),
    Part(name="hedges_epv", label="Hedges less margin, discounted at the cost of equity", unit="USD",
         inputs=(*RUN, "hedges", _EQUITY_RATE),
         value=_at_cost_of_equity(lambda o: o.money.hedge_settlement_usd - o.money.hedge_margin_usd)),
    Part(name="drawn_epv", label="Debt and credit line drawn, discounted at the cost of equity", unit="USD",
         inputs=(*_LEVERED, _EQUITY_RATE),
         value=_at_cost_of_equity(lambda o: o.money.debt_drawn_usd + o.money.line_drawn_usd)),
    Part(name="service_epv", label="Interest and repayments, discounted at the cost of equity", unit="USD",
         inputs=(*_LEVERED, _EQUITY_RATE),
         value=_at_cost_of_equity(lambda o: o.money.interest_usd + o.money.debt_repaid_usd)),
    Part(name="coins_kept_epv", label="Mined coins kept less those sold later, discounted at the cost of equity",
         unit="USD", inputs=(*_LEVERED, _EQUITY_RATE),
         value=_at_cost_of_equity(
             lambda o: o.money.kept_usd - o.money.treasury_sold_usd + o.money.opening_sold_usd)),
    Part(name="held_at_end_epv", label="Mined coins and margin less debt at the end, discounted at the cost of equity",
         unit="USD", inputs=(*_LEVERED, _EQUITY_RATE), value=_held_at_end),
    Part(name="equity_rate", label="Rate at which the owners' flows are worth nothing", unit="share",
         inputs=_LEVERED, value=_rate(lambda o: o.money.equity_flow_usd)),
    Part(name="payback", label="Months until the project's flows, once below 0, are back", unit="months",
         inputs=(*_PROJECT, *_TAX, *_COINS), value=_payback(lambda o: o.money.project_flow_usd)),
    Part(name="payback_btc", label="Months until those flows in BTC, once below 0, are back", unit="months",
         inputs=(*_PROJECT, *_TAX, *_COINS), value=_payback(_in_btc)),
    Part(name="btc_returned", label="BTC that months above 0 would buy", unit="BTC",
         inputs=(*_PROJECT, *_TAX, *_COINS), value=lambda o: float(np.maximum(_in_btc(o), 0.0).sum())),
    Part(name="btc_forgone", label="BTC that the money of months below 0 would have bought", unit="BTC",
         inputs=(*_PROJECT, *_TAX, *_COINS), value=lambda o: float(np.maximum(-_in_btc(o), 0.0).sum())),
    Part(name="runway", label="Months before cash falls below its minimum, no shares issued", unit="months",
         inputs=_LEVERED, value=_runway),
    Part(name="peak_funding", label="Lowest sum of all months so far, after debt service and tax", unit="USD",
         inputs=_LEVERED, value=_peak_funding),
    Part(name="available_for_debt", label="EBITDA with hedges less tax and maintenance, worst 12 months", unit="USD",
         inputs=_LEVERED, value=_of_worst_year(0)),
    Part(name="debt_service", label="Interest and repayments, worst 12 months", unit="USD", inputs=_DEBT,
         value=_of_worst_year(1)),
    Part(name="debt_owed", label="Debt and credit line at the end of the first month", unit="USD", inputs=_LEVERED,
         value=lambda o: float(o.money.debt_eom_usd[0] + o.money.line_eom_usd[0])),
    Part(name="machine_value", label="What the machines would fetch, first month", unit="USD",
         inputs=("lots", *RUN), value=lambda o: float(o.money.machine_value_usd[0])),
    Part(name="coins_held", label="Coins held at the end of the first month, at its price", unit="USD",
         inputs=("btc_price_usd", *_COINS),
         value=lambda o: float(o.money.treasury_eom_btc[0] * o.market.btc_price_usd[0])),
    Part(name="ev_per_eh_s", label="Value of mining", unit="USD per EH/s", inputs=("mining_ev_usd_per_eh_s",),
         value=lambda o: o.scenario.assumptions.mining_ev_usd_per_eh_s),
    Part(name="online_eh_s", label="Hashrate online", unit="EH/s", inputs=("lots",),
         value=lambda o: float(o.fleet.online_ph_s[0]) / PH_PER_EH),
    Part(name="opening_coins", label="Coins held at the start, at the first month's price", unit="USD",
         inputs=("company/btc_held_btc", "btc_price_usd"),
         value=lambda o: o.scenario.portfolio.company.btc_held_btc * float(o.market.btc_price_usd[0])),
    Part(name="opening_cash", label="Cash at the start", unit="USD", inputs=("company/cash_usd",),
         value=lambda o: o.scenario.portfolio.company.cash_usd),
    Part(name="debt_not_converted", label="Debt at the start, without notes that the share price converts", unit="USD",
         inputs=("debts", "company/share_price_usd"), value=_debt_at_start),
    Part(name="shares_converted", label="Diluted shares, with those of such notes", unit="shares",
         inputs=("company/diluted_shares", "debts", "company/share_price_usd"), value=_shares),
    Part(name="share_price", label="Share price", unit="USD", inputs=("company/share_price_usd",), value=_share_price),
    Part(name="shares_at_start", label="Diluted shares at the start", unit="shares",
         inputs=("company/diluted_shares",), value=lambda o: o.scenario.portfolio.company.diluted_shares),
    Part(name="shares_at_end", label="Diluted shares at the end of the horizon", unit="shares", inputs=_LEVERED,
         value=lambda o: float(o.money.eom_shares[-1])),
)  # fmt: skip
