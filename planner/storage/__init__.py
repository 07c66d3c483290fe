"""The portfolio file: every edit one committed transaction. Synchronous, one connection, one thread.

No rows or cursors leave this package: callers see books, edits, snapshots and the errors of `planner.errors`.
"""

from planner.storage.snapshots import Snapshot
from planner.storage.store import CheckReport, Store

__all__ = ["CheckReport", "Snapshot", "Store"]
