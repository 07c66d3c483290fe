from __future__ import annotations

import pytest

from planner.cli.catalogue import found_machines, machine_record, machine_table
from planner.errors import NotFound
from planner.reference import load_reference


def test_catalogue_finds_by_all_words_in_any_case() -> None:
    found = found_machines("bitmain s21 HYD")
    assert "Antminer S21 Hyd (335Th)" in [machine.model for machine in found]
    assert all("S21" in machine.model and "Hyd" in machine.model for machine in found)
    assert len(found_machines("")) == len(load_reference().machines)


def test_catalogue_names_the_nearest_when_nothing_is_found() -> None:
    with pytest.raises(NotFound) as refused:
        found_machines("Antmner S21")
    assert "Antminer S" in refused.value.next


def test_a_machine_as_json_has_its_source_and_null_for_an_unknown_release() -> None:
    records = [machine_record(machine) for machine in found_machines("")]
    assert all(record["source"] for record in records)
    assert sum(record["release_month"] is None for record in records) == 37


def test_the_table_has_a_line_a_machine_and_equal_columns() -> None:
    machines = found_machines("S21")
    head, *lines = machine_table(machines).splitlines()
    assert len(lines) == len(machines)
    assert {len(line) for line in lines} == {len(head)}
    assert "17.5" in next(line for line in lines if line.startswith("Antminer S21 (200Th)"))
