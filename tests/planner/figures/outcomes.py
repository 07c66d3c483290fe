"""Outcomes for the tests of figures: by hand with consistent numbers, or from the engine over invented portfolios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.assumptions import default_assumptions
from planner.company import Company
from planner.contracts.fixed import Fixed
from planner.contracts.fixed_resale import FixedResale
from planner.contracts.hosting import Hosting
from planner.contracts.index import Index
from planner.errors import Undefined
from planner.explore import stages
from planner.figure import Array, Bars, Figure, Line, frozen
from planner.network import network_state
from planner.outcome import (
    Breakevens,
    Cash,
    DebtState,
    FieldResult,
    Flows,
    Halving,
    LotState,
    Market,
    Money,
    Outcome,
    Request,
)
from planner.portfolio import Contract, Lot, Portfolio, Site
from planner.quantities import month_index, month_text
from planner.reference import load_reference
from planner.scenario import Scenario

FIRST = month_index("2026-07")
DAYS = 30.0
NET_ADDED = 1e-9


@dataclass(frozen=True, kw_only=True)
class SiteCase:
    """One site by hand: PH/s online, share of hours it runs, and USD per running PH/day by layer."""

    name: str
    online_ph_s: float = 1_000.0
    running_frac: float = 1.0
    served_frac: float = 1.0
    power: float = 20.0
    credits: float = 0.0
    operating: float = 1.0
    hosting: float = 0.0
    capex_usd: float = 0.0
    capex_month: int = 0
    idle_credits_usd: float = 0.0  # a month, whether it runs or not


def by_hand(
    cases: Sequence[SiteCase],
    *,
    hashprice: Sequence[float] | float = 32.0,
    months: int = 24,
    halving: float | None = None,
    fee: float = 0.01,
    price: float = 70_000.0,
    sga_usd: float = 0.0,
    cash_usd: float = 0.0,
    baseline: Outcome | None = None,
    with_field: bool = True,
    name: str = "Base case",
    breakeven: float | Undefined = 50_000.0,
) -> Outcome:
    """An outcome with one lot a site whose layers add up, without any engine."""
    reference = load_reference()
    portfolio = Portfolio(
        company=Company(cash_usd=cash_usd),
        sites=tuple(Site(id=place + 1, name=case.name, pue=1.0) for place, case in enumerate(cases)),
        lots=tuple(
            Lot(id=place + 1, name=f"{case.name[:150]} lot", site_id=place + 1) for place, case in enumerate(cases)
        ),
        contracts=tuple(
            Contract(id=place + 1, name=f"{case.name[:150]} power", site_id=place + 1, terms=Fixed())
            for place, case in enumerate(cases)
        ),
    )
    assumptions = replace(default_assumptions(reference), btc_price_usd=price, pool_fee_frac=fee)
    scenario = Scenario(reference=reference, name=name, portfolio=portfolio, assumptions=assumptions)
    curve = np.broadcast_to(np.asarray(hashprice, dtype=np.float64), months).copy()
    rows = [_site_flows(case, curve, fee) for case in cases]
    sites = Flows(**{key: frozen(np.array([row[key] for row in rows]).reshape(-1, months)) for key in Flows.__slots__})
    fleet = Flows(**{key: frozen(getattr(sites, key).sum(axis=0)) for key in Flows.__slots__})
    ebitda = fleet.cash_margin_usd - sga_usd
    free = ebitda - fleet.machine_capex_usd
    eom = cash_usd + np.cumsum(free)
    hashcost = frozen([case.power + case.operating + case.hosting for case in cases])
    field = None
    if with_field:
        prices, shifts = np.linspace(20_000.0, 160_000.0, 5), np.linspace(-30.0, 30.0, 4)
        margin = (prices[None, :] - 50_000.0) * 100.0 - shifts[:, None] * 50_000.0
        field = FieldResult(
            btc_price_usd=frozen(prices),
            power_price_shift_usd_per_mwh=frozen(shifts),
            contract_price_usd_per_mwh=frozen(50.0 + shifts),
            cash_margin_usd=frozen(margin),
        )
    dates = {} if halving is None else {halving: month_text(FIRST + int(halving)) + "-10"}
    return Outcome(
        number=1,
        request=Request(number=1, scenario=scenario, horizon_months=months),
        month=tuple(month_text(FIRST + place) for place in range(months)),
        market=_market(curve, price),
        fleet=fleet,
        sites=sites,
        cash=Cash(
            sga_usd=frozen(np.full(months, sga_usd)),
            ebitda_usd=frozen(ebitda),
            maintenance_capex_usd=frozen(np.zeros(months)),
            free_cash_usd=frozen(free),
            cash_bom_usd=frozen(np.concatenate([[cash_usd], eom[:-1]])),
            cash_eom_usd=frozen(eom),
            cumulative_free_cash_usd=frozen(np.cumsum(free)),
            discount_factor=frozen(np.ones(months)),
        ),
        money=Money(**{key: frozen(np.zeros(months)) for key in Money.__slots__}),  # no debt, no tax, nothing kept
        debts=DebtState(owed_eom_usd=frozen(np.zeros((0, months))), due_years=(), due_usd=frozen(np.zeros((0, 0)))),
        runway_months=None,
        lots=LotState(
            site=np.arange(len(cases)),
            online_ph_s=frozen([case.online_ph_s for case in cases]),
            running_frac=frozen([case.running_frac for case in cases]),
            served_frac=frozen([case.served_frac for case in cases]),
            hashcost_usd_per_ph_day=hashcost,
            stop_hashprice_usd_per_ph_day=hashcost,
            efficiency_j_per_th=frozen(np.full(len(cases), 20.0)),
            energy_mwh=frozen(np.zeros(len(cases))),
            btc_received=frozen(np.zeros(len(cases))),
            margin_usd=frozen(np.zeros(len(cases))),
        ),
        halvings=tuple(Halving(height=1_050_000, at_month=FIRST + at, date=date) for at, date in dates.items()),
        notices=(),
        contract_price_usd_per_mwh=frozen(np.full(len(cases), 42.0)),
        breakevens=Breakevens(
            net_hashprice_usd_per_ph_day=20.0,
            cost_usd=1.0,
            ph_days=1.0,
            power_price_shift_usd_per_mwh=0.0,
            contract_price_usd_per_mwh=50.0 if cases else Undefined(reason="no machines are online"),
            hashprice_per_usd=0.0005,
            btc_price_after_network_usd=40_000.0,
        ),
        network=network_state(default_assumptions(reference), reference),
        measures={"breakeven_btc_price_usd": breakeven},
        sensitivities=field,
        baseline=baseline,
    )


def _site_flows(case: SiteCase, hashprice: Array, fee: float) -> dict[str, Array]:
    """Every layer of one site, `(month,)` each."""
    months = hashprice.size
    ones = np.ones(months)
    ph_days = case.online_ph_s * case.running_frac * DAYS
    full_ph_days = case.online_ph_s * DAYS
    revenue = hashprice * ph_days
    capex = np.zeros(months)
    capex[case.capex_month] = case.capex_usd
    flows = {
        "btc_received": ones * ph_days * 1e-6,
        "revenue_usd": revenue,
        "pool_fee_usd": fee * revenue,
        "power_usd": ones * case.power * ph_days,
        "flexibility_usd": ones * 0.0,
        "power_credits_usd": ones * (case.credits * ph_days + case.idle_credits_usd),
        "site_operating_usd": ones * case.operating * full_ph_days,
        "hosting_usd": ones * case.hosting * ph_days,
        "depreciation_usd": ones * 0.1 * full_ph_days,
        "machine_capex_usd": capex,
        **dict.fromkeys(("hosting_revenue_usd", "write_off_usd", "import_duty_usd", "machine_resale_usd"), ones * 0.0),
        "energy_mwh": ones * ph_days * 0.48,
        "hosted_energy_mwh": ones * 0.0,
        "contract_cost_usd": ones * (case.power + case.hosting) * full_ph_days,
        "contract_mwh": ones * full_ph_days * 0.48,  # 20 J/TH: 0.48 MWh a PH-day
        "running_ph_s": ones * case.online_ph_s * case.running_frac,
        "online_ph_s": ones * case.online_ph_s,
        "online_mw": ones * case.online_ph_s * 0.02,
    }
    flows["cash_margin_usd"] = (
        flows["revenue_usd"] - flows["pool_fee_usd"] - flows["power_usd"] + flows["power_credits_usd"]
        - flows["site_operating_usd"] - flows["hosting_usd"]
    )  # fmt: skip
    return flows


def _market(hashprice: Array, price: float) -> Market:
    ones = np.ones(hashprice.size)
    return Market(
        days=frozen(ones * DAYS),
        btc_price_usd=frozen(ones * price),
        difficulty=frozen(ones * 1.2e14),
        network_hashrate_eh_s=frozen(ones * 900.0),
        subsidy_btc=frozen(ones * 3.125),
        fees_btc_per_block=frozen(ones * 0.02),
        hashprice_usd_per_ph_day=frozen(hashprice),
    )


def six_sites(**stated: object) -> Outcome:
    """Six sites of which the last is switched off, with a halving in the horizon."""
    cases = [
        SiteCase(name="Llano North", online_ph_s=6_000.0, power=13.0),
        SiteCase(name="Pecos Bend", online_ph_s=4_000.0, power=20.0, credits=0.6),
        SiteCase(name="Salt Creek", online_ph_s=2_000.0, power=22.0, operating=0.5),
        SiteCase(name="Tug Fork", online_ph_s=1_500.0, power=0.0, hosting=26.0, operating=0.0),
        SiteCase(name="Ohio Bluff", online_ph_s=1_000.0, power=30.0),
        SiteCase(name="Mill Pond", online_ph_s=500.0, power=43.0, running_frac=0.0),
    ]
    curve = [32.5] * 20 + [24.0] + [16.5] * 27
    settings: dict[str, object] = {"hashprice": curve, "months": 48, "halving": 20.5, "sga_usd": 500_000.0}
    return by_hand(cases, **(settings | stated))  # type: ignore[arg-type]  # the keywords of `by_hand`


def invented_scenario(sites: int, lots: int, *, name: str = "Invented", long_names: bool = False) -> Scenario:
    """A scenario of any size over every contract kind, the same each time."""
    reference = load_reference()
    kinds = (Fixed(price_usd_per_mwh=41.0), FixedResale(price_usd_per_mwh=44.0, block_mw=30.0), Index(), Hosting())
    market = next(iter(reference.power_markets))
    tail = " of a very long name" * 9 if long_names else ""
    rows = tuple(
        Site(id=place + 1, name=f"Site {place + 1:03d}{tail}", power_market=market, interconnect_mw=400.0,
             spot_price_usd_per_mwh=34.0 + place % 17, fixed_cost_usd_per_year=4e5)
        for place in range(sites)
    )  # fmt: skip
    machines = tuple(
        Lot(id=place + 1, name=f"Lot {place + 1:04d}{tail}", site_id=place % sites + 1, count=400 + 37 * (place % 29),
            hashrate_th_s=100.0 + 10.0 * (place % 14), power_w=2_700.0 + 70.0 * (place % 19),
            online_month="2024-06" if place % 11 else "2027-03")
        for place in range(lots)
    )  # fmt: skip
    agreements = tuple(
        Contract(id=place + 1, name=f"Contract {place + 1}", site_id=place + 1, terms=kinds[place % len(kinds)])
        for place in range(sites)
    )
    company = Company(cash_usd=25e6, sga_usd_per_year=12e6)
    portfolio = Portfolio(company=company, sites=rows, lots=machines, contracts=agreements)
    return Scenario(reference=reference, name=name, portfolio=portfolio, assumptions=default_assumptions(reference))


def evaluated(scenario: Scenario, *, baseline: Scenario | None = None, months: int = 60) -> Outcome:
    """The engine's outcome, all stages."""
    return stages.evaluate(Request(number=1, scenario=scenario, baseline=baseline, horizon_months=months))


