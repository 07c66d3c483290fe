"""What a figure is, before anybody draws it: frozen data, no callables, no Qt.

A figure has one to three panels under one title. Each panel has two axes and marks in paint order.
`FigureView` draws any figure, live or on paper; the command line prints `table`; the sentence is what a
screen reader says. Colours are *roles*: the theme turns them into ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Cell = float | str | None
Cells = Array | Sequence[Cell]  # a column of a table; what is not finite in an array is undefined

Role = Literal[
    "current",  # accent: the result now, better
    "bad",  # vermilion: cost, below zero, worse
    "baseline",  # dashed grey ghost: the pinned baseline, and nothing else
    "total",  # grey subtotals
    "rest",  # pale grey: other sites, other cost, switched off
    "ink",  # the text colour: fleet cost, contours, the halving
    "quiet",  # text3: captions of rules
    "sky",  # earning lots
    "orange",  # the marginal lot
]
Ticks = Literal["number", "thousands", "usd_m", "cents_per_kwh", "month", "none", "names"]
Anchor = Literal["above", "below", "left", "right", "centre", "inside_bottom"]


def frozen(values: npt.ArrayLike) -> Array:
    """A read-only float64 copy: what a result or a mark may hold."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One entry of a `names` axis: where it stands, its name, and a small second line."""

    at: float
    text: str
    detail: str = ""
    strong: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis. `low`/`high` are the range the data want; the view may keep a wider one while dragging.

    On a `month` axis a value is months since year 0, so 2026-07 begins at 24318.0.
    """

    low: float
    high: float
    ticks: Ticks = "number"
    label: str = ""  # printed beside or below the axis; the panel's unit stands in the subtitle
    names: tuple[Name, ...] = ()  # for ticks == "names"
    last_tick_suffix: str = ""  # e.g. " EH/s" behind the last tick
    unit: str = ""  # of a value read off the axis


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A curve. `label` and `value` stand at its right end, spread so that none overlap."""

    name: str
    x: Array  # (point,)
    y: Array  # (point,)
    role: Role
    label: str = ""
    value: str = ""
    strong: bool = False  # 1.5 px and bold label; else 1 px
    step: bool = False  # horizontal steps: y[i] holds from x[i] to x[i + 1], so x has one more entry than y


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """The area between two curves over the same x; where `upper < lower` it is filled with `role_below`."""

    x: Array  # (point,)
    lower: Array  # (point,)
    upper: Array  # (point,)
    role: Role
    role_below: Role | None = None
    opacity: float = 0.16


@dataclass(frozen=True, slots=True, kw_only=True)
class BarText:
    """A text that belongs to one bar: its words, where it stands, whether it is bold, its role."""

    text: str
    anchor: Anchor
    strong: bool = False
    role: Role = "ink"
    vertical: bool = False  # only inside narrow bars
    if_fits: bool = True  # left out when it does not fit inside the bar


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """Rectangles, one a row. `roles` colours each; role `baseline` is drawn as a dashed outline."""

    name: str
    left: Array  # (bar,)
    right: Array  # (bar,)
    bottom: Array  # (bar,)
    top: Array  # (bar,)
    roles: tuple[Role, ...]
    names: tuple[str, ...] = ()  # per bar, or empty: what its value is read under
    texts: tuple[tuple[BarText, ...], ...] = ()  # per bar, or empty
    top_edge: bool = False  # a 2 px edge of at least 3:1 on pale fills
    connectors: bool = False  # thin lines from each bar's `top` or `bottom` to the next (waterfall)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """Values over a grid, zero in the surface colour, mixed in steps towards accent (above) or bad (below).

    `due` false: the values belong to an older result, so the field is grey until the new one is there.
    """

    x: Array  # (column,)
    y: Array  # (row,)
    z: Array  # (row, column)
    step: float  # one shade per step
    contours: tuple[tuple[float, str], ...]  # level and its label; level 0 is drawn at 1.5 px
    due: bool = True
    unit: str = ""  # of its values
    edge: Array | None = None  # (row, column): z, but below zero where nothing runs and z is flat at 0: its zero line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Markers, or bubbles where they have sizes. `hollow` rings are the baseline's."""

    x: Array  # (point,)
    y: Array  # (point,)
    role: Role
    sizes: Array | None = None  # (point,): area as a share of the largest bubble's, 0 to 1
    labels: tuple[str, ...] = ()
    anchor: Anchor = "right"
    hollow: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line across the panel at one x or one y, with an optional caption."""

    axis: Literal["x", "y"]
    at: float
    role: Role
    caption: str = ""
    style: Literal["solid", "dashed", "dotted"] = "solid"
    strong: bool = False
    caption_at: float = 0.0  # share of the panel along the rule, 0 left or top, where the caption begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words at a place in the panel, in data units; `leader_to_y` draws a thin line from there to that y."""

    x: float
    y: float
    text: str
    anchor: Anchor = "right"
    role: Role = "ink"
    strong: bool = False
    leader_to_y: float | None = None
    shorter: tuple[str, ...] = ()  # other wordings, longest first, where the room is too narrow


