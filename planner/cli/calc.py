"""`reckoner calc`: one formula.

A formula is a pure function from a dict to a dict. Any input may be an array: see `elements`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import click

from planner import chain
from planner.chain import Number
from planner.cli.calc_finance import FINANCE_FIELDS, FINANCE_FORMULAS
from planner.cli.elements import Inputs, Result, check_keys, each_element, each_object
from planner.cli.json_text import json_input, json_line
from planner.cli.stated import Range, bits_of, block_time_s, numbers_of, time_s, utc_text, whole_number
from planner.cli.text_columns import aligned
from planner.errors import InputRejected, Undefined
from planner.models import mining as formulas
from planner.quantities import KWH_PER_MWH

MINING_INPUTS = {
    "hashrate_th_s": Range(unit="TH/s"),
    "power_w": Range(unit="W at the wall plug"),
    "power_price_usd_per_kwh": Range(low=-math.inf, unit="USD/kWh"),  # net of credits a price can be negative
    "btc_price_usd": Range(unit="USD"),
    "difficulty": Range(above_low=True, high=float(chain.TARGET_LIMIT), unit="of the network"),
    "subsidy_btc": Range(high=chain.subsidy_btc(0), unit="BTC a block"),
    "fees_btc_per_block": Range(default=0.0, unit="BTC a block"),
    "fee_share_frac": Range(high=1.0, below_high=True, default=0.0, unit="share of the block reward, 0 to 1"),
    "pool_fee_frac": Range(high=1.0, default=0.0, unit="share of revenue, 0 to 1"),
    "pue": Range(low=1.0, default=1.0, unit="site energy over machine energy"),
    "uptime_frac": Range(high=1.0, default=1.0, unit="share of hours, 0 to 1"),
}
MINING_OUTPUTS = (
    "btc_per_day",
    "hashprice_usd_per_ph_day",
    "hashcost_usd_per_ph_day",
    "energy_hashprice_usd_per_mwh",
    "breakeven_power_price_usd_per_mwh",
    "breakeven_btc_price_usd",
    "breakeven_hashprice_usd_per_ph_day",
    "breakeven_efficiency_j_per_th",
    "breakeven_difficulty",
    "power_cost_usd_per_day",
    "revenue_usd_per_day",
    "gross_margin_frac",
)
NO_HASHRATE = "The hashrate is 0, so power per hash is undefined."
NO_POWER = "The machines draw no power, so there is no power cost to break even against."
POWER_IS_FREE = "The power price is 0: power never costs more than hashing earns."
POWER_PAYS = "The power price is negative: power pays, so there is nothing to earn back."
NO_BTC = "No BTC is received: hashrate, block reward or uptime is 0, or the pool keeps everything."
POOL_KEEPS_ALL = "The pool keeps everything, so no hashprice pays the power."
NO_REVENUE = "Revenue net of pool fee is 0, so nothing can be left of it or pay the power."


def mining(inputs: Inputs) -> Result:
    """Revenue, power cost and power-only breakevens of a fleet, as MODEL names them.

    Raises
    ------
    InputRejected
        Unknown or missing keys, both fee inputs, values that are no numbers or out of range.
    """
    required = [key for key, wanted in MINING_INPUTS.items() if wanted.default is None]
    check_keys(inputs, required, [key for key in MINING_INPUTS if key not in required])
    if "fees_btc_per_block" in inputs and "fee_share_frac" in inputs:
        raise InputRejected(
            "fees_btc_per_block and fee_share_frac are both given; they say the same thing twice.",
            next="Give one of them.",
        )
    return each_element(inputs, MINING_OUTPUTS, _mining_of_one)


def _mining_of_one(inputs: Inputs) -> Result:
    stated = numbers_of(inputs, MINING_INPUTS)
    hashrate_th_s, power_w = stated["hashrate_th_s"], stated["power_w"]
    difficulty, btc_price_usd = stated["difficulty"], stated["btc_price_usd"]
    pool_fee_frac, pue, uptime_frac = stated["pool_fee_frac"], stated["pue"], stated["uptime_frac"]
    power_price_usd_per_mwh = stated["power_price_usd_per_kwh"] * KWH_PER_MWH
    reward_terms = (stated["subsidy_btc"], _fees_btc_per_block(stated))

    hashprice = formulas.hashprice_usd_per_ph_day(difficulty, *reward_terms, btc_price_usd)
    btc = formulas.btc_per_day(hashrate_th_s, difficulty, *reward_terms, pool_fee_frac, uptime_frac)
    power_cost_usd = formulas.power_cost_usd_per_day(power_w, pue, power_price_usd_per_mwh, uptime_frac)
    efficiency_j_per_th = power_w / hashrate_th_s if hashrate_th_s else 0.0
    hashcost = formulas.hashcost_usd_per_ph_day(efficiency_j_per_th, pue, power_price_usd_per_mwh)

    no_hashrate = NO_HASHRATE if hashrate_th_s == 0.0 else ""
    no_power = NO_POWER if power_w == 0.0 else ""
    power_pays = POWER_PAYS if power_price_usd_per_mwh < 0.0 else ""
    power_is_free = POWER_IS_FREE if power_price_usd_per_mwh == 0.0 else ""
    no_btc = NO_BTC if btc == 0.0 else ""
    pool_keeps_all = POOL_KEEPS_ALL if pool_fee_frac == 1.0 else ""
    no_revenue = NO_REVENUE if hashprice == 0.0 or pool_fee_frac == 1.0 else ""
    no_btc_breakeven = no_power or no_btc or power_pays

    def energy_hashprice() -> Number:
        return formulas.energy_hashprice_usd_per_mwh(hashprice, efficiency_j_per_th, pue)

    def breakeven_btc_price() -> Number:
        return formulas.breakeven_btc_price_usd(power_cost_usd, btc)

    return {
        "btc_per_day": btc,
        "hashprice_usd_per_ph_day": hashprice,
        "hashcost_usd_per_ph_day": _unless(no_hashrate, lambda: hashcost),
        "energy_hashprice_usd_per_mwh": _unless(no_hashrate or no_power, energy_hashprice),
        "breakeven_power_price_usd_per_mwh": _unless(
            no_hashrate or no_power,
            lambda: formulas.breakeven_power_price_usd_per_mwh(energy_hashprice(), pool_fee_frac),
        ),
        "breakeven_btc_price_usd": _unless(no_btc_breakeven, breakeven_btc_price),
        "breakeven_hashprice_usd_per_ph_day": _unless(
            no_hashrate or no_power or power_pays or pool_keeps_all,
            lambda: formulas.breakeven_hashprice_usd_per_ph_day(hashcost, pool_fee_frac),
        ),
        "breakeven_efficiency_j_per_th": _unless(
            power_pays or power_is_free,
            lambda: formulas.breakeven_efficiency_j_per_th(hashprice, pool_fee_frac, pue, power_price_usd_per_mwh),
        ),
        "breakeven_difficulty": _unless(
            no_btc_breakeven or power_is_free or no_revenue,
            lambda: formulas.breakeven_difficulty(difficulty, btc_price_usd, breakeven_btc_price()),
        ),
        "power_cost_usd_per_day": power_cost_usd,
        "revenue_usd_per_day": formulas.revenue_usd_per_day(hashrate_th_s, hashprice, uptime_frac),
        "gross_margin_frac": _unless(
            no_hashrate or no_revenue, lambda: formulas.gross_margin_frac(hashcost, hashprice, pool_fee_frac)
        ),
    }


def _fees_btc_per_block(stated: dict[str, float]) -> Number:
    if stated["fee_share_frac"] == 0.0:
        return stated["fees_btc_per_block"]
    if stated["subsidy_btc"] == 0.0:
        raise InputRejected(
            "Without a subsidy, fees are the whole reward and no share says how large they are.",
            next="Give fees_btc_per_block.",
        )
    return formulas.fees_btc_per_block(stated["subsidy_btc"], stated["fee_share_frac"])


def _unless(reason: str, value: Callable[[], Number]) -> Number | Undefined:
    return Undefined(reason=reason) if reason else value()


def retarget(inputs: Inputs) -> Result:
    """The next epoch's bits and difficulty from this one's bits and its first and last block times.

    Times are unix seconds or text like 2026-06-14T00:35:54Z. Raises `InputRejected` as `chain.retarget_bits`.
    """
    check_keys(inputs, ("previous_bits", "first_time", "last_time"))
    return each_element(inputs, ("bits", "difficulty"), _retarget_of_one)


def _retarget_of_one(inputs: Inputs) -> Result:
    bits = chain.retarget_bits(
        bits_of(inputs, "previous_bits"), block_time_s(inputs, "first_time"), block_time_s(inputs, "last_time")
    )
    return {"bits": f"{bits:08x}", "difficulty": chain.difficulty_of_bits(bits)}


def halving(inputs: Inputs) -> Result:
    """Height and computed time of the next halving under steady hashrate growth, and the block spacing.

    Undefined from the height where the rule stops shifting: no halving follows it. Raises `InputRejected`.
    """
    check_keys(inputs, ("height", "time", "hashrate_growth_frac_per_year"))
    return each_element(inputs, ("next_height", "next_time", "block_spacing_s"), _halving_of_one)


def _halving_of_one(inputs: Inputs) -> Result:
    height, now_s = whole_number(inputs, "height"), time_s(inputs, "time")
    growth = {"hashrate_growth_frac_per_year": Range(low=-1.0, above_low=True)}
    growth_frac_per_year = numbers_of(inputs, growth)["hashrate_growth_frac_per_year"]
    last_height = chain.HALVING_INTERVAL * chain.NO_SUBSIDY_SHIFT
    if height >= last_height:
        spacing_s = chain.block_spacing_s(chain.growth_per_second(growth_frac_per_year))
        over = Undefined(reason=f"From height {last_height:,} the rule halves nothing any more; the subsidy is 0.")
        return {"next_height": over, "next_time": over, "block_spacing_s": float(spacing_s)}
    ahead = chain.next_halving(height, now_s, growth_frac_per_year)
    return {
        "next_height": ahead.height,
        "next_time": utc_text(ahead.time_s),  # at most 11 years ahead, so the calendar holds it
        "block_spacing_s": ahead.block_spacing_s,
    }


FORMULAS: dict[str, Callable[[Inputs], Result]] = {
    "mining": mining,
    "retarget": retarget,
    "halving": halving,
    **FINANCE_FORMULAS,
}


def calculated(name: str, inputs: Any) -> Result | list[Result]:
    """The formula called `name` of an object of inputs, or of each object of an array of them."""

    def of_object(element: Any) -> Result:
        if not isinstance(element, dict):
            raise InputRejected("The inputs of a formula are a JSON object like {…}, or an array of objects.")
        return FORMULAS[name](element)

    return each_object(inputs, of_object) if isinstance(inputs, list) else of_object(inputs)


def _fields() -> str:
    """The inputs of every formula with their units, as the help prints them."""
    mining_rows = [
        (key, wanted.unit, "required" if wanted.default is None else f"else {wanted.default:g}")
        for key, wanted in MINING_INPUTS.items()
    ]
    other = {
        "retarget": [
            ("previous_bits", "eight hex digits in quotes", "required"),
            ("first_time", "unix seconds, or text like 2026-06-14T00:35:54Z", "required"),
            ("last_time", "the same", "required"),
        ],
        "halving": [
            ("height", "blocks", "required"),
            ("time", "unix seconds, or text like 2026-06-14T00:35:54Z", "required"),
            ("hashrate_growth_frac_per_year", "share a year, 0.05 is 5 %", "required"),
        ],
    }
    tables = {"mining": mining_rows, **other, **FINANCE_FIELDS}
    blocks = (f"\b\nInputs of {name}:\n{aligned(rows, 'lll', indent='  ')}" for name, rows in tables.items())
    return "\n\n".join(blocks)


@click.command(
    "calc",
    help=f"One formula ({', '.join(FORMULAS)}), JSON in and out; an array in gives an array out.",
    epilog=_fields(),
)
@click.argument("formula", type=click.Choice(tuple(FORMULAS)), metavar="FORMULA")
@click.option(
    "--json", "written", required=True, metavar="JSON", help="The inputs as an object; - reads them from stdin."
)
def calc(formula: str, written: str) -> None:
    print(json_line(calculated(formula, json_input(written))))
