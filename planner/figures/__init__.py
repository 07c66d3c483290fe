"""The register of figures, by where they are shown. One file each: outcome → Figure."""

from __future__ import annotations

from collections.abc import Callable

from planner.figure import Figure
from planner.figures.breakeven_map import breakeven_map
from planner.figures.contract_comparison import contract_comparison
from planner.figures.cost_layers import cost_layers
from planner.figures.cost_of_production import cost_of_production
from planner.figures.debt_wall import debt_wall
from planner.figures.hashprice_hashcost import hashprice_hashcost
from planner.figures.liquidity import liquidity
from planner.figures.margin_bridge import margin_bridge
from planner.figures.merit_order_network import merit_order_network
from planner.figures.merit_order_own import merit_order_own
from planner.figures.projection import projection
from planner.figures.revenue_mix import revenue_mix
from planner.figures.site_margin import site_margin
from planner.figures.site_ranking import site_ranking
from planner.outcome import Outcome

FigureOf = Callable[[Outcome], Figure]

WORKBENCH: dict[str, FigureOf] = {
    "hashprice_hashcost": hashprice_hashcost,
    "margin_bridge": margin_bridge,
    "merit_order_own": merit_order_own,
    "breakeven_map": breakeven_map,
    "projection": projection,
    "site_margin": site_margin,
}
MONEY: dict[str, FigureOf] = {
    "liquidity": liquidity,
    "debt_wall": debt_wall,
    "revenue_mix": revenue_mix,
    "cost_of_production": cost_of_production,
    "cost_layers": cost_layers,
    "site_ranking": site_ranking,
    "merit_order_network": merit_order_network,
}
FIGURES: dict[str, FigureOf] = WORKBENCH | MONEY
# Drawn where they were asked for: they take runs of their own.
ON_REQUEST: dict[str, FigureOf] = {
    "contract_comparison": contract_comparison,
}
