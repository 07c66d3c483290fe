"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import DiskFull, ExportFailed
from planner.exchange.whole_files import write_whole


def test_texts_stand_in_the_folder_byte_for_byte(tmp_path: Path) -> None:
    written = write_whole(tmp_path / "new", {"a.csv": "x\n", "b.csv": "é\r\n"})
    assert [path.read_bytes() for path in written] == [b"x\n", "é\r\n".encode()]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (28, DiskFull, "a.csv was not written: the disk is full."),
        (5, ExportFailed, "a.csv could not be written: broken."),
    ],
)
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[ExportFailed], said: str
) -> None:
    (tmp_path / "a.csv").write_text("old", encoding="utf-8")

    def fail(descriptor: int) -> None:
        raise OSError(number, "broken")

    monkeypatch.setattr("planner.exchange.whole_files.os.fsync", fail)
    with pytest.raises(kind) as failure:
        write_whole(tmp_path, {"a.csv": "new"})
    assert failure.value.message == said
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a.csv", "old")]


def test_several_files_are_told_by_their_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportFailed, match="taken could not be written"):
        write_whole(tmp_path / "taken", {"a.csv": "", "b.csv": ""})
