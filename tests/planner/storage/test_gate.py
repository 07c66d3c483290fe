"""The gate: what it asks from outside, and in which order. Whole hostile files are in tests/faults."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from planner.errors import Damaged, LimitExceeded, NotAPortfolio, NotFound, TooNew
from planner.storage import gate
from planner.storage.connection import Connection
from planner.storage.gate import check_file, check_integrity, check_structure
from planner.storage.schema import SCHEMA_VERSION
from tests.portfolio_files import closed_file, from_outside


def with_header(path: Path, offset: int, value: bytes) -> Path:
    raw = bytearray(path.read_bytes())
    raw[offset : offset + len(value)] = value
    path.write_bytes(raw)
    return path


def test_a_sound_file_passes(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    assert check_file(path).st_size == path.stat().st_size
    connection = Connection(path, read_only=True)
    check_structure(connection)
    check_integrity(connection)
    connection.close()


def test_another_application_id_comes_before_the_version(tmp_path: Path) -> None:
    path = with_header(closed_file(tmp_path), 60, struct.pack(">I", 99) + b"\0\0\0\0" + b"ABCD")
    with pytest.raises(NotAPortfolio, match="was not made by Reckoner"):
        check_file(path)


def test_a_newer_form_is_said_before_its_tables_are_read(tmp_path: Path) -> None:
    path = with_header(closed_file(tmp_path), 60, struct.pack(">I", SCHEMA_VERSION + 1))
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(TooNew, match="written by a newer Reckoner") as refusal:
        check_file(path)
    assert refusal.value.next == "Update Reckoner, then open the file again."


def test_no_version_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="which form it has"):
        check_file(with_header(closed_file(tmp_path), 60, struct.pack(">I", 0)))


def test_a_write_ahead_file_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="changed the way it is written"):
        check_file(with_header(closed_file(tmp_path), 18, b"\x02\x02"))


def test_a_file_larger_than_any_portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LARGEST_FILE_BYTES", 1_000)
    with pytest.raises(LimitExceeded, match="larger than 4 GB"):
        check_file(closed_file(tmp_path))


def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check_file(tmp_path / "none.reckoner")
    with pytest.raises(NotFound):
        check_file(Path("No\0rth.reckoner"))
    with pytest.raises(NotFound):
        check_file(tmp_path / ("x" * 300))


def test_an_index_that_disagrees_with_its_table_is_found(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        index = other.execute("SELECT * FROM sqlite_schema WHERE name = 'lots_by_site'").fetchone()
        other.execute("PRAGMA writable_schema = 1")
        other.execute("DELETE FROM sqlite_schema WHERE name = 'lots_by_site'")
    with from_outside(path) as other:
        other.execute("UPDATE lots SET site_id = 4 - site_id")  # the index is not told
        other.execute("PRAGMA writable_schema = 1")
        other.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", index)
    connection = Connection(path, read_only=True)
    check_structure(connection)
    with pytest.raises(Damaged, match="structure is broken"):
        check_integrity(connection)
    connection.close()
