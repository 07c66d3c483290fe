"""Snapshots in the file: rows that triggers protect, contents kept once by digest, deflated, capped when inflated."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.errors import InputRejected, NotFound, Problem
from planner.portfolio import folded
from planner.quantities import check, nearest, text
from planner.snapshot import (
    LARGEST_CONTENT_BYTES,
    WrittenSnapshot,
    content_of_bytes,
    damaged,
    shown_id,
    written_id,
)
from planner.storage.connection import Connection

DEFLATE_LEVEL = 1  # of 27 MB it leaves 6.2 in 0.15 s; the usual 6 leaves 5.3 in 0.8 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A stored snapshot. `taken` is UTC, like 2026-06-14T09:12:00Z; order is by sequence. `content` where asked for."""

    id: str
    name: str = text("Snapshot", "Name")
    sequence: int
    taken: str
    scenario: str
    program_version: str
    model_version: str
    data_version: str
    seed: int
    digest: str
    content: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        check(self, "Snapshot")

    @property
    def shown_id(self) -> str:
        """The id as people read it: 7F3A-91C4-E20B."""
        return shown_id(self.id)


def listed(connection: Connection) -> tuple[Snapshot, ...]:
    """Every snapshot, oldest first."""
    return tuple(map(_snapshot, connection.table("snapshots").rows_where(order_by="sequence")))


def _snapshot(row: dict[str, Any]) -> Snapshot:
    return Snapshot(**{column: value for column, value in row.items() if column != "name_key"})


def found(connection: Connection, id_or_name: str) -> Snapshot:
    """The snapshot of this name, or else the newest with this id, with or without dashes.

    Raises `NotFound`, naming the nearest.
    """
    newest_first = listed(connection)[::-1]
    named = (snapshot for snapshot in newest_first if folded(snapshot.name) == folded(id_or_name))
    identified = (snapshot for snapshot in newest_first if snapshot.id == written_id(id_or_name))
    for snapshot in itertools.chain(named, identified):
        return snapshot
    if not newest_first:
        raise NotFound("This portfolio has no snapshots yet.", next="Take one first.")
    close = nearest(id_or_name, (snapshot.name for snapshot in newest_first))
    raise NotFound(f"There is no snapshot {id_or_name!r}.", next=f"Did you mean {' or '.join(close)}?" if close else "")


def same(connection: Connection, written: WrittenSnapshot) -> Snapshot | None:
    """The snapshot with this very content, whichever version of the program took it and when.

    An id names a question without names and without the baseline, so that two contents may share one.
    """
    identity = written.stated["snapshot_id"]
    asked = connection.table("snapshots").rows_where("id = ?", (identity,), order_by="sequence DESC")
    for snapshot in map(_snapshot, asked):
        if written.digest(snapshot.program_version) == snapshot.digest:
            return snapshot
    return None


def free_name(connection: Connection, name: str) -> str:
    """The name, or where it is taken the first free one of `name (2)`, `name (3)`, …"""
    taken = {folded(snapshot.name) for snapshot in listed(connection)}
    names = itertools.chain([name], (f"{name} ({number})" for number in itertools.count(2)))
    return next(free for free in names if folded(free) not in taken)


def proposed(connection: Connection, name: str, sequence: int, written: WrittenSnapshot) -> Snapshot:
    """The row a content would get. Raises `InputRejected` where the name is taken or cannot stand."""
    if any(folded(snapshot.name) == folded(name) for snapshot in listed(connection)):
        raise InputRejected.of([Problem(where="Snapshot, Name", value=name, reason="is already taken")])
    stated = {name: written.stated[name] for name in ("program_version", "model_version", "data_version", "seed")}
    return Snapshot(
        id=written.stated["snapshot_id"], name=name, sequence=sequence, scenario=written.scenario,
        taken=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), digest=written.sha256, **stated,
    )  # fmt: skip


def write(connection: Connection, snapshot: Snapshot, written: WrittenSnapshot) -> None:
    """Store a snapshot and, unless it is there, its content. Within a transaction."""
    contents = connection.table_to_write("snapshot_contents")
    if not any(contents.rows_where("digest = ?", (snapshot.digest,), select="digest")):
        raw = written.content_bytes()
        contents.insert({
            "digest": snapshot.digest, "json_bytes": len(raw), "deflated": zlib.compress(raw, DEFLATE_LEVEL),
        })  # fmt: skip
    columns = (column.name for column in dataclasses.fields(snapshot) if column.name != "content")
    row = {column: getattr(snapshot, column) for column in columns}
    connection.table_to_write("snapshots").insert(row | {"name_key": folded(snapshot.name)})


def content_of(connection: Connection, snapshot: Snapshot) -> dict[str, Any]:
    """The content of a snapshot as it was taken. Raises `SnapshotDamaged` where it is anything else."""
    row = next(connection.table("snapshot_contents").rows_where("digest = ?", (snapshot.digest,)), None)
    if row is None:
        raise damaged("its content is missing")
    json_bytes, deflated = row["json_bytes"], row["deflated"]
    if not 0 < json_bytes <= LARGEST_CONTENT_BYTES:
        raise damaged("it is larger than any snapshot")
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(deflated, json_bytes)  # never more than it says, whatever the bytes would become
    except zlib.error as error:
        raise damaged("its content cannot be unpacked") from error
    if len(raw) != json_bytes or inflater.decompress(inflater.unconsumed_tail, 1):
        raise damaged("its content is not as long as it should be")
    content = content_of_bytes(raw)
    if content["sha256"] != snapshot.digest or content.get("snapshot_id") != snapshot.id:
        raise damaged("its content belongs to another snapshot")
    return content
