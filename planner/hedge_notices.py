"""Hedge notices: where more is hedged than there is. It may be meant, so it is told and not refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from planner.hedges import HashpriceForward, PowerSwap
from planner.portfolio import Portfolio
from planner.quantities import TH_PER_PH, month_index, month_text, plain_number


def hedge_notices(portfolio: Portfolio) -> Iterator[str]:
    """A sentence for hashrate sold forward beyond the company's own, power swapped beyond a site's connection, and
    hedges that end before the projection begins."""
    start = portfolio.company.start_month
    for hedge in portfolio.hedges:
        if hedge.terms.last_month < start:
            yield f"{hedge.name} ends in {hedge.terms.last_month}, before the projection begins: nothing of it settles."
    yield from _hashrate_notices(portfolio)
    yield from _power_notices(portfolio)


def _hashrate_notices(portfolio: Portfolio) -> Iterator[str]:
    spans = [
        (hedge.terms.first_month, hedge.terms.last_month, hedge.terms.volume_ph_s)
        for hedge in portfolio.hedges if isinstance(hedge.terms, HashpriceForward)
    ]  # fmt: skip
    if not spans:
        return
    owned = [
        (lot.online_month, month_text(month_index(lot.retire_month) - 1) if lot.retire_month else "2199-12",
         lot.count * lot.hashrate_th_s / TH_PER_PH)
        for lot in portfolio.lots if lot.owner == "own"
    ]  # fmt: skip
    first, sold, there = _worst(spans, owned)
    if sold > there:
        yield (
            f"More hashrate is sold forward than the company has: {plain_number(round(sold, 1))} PH/s against "
            f"{plain_number(round(there, 1))} PH/s in {first}."
        )


def _power_notices(portfolio: Portfolio) -> Iterator[str]:
    for site in portfolio.sites:
        spans = [
            (hedge.terms.first_month, hedge.terms.last_month, hedge.terms.mw)
            for hedge in portfolio.hedges if isinstance(hedge.terms, PowerSwap) and hedge.site_id == site.id
        ]  # fmt: skip
        if not spans:
            continue
        first, swapped, _ = _worst(spans, ())
        if swapped > site.interconnect_mw:
            yield (
                f"More power is swapped than {site.name} can draw: {plain_number(round(swapped, 1))} MW against "
                f"{plain_number(round(site.interconnect_mw, 1))} MW in {first}."
            )


def _worst(
    hedged: Iterable[tuple[str, str, float]], owned: Iterable[tuple[str, str, float]]
) -> tuple[str, float, float]:
    """The month in which most is hedged beyond what is owned, and both; spans are first month, last month, amount."""
    steps: dict[int, tuple[float, float]] = {}
    for spans, side in ((hedged, 0), (owned, 1)):
        for first, last, amount in spans:
            for month, change in ((month_index(first), amount), (month_index(last) + 1, -amount)):
                at = steps.get(month, (0.0, 0.0))
                steps[month] = (at[0] + change, at[1]) if side == 0 else (at[0], at[1] + change)
    months = sorted(steps)
    levels = accumulate((steps[month] for month in months), lambda held, step: (held[0] + step[0], held[1] + step[1]))
    month, (sold, there) = max(
        zip(months, levels, strict=True), key=lambda found: (found[1][0] > 1e-9, found[1][0] - found[1][1])
    )
    return month_text(month), sold, there
