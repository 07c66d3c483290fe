"""Snapshots: the canonical form of a request and its results, and the id that names the question. No SQL.

The id is the first 12 hex digits of SHA-256 over the canonical JSON of what the numbers depend on: portfolio
without names and notes, assumptions fully resolved, plan, horizon, paths, seed, model and data version. The
content also holds names, the baseline and the results, and carries its own SHA-256, so that a copy in a file or
in a PDF can be trusted, opened again and recomputed.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from planner.assumptions import Assumptions, stated_of, stated_over_defaults
from planner.canonical import PortfolioText, canonical_json, object_text, typed_values
from planner.edits import portfolio_of
from planner.errors import NotFound, ReckonerError, SnapshotDamaged, TooNew, Undefined
from planner.kinds import KINDS, ONE
from planner.outcome import MODEL_VERSION, Outcome, Request, columns_of
from planner.quantities import Value, quantities_of
from planner.reference import Reference
from planner.scenario import Baseline, Book, PlanStep, Scenario, ScenarioRow

FORM = "reckoner snapshot 1"
ID_DIGITS = 12
RELATIVE_TOLERANCE = 1e-9  # `exp` and `log` differ between processors in the last bits
LARGEST_CONTENT_BYTES = 256 * 1024 * 1024


def snapshot_id(request: Request) -> str:
    """The 12 upper-case hex digits that name a question; the baseline beside it does not count."""
    versions = {"model_version": MODEL_VERSION, "data_version": request.scenario.reference.data_version}
    return _id_of(request, PortfolioText(request.scenario.portfolio), **versions)


def shown_id(identity: str) -> str:
    """An id as people read it: 7F3A-91C4-E20B."""
    return "-".join(identity[start : start + 4] for start in range(0, len(identity), 4))


def written_id(text: str) -> str:
    """An id as somebody wrote it, with or without dashes, in the form in which it is kept."""
    return text.replace("-", "").strip().upper()


def _id_of(request: Request, tables: PortfolioText, *, model_version: str, data_version: str) -> str:
    scenario = request.scenario
    question = {
        "assumptions": typed_values(scenario.assumptions),
        "plan": [[kind, _with_float_numbers(json.loads(terms))] for kind, terms in scenario.plan],
        "horizon_months": request.horizon_months,
        "n_paths": request.n_paths,
        "seed": request.seed,
        "model_version": model_version,
        "data_version": data_version,
    }
    members = {key: canonical_json(value) for key, value in question.items()} | {"portfolio": tables.numbers()}
    return hashlib.sha256(object_text(members).encode()).hexdigest()[:ID_DIGITS].upper()


def _with_float_numbers(terms: Any) -> Any:
    """A plan's terms are declared elsewhere; for the id every number in them is a float."""
    if isinstance(terms, int) and not isinstance(terms, bool):
        return float(terms)
    if isinstance(terms, dict):
        return {key: _with_float_numbers(item) for key, item in terms.items()}
    if isinstance(terms, list):
        return [_with_float_numbers(item) for item in terms]
    return terms


# --- content: inputs and results together ------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class WrittenSnapshot:
    """Inputs, baseline and results of a run in canonical form, each written once."""

    stated: Mapping[str, Any]  # form, id, versions, horizon, number of paths and seed
    scenario: str
    texts: Mapping[str, str]  # inputs, baseline and results

    def digest(self, program_version: str) -> str:
        """SHA-256 of the content, had that version of the program written it."""
        return hashlib.sha256(self._text({"program_version": program_version}).encode()).hexdigest()

    @functools.cached_property
    def sha256(self) -> str:
        """SHA-256 of the content, which it carries."""
        return self.digest(self.stated["program_version"])

    def content_bytes(self) -> bytes:
        """The content with its SHA-256, as it is stored and attached."""
        return self._text({"sha256": self.sha256}).encode()

    def _text(self, more: Mapping[str, Any]) -> str:
        stated = {key: canonical_json(value) for key, value in {**self.stated, **more}.items()}
        return object_text({**stated, **self.texts})


