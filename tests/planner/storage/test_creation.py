"""New files: whole or not at all, and never in the place of another."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from planner.errors import InputRejected, NotFound, Unexpected
from planner.portfolio import Portfolio, Site
from planner.scenario import Book, ScenarioRow
from planner.storage import Store, creation
from planner.storage.creation import make_file
from tests.portfolio_files import small_book


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "North.reckoner"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputRejected, match=r"North\.reckoner exists already"):
        Store.create(path, small_book())
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_dangling_link_counts_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "North.reckoner").symlink_to(tmp_path / "elsewhere.reckoner")
    with pytest.raises(InputRejected, match="exists already"):
        make_file(tmp_path / "North.reckoner", small_book())


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "North.reckoner"
    monkeypatch.setattr(creation, "_write_database", lambda part, book: path.write_text("theirs", encoding="utf-8"))
    with pytest.raises(InputRejected, match="exists already"):
        make_file(path, small_book())
    assert path.read_text(encoding="utf-8") == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_without_hard_links_the_name_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: object, target: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "North.reckoner"
    make_file(path, small_book())
    with pytest.raises(InputRejected, match="exists already"):
        make_file(path, Book())
    with Store.open(path) as store:
        assert store.book == small_book()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["North", "North.db", "North.RECKONER", ".reckoner", "..reckoner"])
def test_a_portfolio_has_its_own_extension(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputRejected) as refusal:
        make_file(tmp_path / name, Book())
    assert refusal.value.next == "Let it end in .reckoner."
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no folder"):
        make_file(tmp_path / "none" / "North.reckoner", Book())


def test_a_nul_in_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRejected, match="cannot hold that character"):
        make_file(tmp_path / "No\0rth.reckoner", Book())


def test_a_name_the_system_cannot_take_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="not a name this system can give a file"):
        make_file(tmp_path / f"{'x' * 300}.reckoner", Book())
    assert list(tmp_path.iterdir()) == []


def test_rows_that_disagree_make_no_file(tmp_path: Path) -> None:
    twins = Portfolio(sites=(Site(id=1, name="West"), Site(id=2, name="west ")))
    with pytest.raises(InputRejected, match="already taken"):
        make_file(tmp_path / "North.reckoner", Book(portfolio=twins))
    assert list(tmp_path.iterdir()) == []


def test_what_the_schema_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    twins = Book(scenarios=(ScenarioRow(id=1, name="Base"), ScenarioRow(id=2, name="base")))
    with pytest.raises(Unexpected):
        make_file(tmp_path / "North.reckoner", twins)
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "North.reckoner"
    make_file(path, Book())
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (0x52434B4E,)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