Mark = Line | Band | Bars | Field | Points | Rule | Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Right-aligned texts in a column right of the panel, one beside each name of the y axis."""

    header: str
    texts: tuple[str, ...]
    roles: tuple[Role, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """What the user can grab: along `axis`, it either moves an input or seeks a measure by an input.

    `at` is where the handle stands now, `per_unit` how much the input changes per unit of the axis.
    """

    axis: Literal["x", "y"]
    panel: int
    at: float
    moves: str = ""
    seeks: str = ""
    by: str = ""
    per_unit: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One plot. `weight` is its share of the figure's height among its panels."""

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    title: str = ""
    columns: tuple[Column, ...] = ()
    weight: float = 1.0
    legend: tuple[tuple[str, Role], ...] = ()  # words for fills, above the plot: only where no name can stand at them
    end_labels: bool = False  # room on the right for the labels at line ends


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column of a figure's table: snake-case key with unit, header, decimals shown."""

    key: str
    header: str
    unit: str
    digits: int = 2


class Rows(Sequence[tuple[Cell, ...]]):
    """The rows of a table, held as columns until somebody reads them: a figure in motion is seen, not read."""

    __slots__ = ("_columns", "_listed")

    def __init__(self, columns: Sequence[Cells]) -> None:
        if len({len(column) for column in columns}) > 1:
            raise ValueError("a column of the table is shorter than another")
        self._columns = columns
        self._listed: tuple[tuple[Cell, ...], ...] | None = None

    @property
    def listed(self) -> tuple[tuple[Cell, ...], ...]:
        """All of them."""
        if self._listed is None:
            self._listed = tuple(zip(*map(_cells, self._columns), strict=True))
        return self._listed

    @overload
    def __getitem__(self, index: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Cell, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Cell, ...] | Sequence[tuple[Cell, ...]]:
        return self.listed[index]

    def __len__(self) -> int:
        return len(self.listed)

    def __eq__(self, other: object) -> bool:
        return self.listed == (other.listed if isinstance(other, Rows) else other)

    def __hash__(self) -> int:
        return hash(self.listed)

    def __repr__(self) -> str:
        return repr(self.listed)


def _cells(column: Cells) -> Sequence[Cell]:
    if not isinstance(column, np.ndarray):
        return column
    listed: list[Cell] = column.tolist()
    return listed if np.isfinite(column).all() else [cell if np.isfinite(cell) else None for cell in column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A figure's numbers. Cells are numbers, texts, or None where undefined."""

    columns: tuple[TableColumn, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One chart: `takeaway` is its title (at most 50 characters), `unit` its grey subtitle."""

    key: str
    takeaway: str
    unit: str
    panels: tuple[Panel, ...]
    table: Table
    sentence: str
    handles: tuple[Handle, ...] = field(default=())
    shorter: tuple[str, ...] = ()  # other wordings of the title, longest first, for a card too narrow for it
    empty: str = ""  # why there is nothing to draw and what to do next; then panels may be empty
