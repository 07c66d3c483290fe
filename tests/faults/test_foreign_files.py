"""Files that are no portfolios, or no longer: refused with one sentence, and left as they are, byte for byte."""

from __future__ import annotations

import os
import random
import sqlite3
import struct
import sys
from pathlib import Path

import pytest

from planner.errors import Damaged, NotAPortfolio, NotFound, ReckonerError, TooNew, WentAway
from planner.storage import Store
from planner.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.portfolio_files import closed_file, count_edit, count_in, from_outside, small_book

LEFT_ALONE = "It was left exactly as it is."


def refusal_of(path: Path) -> ReckonerError:
    """The error for the file, which must be the same to write and to read, and leave no byte different."""
    before = path.read_bytes()
    errors = []
    for read_only in (False, True):
        with pytest.raises(ReckonerError) as refusal:
            Store.open(path, read_only=read_only)
        errors.append(refusal.value)
    assert errors[0].as_record() == errors[1].as_record()
    assert path.read_bytes() == before
    assert errors[0].message.startswith(path.name)
    assert errors[0].saved == LEFT_ALONE
    assert errors[0].next
    return errors[0]


def test_sqlite_itself_takes_an_empty_file(tmp_path: Path) -> None:
    """The control: without the gate these would open as healthy databases."""
    for content in (b"", b"x"):
        path = tmp_path / "Notes.reckoner"
        path.write_bytes(content)
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"x", "only 1 bytes long"),
        (b"SQLite format 3\0" + b"\0" * 400, "only 416 bytes long"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000, "was not made by Reckoner"),
        (b"name;price\r\n" * 100, "was not made by Reckoner"),
        (b"SQLite format 3\0" + b"\0" * 1_000, "was not made by Reckoner"),
    ],
)
def test_what_is_something_else(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "Notes.reckoner"
    path.write_bytes(content)
    refusal = refusal_of(path)
    assert type(refusal) is NotAPortfolio
    assert said in refusal.message
    assert refusal.next == "Choose a file made by Reckoner."


def database(path: Path, *, application_id: int = APPLICATION_ID, version: int = SCHEMA_VERSION) -> Path:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {application_id}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("CREATE TABLE notes (a)")
    connection.commit()
    connection.close()
    return path


def test_another_programs_database(tmp_path: Path) -> None:
    refusal = refusal_of(database(tmp_path / "Other.reckoner", application_id=7))
    assert type(refusal) is NotAPortfolio
    assert refusal.message == "Other.reckoner was not made by Reckoner."


def test_a_newer_file(tmp_path: Path) -> None:
    refusal = refusal_of(database(tmp_path / "Newer.reckoner", version=SCHEMA_VERSION + 1))
    assert type(refusal) is TooNew
    assert "was written by a newer Reckoner" in refusal.message
    assert refusal.next == "Update Reckoner, then open the file again."


def test_the_right_version_with_the_wrong_tables(tmp_path: Path) -> None:
    refusal = refusal_of(database(tmp_path / "Odd.reckoner"))
    assert type(refusal) is Damaged
    assert refusal.message == "Odd.reckoner is damaged: its tables are not those of a portfolio."
    assert refusal.next == "Open the last good copy."


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER UPDATE ON lots BEGIN DELETE FROM sites; END",
        "CREATE VIEW evil AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "CREATE TABLE evil (a)",
        "DROP TRIGGER snapshots_refuse_delete",
        "DROP INDEX lots_by_site",
        "ALTER TABLE lots ADD COLUMN evil TEXT GENERATED ALWAYS AS (name || name) VIRTUAL",
    ],
)
def test_one_object_too_many_or_too_few(tmp_path: Path, statement: str) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.execute(statement)
    refusal = refusal_of(path)
    assert type(refusal) is Damaged
    assert "its tables are not those of a portfolio" in refusal.message


def test_a_schema_that_does_not_parse(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.execute("PRAGMA writable_schema = 1")
        other.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE lots (' WHERE name = 'lots'")
    assert type(refusal_of(path)) is Damaged


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.99])
def test_a_file_cut_short(tmp_path: Path, share: float) -> None:
    path = closed_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    refusal = refusal_of(path)
    assert type(refusal) is Damaged
    assert "its structure is broken" in refusal.message or "its end is missing" in refusal.message


def test_a_page_of_noise(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(5)
    for page in range(1, len(whole) // 4096):
        noise = whole[: page * 4096] + chance.randbytes(4096) + whole[(page + 1) * 4096 :]
        path.write_bytes(noise)
        assert type(refusal_of(path)) is Damaged


def test_no_flipped_bit_shows_a_wrong_number(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    whole, chance = path.read_bytes(), random.Random(11)
    refused = 0
    for _ in range(300):
        place, bit = chance.randrange(100, len(whole)), chance.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        try:
            with Store.open(path, read_only=True) as store:
                assert store.book == small_book()  # the bit was in space that nothing uses
        except Damaged:
            refused += 1
    assert refused > 10


def test_bytes_at_the_end_do_no_harm(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with path.open("ab") as file:
        file.write(b"x" * 5_000)
    with Store.open(path, read_only=True) as store:
        assert store.book == small_book()
        store.check(full=True)
    with Store.open(path) as store:
        store.commit(count_edit(store.book, 5))
    with Store.open(path) as store:
        assert count_in(store.book) == 5


def test_a_lot_without_its_site(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.execute("UPDATE lots SET site_id = 77 WHERE id = 1")
    refusal = refusal_of(path)
    assert type(refusal) is Damaged
    assert "belongs to one that is missing" in refusal.message


def test_a_name_of_control_characters_is_only_shown(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31mb.reckoner"
    path.write_bytes(b"")
    assert type(refusal_of(path)) is NotAPortfolio


def test_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "Folder.reckoner"
    path.mkdir()
    with pytest.raises(NotAPortfolio, match=r"Folder\.reckoner is a folder, not a portfolio\.") as refusal:
        Store.open(path)
    assert refusal.value.saved == LEFT_ALONE


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders there")
def test_a_pipe_and_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "Pipe.reckoner"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null"), Path("/dev/zero")):
        with pytest.raises(NotAPortfolio, match="is not a regular file"):
            Store.open(path)


def test_nothing_there(tmp_path: Path) -> None:
    for path in (tmp_path / "None.reckoner", tmp_path / "none" / "None.reckoner"):
        with pytest.raises(NotFound, match=r"There is no file None\.reckoner"):
            Store.open(path)
    loop = tmp_path / "Loop.reckoner"
    loop.symlink_to(loop)
    with pytest.raises(WentAway, match=r"Loop\.reckoner cannot be reached"):
        Store.open(loop)
    assert [path.name for path in tmp_path.iterdir()] == ["Loop.reckoner"]


def test_a_healthy_looking_forgery_of_the_header(tmp_path: Path) -> None:
    """The right header before another program's pages."""
    path = database(tmp_path / "Forged.reckoner", application_id=7)
    raw = bytearray(path.read_bytes())
    struct.pack_into(">I", raw, 68, APPLICATION_ID)
    path.write_bytes(raw)
    assert type(refusal_of(path)) is Damaged
