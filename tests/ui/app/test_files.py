"""What the files of a snapshot are called: the day and its id, and four digits more only where two share them."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.snapshot import content_of_snapshot, shown_id
from tests.portfolio_files import outcome
from ui.app.files import stem_of
from ui.report import write_pdf

TAKEN = "2026-06-14T09:12:00Z"


@pytest.mark.usefixtures("qapp")
def test_four_digits_of_the_content_are_added_only_where_the_name_is_anothers(tmp_path: Path) -> None:
    content = content_of_snapshot(outcome(), "0.1.0")
    identity, digest = content["snapshot_id"], content["sha256"]
    plain = f"2026-06-14 {shown_id(identity)}"
    assert stem_of(tmp_path, identity, TAKEN, digest) == plain
    write_pdf(outcome(), content, tmp_path / f"{plain}.pdf")
    assert stem_of(tmp_path, identity, TAKEN, digest) == plain, "written again, it keeps its name"
    other = "ab12" + digest[4:]
    assert stem_of(tmp_path, identity, TAKEN, other) == f"{plain} AB12"
    (tmp_path / f"{plain}.pdf").write_bytes(b"not a report")
    assert stem_of(tmp_path, identity, TAKEN, digest) == f"{plain} {digest[:4].upper()}"
