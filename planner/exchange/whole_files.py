"""Text files written whole: each complete beside its place before the first one takes its name."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from planner.errors import DiskFull, ExportFailed

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def write_whole(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Write texts, by file name, into a folder, made where it is missing; returns the files.

    Raises
    ------
    ExportFailed, DiskFull
        When the folder cannot be made or written; whatever was there before is unchanged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _files_beside(folder, texts) as written:
            for name, temporary in written.items():
                os.replace(temporary, folder / name)  # noqa: PTH105  # the rename that replaces on every system
    except OSError as error:
        raise _failed(folder, texts, error) from error
    return tuple(folder / name for name in texts)


@contextlib.contextmanager
def _files_beside(folder: Path, texts: Mapping[str, str]) -> Iterator[dict[str, Path]]:
    """Each text in a file of its own beside its target; whatever is not renamed meanwhile is removed again."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as place:
        written = {}
        for name, text in texts.items():
            written[name] = Path(place) / name
            with written[name].open("wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
        yield written


def _failed(folder: Path, texts: Mapping[str, str], error: OSError) -> ExportFailed | DiskFull:
    saved = "What was there before is unchanged."
    name = folder.name or str(folder) if len(texts) > 1 else next(iter(texts))
    if error.errno in _NO_ROOM:
        return DiskFull(f"{name} was not written: the disk is full.", saved=saved)
    reason = (error.strerror or type(error).__name__).lower()
    return ExportFailed(f"{name} could not be written: {reason}.", saved=saved)
