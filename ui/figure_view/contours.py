"""Contours of a grid by marching squares: open lines for drawing, closed rings for filling. No Qt.

Every segment keeps the higher side on its left, so that chains are joined by a single look-up.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from planner.figure import Array

Corners = npt.NDArray[np.intp]

_BOTTOM, _RIGHT, _TOP, _LEFT = range(4)
# Per code (1 bottom left, 2 bottom right, 4 top right, 8 top left inside): segments from edge to edge.
_SEGMENTS: Final = {
    1: ((_BOTTOM, _LEFT),), 2: ((_RIGHT, _BOTTOM),), 3: ((_RIGHT, _LEFT),), 4: ((_TOP, _RIGHT),),
    6: ((_TOP, _BOTTOM),), 7: ((_TOP, _LEFT),), 8: ((_LEFT, _TOP),), 9: ((_BOTTOM, _TOP),),
    11: ((_RIGHT, _TOP),), 12: ((_LEFT, _RIGHT),), 13: ((_BOTTOM, _RIGHT),), 14: ((_LEFT, _BOTTOM),),
}  # fmt: skip
# Two opposite corners: the centre's mean says which pair is joined. 16 is added where the centre is inside.
_SADDLES: Final = {
    5: ((_BOTTOM, _LEFT), (_TOP, _RIGHT)), 5 + 16: ((_BOTTOM, _RIGHT), (_TOP, _LEFT)),
    10: ((_RIGHT, _BOTTOM), (_LEFT, _TOP)), 10 + 16: ((_LEFT, _BOTTOM), (_RIGHT, _TOP)),
}  # fmt: skip


def contour_lines(x: Array, y: Array, z: Array, level: float) -> list[Array]:
    """The lines where z crosses a level.

    Parameters
    ----------
    x, y, z
        Shapes (column,), (row,), (row, column), all finite; x and y in rising or falling order.

    Returns
    -------
    One array of shape (point, 2) per line; a closed line repeats its first point.
    """
    starts, ends = _segments(z, level)
    if not starts.size:
        return []
    following = dict(zip(starts.tolist(), ends.tolist(), strict=True))
    first_edges = sorted(following.keys() - set(following.values()))
    points = _points_by_edge(x, y, z, level, np.concatenate([starts, ends]))
    lines = []
    while following:
        edge = first_edges.pop() if first_edges else next(iter(following))
        chain = [points[edge]]
        while edge in following:
            edge = following.pop(edge)
            chain.append(points[edge])
        lines.append(np.array(chain, dtype=np.float64))
    return lines


def filled_rings(x: Array, y: Array, z: Array, level: float) -> list[Array]:
    """Closed rings around all that is at or above a level, to be filled by the even-odd rule.

    The grid is framed by a row and column of low values at the same places, so rings close along its border.
    """
    low = min(float(z.min()), level) - 1.0
    framed = np.pad(z, 1, constant_values=low)
    return contour_lines(np.pad(x, 1, mode="edge"), np.pad(y, 1, mode="edge"), framed, level)


def _segments(z: Array, level: float) -> tuple[Corners, Corners]:
    """Edge numbers where segments start and end, shapes (segment,)."""
    rows, columns = z.shape
    inside = z >= level
    codes = (
        inside[:-1, :-1].astype(np.int64) + 2 * inside[:-1, 1:] + 4 * inside[1:, 1:] + 8 * inside[1:, :-1]
    )  # shape (row - 1, column - 1)
    saddle = (codes == 5) | (codes == 10)
    if saddle.any():
        centre = (z[:-1, :-1] + z[:-1, 1:] + z[1:, 1:] + z[1:, :-1]) / 4.0
        codes = np.where(saddle & (centre >= level), codes + 16, codes)
    starts, ends = [], []
    mixed = np.flatnonzero((codes != 0) & (codes != 15))
    mixed_codes = codes.ravel()[mixed]
    row, column = np.divmod(mixed, columns - 1)
    edge_numbers = np.stack(
        [
            row * columns + column,
            rows * columns + row * columns + column + 1,
            (row + 1) * columns + column,
            rows * columns + row * columns + column,
        ]
    )  # shape (edge of the cell, mixed cell)
    for code, segments in (*_SEGMENTS.items(), *_SADDLES.items()):
        cells = np.flatnonzero(mixed_codes == code)
        for start, end in segments if cells.size else ():
            starts.append(edge_numbers[start, cells])
            ends.append(edge_numbers[end, cells])
    if not starts:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    return np.concatenate(starts), np.concatenate(ends)


def _points_by_edge(x: Array, y: Array, z: Array, level: float, edges: Corners) -> dict[int, tuple[float, float]]:
    """Where the level crosses each edge."""
    rows, columns = z.shape
    upright = edges >= rows * columns
    row, column = np.divmod(np.where(upright, edges - rows * columns, edges), columns)
    row_after, column_after = row + upright, column + ~upright
    here, there = z[row, column], z[row_after, column_after]
    share = (level - here) / (there - here)
    at_x = x[column] + share * (x[column_after] - x[column])
    at_y = y[row] + share * (y[row_after] - y[row])
    return dict(zip(edges.tolist(), zip(at_x.tolist(), at_y.tolist(), strict=True), strict=True))