def written_snapshot(outcome: Outcome, program_version: str) -> WrittenSnapshot:
    """Inputs, baseline and results of a run, with versions and seed."""
    request = outcome.request
    scenario, baseline = request.scenario, request.baseline
    tables = PortfolioText(scenario.portfolio)
    versions = {"model_version": MODEL_VERSION, "data_version": scenario.reference.data_version}
    texts = {"inputs": _inputs_text(scenario, tables), "baseline": "null", "results": _results_text(outcome)}
    if baseline is not None:
        texts["baseline"] = _inputs_text(baseline, PortfolioText(baseline.portfolio, tables))
    stated = {
        "form": FORM, "snapshot_id": _id_of(request, tables, **versions), "program_version": program_version,
        "horizon_months": request.horizon_months, "n_paths": request.n_paths, "seed": request.seed, **versions,
    }  # fmt: skip
    return WrittenSnapshot(stated=stated, scenario=scenario.name, texts=texts)


def content_of_snapshot(outcome: Outcome, program_version: str) -> dict[str, Any]:
    """Inputs, baseline and results of a run as plain JSON values, with versions, seed and a SHA-256 of itself."""
    content: dict[str, Any] = json.loads(written_snapshot(outcome, program_version).content_bytes())
    return content


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of everything but the digest itself."""
    rest = {key: item for key, item in content.items() if key != "sha256"}
    return hashlib.sha256(canonical_json(rest).encode()).hexdigest()


def _inputs_text(scenario: Scenario, tables: PortfolioText) -> str:
    stated = {"scenario": scenario.name, "assumptions": typed_values(scenario.assumptions), "plan": scenario.plan}
    return object_text({key: canonical_json(value) for key, value in stated.items()} | {"portfolio": tables.rows()})


def _results_text(outcome: Outcome) -> str:
    """Column by column: of a thousand sites all at once would keep a window waiting."""
    return object_text({
        key: object_text({name: canonical_json(inner) for name, inner in value.items()})
        if isinstance(value, dict) else canonical_json(value)
        for key, value in _results_of(outcome).items()
    })  # fmt: skip


def _results_of(outcome: Outcome) -> dict[str, Any]:
    return {
        "measures": {key: _measure(value) for key, value in outcome.measures.items()},
        "month": list(outcome.month),
        "market": _series(columns_of(outcome.market)),
        "fleet": _series(columns_of(outcome.fleet)),
        "cash": _series(columns_of(outcome.cash)),
        "sites": _series(columns_of(outcome.sites)),
        "contract_price_usd_per_mwh": outcome.contract_price_usd_per_mwh.tolist(),
        "halvings": [dataclasses.asdict(halving) for halving in outcome.halvings],
        "notices": list(outcome.notices),
    }


def _series(arrays: Mapping[str, Any]) -> dict[str, Any]:
    return {name: array.tolist() for name, array in arrays.items()}


def _measure(value: float | Undefined) -> float | dict[str, str]:
    return {"reason": value.reason, "input": value.input} if isinstance(value, Undefined) else float(value)


# --- reading a snapshot ------------------------------------------------------------------------------------------


def bytes_of_content(content: Mapping[str, Any]) -> bytes:
    """The canonical JSON of a content, as it is stored and attached."""
    return canonical_json(content).encode()


def content_of_bytes(raw: bytes) -> dict[str, Any]:
    """The content of stored or attached bytes, its digest checked. Raises `SnapshotDamaged`."""
    if len(raw) > LARGEST_CONTENT_BYTES:
        raise damaged("it is larger than any snapshot")
    try:
        content = json.loads(raw.decode(), parse_constant=_no_constant, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as error:
        raise damaged("it is not the JSON that Reckoner writes") from error
    check_content(content)
    return content  # type: ignore[no-any-return]  # check_content refuses whatever is not a dict


def check_content(content: Any) -> None:
    """Raise `SnapshotDamaged` unless this is a snapshot's content and as it was written."""
    if not isinstance(content, dict) or content.get("form") != FORM:
        raise damaged("it is not a snapshot of this program")
    if content_digest(content) != content.get("sha256"):
        raise damaged("its content is not what was written")


