"""The import contracts hold, and each of them was seen broken: one offending import per contract, in a copy."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
NAMES = {contract["id"]: contract["name"] for contract in SETTINGS["contracts"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """`line` appended to the module at `where`, a new one if it does not exist, breaks `contract`."""

    contract: str
    where: str
    line: str


OFFENCES = (
    Offence(contract="planner-floors", where="planner/errors.py", line="import planner.quantities"),
    Offence(contract="planner-floors", where="planner/chain.py", line="import planner.engine"),
    Offence(contract="planner-floors", where="planner/storage/schema.py", line="import planner.cli"),
    Offence(contract="planner-floors", where="planner/no_floor.py", line="import math"),
    Offence(contract="ui-floors", where="ui/theme/tokens.py", line="import ui.session"),
    Offence(contract="ui-floors", where="ui/session.py", line="import ui.engine_runner"),
    Offence(contract="ui-floors", where="ui/no_floor.py", line="import math"),
    Offence(contract="planner-below-ui", where="planner/measures.py", line="import ui.theme"),
    Offence(contract="file-apart-from-computation", where="planner/storage/schema.py", line="import planner.engine"),
    Offence(contract="computation-apart-from-file", where="planner/engine.py", line="import planner.storage"),
    Offence(contract="widgets-are-handed-what-they-show", where="ui/panels/strip.py", line="import ui.session"),
    Offence(contract="widgets-are-handed-what-they-show", where="ui/screens/spare.py", line="import planner.storage"),
    Offence(contract="widgets-do-not-compute", where="ui/screens/spare.py", line="from planner import engine"),
    Offence(contract="models-independent", where="planner/models/spare.py", line="import planner.models.mining"),
    Offence(contract="figures-independent", where="planner/figures/spare.py", line="import planner.figures.cash"),
    Offence(
        contract="contracts-independent", where="planner/contracts/index.py", line="import planner.contracts.fixed"
    ),
    Offence(contract="debts-independent", where="planner/debts/term_loan.py", line="import planner.debts.convertible"),
    Offence(contract="hedges-independent", where="planner/hedges/btc_put.py", line="import planner.hedges.power_swap"),
    Offence(contract="planner-without-window", where="planner/measures.py", line="import PySide6.QtCore"),
    Offence(contract="planner-without-window", where="planner/cli/spare.py", line="def f():\n    import typst"),
    Offence(contract="one-door-to-sqlite", where="planner/engine.py", line="import sqlite3"),
    Offence(contract="one-door-to-sqlite", where="ui/store_thread.py", line="from sqlite_utils import Database"),
    Offence(contract="one-door-to-charts", where="ui/panels/strip.py", line="import pyqtgraph"),
    Offence(contract="four-readers-of-resources", where="planner/market.py", line="import resources"),
    Offence(contract="four-readers-of-resources", where="ui/app.py", line="from resources import text"),
)


def _said_by_linter(tree: Path, *contracts: str) -> tuple[int, str]:
    """Exit status and output of the import linter over that tree, for those contracts or for all."""
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(
        [*command, "--no-cache", "--no-logo", *chosen], cwd=tree, capture_output=True, text=True, check=False
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source, without data, that may be spoiled."""
    for package in SETTINGS["root_packages"]:
        for source in (ROOT / package).rglob("*.py"):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds(tree: Path) -> None:
    status, said = _said_by_linter(tree)
    assert status == 0, said
    assert f"Contracts: {len(NAMES)} kept, 0 broken" in said


def test_every_contract_has_an_offence() -> None:
    assert {offence.contract for offence in OFFENCES} == set(NAMES)


@pytest.mark.parametrize("offence", OFFENCES, ids=lambda offence: f"{offence.contract}: {offence.where}")
def test_an_offending_import_breaks_its_contract(tree: Path, offence: Offence) -> None:
    module = tree / offence.where
    before = module.read_text(encoding="utf-8") if module.exists() else ""
    module.parent.mkdir(exist_ok=True)
    module.write_text(f"{before}\n{offence.line}\n", encoding="utf-8")
    status, said = _said_by_linter(tree, offence.contract)
    assert status == 1, said
    assert f"{NAMES[offence.contract]} BROKEN" in said
