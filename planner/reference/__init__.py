"""Reference data: what ships, read once, checked, frozen, and a part of every scenario.

Machines, difficulty epochs, the market state of the data date and the shapes of power markets. Everything is
read through `resources`; a file that does not read as documented is a damaged installation, never a default.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import resources
from planner import chain
from planner.errors import Damaged, InputRejected, NotFound
from planner.quantities import MONTHS_PER_YEAR, nearest, number_of
from planner.reference.machine_prices import MachinePrice, machine_prices_of
from planner.reference.power_market import PowerMarket

CATALOGUE = "catalogue/asics.csv"
EPOCHS = "chain/difficulty_epochs.csv"
MARKET_STATE = "market/state.json"
POWER_MARKETS = "market/power_markets.csv"
MACHINE_PRICES = "market/machine_prices.csv"
SAMPLES = "samples"

Shown = TypeVar("Shown", float, str)
Named = TypeVar("Named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced(Generic[Shown]):
    """A shipped figure with its unit, source and the date it was true (2026-06-01)."""

    value: Shown
    unit: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A SHA-256 machine of the catalogue at nameplate, power at the wall plug."""

    model: str
    manufacturer: str
    release_month: str | None  # None where no source gave one
    hashrate_th_s: float
    power_w: float
    cooling: str
    source: str

    @property
    def efficiency_j_per_th(self) -> float:
        """Wall power over hashrate, without PUE."""
        return self.power_w / self.hashrate_th_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    """The first block of a difficulty epoch; `time_quality` says where its time is derived."""

    height: int
    time: str  # 2026-06-14T00:35:54Z
    time_quality: str
    difficulty: float  # exact: the difficulty of its bits
    subsidy_btc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketState:
    """The market on the data date; each figure has its own date."""

    tip_height: Sourced[float]
    tip_moment: Sourced[str]
    difficulty: Sourced[float]
    btc_price_usd: Sourced[float]
    fees_btc_per_block: Sourced[float]

    @property
    def tip_time(self) -> str:
        """Time of the chain tip, UTC: 2026-06-14T00:35:54Z."""
        return self.tip_moment.value

    @property
    def data_date(self) -> str:
        """The day of the chain tip, which dates the data as a whole."""
        return self.tip_moment.as_of

    def sourced(self) -> dict[str, Sourced[float] | Sourced[str]]:
        """Every figure under the name of the assumption it fills."""
        return {
            "btc_price_usd": self.btc_price_usd,
            "fees_btc_per_block": self.fees_btc_per_block,
            "difficulty": self.difficulty,
            "tip_height": self.tip_height,
            "tip_time": self.tip_moment,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reference:
    """All that ships. `data_version` changes when any byte of it does."""

    machines: Mapping[str, Machine]  # by model, in catalogue order
    epochs: tuple[Epoch, ...]  # ascending by height
    market: MarketState
    power_markets: Mapping[str, PowerMarket]  # by name
    machine_prices: tuple[MachinePrice, ...]  # most efficient class first
    data_version: str

    def machine(self, model: str) -> Machine:
        """The catalogue's machine of that name, upper or lower case. Raises `InputRejected` with the nearest ones."""
        return _found(self.machines, model, "The catalogue has no machine")

    def power_market(self, name: str) -> PowerMarket:
        """The power market of that name, upper or lower case. Raises `InputRejected` with the nearest ones."""
        return _found(self.power_markets, name, "There is no power market")


def _found(known: Mapping[str, Named], name: str, refusal: str) -> Named:
    if name in known:
        return known[name]
    folded = name.strip().casefold()
    for other, item in known.items():
        if other.casefold() == folded:
            return item
    close = nearest(name, known)
    raise InputRejected(f"{refusal} {name!r}.", next=f"Nearest: {', '.join(close)}." if close else "")


@functools.cache
def load_reference() -> Reference:
    """The shipped reference data, read and checked once per process.

    Raises
    ------
    Damaged
        When a shipped file is missing or does not read as documented.
    """
    digest = hashlib.sha256()
    texts = {}
    for name in (CATALOGUE, EPOCHS, MARKET_STATE, POWER_MARKETS, MACHINE_PRICES):
        try:
            texts[name] = resources.text(name)
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(name, str(error)) from error
        digest.update(f"{name}\n{len(texts[name])}\n{texts[name]}".encode())
    epochs = _parsed(EPOCHS, texts[EPOCHS], _epochs)
    market = _parsed(MARKET_STATE, texts[MARKET_STATE], _market_state)
    tip = epochs[-1]
    same_block = market.tip_height.value == tip.height and market.tip_time == tip.time
    if not (same_block and market.difficulty.value == tip.difficulty):
        raise _damaged(MARKET_STATE, "its chain tip is not the last difficulty epoch")
    return Reference(
        machines=_parsed(CATALOGUE, texts[CATALOGUE], _machines),
        epochs=epochs,
        market=market,
        power_markets=_parsed(POWER_MARKETS, texts[POWER_MARKETS], _power_markets),
        machine_prices=_parsed(MACHINE_PRICES, texts[MACHINE_PRICES], machine_prices_of),
        data_version=digest.hexdigest(),
    )


def _damaged(name: str, reason: str) -> Damaged:
    reason = reason.removesuffix(".")
    return Damaged(f"The shipped file {name} cannot be used: {reason}.", next="Install Reckoner again.")


def _parsed(name: str, content: str, parse: Callable[[str], Named]) -> Named:
    try:
        return parse(content)
    except (InputRejected, KeyError, TypeError, ValueError) as error:
        raise _damaged(name, str(error)) from error


def _rows(content: str) -> Iterable[dict[str, str]]:
    """Rows of a CSV text; a row with too many or too few cells raises."""
    for row in csv.DictReader(io.StringIO(content), strict=True):
        if None in row or None in row.values():
            raise ValueError(f"row {next(iter(row.values()))} does not have as many cells as the header")
        yield row


def _by_name(items: Iterable[tuple[str, Named]]) -> Mapping[str, Named]:
    found: dict[str, Named] = {}
    folded: set[str] = set()
    for name, item in items:
        if not name or name.casefold() in folded:
            raise ValueError(f"the name {name!r} is empty or stands twice")
        folded.add(name.casefold())
        found[name] = item
    if not found:
        raise ValueError("it has no rows")
    return MappingProxyType(found)


def _machines(content: str) -> Mapping[str, Machine]:
    return _by_name((row["model"], _machine(row)) for row in _rows(content))


def _machine(row: Mapping[str, str]) -> Machine:
    machine = Machine(
        model=row["model"], manufacturer=row["manufacturer"], release_month=row["release_date"] or None,
        hashrate_th_s=_positive(row["hashrate_ths"]), power_w=_positive(row["power_w"]),
        cooling=row["cooling"], source=row["source"],
    )  # fmt: skip
    stated = _positive(row["efficiency_j_per_th"])
    if not math.isclose(machine.efficiency_j_per_th, stated, rel_tol=0.01):
        raise ValueError(f"{machine.model} states {stated} J/TH, its power over hashrate is another figure")
    if machine.cooling not in ("air", "hydro", "immersion") or not machine.source:
        raise ValueError(f"{machine.model} has no source or an unknown cooling")
    return machine


def _positive(written: str) -> float:
    value = number_of(written)
    if value <= 0.0:
        raise ValueError(f"{written} is not above zero")
    return value


def _epochs(content: str) -> tuple[Epoch, ...]:
    epochs = tuple(
        Epoch(
            height=int(row["height"]), time=row["date_utc"], time_quality=row["time_quality"],
            difficulty=_exact_difficulty(row["difficulty"]), subsidy_btc=number_of(row["subsidy_btc"]),
        )
        for row in _rows(content)
    )  # fmt: skip
    for index, epoch in enumerate(epochs):
        if epoch.height != index * chain.RETARGET_BLOCKS or epoch.subsidy_btc != chain.subsidy_btc(epoch.height):
            raise ValueError(f"epoch {index} has the wrong height or subsidy")
    return epochs


def _exact_difficulty(written: str) -> float:
    """The difficulty of the bits behind a figure printed to eight decimals."""
    exact = chain.difficulty_of_bits(chain.bits_of_difficulty(number_of(written)))
    if f"{exact:.8f}" != written:
        raise ValueError(f"{written} is the difficulty of no bits")
    return exact


def _market_state(content: str) -> MarketState:
    state = json.loads(content)
    moment = state["tip_time"]
    if not isinstance(moment["value"], str):
        raise ValueError("the tip's time is not text")
    return MarketState(
        tip_height=_sourced_number(state["tip_height"]),
        tip_moment=Sourced(**moment),
        difficulty=_sourced_number(state["difficulty"]),
        btc_price_usd=_sourced_number(state["btc_price_usd"]),
        fees_btc_per_block=_sourced_number(state["fees_btc_per_block"]),
    )


def _sourced_number(record: Mapping[str, Any]) -> Sourced[float]:
    value = float(record["value"])
    if not (math.isfinite(value) and value >= 0.0 and record["source"] and record["as_of"]):
        raise ValueError("a figure is not a number, or has no source or date")
    return Sourced(value=value, unit=record["unit"], source=record["source"], as_of=record["as_of"])


def _power_markets(content: str) -> Mapping[str, PowerMarket]:
    return _by_name((row["market"], _power_market(row)) for row in _rows(content))


def _power_market(row: Mapping[str, str]) -> PowerMarket:
    return PowerMarket(
        name=row["market"],
        jurisdiction=row["jurisdiction"],
        body_sigma=number_of(row["body_sigma"]),
        spike_hours_frac=number_of(row["spike_hours_frac"]),
        spike_multiple=number_of(row["spike_multiple"]),
        season=tuple(number_of(row[f"season_{number:02d}"]) for number in range(1, MONTHS_PER_YEAR + 1)),
        source=row["source"],
        as_of=row["as_of"],
    )


def sample_names() -> tuple[str, ...]:
    """The names of the shipped sample portfolios, sorted."""
    folder = resources.path(SAMPLES)
    if not folder.is_dir():
        return ()
    return tuple(sorted(item.name.removesuffix(".json") for item in folder.iterdir() if item.name.endswith(".json")))


def sample_edit_rows(name: str) -> dict[str, Any]:
    """The rows of a shipped sample, by table. Raises `NotFound` with the names there are."""
    names = sample_names()
    if name not in names:
        raise NotFound(f"There is no sample {name!r}.", next=f"Shipped samples: {', '.join(names) or 'none'}.")
    rows = json.loads(resources.text(f"{SAMPLES}/{name}.json"))
    if not isinstance(rows, dict):
        raise _damaged(f"{SAMPLES}/{name}.json", "it is not an object of tables")
    return rows