def damaged(reason: str) -> SnapshotDamaged:
    """The error for a snapshot that cannot be trusted; `reason` is half a sentence."""
    return SnapshotDamaged(f"The snapshot cannot be shown: {reason}.", saved="It was left exactly as it is.")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def request_of_content(content: Mapping[str, Any], reference: Reference, *, number: int = 1) -> Request:
    """The question behind a snapshot, to be computed again with the reference data that ships now.

    Raises
    ------
    SnapshotDamaged
        When the content is not what was written, or is not the question its id names.
    TooNew
        When it is sound but states something this version does not know.
    """
    check_content(content)
    try:
        request = Request(
            number=number,
            scenario=_scenario_of(content["inputs"], reference),
            baseline=None if content["baseline"] is None else _scenario_of(content["baseline"], reference),
            horizon_months=content["horizon_months"], n_paths=content["n_paths"], seed=content["seed"],
        )  # fmt: skip
        versions = {"model_version": content["model_version"], "data_version": content["data_version"]}
        tables = PortfolioText(request.scenario.portfolio)
        named, identity = content["snapshot_id"], _id_of(request, tables, **versions)
    except ReckonerError as error:
        written_by = content.get("program_version", "another version")
        raise TooNew(
            f"This snapshot was taken with Reckoner {written_by} and states something this version does not know: "
            f"{error.message}",
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise damaged("parts of it are missing") from error
    if identity != named:
        raise damaged("its inputs are not those its id names")
    return request


def book_of_request(request: Request) -> Book:
    """A book that asks the same question: the scenario, and the baseline beside it."""
    scenario, pinned = request.scenario, request.baseline
    row = ScenarioRow(id=1, name=scenario.name, stated=_stated(scenario), plan=scenario.plan)
    baseline = None
    if pinned is not None:
        baseline = Baseline(name=pinned.name, portfolio=pinned.portfolio, stated=_stated(pinned), plan=pinned.plan)
    return Book(portfolio=scenario.portfolio, scenarios=(row,), baseline=baseline)


def _stated(scenario: Scenario) -> dict[str, Value]:
    return stated_of(scenario.reference, scenario.assumptions)


def _scenario_of(inputs: Mapping[str, Any], reference: Reference) -> Scenario:
    if unknown := set(inputs["assumptions"]) - set(quantities_of(Assumptions)):
        raise NotFound(f"There is no input {min(unknown)!r}.")
    for table, kinds in KINDS.items():
        if any(row["kind"] not in kinds for row in inputs["portfolio"][table]):
            raise NotFound(f"A {ONE[table]} is of a kind that is not known here.")
    plan: tuple[PlanStep, ...] = tuple((str(kind), str(terms)) for kind, terms in inputs["plan"])
    return Scenario(
        reference=reference, name=str(inputs["scenario"]), portfolio=portfolio_of(inputs["portfolio"]),
        assumptions=stated_over_defaults(reference, inputs["assumptions"]), plan=plan,
    )  # fmt: skip


def differences(content: Mapping[str, Any], outcome: Outcome) -> tuple[str, ...]:
    """Which stored results the outcome does not repeat within rtol 1e-9, as `fleet/revenue_usd`; empty when all do.

    A result that is stored and not computed, or computed and not stored, is a difference.
    """
    stored, now = dict(_leaves("", content["results"])), dict(_leaves("", _results_of(outcome)))
    return tuple(name for name in sorted({*stored, *now}) if not _same(stored.get(name), now.get(name)))


def _leaves(path: str, item: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(item, Mapping):
        for key, inner in item.items():
            yield from _leaves(f"{path}/{key}" if path else key, inner)
    else:
        yield path, item


def _same(stored: Any, now: Any) -> bool:
    if isinstance(stored, list) and isinstance(now, list):
        return len(stored) == len(now) and all(map(_same, stored, now))
    if isinstance(stored, dict) and isinstance(now, dict):
        return stored.keys() == now.keys() and all(_same(stored[key], now[key]) for key in stored)
    if isinstance(stored, int | float) and isinstance(now, int | float):
        return math.isclose(stored, now, rel_tol=RELATIVE_TOLERANCE, abs_tol=0.0)
    return bool(stored == now)
