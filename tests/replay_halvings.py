"""Replay the three halvings with parameters frozen before each: model, fact, and the error beside "no change".

    python -m tests.replay_halvings --history FILE.csv

FILE holds daily columns `date`, `PriceUSD`, `FeeTotNtv_BTC`, `BlkCnt` (Coin Metrics community data, which does not
ship). The replay is told the price of each day after the halving, and nothing else: it asks whether the stack
answers a known reward as the network did.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from planner.assumptions import default_assumptions
from planner.chain import (
    HALVING_INTERVAL,
    RETARGET_BLOCKS,
    RETARGET_SPACINGS,
    RETARGET_TIMESPAN_S,
    TARGET_SPACING_S,
    network_hashrate_eh_s,
    subsidy_btc,
)
from planner.network_reaction import (
    BLOCKS_PER_DAY,
    DAYS_PER_MONTH,
    REFERENCE_PAYBACK_DAYS,
    Reaction,
    reacted,
    reaction,
)
from planner.network_stack import NETWORK_PUE, Stack, stack_at
from planner.quantities import HOURS_PER_DAY, KWH_PER_MWH, PH_PER_EH, SECONDS_PER_DAY, TH_PER_PH
from planner.reference import Epoch, Reference, load_reference

HALVINGS = {420_000: "2016-07-09", 630_000: "2020-05-11", 840_000: "2024-04-20"}
AFTER_DAYS = (30, 90)
BEFORE_DAYS = 30  # over which price and fees before the halving are averaged
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the history."""

    price_usd: float
    fees_btc_per_block: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """D(+days)/D(0) after one halving; errors in percent of the fact."""

    halving: str
    days: int
    model: float
    fact: float

    @property
    def error_percent(self) -> float:
        """Of the model."""
        return 100.0 * abs(self.model / self.fact - 1.0)

    @property
    def no_change_percent(self) -> float:
        """Of saying that nothing changes."""
        return 100.0 * abs(1.0 / self.fact - 1.0)


def read_history(path: str) -> dict[datetime.date, Day]:
    """The days of the file that have a price."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return {
            datetime.date.fromisoformat(row["date"]): Day(
                price_usd=float(row["PriceUSD"]), fees_btc_per_block=float(row["FeeTotNtv_BTC"]) / float(row["BlkCnt"])
            )
            for row in csv.DictReader(file)
            if row["PriceUSD"] and row["FeeTotNtv_BTC"] and row["BlkCnt"]
        }


def replay(reference: Reference, history: dict[datetime.date, Day], height: int) -> list[Replay]:
    """One halving, with all parameters as of the day before it."""
    day = datetime.date.fromisoformat(HALVINGS[height])
    epochs = reference.epochs
    difficulty = _difficulty_on(epochs, day)
    network = frozen_before(reference, history, height, day)
    length = max(AFTER_DAYS)
    log_reward = [
        math.log(_reward(history[day + place * DAY], subsidy_btc(height)) / PH_PER_EH) for place in range(length)
    ]
    log_hashrate, _ = reacted(network, log_reward, [1.0 / DAYS_PER_MONTH] * length)
    path = _difficulty_by_day(difficulty, height, [math.exp(value) for value in log_hashrate])
    return [
        Replay(
            halving=HALVINGS[height], days=after, model=path[after - 1] / difficulty,
            fact=_difficulty_on(epochs, day + after * DAY) / difficulty,
        )
        for after in AFTER_DAYS
    ]  # fmt: skip


def frozen_before(reference: Reference, history: dict[datetime.date, Day], height: int, day: datetime.date) -> Reaction:
    """The stack of the month before; the year's deliveries; machines priced to the reference payback."""
    assumed = default_assumptions(reference)
    before = day - DAY
    stack = stack_at(reference, f"{before:%Y-%m}")
    hashrate = float(network_hashrate_eh_s(_difficulty_on(reference.epochs, before)))
    month = [history[before - place * DAY] for place in range(BEFORE_DAYS)]
    reward = sum(_reward(one, subsidy_btc(height - HALVING_INTERVAL)) for one in month) / BEFORE_DAYS
    hashprice = reward / (hashrate * PH_PER_EH)
    newest = HOURS_PER_DAY * float(stack.efficiency_j_per_th[0]) * NETWORK_PUE
    margin = hashprice - newest * assumed.network_power_price_usd_per_mwh / KWH_PER_MWH
    return reaction(
        stack, hashrate, hashprice,
        power_price_usd_per_mwh=assumed.network_power_price_usd_per_mwh, power_sigma=assumed.network_power_sigma,
        deliveries_frac_per_year=_deliveries(reference, stack, before),
        machine_usd_per_th=REFERENCE_PAYBACK_DAYS * max(margin, 0.01 * hashprice) / TH_PER_PH,
        off_frac_per_month=assumed.network_switch_off_frac_per_month,
        on_frac_per_month=assumed.network_switch_on_frac_per_month,
    )  # fmt: skip


def _deliveries(reference: Reference, stack: Stack, day: datetime.date) -> float:
    """Share of installed a year: what the year before brought, beside what it retired."""
    year_before = day.replace(year=day.year - 1)
    grown = math.log(_difficulty_on(reference.epochs, day) / _difficulty_on(reference.epochs, year_before))
    return max(0.0, grown + 2.0 * float(stack.share[-1]) if len(stack.share) > 2 else grown)


def _reward(day: Day, subsidy: float) -> float:
    return BLOCKS_PER_DAY * (subsidy + day.fees_btc_per_block) * day.price_usd


def _difficulty_on(epochs: tuple[Epoch, ...], day: datetime.date) -> float:
    return [epoch.difficulty for epoch in epochs if epoch.time[:10] <= day.isoformat()][-1]


def _difficulty_by_day(difficulty: float, height: int, hashrate_eh_s: list[float]) -> list[float]:
    """Difficulty at the end of each day, by the retarget rule, from the halving on."""
    mined = float(height % RETARGET_BLOCKS)
    spacing = mined * TARGET_SPACING_S  # seconds since the last retarget; before the halving at ten minutes a block
    found = []
    for hashrate in hashrate_eh_s:
        left = SECONDS_PER_DAY
        while left > 0.0:
            seconds_per_block = TARGET_SPACING_S * float(network_hashrate_eh_s(difficulty)) / hashrate
            wanted = (RETARGET_BLOCKS - mined) * seconds_per_block
            step = min(wanted, left)
            mined += step / seconds_per_block
            spacing += step
            left -= step
            if wanted <= left + step and mined >= RETARGET_BLOCKS - 1e-9:
                timespan = spacing * RETARGET_SPACINGS / RETARGET_BLOCKS
                difficulty *= min(max(RETARGET_TIMESPAN_S / timespan, 0.25), 4.0)
                mined, spacing = 0.0, 0.0
        found.append(difficulty)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--history", required=True)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    reference, history = load_reference(), read_history(arguments.history)
    found = [line for height in HALVINGS for line in replay(reference, history, height)]
    if arguments.json:
        print(json.dumps([asdict(line) for line in found]))
        return
    print("halving      days   model    fact   error  no change")
    for line in found:
        print(
            f"{line.halving}  {line.days:>4}  {line.model:6.3f}  {line.fact:6.3f}  {line.error_percent:5.1f} %"
            f"  {line.no_change_percent:5.1f} %"
        )


if __name__ == "__main__":
    main()
