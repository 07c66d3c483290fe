"""One connection to a portfolio file: pragmas read back, an authorizer, limits and a deadline.

Nothing a file holds may run: no foreign trigger or view, no attached file, no extension, no change of schema.
Rows go through sqlite-utils, on our connection and in our transaction. It would make a table that is missing, and
read one as empty: the authorizer refuses the first, the gate the second.
"""

from __future__ import annotations

import math
import sqlite3
import sys
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import SQLITE_MAX_VARS, Table

from planner.storage.schema import TRIGGERS

READ_SECONDS, WRITE_SECONDS, FULL_CHECK_SECONDS = 60.0, 60.0, 300.0
BUSY_SECONDS = 0.25
LONGEST_VALUE_BYTES = 256 * 1024 * 1024
STEPS_BETWEEN_LOOKS = 20_000  # virtual machine steps, about a millisecond

_PRAGMAS: dict[str, int] = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
    "recursive_triggers": 1,  # else INSERT OR REPLACE walks round the immutability triggers
    "secure_delete": 1,
    "synchronous": 3,  # EXTRA: WAL with NORMAL, and DELETE with FULL, lose acknowledged edits in a power cut
} | ({"fullfsync": 1, "checkpoint_fullfsync": 1} if sys.platform == "darwin" else {})
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: SQLITE_MAX_VARS,  # with fewer it would try, fail and halve
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 2,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_ACTIONS = frozenset({
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE,
    sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
})  # fmt: skip
_FUNCTIONS = frozenset({"length", "glob", "typeof"})
_READABLE_PRAGMAS = frozenset({
    "quick_check", "integrity_check", "foreign_key_check", "page_count", "page_size", "table_info",
})  # fmt: skip


class _Sql(sqlite3.Connection):
    """A connection that ends its cursors when it is closed.

    SQLite keeps a file open, and locked, while a statement is unfinished. sqlite-utils reads in generators, and one
    that an error has cut off lives as long as the error does, which a window may keep to show it.
    """

    def __init__(self, *where: Any, **how: Any) -> None:
        super().__init__(*where, **how)
        self._cursors: weakref.WeakSet[sqlite3.Cursor] = weakref.WeakSet()

    def execute(self, *statement: Any) -> sqlite3.Cursor:
        cursor = super().execute(*statement)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        for cursor in tuple(self._cursors):
            cursor.close()
        super().close()


class Connection:
    """The only connection of a store; `read_only` never takes a write lock and never makes a file."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        self._deadline = math.inf
        # as_uri escapes ?, # and %, so no part of a name becomes an option; mode=rw never makes a file
        found = path.stat()
        self.file = (found.st_dev, found.st_ino)  # which file this is, whatever its name comes to mean later
        uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, cached_statements=256,
                                     factory=_Sql)  # fmt: skip
        try:
            # Plugins are other people's code; recursive triggers are among our own pragmas, which are read back
            self.db = Database(connection, execute_plugins=False, recursive_triggers=False)
            self._harden(read_only)
        except BaseException:
            connection.close()
            raise

    @property
    def sql(self) -> sqlite3.Connection:
        """The connection beneath sqlite-utils."""
        return self.db.conn

    def _harden(self, read_only: bool) -> None:
        for category, limit in _LIMITS.items():
            self.sql.setlimit(category, limit)
        if hasattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE"):  # Python 3.12 and later
            getattr(self.sql, "setconfig")(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # noqa: B009  # mypy reads 3.11's types
        self.sql.set_progress_handler(self._is_late, STEPS_BETWEEN_LOOKS)
        with self.within(READ_SECONDS):
            self._set_pragmas(_PRAGMAS | ({"query_only": 1} if read_only else {}))
            if not read_only:
                self._set_pragmas({"locking_mode": "exclusive"})
                # Locked before anything is read: two that both read first would keep each other out
                self.sql.execute("BEGIN IMMEDIATE")
                self.sql.execute("COMMIT")
                self._set_pragmas({"journal_mode": "delete"})
        self.sql.set_authorizer(_authorized)

    def _set_pragmas(self, wanted: Mapping[str, int | str]) -> None:
        for name, value in wanted.items():
            self.sql.execute(f"PRAGMA {name} = {value}")
            row = self.sql.execute(f"PRAGMA {name}").fetchone()
            # A build without memory mapping answers mmap_size with no row at all, which is as good as 0
            if (row is None and name != "mmap_size") or (row is not None and row[0] != value):
                raise sqlite3.NotSupportedError(f"PRAGMA {name} is {row} and not {value}")

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Statements inside end after so many seconds with SQLITE_INTERRUPT."""
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = math.inf

    def table(self, name: str) -> Table:
        """A table, to be read."""
        return self.db.table(name)

    def table_to_write(self, name: str) -> Table:
        """A table to be changed, inside `transaction`: outside, sqlite-utils commits every hundred rows by itself."""
        if not self.sql.in_transaction:
            raise sqlite3.ProgrammingError("a write outside a transaction")
        return self.db.table(name)

    @contextmanager
    def transaction(self, seconds: float = WRITE_SECONDS) -> Iterator[None]:
        """BEGIN IMMEDIATE, then COMMIT, or ROLLBACK when anything raises, the COMMIT included."""
        with self.within(seconds):
            self.sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.sql.execute("COMMIT")
            except BaseException:
                if self.sql.in_transaction:  # a full disk may have rolled back already
                    self.sql.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Give the file and its lock back."""
        self.sql.close()


def _authorized(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
    """What SQLite may compile: reading and writing of main, by us or by our own triggers."""
    if database not in (None, "main") or (trigger is not None and trigger not in TRIGGERS):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if (second or "").lower() in _FUNCTIONS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _READABLE_PRAGMAS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ACTIONS else sqlite3.SQLITE_DENY
