"""From portfolio to columns, once per portfolio: who draws what, under which piece of which contract."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.bill_credits import coincident_peak_usd, interruptible_usd, ready_usd_per_mwh
from planner.client_rows import clients_of, unpaid, without_coins_of_clients
from planner.columns import Columns, Curves, Groups, Index, Rows, days_of_year, month_days
from planner.contract import Settlement
from planner.errors import InputRejected
from planner.figure import Array, frozen
from planner.hedge_notices import hedge_notices
from planner.identity import Same
from planner.machines import (
    collateral_of,
    depreciation_usd,
    machines_of,
    network_change_ph_s,
    point_notices,
    resales_of,
    row_figures,
    write_off_usd,
)
from planner.pieces import Piece, must_take_mw, reads_spot, resale_curve, served_by, used_by_lots_mw
from planner.portfolio import Contract, Lot, Portfolio, Site, check_portfolio
from planner.price_curves import curves_named
from planner.quantities import MONTHS_PER_YEAR, month_index
from planner.reference import Reference


def columns_of(reference: Reference, portfolio: Portfolio, months: int, data_month: int) -> Columns:
    """The columns of a portfolio; remembered, so that a moving slider compiles nothing.

    `data_month` is the month of the chain tip: machines online by then are already in the network.

    Raises
    ------
    InputRejected
        A site that holds machines but no contract, an unknown power market, or rows that contradict each other.
    """
    return _columns_of(Same(reference), Same(portfolio), months, data_month)


@functools.lru_cache(maxsize=8)
def _columns_of(reference: Same[Reference], portfolio: Same[Portfolio], months: int, data_month: int) -> Columns:
    check_portfolio(portfolio.held)
    return _Compiler(reference.held, portfolio.held, months, data_month).columns()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Load:
    """The steps of one site, clients' first, then the most efficient, and the MW each may draw. `(step, month)`."""

    steps: Index
    gross_mw: Array


