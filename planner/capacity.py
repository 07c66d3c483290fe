"""Capacity: what the lots of a portfolio add up to, and what each site's machines draw of its connection.

A site's draw is machine power at the highest operating point times PUE (1 where others own the site), at its peak from
the first month of the projection on: lots come and go, and a site that is free today may be full when the next arrives.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

from planner.portfolio import Lot, Portfolio
from planner.quantities import TH_PER_EH, WATTS_PER_MEGAWATT

LEAST_EXCESS_MW = 1e-9  # below it, machines fit: sums of floats are not exact
_PER_LOT = operator.attrgetter("count", "hashrate_th_s", "power_w")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDraw:
    """What a site's machines draw at most, gross of PUE, and when for the first time."""

    site_id: int
    name: str
    held_mw: float
    used_mw: float
    month: str
    pue: float  # as it counts

    @property
    def excess_mw(self) -> float:
        """What is drawn beyond the connection; 0 where machines fit."""
        excess = self.used_mw - self.held_mw
        return excess if excess > LEAST_EXCESS_MW else 0.0

    @property
    def used_frac(self) -> float:
        """Share of the connection in use; above 1 where machines do not fit."""
        if self.held_mw > 0:
            return self.used_mw / self.held_mw
        return 0.0 if self.used_mw <= LEAST_EXCESS_MW else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsTotal:
    """What some lots add up to, at nameplate: machines, hashrate, wall power without PUE."""

    lots: int
    machines: int
    hashrate_eh_s: float
    power_mw: float

    @property
    def efficiency_j_per_th(self) -> float | None:
        """Power over hashrate; None without any hashrate."""
        if not self.hashrate_eh_s:
            return None
        return self.power_mw * WATTS_PER_MEGAWATT / (self.hashrate_eh_s * TH_PER_EH)


def lots_total(lots: Iterable[Lot]) -> LotsTotal:
    """The sum of some lots, whether they run already or not."""
    count = machines = 0
    hashrate_th_s = power_w = 0.0
    for number, each_th_s, each_w in map(_PER_LOT, lots):  # a fifth of the time of reading attributes one by one
        count += 1
        machines += number
        hashrate_th_s += number * each_th_s
        power_w += number * each_w
    return LotsTotal(lots=count, machines=machines, hashrate_eh_s=hashrate_th_s / TH_PER_EH,
                     power_mw=power_w / WATTS_PER_MEGAWATT)  # fmt: skip


def site_draws(portfolio: Portfolio) -> dict[int, SiteDraw]:
    """The draw of every site, by id, in portfolio order."""
    first = portfolio.company.start_month
    changes: dict[int, dict[str, float]] = {site.id: {first: 0.0} for site in portfolio.sites}
    for lot in portfolio.lots:
        if lot.retire_month and lot.retire_month <= first:
            continue
        at_site = changes[lot.site_id]
        watts = lot.count * lot.points[-1][1]
        arrives = max(lot.online_month, first)
        at_site[arrives] = at_site.get(arrives, 0.0) + watts
        if lot.retire_month:
            at_site[lot.retire_month] = at_site.get(lot.retire_month, 0.0) - watts
    hosted = hosted_sites(portfolio)
    draws = {}
    for site in portfolio.sites:
        month, watts = _peak(changes[site.id])
        pue = 1.0 if site.id in hosted else site.pue
        draws[site.id] = SiteDraw(site_id=site.id, name=site.name, held_mw=site.interconnect_mw,
                                  used_mw=watts * pue / WATTS_PER_MEGAWATT, month=month, pue=pue)  # fmt: skip
    return draws


def hosted_sites(portfolio: Portfolio) -> set[int]:
    """Ids of the sites that others own: their PUE counts as 1, their cost as 0."""
    return {contract.site_id for contract in portfolio.contracts if contract.terms.kind == "hosting"}


def _peak(changes: dict[str, float]) -> tuple[str, float]:
    """The first month of the largest running sum."""
    running, peak, when = 0.0, -1.0, ""
    for month in sorted(changes):
        running += changes[month]
        if running > peak + LEAST_EXCESS_MW:
            peak, when = running, month
    return when, max(peak, 0.0)
