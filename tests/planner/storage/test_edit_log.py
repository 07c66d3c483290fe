"""The edit log: undo and redo lead back exactly, survive the closing of the file, and cannot be made to lie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner.edits import Change, Edit, delete_row, pin_baseline, set_cell
from planner.errors import Damaged, InputRejected
from planner.reference import load_reference
from planner.rows import row_of
from planner.storage import Store
from tests.portfolio_files import count_edit, count_in, from_outside, small_book, small_store


def test_undo_and_redo_walk_the_edits(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        books = [store.book]
        for count in (10, 20, 30):
            store.commit(count_edit(store.book, count))
            books.append(store.book)
        for book in books[-2::-1]:
            assert store.undo() is not None
            assert store.book == book
        assert store.undo() is None
        for book in books[1:]:
            assert store.redo() is not None
            assert store.book == book
        assert store.redo() is None


def test_a_name_spelt_in_parts_can_be_undone(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        before = store.book
        store.commit(pin_baseline(store.book, 1, "Montre\u0301al"))
        assert store.book.baseline is not None
        assert store.book.baseline.name == "Montr\u00e9al"
        store.undo()
        assert store.book == before


def test_labels_say_what_comes_next(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        assert store.edit_label_to_undo() is None
        assert store.edit_label_to_redo() is None
        edit = count_edit(store.book, 17)
        store.commit(edit)
        assert edit.label.startswith("Lot 1: machines ")
        assert edit.label.endswith(" → 17")
        assert store.edit_label_to_undo() == edit.label
        store.undo()
        assert store.edit_label_to_undo() is None
        assert store.edit_label_to_redo() == edit.label


def test_undo_and_redo_survive_the_closing_of_the_file(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        start = store.book
        store.commit(count_edit(store.book, 10))
        store.commit(count_edit(store.book, 20))
        store.undo()
    with Store.open(store.path) as store:
        assert count_in(store.book) == 10
        assert store.redo() is not None
        assert count_in(store.book) == 20
    with Store.open(store.path) as store:
        store.undo()
        store.undo()
        assert store.book == start


def test_a_new_edit_ends_what_could_be_redone(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 10))
        store.undo()
        store.commit(count_edit(store.book, 20))
        assert store.redo() is None
        store.undo()
        assert store.book == small_book()


def test_a_deleted_row_comes_back_whole(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        for table, row_id in (("lots", 2), ("contracts", 1), ("scenarios", 2)):
            store.commit(delete_row(store.book, table, row_id))
        kind = "index" if store.book.portfolio.by_id("contracts", 2).terms.kind != "index" else "fixed"
        store.commit(set_cell(store.book, load_reference(), "contracts", 2, "kind", kind))
        while store.undo() is not None:
            pass
        assert store.book == small_book()


def test_sequences_ascend_through_undo(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        assert store.commit(count_edit(store.book, 10)) == 1
        store.undo()
        assert store.commit(count_edit(store.book, 20)) == 3


def test_many_rows_at_once_are_undone_and_redone_as_one(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        before = store.book
        first, second, *_ = map(row_of, before.portfolio.lots)
        store.commit(rows_edit((1, first, None), (2, second, None), (1, None, {**second, "id": 1}), (9, None,
                               {**first, "id": 9})))  # fmt: skip
        assert [(lot.id, lot.name) for lot in store.book.portfolio.lots][:2] == [(1, "Lot 2"), (3, "Lot 3")]
        assert store.book.portfolio.by_id("lots", 9).name == "Lot 1"
        after = store.book
        store.undo()
        assert store.book == before
        store.redo()
        assert store.book == after


def test_one_stale_row_among_many_refuses_them_all(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        before = store.book
        first, second, *_ = map(row_of, before.portfolio.lots)
        stale = rows_edit((1, first, {**first, "count": 5}), (2, {**second, "count": -5}, second))
        with pytest.raises(InputRejected, match="has changed since this edit was made"):
            store.commit(stale)
        assert store.book == before


def rows_edit(*rows: tuple[int, dict[str, Any] | None, dict[str, Any] | None]) -> Edit:
    changes = (Change(table="lots", id=row_id, column="*", before=old, after=new) for row_id, old, new in rows)
    return Edit(label="Rows", changes=tuple(changes))


def test_an_edit_made_on_another_book_is_refused(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        stale = count_edit(store.book, 10)
        store.commit(count_edit(store.book, 20))
        with pytest.raises(InputRejected, match="has changed since this edit was made"):
            store.commit(stale)
        assert count_in(store.book) == 20
        assert store.edit_label_to_undo() != stale.label


def test_an_edit_without_changes_is_no_step(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        assert store.commit(Edit(label="Nothing", changes=())) == 0
        assert store.undo() is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([["lots", 1, "count", 10, 5]], "does not fit"),
        ([["lots", 1, "count; DROP TABLE lots", 10, 5]], "does not fit"),
        ([["sqlite_schema", 1, "sql", "", "x"]], "cannot be read"),
        ([["meta", 1, "content_sequence", 1, 9]], "cannot be read"),
        ([["lots", "1", "count", 10, 5]], "cannot be read"),
        ([["lots", 1]], "cannot be read"),
        ([5], "cannot be read"),
        ([["lots", 1, "count", -7, 10]], "does not fit"),
    ],
)
def test_a_hostile_log_can_only_say_what_an_edit_may_say(tmp_path: Path, changes: object, said: str) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 10))
        # Our own connection, as if the file had come like this: a clean close would notice the change
        with store._connection.transaction():
            store._connection.table_to_write("edit_log").update(1, {"changes": json.dumps(changes)})
        before = store.book
        with pytest.raises(Damaged) as refusal:
            store.undo()
        assert said in refusal.value.message
        assert store.book == before
        assert store.commit(count_edit(store.book, 30)) == 2


@pytest.mark.parametrize("written", ["[[1]x]", "[[1],]", "[,]", "[[1]]]", "[[1] ,[1]]", "[[1];[1]]", "[]]"])
def test_a_log_that_is_no_list_is_damage(tmp_path: Path, written: str) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 10))
        change = f'["lots",1,"count",{count_in(small_book())},10]'
        with store._connection.transaction():
            store._connection.table_to_write("edit_log").update(1, {"changes": written.replace("[1]", change)})
        with pytest.raises(Damaged, match="cannot be read"):
            store.undo()


def test_a_log_nested_too_deeply_is_damage(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 10))
        with store._connection.transaction():
            store._connection.table_to_write("edit_log").update(1, {"changes": "[" * 100_000 + "]" * 100_000})
        with pytest.raises(Damaged, match="cannot be read"):
            store.undo()


def test_a_change_of_a_row_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        change = Change(table="lots", id=99, column="count", before=1, after=2)
        with pytest.raises(InputRejected):
            store.commit(Edit(label="No such lot", changes=(change,)))


def test_before_and_after_lie_beside_the_change(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        before = count_in(store.book)
        store.commit(count_edit(store.book, 17))
    with from_outside(store.path) as other:
        (changes,) = other.execute("SELECT changes FROM edit_log").fetchone()
    assert json.loads(changes) == [["lots", 1, "count", before, 17]]
