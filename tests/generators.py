"""Portfolios from a seed: the reference, big and load portfolios of the benchmarks, and random small ones."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from planner.company import Company
from planner.contract import Terms
from planner.contracts import BlockIndex, DemandCharge, Fixed, FixedResale, Hosting, Index, TakeOrPay
from planner.debt import Debt, DebtTerms
from planner.debts import Convertible, HashpriceLinked, MachineLoan, TermLoan
from planner.hedge import Hedge, HedgeTerms
from planner.hedges import BtcCollar, BtcPut, HashpriceForward, PowerSwap
from planner.portfolio import Contract, Lot, Portfolio, Site
from planner.quantities import MONTHS_PER_YEAR, month_index, month_text
from planner.reference import Reference

REFERENCE_SIZE = {"sites": 24, "lots": 120, "months": 60}
BIG_SIZE = {"sites": 100, "lots": 1_000, "months": 120}
LOAD_SIZE = {"sites": 1_000, "lots": 50_000}
MOST_MACHINES = 3_000  # of a lot
MOST_IN_ALL = 3_000_000  # by lots; on average half of them, which is less than the whole network


def portfolio_from(
    seed: int, reference: Reference, *, sites: int, lots: int, start: str = "2026-07", every_kind: bool = False
) -> Portfolio:
    """Lots that come and go, blocks above and below their site's load; with `every_kind` all contracts there are.

    Without it the benchmarks' mix of four kinds, which stays what it is so that their figures can be compared.
    """
    chance = random.Random(seed)
    markets = list(reference.power_markets)
    machines = [machine for machine in reference.machines.values() if 9 < machine.efficiency_j_per_th < 35]
    most_machines = min(MOST_MACHINES, MOST_IN_ALL // max(lots, 1))
    lots_a_site = max(1.0, lots / sites) * most_machines / MOST_MACHINES
    made_sites = tuple(_site(chance, number, markets, lots_a_site) for number in range(1, sites + 1))
    contracts = tuple(
        Contract(id=site.id, name=f"Contract {site.id}", site_id=site.id, terms=_terms(chance, site))
        for site in made_sites
    )
    if every_kind:
        contracts = tuple(_varied(random.Random(f"{seed} {contract.id}"), contract) for contract in contracts)
        made_sites = tuple(_credited(random.Random(f"credits {seed} {site.id}"), site) for site in made_sites)
    made_lots = []
    for number in range(1, lots + 1):
        machine = chance.choice(machines)
        online = 2022 * 12 + chance.randrange(66)
        retire = month_text(online + chance.randrange(12, 90)) if chance.random() < 0.2 else ""
        made_lots.append(
            Lot(
                id=number, name=f"Lot {number}", site_id=chance.randrange(1, sites + 1), machine=machine.model,
                hashrate_th_s=machine.hashrate_th_s, power_w=machine.power_w, count=chance.randrange(0, most_machines),
                availability_frac=round(chance.uniform(0.8, 0.98), 3), online_month=month_text(online),
                retire_month=retire, machine_price_usd_per_th=round(chance.uniform(8, 25), 2),
                machine_life_years=chance.choice([3.0, 4.0, 5.0]),
                origin=chance.choice(["new", "new", "from another miner"]),
            )
        )  # fmt: skip
    if every_kind:
        made_lots = [_aged(random.Random(f"machines {seed} {lot.id}"), lot) for lot in made_lots]
    company = Company(name="Generated", start_month=start, cash_usd=5e7, sga_usd_per_year=2e7, btc_held_btc=500.0)
    portfolio = Portfolio(company=company, sites=made_sites, lots=tuple(made_lots), contracts=contracts)
    return with_money(random.Random(f"money {seed}"), portfolio) if every_kind else portfolio


def with_money(chance: random.Random, portfolio: Portfolio) -> Portfolio:
    """The portfolio with a debt and a hedge of every kind there are, and rules by which the company is funded."""
    start = month_index(portfolio.company.start_month)
    company = replace(
        portfolio.company, minimum_cash_usd=5e6, share_price_usd=round(chance.uniform(1, 30), 2), diluted_shares=5e7,
        treasury_policy=chance.choice(["sell all", "keep a share", "sell to cover"]),
        treasury_keep_frac=round(chance.uniform(0, 1), 2), credit_line_usd=2e7, issuance=chance.choice(["off", "on"]),
        share_based_pay_usd_per_year=4e6, tax_loss_carried_usd=3e7, first_year_write_off=chance.choice(["no", "yes"]),
    )  # fmt: skip
    return replace(
        portfolio, company=company, debts=_debts(chance, start, portfolio.lots),
        hedges=_hedges(chance, start, portfolio.sites),
    )  # fmt: skip


def _debts(chance: random.Random, start: int, lots: tuple[Lot, ...]) -> tuple[Debt, ...]:
    def stated(months: int) -> dict[str, Any]:
        return {
            "outstanding_usd": round(chance.uniform(1e6, 5e7)), "rate_frac_per_year": round(chance.uniform(0, 0.2), 4),
            "first_month": chance.choice(["", month_text(start - 3), month_text(start + 2)]),
            "maturity_month": month_text(start + months),
        }  # fmt: skip

    terms: list[DebtTerms] = [
        TermLoan(**stated(chance.randrange(6, 70)), amortisation=chance.choice(["bullet", "straight line", "annuity"])),
        HashpriceLinked(**stated(chance.randrange(6, 50)), payment_ph_s=round(chance.uniform(0, 500))),
        Convertible(
            **stated(chance.randrange(12, 60)), conversion_price_usd=round(chance.uniform(1, 20), 2),
            cap_price_usd=chance.choice([0.0, 25.0]),
        ),
    ]  # fmt: skip
    if _last_month_of_machines(lots) > start + 5:
        terms.append(MachineLoan(**stated(5), loan_to_value_cap_frac=round(chance.uniform(0.2, 2), 2)))
    return tuple(Debt(id=number, name=f"Debt {number}", terms=each) for number, each in enumerate(terms, start=1))


def _last_month_of_machines(lots: tuple[Lot, ...]) -> int:
    """The first month without any machine of the company's own that is not worn out or gone."""
    ends = []
    for lot in lots:
        if lot.owner == "own" and lot.count:
            worn = month_index(lot.online_month) + int(lot.machine_life_years * MONTHS_PER_YEAR)
            ends.append(min(worn, month_index(lot.retire_month)) if lot.retire_month else worn)
    return max(ends, default=0)


