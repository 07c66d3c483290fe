"""A duration curve by hand: hours sorted, each shared out over the steps it lies in (MODEL §3)."""

from __future__ import annotations

import itertools


def duration_curve(hours: list[float], edges: list[float]) -> list[float]:
    """Mean price of each step between two edges (share of hours, cheapest first)."""
    ascending = sorted(hours)
    count = len(ascending)
    means = []
    for low, high in itertools.pairwise(edges):
        paid = 0.0
        for place in range(max(int(low * count) - 1, 0), min(int(high * count) + 2, count)):
            begins, ends = place / count, (place + 1) / count
            paid += ascending[place] * max(0.0, min(high, ends) - max(low, begins))
        means.append(paid / (high - low))
    return means
