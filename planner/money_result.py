"""A deterministic run's money as the outcome shows it: cash, debts, flows of project and owners, runway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.columns import Columns
from planner.figure import Array, frozen
from planner.finance.discounting import discount_factors
from planner.limits import LEAST_DIVISOR
from planner.models.debt_service import DebtService
from planner.models.machine_value import machine_value_usd
from planner.money import CompanyMoney, Operations, company_money, without_issuance
from planner.money_columns import MoneyColumns, money_columns
from planner.notation import millions
from planner.outcome import Cash, DebtState, Flows, Market, Money
from planner.quantities import MONTHS_PER_YEAR
from planner.scenario import Scenario

CENT_USD = 0.005  # less than this is not missing: sums of floats are not exact


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MoneyResult:
    """What a run finds about the company."""

    cash: Cash
    money: Money
    debts: DebtState
    runway_months: int | None
    notices: tuple[str, ...]


def money_result(scenario: Scenario, columns: Columns, market: Market, fleet: Flows) -> MoneyResult:
    """The company's money over the horizon, from what the fleet earns.

    Raises
    ------
    InputRejected
        A debt that fell due before the first month, or machines that end before the loan they secure.
    """
    stated = money_columns(scenario.reference, scenario.portfolio, columns)
    ebitda = fleet.cash_margin_usd - columns.sga_usd
    operations = Operations(
        ebitda_usd=ebitda,
        depreciation_usd=fleet.depreciation_usd + fleet.write_off_usd - fleet.machine_resale_usd,
        machine_capex_usd=fleet.machine_capex_usd + fleet.import_duty_usd - fleet.machine_resale_usd,
        btc_received=fleet.btc_received,
        btc_price_usd=market.btc_price_usd,
        hashprice_usd_per_ph_day=market.hashprice_usd_per_ph_day,
        machine_value_usd=machine_value_usd(columns.collateral, market.hashprice_usd_per_ph_day),
    )
    found = company_money(stated, operations, scenario.assumptions.spot_level_frac)
    money = _money(scenario, stated, columns, operations, found)
    return MoneyResult(
        cash=_cash(scenario, stated, columns, operations, found),
        money=money,
        notices=tuple(_notices(stated, money, float(market.btc_price_usd[0]))),
        debts=_debts(stated, columns.first_month, found.service),
        runway_months=_runway_months(without_issuance(stated, operations, found)),
    )


def _cash(
    scenario: Scenario, stated: MoneyColumns, columns: Columns, operations: Operations, found: CompanyMoney
) -> Cash:
    free = operations.ebitda_usd - operations.machine_capex_usd - stated.maintenance_capex_usd
    eom = found.levered.cash_eom_usd
    rate = scenario.assumptions.mining_discount_rate_frac_per_year
    return Cash(
        sga_usd=columns.sga_usd, ebitda_usd=frozen(operations.ebitda_usd),
        maintenance_capex_usd=stated.maintenance_capex_usd, free_cash_usd=frozen(free),
        cash_bom_usd=frozen(np.concatenate([[stated.company.cash_usd], eom[:-1]])), cash_eom_usd=frozen(eom),
        cumulative_free_cash_usd=frozen(np.cumsum(free)),
        discount_factor=frozen(discount_factors(rate, columns.days)),
    )  # fmt: skip


def _money(
    scenario: Scenario, stated: MoneyColumns, columns: Columns, operations: Operations, found: CompanyMoney
) -> Money:
    service, levered, project = found.service, found.levered, found.project
    price = operations.btc_price_usd
    interest = service.interest_usd + levered.line_interest_usd
    net_income = (
        operations.ebitda_usd - operations.depreciation_usd - stated.share_based_pay_usd - interest
        + levered.cash_interest_usd + found.hedge_settlement_usd - levered.tax_usd
    )  # fmt: skip
    equity = (
        levered.after_debt_usd - levered.kept_usd + levered.treasury_sold_usd - levered.opening_sold_usd
        + levered.line_drawn_usd - levered.cash_interest_usd
    )  # fmt: skip
    mined_btc = levered.treasury_eom_btc[-1] - levered.opening_eom_btc[-1]
    equity[-1] += mined_btc * price[-1] + stated.hedges.margin_eom_usd[-1]
    equity[-1] -= service.debt_eom_usd[-1] + levered.line_eom_usd[-1]
    return Money(
        share_based_pay_usd=stated.share_based_pay_usd, interest_usd=frozen(interest),
        cash_interest_usd=frozen(levered.cash_interest_usd), hedge_settlement_usd=frozen(found.hedge_settlement_usd),
        hedge_margin_usd=frozen(found.hedge_margin_usd), hedge_margin_eom_usd=stated.hedges.margin_eom_usd,
        tax_usd=frozen(levered.tax_usd),
        net_income_usd=frozen(net_income), debt_drawn_usd=frozen(service.drawn_usd),
        debt_repaid_usd=frozen(service.repaid_usd), debt_converted_usd=frozen(service.converted_usd),
        debt_eom_usd=frozen(service.debt_eom_usd), after_debt_usd=frozen(levered.after_debt_usd),
        kept_btc=frozen(levered.kept_usd / np.maximum(price, LEAST_DIVISOR)), kept_usd=frozen(levered.kept_usd),
        treasury_sold_usd=frozen(levered.treasury_sold_usd), opening_sold_usd=frozen(levered.opening_sold_usd),
        treasury_eom_btc=frozen(levered.treasury_eom_btc), opening_eom_btc=frozen(levered.opening_eom_btc),
        line_drawn_usd=frozen(levered.line_drawn_usd), line_eom_usd=frozen(levered.line_eom_usd),
        issued_usd=frozen(levered.issued_usd), eom_shares=frozen(levered.eom_shares),
        missing_usd=frozen(levered.missing_usd), machine_value_usd=frozen(operations.machine_value_usd),
        project_tax_usd=frozen(project.project_tax_usd), project_kept_usd=frozen(project.project_kept_usd),
        project_flow_usd=frozen(project.project_flow_usd), equity_flow_usd=frozen(equity),
        equity_discount_factor=frozen(
            discount_factors(scenario.assumptions.cost_of_equity_frac_per_year, columns.days)
        ),
    )  # fmt: skip


def _notices(stated: MoneyColumns, money: Money, btc_price_usd: float) -> Iterator[str]:
    """Debt that nothing stands against: a company may be there, or a debt or price in the wrong unit."""
    owed = float(stated.debts.opening_usd.sum())
    held = stated.company.cash_usd + stated.company.btc_held_btc * btc_price_usd + float(money.machine_value_usd[0])
    if owed > held:
        yield (
            f"Debt of {millions(owed, 1)} M USD is more than cash, coins and machines would bring, "
            f"{millions(held, 1)} M USD: equity is negative unless sites are worth the rest."
        )


def _runway_months(found: CompanyMoney) -> int | None:
    short = np.flatnonzero(found.levered.missing_usd > CENT_USD)
    return int(short[0]) if short.size else None


def _debts(stated: MoneyColumns, first: int, service: DebtService) -> DebtState:
    columns = stated.debts
    count, months = columns.scheduled_usd.shape
    owed = np.array(service.owed_eom_usd).reshape(count, months)
    paid = np.hstack([columns.opening_usd[:, None], owed[:, :-1]]) + columns.drawn_usd - owed
    year = (first + np.arange(months)) // MONTHS_PER_YEAR
    if not count:
        return DebtState(owed_eom_usd=frozen(owed), due_years=(), due_usd=frozen(np.zeros((0, 0))))
    years = np.arange(year[0], max(int(year[-1]), int(columns.due_year.max())) + 1)
    due: Array = paid @ (year[:, None] == years) + owed[:, -1:] * (columns.due_year[:, None] == years)
    used = np.flatnonzero(due.any(axis=0))
    span = slice(int(used[0]), int(used[-1]) + 1) if used.size else slice(0, 0)
    return DebtState(owed_eom_usd=frozen(owed), due_years=tuple(years[span].tolist()), due_usd=frozen(due[:, span]))
