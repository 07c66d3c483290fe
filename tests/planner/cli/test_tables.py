"""`import` and `table`: what they print, what they change, and how they end."""

from __future__ import annotations

import datetime
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.cli import main
from planner.cli.tables import DECIMAL_MARKS, THOUSANDS_MARKS
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import Store
from tests.portfolio_files import closed_file

FLEET = Path(__file__).parents[2] / "fixtures" / "fleet_as_mailed.csv"
S21 = load_reference().machine("Antminer S21 (200Th)")


class Ran:
    """How a command ended, what it printed, and its error line."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out = status, out
        self.error: dict[str, str] = json.loads(err) if err else {}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments], lambda *_, **__: None)
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return closed_file(tmp_path)


def mailed(tmp_path: Path, text: str | bytes, name: str = "fleet.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def book_in(path: Path) -> Book:
    with Store.open(path, read_only=True) as store:
        return store.book


def test_an_import_is_one_step_of_undo(file: Path, tmp_path: Path, run: Any) -> None:
    before = book_in(file)
    source = mailed(tmp_path, f"name,site,machine,count\nLot 1,,,\nNew,Site 1,{S21.model},5\n")
    assert run("import", file, source, "--table", "lots").status == 10
    source = mailed(tmp_path, f"name,site,machine,count\nLot 1,Site 1,{S21.model},7\nNew,Site 1,{S21.model},5\n")
    ran = run("import", file, source, "--table", "lots")
    assert ran.status == 0
    assert ran.out.splitlines()[-1] == "Imported 2 lots from fleet.csv: 1 new, 1 changed."
    assert "Not in the file, so new lots take: Availability 0.95" in ran.out
    after = book_in(file).portfolio
    assert (after.by_name("lots", "Lot 1").count, after.by_name("lots", "New").power_w) == (7, S21.power_w)
    assert run("undo", file).out == "Undone: Import 2 lots from fleet.csv\n"
    assert book_in(file) == before
    assert run("redo", file).status == 0
    assert book_in(file).portfolio == after


def test_a_problem_ends_with_10_and_nothing_is_written(file: Path, tmp_path: Path, run: Any) -> None:
    before = file.read_bytes()
    source = mailed(tmp_path, "name,power_w,count\nLot 1,3.5 kW,1\nLot 2,1,x\nLot 3,1,\nLot 4,1,1.5\n")
    ran = run("import", file, source, "--table", "lots")
    assert (ran.status, ran.out) == (10, "")
    assert ran.error["error"] == "INPUT_REJECTED"
    assert ran.error["message"] == (
        "Nothing was imported. 4 rows have problems: line 2 'power_w' (3.5 kW): is not a number; leave 'kW' out, the "
        "unit stands in the header; line 3 'count' (x): is not a number; line 4 'count': is empty; a number is needed, "
        "0 counts; and 1 more."
    )
    assert all(ran.error.values())
    assert file.read_bytes()[100:] == before[100:]  # the header counts that it was opened


def test_the_refusal_names_the_options_that_would_settle_it(file: Path, tmp_path: Path, run: Any) -> None:
    source = mailed(tmp_path, "Lot;Modell;Leistung (W);Notes\nLot 1;S21 200T;3,500;x\n")
    ran = run("import", file, source, "--table", "lots")
    hint = '--map Modell=machine --map "Leistung (W)=power_w" --map Notes='
    assert ran.error["next"] == f"For instance: {hint}."
    ran = run("import", file, source, "--table", "lots", "--map", "Modell=machine", "--map", "Leistung (W)=power_w",
              "--map", "Notes=")  # fmt: skip
    assert ran.error["next"] == f'For instance: --decimal comma or --decimal point --machine "S21 200T={S21.model}".'
    ran = run("import", file, source, "--table", "lots", "--map", "Modell=machine", "--map", "Leistung (W)=power_w",
              "--map", "Notes=", "--decimal", "point", "--machine", f"S21 200T={S21.model}")  # fmt: skip
    assert ran.status == 0
    lot = book_in(file).portfolio.lots[0]
    assert (lot.machine, lot.power_w) == (S21.model, 3500.0)
    ran = run("import", file, mailed(tmp_path, b"name\ncaf\xe9\n"), "--table", "sites")
    assert ran.error["next"] == "For instance: --encoding windows-1252."


def test_a_dry_run_shows_everything_and_writes_nothing(file: Path, tmp_path: Path, run: Any) -> None:
    before = file.read_bytes()
    source = mailed(tmp_path, "Lot\tCount\tNotes\nLot 1\t1.250\tx\nLot 2\t3.500\t\n")
    ran = run("import", file, source, "--table", "lots", "--map", "Count=count", "--map", "Notes=", "--thousands",
              "point", "--dry-run")  # fmt: skip
    assert ran.status == 0
    assert ran.out == (
        "Read as utf-8, cells between tabs, decimal mark comma, thousands mark point.\n"
        "  Lot    name\n"
        "  Count  count\n"
        "  Notes  (no column)\n"
        "Lots: 2 changed.\n"
        "Columns left out: 'Notes'.\n"
        "Nothing was written: this was a dry run.\n"
    )
    ran = run("import", file, source, "--table", "lots", "--map", "Count=count", "--dry-run")
    assert ran.status == 10
    assert "decimal mark not settled" in ran.out
    assert "Lots: 2 rows, not compared yet." in ran.out
    assert "  line 1 'Notes': is no column of lots; map it to one, or leave it out" in ran.out
    many = mailed(tmp_path, "name,count\n" + "".join(f"Lot {number},x\n" for number in range(15)))
    assert "  and 7 more problems\n" in run("import", file, many, "--table", "lots", "--dry-run").out
    assert file.read_bytes() == before


def test_how_a_file_is_read_can_be_named(file: Path, tmp_path: Path, run: Any) -> None:
    source = mailed(tmp_path, "name|note|count\nLot 1|Köln|3.500\n".encode("utf-16"))
    options = ("--encoding", "utf-16", "--delimiter", "bar", "--decimal", ",", "--thousands", ".", "--map", "note=")
    assert run("import", file, source, "--table", "lots", *options).status == 0
    assert book_in(file).portfolio.lots[0].count == 3500
    for option, names in (("--decimal", DECIMAL_MARKS), ("--thousands", THOUSANDS_MARKS)):
        refused = run("import", file, source, "--table", "lots", option, "_")
        assert refused.status == 2
        assert f"'_' is none of {', '.join(names)}" in refused.error["message"]
    refused = run("import", file, source, "--table", "lots", "--decimal", "point", "--thousands", "point")
    assert (refused.status, refused.error["message"]) == (
        10,
        "The decimal mark and the thousands mark cannot be the same.",
    )
    assert run("import", file, source, "--table", "lots", "--encoding", "latin-1").status == 2


def test_a_site_for_all_rows(file: Path, tmp_path: Path, run: Any) -> None:
    source = mailed(tmp_path, f"name,machine,count\nNew,{S21.model},5\n")
    assert (
        "a new lot needs name, site, machine, count" in run("import", file, source, "--table", "lots").error["message"]
    )
    assert run("import", file, source, "--table", "lots", "--site", "site 2").status == 0
    assert book_in(file).portfolio.by_name("lots", "New").site_id == 2
    assert run("import", file, source, "--table", "lots", "--site", "Nowhere").status == 3


def test_pairs_have_two_sides(file: Path, tmp_path: Path, run: Any) -> None:
    source = mailed(tmp_path, "name\nLot 1\n")
    for option in ("--map", "--machine"):
        ran = run("import", file, source, "--table", "lots", option, "Standort")
        assert (ran.status, ran.error["message"]) == (10, "'Standort' has no two sides.")
    source = mailed(tmp_path, "a=b\nLot 1\n")
    assert run("import", file, source, "--table", "lots", "--map", "a=b=name").out.startswith("Nothing to import")


def test_nothing_new_is_no_edit(file: Path, tmp_path: Path, run: Any) -> None:
    ran = run("import", file, mailed(tmp_path, "name\nLot 1\n"), "--table", "lots")
    assert (ran.status, ran.out) == (0, "Nothing to import from fleet.csv: 1 unchanged.\n")
    assert run("undo", file).out == "Nothing to undo.\n"


def test_what_is_not_there_ends_with_3(file: Path, tmp_path: Path, run: Any) -> None:
    assert run("import", file, tmp_path / "none.csv", "--table", "lots").status == 3
    assert run("import", tmp_path / "None.reckoner", mailed(tmp_path, "name\n"), "--table", "lots").status == 3
    assert run("table", tmp_path / "None.reckoner", "--table", "lots", tmp_path / "out.csv").status == 3
    assert run("import", file, mailed(tmp_path, "name\n"), "--table", "scenarios").status == 2
    assert run("import", file, file, "--table", "lots").status == 10


def test_tables_read_back_unchanged(file: Path, tmp_path: Path, run: Any) -> None:
    empty = tmp_path / "Empty.reckoner"
    run("new", empty)
    for table, count in (("sites", 3), ("lots", 5), ("contracts", 3), ("debts", 4), ("hedges", 4)):
        out = tmp_path / f"{table}.csv"
        assert run("table", file, "--table", table, out).out == f"Wrote {count} {table} to {out}.\n"
        assert (
            run("import", file, out, "--table", table).out
            == f"Nothing to import from {table}.csv: {count} unchanged.\n"
        )
        assert run("import", empty, out, "--table", table).status == 0
    first, second = (json.loads(run("dump", path).out) for path in (file, empty))
    for table in ("sites", "lots", "contracts", "debts", "hedges"):
        assert first[table] == second[table]


def test_a_table_never_replaces_a_portfolio(file: Path, run: Any) -> None:
    before = file.read_bytes()
    ran = run("table", file, "--table", "lots", file)
    assert (ran.status, ran.error["message"]) == (10, "North.reckoner is not a name for a table.")
    assert file.read_bytes() == before


def test_a_table_replaces_an_older_one_whole(file: Path, tmp_path: Path, run: Any) -> None:
    out = tmp_path / "lots.csv"
    out.write_text("old", encoding="utf-8")
    assert run("table", file, "--table", "lots", out).status == 0
    assert out.read_text(encoding="utf-8").startswith("name,site,machine,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["North.reckoner", "lots.csv"]


def test_the_fleet_as_mailed(tmp_path: Path, run: Any) -> None:
    file = tmp_path / "Mine.reckoner"
    run("new", file, "--sample", "saltbrush")
    hint = run("import", file, FLEET, "--table", "lots").error["next"]
    assert hint.startswith(
        "For instance: --map Los-Nr.=name --map Standort=site --map Modell=machine --map Stk.=count "
    )
    options = [part for pair in ("Los-Nr.=name", "Standort=site", "Modell=machine", "Stk.=count", "TH/s=hashrate_th_s",
                                 "Leistung (W)=power_w", "Verfügbarkeit=availability_frac",
                                 "Inbetriebnahme=online_month", "Außer Betrieb ab=retire_month",
                                 "Preis USD/TH=machine_price_usd_per_th", "Bemerkung=")
               for part in ("--map", pair)]  # fmt: skip
    refused = run("import", file, FLEET, "--table", "lots", *options)
    assert "6 rows have problems: line 4" in refused.error["message"]
    options += ["--machine", "S21 Pro 234T=Antminer S21 Pro (234Th)", "--machine", "M60S 186TH=Whatsminer M60S",
                "--machine", "Container-Rig X4=Container-Rig X4"]  # fmt: skip
    done = run("import", file, FLEET, "--table", "lots", *options)
    assert done.out.splitlines()[-1] == "Imported 500 lots from fleet_as_mailed.csv: 500 new."
    assert run("check", file, "--full").status == 0
    assert run("run", file).status == 0


def test_the_company_goes_out_and_comes_in(file: Path, tmp_path: Path, run: Any) -> None:
    before, path = book_in(file), tmp_path / "company.csv"
    assert run("table", file, "--table", "company", path).out == f"Wrote 1 company to {path}.\n"
    ran = run("import", file, path, "--table", "company")
    assert ran.out == "Nothing to import from company.csv: 1 unchanged.\n"
    ran = run("import", file, mailed(tmp_path, "cash_usd\n7.5\n", "cash.csv"), "--table", "company")
    assert ran.out == "Imported 1 company from cash.csv: 1 changed.\n"
    assert book_in(file).portfolio.company.cash_usd == 7.5
    assert run("undo", file).status == 0
    assert book_in(file) == before


def test_hours_of_a_market_become_a_price_curve(file: Path, tmp_path: Path, run: Any) -> None:
    start = datetime.datetime(2025, 1, 1)  # noqa: DTZ001  # the clock on the wall, without a zone
    rows = [f"{start + datetime.timedelta(hours=hour):%Y-%m-%d %H:%M};{hour % 24},5" for hour in range(8_760)]
    source = mailed(tmp_path, "\n".join(["Zeit;Preis", *rows]), "west.csv")
    settled = ("--map", "Zeit=hour", "--map", "Preis=price_usd_per_mwh")
    refused = run("import", file, source, "--table", "prices")
    assert (refused.status, "--map Zeit=hour" in refused.error["next"]) == (10, True)
    seen = run("import", file, source, "--table", "prices", *settled, "--market", "West hub", "--dry-run")
    assert "Mean of the year 12.00 USD/MWh" in seen.out
    assert book_in(file).portfolio.price_curves == ()
    ran = run("import", file, source, "--table", "prices", *settled, "--site", "Site 1", "--market", "West hub")
    assert ran.out.splitlines()[-1] == "Imported 8,760 prices from west.csv: 8,760 new."
    portfolio = book_in(file).portfolio
    assert portfolio.by_name("sites", "Site 1").power_market == portfolio.price_curves[0].name == "West hub"
    assert run("undo", file).out == "Undone: Import 8,760 prices from west.csv as West hub\n"
    assert book_in(file).portfolio.price_curves == ()
    assert "names imported prices" in run("import", file, source, "--table", "lots", "--market", "X").error["message"]