def _hedges(chance: random.Random, start: int, sites: tuple[Site, ...]) -> tuple[Hedge, ...]:
    def months() -> dict[str, Any]:
        first = start + chance.randrange(-3, 9)
        return {"first_month": month_text(first), "last_month": month_text(first + chance.randrange(18))}

    terms: list[HedgeTerms] = [
        HashpriceForward(
            **months(), price_usd_per_ph_day=round(chance.uniform(25, 50), 2),
            volume_ph_s=round(chance.uniform(0, 300)), margin_frac=round(chance.uniform(0, 0.3), 2),
        ),
        BtcPut(
            **months(), strike_usd=round(chance.uniform(3e4, 9e4)), btc_per_month=round(chance.uniform(0, 50), 1),
            premium_usd_per_btc=round(chance.uniform(0, 4e3)),
        ),
        BtcCollar(
            **months(), floor_usd=round(chance.uniform(3e4, 7e4)), cap_usd=round(chance.uniform(7e4, 1.2e5)),
            btc_per_month=round(chance.uniform(0, 50), 1), premium_usd_per_btc=round(chance.uniform(-2e3, 2e3)),
        ),
        PowerSwap(**months(), price_usd_per_mwh=round(chance.uniform(20, 60), 2), mw=round(chance.uniform(0, 40), 1)),
    ]  # fmt: skip
    return tuple(
        Hedge(id=number, name=f"Hedge {number}", site_id=chance.choice(sites).id if each.of_site else 0, terms=each)
        for number, each in enumerate(terms, start=1)
    )


def with_three_points(portfolio: Portfolio) -> Portfolio:
    """The same portfolio, each lot with a low-power and an overclocked point on the hull (assumption)."""
    lots = tuple(
        replace(
            lot, low_hashrate_th_s=0.75 * lot.hashrate_th_s, low_power_w=0.65 * lot.power_w,
            high_hashrate_th_s=1.15 * lot.hashrate_th_s, high_power_w=1.3 * lot.power_w,
        )
        for lot in portfolio.lots
    )  # fmt: skip
    return replace(portfolio, lots=lots)


def _site(chance: random.Random, number: int, markets: list[str], lots: float) -> Site:
    return Site(
        id=number, name=f"Site {number}", power_market=chance.choice(markets),
        interconnect_mw=round(chance.uniform(2, 9) * lots, 1), pue=round(chance.uniform(1.02, 1.12), 3),
        spot_price_usd_per_mwh=round(chance.uniform(22, 60), 2),
        spot_escalator_frac_per_year=round(chance.uniform(-0.02, 0.05), 3),
        fixed_cost_usd_per_year=round(chance.uniform(0, 3e6)), infrastructure_usd=round(chance.uniform(0, 5e7)),
        variable_cost_usd_per_mwh=round(chance.uniform(0, 5), 2),
        infrastructure_month=month_text(2014 * 12 + chance.randrange(160)),
    )  # fmt: skip