def numbers_of(figure: Figure) -> list[float]:
    """Every number of a figure's marks, axes and table."""
    found: list[float] = []
    for panel in figure.panels:
        found += [panel.x.low, panel.x.high, panel.y.low, panel.y.high]
        for mark in panel.marks:
            for slot in type(mark).__slots__:
                content = getattr(mark, slot)
                if isinstance(content, np.ndarray):
                    found += content.ravel().tolist()
                elif isinstance(content, float):
                    found.append(content)
    found += [cell for row in figure.table.rows for cell in row if isinstance(cell, float)]
    return found


def column(figure: Figure, key: str) -> list[float | str | None]:
    """One column of a figure's table."""
    place = [head.key for head in figure.table.columns].index(key)
    return [row[place] for row in figure.table.rows]


def lines(figure: Figure, panel: int = 0) -> dict[str, Line]:
    """The curves of a panel by name."""
    return {mark.name: mark for mark in figure.panels[panel].marks if isinstance(mark, Line)}


def bars(figure: Figure) -> list[Bars]:
    """The bars of the first panel in paint order."""
    return [mark for mark in figure.panels[0].marks if isinstance(mark, Bars)]


def all_finite(figure: Figure) -> bool:
    """Whether nothing undefined is drawn or tabulated."""
    return all(math.isfinite(value) for value in numbers_of(figure))
