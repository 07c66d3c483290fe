"""A fleet list of 500 lots as somebody mailed it, brought in step by step as a user would.

The file was not written by Reckoner: foreign headers, semicolons, decimal commas, thousands points, blanks, site
names in capitals, machines in other spellings, three that the catalogue does not have, quotes with line breaks, CRLF
and a BOM.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from planner.edits import apply, book_of
from planner.exchange.csv_columns import suggest_mapping
from planner.exchange.csv_guess import guess_reading
from planner.exchange.csv_text import Reading, bytes_of
from planner.exchange.table_out import table_csv
from planner.exchange.tables_csv import Choices, preview
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book

MAILED = Path(__file__).parents[2] / "fixtures" / "fleet_as_mailed.csv"
REFERENCE = load_reference()
UNKNOWN = ("S21 Pro 234T", "M60S 186TH", "Container-Rig X4")
LINES_OF_UNKNOWN = 6


def sample() -> Book:
    return book_of(sample_edit_rows("saltbrush"))


def test_the_file_is_what_it_says() -> None:
    raw = MAILED.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") > 500
    assert guess_reading(raw) == Reading(encoding="utf-8", delimiter=";", decimal_mark=",", thousands_mark=".")


def test_step_by_step_into_the_portfolio() -> None:
    book, raw = sample(), bytes_of(MAILED)

    def seen(choices: Choices) -> tuple[Choices, int]:
        found = preview(book, REFERENCE, "lots", raw, source=MAILED.name, choices=choices)
        assert found.edit is None
        return choices, len(found.problems)

    # First sight: no header is one of ours, each is named with what it may mean
    choices, problems = seen(Choices())
    assert problems == 11
    first = preview(book, REFERENCE, "lots", raw, source=MAILED.name)
    meant = {item.header: item.column for item in suggest_mapping(first.headers, "lots") if item.header}
    assert meant == {
        "Los-Nr.": "name", "Standort": "site", "Modell": "machine", "Stk.": "count", "TH/s": "hashrate_th_s",
        "Leistung (W)": "power_w", "Verfügbarkeit": "availability_frac", "Inbetriebnahme": "online_month",
        "Außer Betrieb ab": "retire_month", "Preis USD/TH": "machine_price_usd_per_th", "Bemerkung": None,
    }  # fmt: skip

    # The user takes the suggestions and leaves the remarks out: what is left are six lots with three machines
    choices, problems = seen(replace(choices, mapping=meant))
    assert problems == LINES_OF_UNKNOWN
    asked = preview(book, REFERENCE, "lots", raw, source=MAILED.name, choices=choices)
    offered = {problem.value: problem.nearest[0] for problem in asked.problems}
    assert set(offered) == set(UNKNOWN)
    assert [row.what for row in asked.rows].count("new") == 500 - LINES_OF_UNKNOWN

    # Two of them are in the catalogue under another name, the third is nobody's
    assert (offered[UNKNOWN[0]], offered[UNKNOWN[1]]) == ("Antminer S21 Pro (234Th)", "Whatsminer M60S")
    machines = {UNKNOWN[0]: offered[UNKNOWN[0]], UNKNOWN[1]: offered[UNKNOWN[1]], UNKNOWN[2]: UNKNOWN[2]}
    settled = preview(book, REFERENCE, "lots", raw, source=MAILED.name, choices=replace(choices, machines=machines))
    assert settled.problems == ()
    assert settled.edit is not None
    assert settled.edit.label == "Import 500 lots from fleet_as_mailed.csv"
    assert (settled.count("new"), settled.counts()) == (500, "500 new")
    assert "Columns left out: 'Bemerkung'." in settled.notices
    assert "Empty rows left out: 4." in settled.notices

    after = apply(book, settled.edit)
    assert after.portfolio == settled.after
    assert apply(after, settled.edit.inverse()) == book
    lots = {lot.name: lot for lot in after.portfolio.lots}

    # Line by line against what stands in the file: L-0003 and, with blanks, the lots whose figures are the catalogue's
    third = lots["L-0003"]
    assert (third.machine, third.count, third.hashrate_th_s, third.power_w) == (
        "Avalon A1366 (130Th)",
        2127,
        130.0,
        3250.0,
    )
    assert (third.availability_frac, third.online_month, third.retire_month) == (1.0, "2025-08", "")
    assert third.machine_price_usd_per_th == 20.34
    rig = lots["L-0455"]
    assert (rig.machine, rig.hashrate_th_s, rig.power_w, rig.machine_source) == (
        UNKNOWN[2], 1160.0, 17400.0, "fleet_as_mailed.csv",
    )  # fmt: skip
    for lot in list(lots.values())[-500:]:
        if lot.machine in REFERENCE.machines:
            machine = REFERENCE.machine(lot.machine)
            assert (lot.hashrate_th_s, lot.power_w) in [(machine.hashrate_th_s, machine.power_w), (186.0, 3441.0),
                                                         (234.0, 3531.0)]  # fmt: skip

    # The same list again changes nothing, and what we write of it reads back as it is
    choices = replace(choices, machines=machines)
    again = preview(after, REFERENCE, "lots", raw, source=MAILED.name, choices=choices)
    assert again.counts() == "500 unchanged"
    ours = preview(book, REFERENCE, "lots", table_csv(after, "lots").encode(), source="ours.csv")
    assert ours.after == after.portfolio


def test_added_up_by_other_means() -> None:
    """Machines in all, counted from the text of the file without our reader."""
    text = MAILED.read_bytes().decode("utf-8-sig")
    counts = [int(line.split(";")[3].replace(".", "")) for line in text.split("\r\n") if line.startswith("L-")]
    assert len(counts) == 500
    mapping = {
        item.header: item.column for item in suggest_mapping(text.split("\r\n")[0].split(";"), "lots") if item.header
    }
    choices = Choices(mapping=mapping, machines={UNKNOWN[0]: "Antminer S21 Pro (234Th)", UNKNOWN[1]: "Whatsminer M60S",
                                                 UNKNOWN[2]: UNKNOWN[2]})  # fmt: skip
    found = preview(sample(), REFERENCE, "lots", bytes_of(MAILED), source=MAILED.name, choices=choices)
    assert found.after is not None
    assert sum(lot.count for lot in found.after.lots[-500:]) == sum(counts)