def _credited(chance: random.Random, site: Site) -> Site:
    """A basis, and at times credits on the power bill."""
    return replace(
        site,
        spot_basis_frac=round(chance.uniform(0.7, 1.2), 2),
        coincident_peak_avoided_frac=chance.choice([0.0, 0.9]),
        coincident_peak_last_summer=chance.choice([2025, 2026, 2027]),
        demand_response_mw=chance.choice([0.0, round(chance.uniform(0, 60), 1)]),
        interruptible_mw=chance.choice([0.0, round(chance.uniform(0, 60), 1)]),
    )


def _aged(chance: random.Random, lot: Lot) -> Lot:
    """At times other operating points, also some that never pay; age, duty, a hashprice at purchase, a client."""
    if chance.random() < 0.5:
        frac = chance.uniform(0.5, 0.9)
        lot = replace(
            lot, low_hashrate_th_s=lot.hashrate_th_s * frac, low_power_w=lot.power_w * frac * chance.uniform(0.8, 1.05)
        )
    if chance.random() < 0.5:
        frac = chance.uniform(1.05, 1.5)
        lot = replace(
            lot,
            high_hashrate_th_s=lot.hashrate_th_s * frac,
            high_power_w=lot.power_w * frac * chance.uniform(0.97, 1.3),
        )
    if chance.random() < 0.3:
        lot = replace(
            lot, owner="client", client_rate_usd_per_mwh=round(chance.uniform(20, 90), 2),
            client_power_frac=chance.choice([0.0, 0.5, 1.0]), client_profit_frac=chance.choice([0.0, 0.3]),
            client_default_frac_per_year=chance.choice([0.0, 0.2, 1.0]),
        )  # fmt: skip
    return replace(
        lot,
        degradation_frac_per_year=chance.choice([0.0, 0.0, round(chance.uniform(0, 0.1), 3)]),
        purchase_hashprice_usd_per_ph_day=chance.choice([0.0, round(chance.uniform(20, 400), 1)]),
        import_duty_frac=chance.choice([0.0, 0.217]),
    )


def _varied(chance: random.Random, contract: Contract) -> Contract:
    """Another kind at times, an escalator and an end."""
    terms: tuple[Terms, ...] = (
        contract.terms,
        BlockIndex(
            price_usd_per_mwh=round(chance.uniform(30, 55), 2), block_frac=round(chance.uniform(0, 1), 2),
            resale_fee_frac=round(chance.uniform(0, 0.1), 3), adder_usd_per_mwh=round(chance.uniform(-1, 9), 2),
        ),
        TakeOrPay(price_usd_per_mwh=round(chance.uniform(30, 60), 2), paid_frac=round(chance.uniform(0, 1), 2)),
        DemandCharge(
            price_usd_per_mwh=round(chance.uniform(20, 50), 2),
            demand_usd_per_kw_month=round(chance.uniform(0, 25), 2),
            ratchet_frac=round(chance.uniform(0, 1), 2), minimum_demand_mw=round(chance.uniform(0, 10), 1),
        ),
    )  # fmt: skip
    return replace(
        contract,
        terms=chance.choice(terms),
        escalator_frac_per_year=chance.choice([0.0, 0.03, -0.01]),
        expiry_month=chance.choice(["", "", month_text(2026 * 12 + 6 + chance.randrange(24))]),
        after_expiry_adder_usd_per_mwh=round(chance.uniform(0, 9), 2),
    )


def _terms(chance: random.Random, site: Site) -> Terms:
    kind = chance.randrange(4)
    if kind == 0:
        return Fixed(price_usd_per_mwh=round(chance.uniform(30, 65), 2))
    if kind == 1:
        return Index(adder_usd_per_mwh=round(chance.uniform(-2, 14), 2))
    if kind == 2:
        return Hosting(rate_usd_per_mwh=round(chance.uniform(50, 78), 2))
    return FixedResale(
        price_usd_per_mwh=round(chance.uniform(30, 55), 2),
        block_mw=round(site.interconnect_mw * chance.uniform(0, 1.2), 1),
        resale_fee_frac=round(chance.uniform(0, 0.1), 3), excess_adder_usd_per_mwh=round(chance.uniform(0, 9), 2),
    )  # fmt: skip
