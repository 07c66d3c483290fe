"""CellNotes: what is to be said of a stated value besides itself: nobody has stated it yet, or nothing uses it."""

from __future__ import annotations

from typing import Any, NamedTuple

from planner.capacity import SiteDraw
from planner.portfolio import Portfolio
from planner.quantities import MONTHS_PER_YEAR, Quantity, Value, month_index, month_text

UNUSED_WHERE_HOSTED = {"pue": 1, "fixed_cost_usd_per_year": 0, "variable_cost_usd_per_mwh": 0}  # and what counts
OF_THE_CATALOGUE = ("hashrate_th_s", "power_w", "count")  # come with the machine, or are counted
LEGEND = "Italic: as by default, an assumption unless you know it to be so"
ASSUMED = "As by default: an assumption unless you know it to be so. Type over it, or leave it."

BESIDE_IT = {
    "spot_price_usd_per_mwh": " It does not come with the power market: a market brings the shape of hours only."
}


class CellNote(NamedTuple):
    """Words for the tooltip, and what stands in the cell in place of the value; empty for the value itself."""

    words: str
    counts_as: str = ""


def note_of(
    portfolio: Portfolio, table: str, item: Any, key: str, value: Value, declared: Quantity, hosted: bool
) -> CellNote | None:
    """The note of one cell; None where there is nothing to say. `hosted`: the item is a site that others own."""
    if hosted and key in UNUSED_WHERE_HOSTED:
        return CellNote(
            "Not used: this site is hosted, and its host bears PUE and site costs. They count as 1 and 0. "
            "The stated value is kept for the day its contract ends or changes.",
            f"hosted: {UNUSED_WHERE_HOSTED[key]}",
        )
    stated_elsewhere = key in OF_THE_CATALOGUE or declared.optional or declared.source is not None
    if declared.kind not in ("number", "integer", "month") or stated_elsewhere:
        return None
    default = contextual_defaults(portfolio, table, item).get(key, declared.default)
    return CellNote(ASSUMED + BESIDE_IT.get(key, "")) if value == default else None


def contextual_defaults(portfolio: Portfolio, table: str, item: Any) -> dict[str, Value]:
    """Defaults that follow from other values.

    A site in the market of the one before it buys at its spot price, a lot is there from the first month on, a block
    is as large as its site's connection. A debt is due after three years, a hedge settles in the first.
    """
    if table == "sites":
        before = next((site for site in reversed(portfolio.sites) if site.id < item.id), None)
        same = before is not None and before.power_market == item.power_market
        return {"spot_price_usd_per_mwh": before.spot_price_usd_per_mwh} if before is not None and same else {}
    if table == "lots":
        return {"online_month": portfolio.company.start_month}
    if table in ("debts", "hedges"):
        return months_ahead(portfolio, table)
    if table == "contracts" and hasattr(item.terms, "block_mw"):
        return {"block_mw": portfolio.by_id("sites", item.site_id).interconnect_mw}
    return {}


def months_ahead(portfolio: Portfolio, table: str) -> dict[str, Value]:
    """The months that a new debt or hedge begins with, from the start of the projection."""
    start = month_index(portfolio.company.start_month)
    if table == "debts":
        return {"maturity_month": month_text(start + 3 * MONTHS_PER_YEAR - 1)}
    return {"first_month": month_text(start), "last_month": month_text(start + MONTHS_PER_YEAR - 1)}


def words_of_draw(draw: SiteDraw, used: str) -> str:
    """How the power a site uses comes about, with `used` MW as it is shown."""
    factor = f"times PUE {draw.pue:g}" if draw.pue != 1 else "without PUE, as the site is hosted or has none"
    return (
        f"{used} MW: its machines at the wall plug, {factor}, at the peak, first reached in {draw.month}. "
        "The PDF shows machines without PUE in the first month."
    )
