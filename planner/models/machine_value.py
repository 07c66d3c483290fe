"""What machines fetch: their price moves with hashprice from what it was when they were bought (MODEL §2)."""

from __future__ import annotations

import numpy as np

from planner.columns import Collateral, Resales
from planner.figure import Array

RESALE_FLOOR_USD_PER_TH = 1.0  # what a machine brings however little it earns (assumption)


def machine_value_usd(collateral: Collateral, hashprice_usd_per_ph_day: Array) -> Array:
    """What the company's machines would fetch at each month's end, `(month,)` or `(month, case)` as the hashprice is.

    USD/TH = price × hashprice ÷ hashprice at purchase, at least the floor.
    """
    hashprice, price, since = hashprice_usd_per_ph_day, collateral.price_usd_per_th, collateral.bought_month
    if hashprice.ndim == 1:
        then = np.where(since < 0, collateral.bought_usd_per_ph_day, hashprice[since])
        fetched = collateral.th_s * _price(price[:, None], hashprice, then[:, None])
        return np.asarray(fetched.sum(axis=0))
    value = np.zeros_like(hashprice)
    for kind, month in enumerate(since.tolist()):  # a pass over all cases each: (kind, month, case) has no room
        then = hashprice[month] if month >= 0 else collateral.bought_usd_per_ph_day[kind : kind + 1]
        value += collateral.th_s[kind][:, None] * _price(price[kind], hashprice, then)
    return value


def resale_usd(sold: Resales, hashprice_usd_per_ph_day: Array, sites: int) -> Array:
    """What own lots bring when they retire, at the same prices, `(site, month)`."""
    hashprice, since = hashprice_usd_per_ph_day, sold.bought_month
    usd = np.zeros((sites, hashprice.size))
    if sold.site.size:
        then = np.where(since < 0, sold.bought_usd_per_ph_day, hashprice[since])
        price = _price(sold.price_usd_per_th, hashprice[sold.month], then)
        np.add.at(usd, (sold.site, sold.month), sold.th_s * price)
    return usd


def _price(price_usd_per_th: Array, hashprice: Array, then: Array) -> Array:
    moved = np.divide(hashprice, then, out=np.zeros(np.broadcast_shapes(hashprice.shape, then.shape)), where=then > 0.0)
    return np.maximum(price_usd_per_th * moved, RESALE_FLOOR_USD_PER_TH)
