"""The formulas of `reckoner calc` about money over time: flows in, a worth, a rate or a time out.

A series of flows or dates is one value; an array of series is an array in the sense of `elements`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from planner.cli.elements import Inputs, Result, check_keys, each_element
from planner.cli.stated import Range, dates_of, numbers_in, numbers_of
from planner.errors import InputRejected, Undefined
from planner.finance.payback import payback_periods
from planner.finance.rates import InternalRates, irr, mirr, xirr
from planner.finance.worth import npv, xnpv

SERIES = ("cash_flows", "dates")
RATES_FOUND = ("roots", "status", "reason")
RATE = Range(low=-1.0, above_low=True, unit="share a period, 0.1 is 10 %")
RATE_PER_YEAR = Range(low=-1.0, above_low=True, unit="share a year, 0.1 is 10 %")
RATE_OR_NONE = Range(low=-1.0, above_low=True, default=0.0, unit=RATE.unit)

_FLOWS = ("cash_flows", "array of numbers, the first one now", "required")
_DATED_FLOWS = ("cash_flows", "array of numbers, one a date", "required")
_DATES = ("dates", 'array of dates like "2026-06-14", in any order', "required")


def _irr(inputs: Inputs) -> Result:
    return _rates_found(irr(_flows(inputs)))


def _xirr(inputs: Inputs) -> Result:
    return _rates_found(xirr(*_dated_flows(inputs)))


def _rates_found(found: InternalRates) -> Result:
    return {"roots": list(found.roots), "status": found.status, "reason": found.reason or None}


def _npv(inputs: Inputs) -> Result:
    flows, rate_frac = _flows(inputs), numbers_of(inputs, {"rate": RATE})["rate"]
    return {"npv": npv(rate_frac, flows)}


def _xnpv(inputs: Inputs) -> Result:
    flows, dates = _dated_flows(inputs)
    return {"xnpv": xnpv(numbers_of(inputs, {"rate": RATE_PER_YEAR})["rate"], flows, dates)}


def _mirr(inputs: Inputs) -> Result:
    flows, rates = _flows(inputs), numbers_of(inputs, {"finance_rate": RATE, "reinvest_rate": RATE})
    return {"mirr": _in_a_sentence(mirr(flows, rates["finance_rate"], rates["reinvest_rate"]))}


def _payback(inputs: Inputs) -> Result:
    flows, rate_frac = _flows(inputs), numbers_of(inputs, {"rate": RATE_OR_NONE})["rate"]
    return {"payback_periods": _in_a_sentence(payback_periods(flows, rate_frac))}


def _in_a_sentence(found: float | Undefined) -> float | Undefined:
    """A number, or why there is none as a sentence of its own."""
    if isinstance(found, Undefined):
        return Undefined(reason=f"{found.reason[0].upper()}{found.reason[1:]}.")
    return found


def _flows(inputs: Inputs) -> list[float]:
    return numbers_in(inputs, "cash_flows")


def _dated_flows(inputs: Inputs) -> tuple[list[float], list[datetime.date]]:
    flows, dates = _flows(inputs), dates_of(inputs, "dates")
    if len(flows) != len(dates):
        raise InputRejected(
            f"cash_flows and dates must be of one length: {len(flows)} against {len(dates)}.",
            next="Give each flow its date.",
        )
    return flows, dates


def _over_series(
    formula: Callable[[Inputs], Result], outputs: Sequence[str], required: Sequence[str], optional: Sequence[str] = ()
) -> Callable[[Inputs], Result]:
    """A formula of one object of inputs, of which any may be an array, and a series an array of series."""

    def calculated(inputs: Inputs) -> Result:
        check_keys(inputs, required, optional)
        whole = {key: _as_one_value(value) if key in SERIES else value for key, value in inputs.items()}
        return each_element(whole, outputs, formula)

    return calculated


def _as_one_value(value: Any) -> Any:
    """Series as tuples, which are no arrays to go through; what begins with an array is an array of series."""
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], list):
        return [_as_one_value(item) for item in value]
    return tuple(value)


FINANCE_FORMULAS = {
    "irr": _over_series(_irr, RATES_FOUND, ("cash_flows",)),
    "npv": _over_series(_npv, ("npv",), ("cash_flows", "rate")),
    "mirr": _over_series(_mirr, ("mirr",), ("cash_flows", "finance_rate", "reinvest_rate")),
    "xirr": _over_series(_xirr, RATES_FOUND, SERIES),
    "xnpv": _over_series(_xnpv, ("xnpv",), (*SERIES, "rate")),
    "payback": _over_series(_payback, ("payback_periods",), ("cash_flows",), ("rate",)),
}
FINANCE_FIELDS = {
    "irr": [_FLOWS],
    "npv": [_FLOWS, ("rate", RATE.unit, "required")],
    "mirr": [_FLOWS, ("finance_rate", RATE.unit, "required"), ("reinvest_rate", RATE.unit, "required")],
    "xirr": [_DATED_FLOWS, _DATES],
    "xnpv": [_DATED_FLOWS, _DATES, ("rate", RATE_PER_YEAR.unit, "required")],
    "payback": [_FLOWS, ("rate", RATE.unit, "else not discounted")],
}