class _Compiler:
    def __init__(self, reference: Reference, portfolio: Portfolio, months: int, data_month: int) -> None:
        self.reference = reference
        self.portfolio = portfolio
        self.months = months
        self.first = month_index(portfolio.company.start_month)
        self.data_month = data_month
        self.days = month_days(self.first, months)
        self.span = np.arange(self.first, self.first + months)
        self.years = np.arange(months) / MONTHS_PER_YEAR
        self.contract_of = {contract.site_id: contract for contract in portfolio.contracts}
        self.notices: list[str] = []
        self.site_mw = [np.zeros(months) for _ in portfolio.sites]  # that machines may draw, by site
        self.curve_keys: dict[tuple[str, float | None], int] = {}
        self._place_lots(portfolio.lots)

    def _place_lots(self, lots: tuple[Lot, ...]) -> None:
        site_place = {site.id: place for place, site in enumerate(self.portfolio.sites)}
        self.machines = machines_of(lots, self.span)
        self.lot_site = np.array([site_place[lot.site_id] for lot in lots], dtype=np.int64)
        step_site = self.lot_site[self.machines.step_lot]
        order = np.argsort(step_site, kind="stable")
        self.site_steps = np.split(order, np.searchsorted(step_site[order], np.arange(1, len(site_place))))
        self.served_frac = np.ones(len(lots))
        self.notices += point_notices(self.machines, lots)
        self.notices += [
            f"{lot.name}: its owner pays nothing for its hosting; state a rate." for lot in lots if unpaid(lot)
        ]

    def columns(self) -> Columns:
        sites = self.portfolio.sites
        pieces = [piece for place, site in enumerate(sites) for piece in self._site_pieces(place, site)]
        groups = self._groups(pieces)
        fixed = self._rows([(group, piece) for group, piece in enumerate(pieces) if not piece.is_spot])
        spot = self._rows([(group, piece) for group, piece in enumerate(pieces) if piece.is_spot])
        machines, arrives = self.machines, self.span == self.machines.online[:, None]
        return Columns(
            first_month=self.first,
            days=frozen(self.days),
            month_of_year=self.span % MONTHS_PER_YEAR,
            curves=self._curves(),
            fixed=without_coins_of_clients(fixed),
            demand_rows=np.flatnonzero(groups.demand_usd_per_kw_month.max(axis=1, initial=0.0)[fixed.group] > 0.0),
            spot=without_coins_of_clients(spot),
            clients=clients_of(fixed, spot, [piece.pue for piece in pieces], self.portfolio.lots),
            groups=groups,
            site_spot_usd_per_mwh=self._site_table(
                [
                    site.spot_price_usd_per_mwh
                    * site.spot_basis_frac
                    * (1 + site.spot_escalator_frac_per_year) ** self.years
                    for site in sites
                ]
            ),
            site_credit_usd=self._site_table([self._credit(*each) for each in zip(sites, self.site_mw, strict=True)]),
            site_fixed_cost_usd=self._site_table([self._fixed_cost(site) for site in sites]),
            site_variable_cost_usd_per_mwh=frozen(
                [0.0 if self._hosted(site) else site.variable_cost_usd_per_mwh for site in sites]
            ),
            depreciation_usd=self._depreciation(),
            write_off_usd=self._by_site(write_off_usd(machines, self.span)),
            machine_capex_usd=self._by_site(arrives * (machines.cost_usd - machines.duty_usd)[:, None]),
            import_duty_usd=self._by_site(arrives * machines.duty_usd[:, None]),
            collateral=collateral_of(machines, self.portfolio.lots, self.span, self.reference.machine_prices),
            resales=resales_of(machines, self.portfolio.lots, self.lot_site, self.span, self.reference.machine_prices),
            online_ph_s=self._by_site(machines.own_ph_s),
            online_mw=self._by_site(machines.own_present * machines.mw[:, None]),
            lot_site=self.lot_site,
            lot_online_ph_s=frozen(machines.own_ph_s[:, 0]),
            lot_served_frac=frozen(self.served_frac),
            lot_efficiency_j_per_th=frozen([lot.power_w / lot.hashrate_th_s for lot in self.portfolio.lots]),
            lot_availability_frac=frozen(machines.availability_frac),
            network_change_ph_s=frozen(network_change_ph_s(machines, self.portfolio.lots, self.data_month, self.span)),
            sga_usd=frozen(self.portfolio.company.sga_usd_per_year * self.days / days_of_year(self.span)),
            notices=(*self.notices, *hedge_notices(self.portfolio)),
        )

    # --- sites ----------------------------------------------------------------------------------------------

    def _contract(self, site: Site) -> Contract | None:
        return self.contract_of.get(site.id)

    def _hosted(self, site: Site) -> bool:
        contract = self._contract(site)
        return contract is not None and any(piece.hosted for piece in contract.terms.settle())

    def _fixed_cost(self, site: Site) -> Array:
        yearly = 0.0 if self._hosted(site) else site.fixed_cost_usd_per_year
        return yearly * self.days / days_of_year(self.span)

    def _credit(self, site: Site, load_mw: Array) -> Array:
        if self._hosted(site):
            return np.zeros(self.months)
        return coincident_peak_usd(site, self.span, load_mw) + interruptible_usd(site, load_mw)

    def _site_table(self, per_site: list[Array]) -> Array:
        return frozen(np.array(per_site).reshape(len(per_site), self.months))

    def _by_site(self, per_lot: Array) -> Array:
        """Sums of `(lot, month)` into `(site, month)`."""
        total = np.zeros((len(self.portfolio.sites), self.months))
        np.add.at(total, self.lot_site, per_lot)
        return frozen(total)

    def _depreciation(self) -> Array:
        """Machines and infrastructure, straight line."""
        total = np.array(self._by_site(depreciation_usd(self.machines, self.span)))
        for place, site in enumerate(self.portfolio.sites):
            life = site.infrastructure_life_years * MONTHS_PER_YEAR
            used = self.span - month_index(site.infrastructure_month)
            total[place] += site.infrastructure_usd / life * np.clip(life - used, 0.0, 1.0) * (used >= 0)
        return frozen(total)

    # --- pieces, rows, groups ---------------------------------------------------------------------------------

    def _site_pieces(self, place: int, site: Site) -> Iterator[Piece]:
        steps = self.site_steps[place] if len(self.portfolio.lots) else np.zeros(0, dtype=np.int64)
        contract = self._contract(site)
        if contract is None:
            if len(steps):
                raise InputRejected(
                    f"{site.name} holds machines but has no power contract.", next="Add a contract for this site."
                )
            return
        curves_named(self.reference, self.portfolio.price_curves, site.power_market)
        pue = 1.0 if self._hosted(site) else site.pue
        load = self._load(site, steps, pue)
        self.site_mw[place] = load.gross_mw.sum(axis=0)
        expiry = month_index(contract.expiry_month) if contract.expiry_month else self.first + self.months
        in_force = (self.span < expiry).astype(np.float64)
        years = (self.span - self.first) // MONTHS_PER_YEAR
        escalation: Array = np.power(1.0 + contract.escalator_frac_per_year, years, dtype=np.float64)
        terms = [(settlement, in_force, escalation) for settlement in contract.terms.settle()]
        if not in_force.all():
            terms.append((contract.after_expiry(), 1.0 - in_force, np.ones(self.months)))
        left = load.gross_mw
        for settlement, months, prices in terms:
            served, left = served_by(settlement, load.gross_mw * months, left)
            take = must_take_mw(settlement, served) * months
            yield Piece(
                site=place, settlement=settlement, steps=load.steps, gross_mw=served, pue=pue,
                variable_cost=0.0 if settlement.hosted else site.variable_cost_usd_per_mwh,
                take_mw=take, unused_mw=np.maximum(take - used_by_lots_mw(settlement, served), 0.0),
                curve=self._curve(site.power_market, settlement), escalation=prices, in_force=months,
            )  # fmt: skip

    def _load(self, site: Site, steps: Index, pue: float) -> _Load:
        """What each step may draw of the connection: clients first, then the most efficient in the first month."""
        machines = self.machines
        lot = machines.step_lot[steps]
        order = np.lexsort((machines.step_j_per_th[steps] / machines.left_frac[lot, 0], machines.own[lot]))
        steps, lot = steps[order], lot[order]
        wanted = machines.present[lot] * (machines.step_mw[steps] * pue)[:, None]
        before = np.cumsum(wanted, axis=0) - wanted
        allowed = np.clip(site.interconnect_mw - before, 0.0, wanted)
        idle = (wanted - allowed).sum(axis=0)
        if idle.max(initial=0.0) > 1e-9:
            peak = int(np.argmax(idle))
            self.notices.append(
                f"{site.name}: machines draw {wanted[:, peak].sum():,.1f} MW of {site.interconnect_mw:,.1f} MW; "
                f"the most efficient run first, {idle[peak]:,.1f} MW stand idle."
            )
            asked, granted = (np.bincount(lot, mw[:, 0], self.lot_site.size) for mw in (wanted, allowed))
            short = (asked > 0.0) & (granted < asked * (1.0 - 1e-9))
            self.served_frac[short] = granted[short] / asked[short]
        return _Load(steps=steps, gross_mw=allowed)

    def _curve(self, market: str, settlement: Settlement) -> int:
        if not reads_spot(settlement):
            return 0
        key = (market, settlement.resale_fee_frac if settlement.must_take else None)
        return self.curve_keys.setdefault(key, len(self.curve_keys))

    def _curves(self) -> Curves:
        own = self.portfolio.price_curves
        curves = [
            resale_curve(*curves_named(self.reference, own, market).duration_curve(month), fee)
            for market, fee in self.curve_keys
            for month in range(1, MONTHS_PER_YEAR + 1)
        ]
        padded = (1 << max((weights.size for weights, _ in curves), default=0).bit_length()) - 1
        multiples, hours, prices, means = [], [], [], []
        for weights, multiple in curves:
            spare = padded - weights.size
            multiples.append(np.concatenate([multiple, np.full(spare, np.inf)]))
            hours.append(np.concatenate([[0.0], np.cumsum(weights), np.full(spare, 1.0)]))
            prices.append(np.concatenate([[0.0], np.cumsum(weights * multiple), np.full(spare, weights @ multiple)]))
            means.append(float(weights @ multiple))
        return Curves(
            padded=padded,
            price_multiple=_joined(multiples),
            cumulative_hours=_joined(hours),
            cumulative_price=_joined(prices),
            mean_price=frozen(means),
        )

    def _groups(self, pieces: list[Piece]) -> Groups:
        settled = [piece.settlement for piece in pieces]
        site = np.array([piece.site for piece in pieces], dtype=np.int64)
        load = [
            piece.gross_mw.sum(axis=0) * (piece.settlement.upto_frac - piece.settlement.above_frac) for piece in pieces
        ]
        return Groups(
            site=site,
            spot=np.array([piece.is_spot for piece in pieces], dtype=bool),
            must_take=np.array([terms.must_take for terms in settled], dtype=bool),
            hosted=np.array([terms.hosted for terms in settled], dtype=bool),
            energy_price_usd_per_mwh=self._by_piece(
                [piece.settlement.energy_price_usd_per_mwh * piece.escalation for piece in pieces]
            ),
            take_price_usd_per_mwh=self._by_piece(
                [piece.settlement.take_price_usd_per_mwh * piece.escalation for piece in pieces]
            ),
            spot_frac=frozen([1.0 if terms.must_take else terms.spot_frac for terms in settled]),
            curve=np.array([piece.curve for piece in pieces], dtype=np.int64),
            take_mw=self._by_piece([piece.take_mw for piece in pieces]),
            load_mw=self._by_piece(load),
            demand_usd_per_kw_month=self._by_piece(
                [piece.settlement.demand_usd_per_kw_month * piece.escalation * piece.in_force for piece in pieces]
            ),
            ratchet_frac=frozen([terms.ratchet_frac for terms in settled]),
            minimum_demand_mw=frozen([terms.minimum_demand_mw for terms in settled]),
            ready_usd_per_mwh=self._by_piece([self._ready(piece) for piece in pieces]),
            site_start=np.unique(site, return_index=True)[1],
        )

    def _ready(self, piece: Piece) -> Array:
        if piece.settlement.hosted:
            return np.zeros(self.months)
        return ready_usd_per_mwh(self.portfolio.sites[piece.site], self.site_mw[piece.site])

    def _by_piece(self, values: list[Array]) -> Array:
        return frozen(np.array(values).reshape(len(values), self.months))

    def _rows(self, pieces: Sequence[tuple[int, Piece]]) -> Rows:
        """Rows of pieces; a row without machines has the step −1."""
        step: list[Index] = []
        group: list[Index] = []
        start: list[int] = []
        load: list[Array] = []
        held: list[Piece] = []
        for number, piece in pieces:
            used = np.flatnonzero(piece.gross_mw.max(axis=1, initial=0.0) > 0.0)
            # A minimum bill is owed without machines too, so it needs a row to stand on.
            billed_anyway = not used.size and piece.settlement.demand_usd_per_kw_month > 0.0
            spare = billed_anyway or piece.unused_mw.max(initial=0.0) > 1e-9
            if not used.size and not spare:
                continue
            start.append(sum(part.size for part in step))
            step.append(np.concatenate([piece.steps[used], [-1]]) if spare else piece.steps[used])
            group.append(np.full(step[-1].size, number))
            held += [piece] * step[-1].size
            load += [piece.gross_mw[used], piece.unused_mw[None, :]] if spare else [piece.gross_mw[used]]
        steps = _joined_index(step)
        figures = row_figures(self.machines, steps)
        return Rows(
            lot=figures.lot, is_first_step=figures.is_first_step, clients=figures.clients,
            group=_joined_index(group), group_start=np.array(start, dtype=np.int64),
            ph_days_per_mwh=frozen(figures.ph_days_per_mwh / np.array([piece.pue for piece in held])[:, None]),
            variable_cost_usd_per_mwh=frozen([piece.variable_cost for piece in held]),
            availability_frac=frozen(figures.availability_frac),
            above_frac=frozen([piece.settlement.above_frac for piece in held]),
            upto_frac=frozen([piece.settlement.upto_frac for piece in held]),
            load_mw=frozen(np.concatenate(load) if load else np.zeros((0, self.months))),
        )  # fmt: skip


def _joined(parts: Sequence[Array]) -> Array:
    return frozen(np.concatenate(parts) if parts else np.zeros(0))


def _joined_index(parts: Sequence[Index]) -> Index:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)
