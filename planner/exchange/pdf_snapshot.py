"""The snapshot inside a report: the JSON file that a PDF made by Reckoner carries, read without a PDF library.

Only what such a PDF holds is understood: a file specification named snapshot.json, its stream stored as it is or
deflated. Any other file ends in a sentence, whatever bytes it holds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.errors import LimitExceeded, NotAPortfolio, NotFound, WentAway
from planner.snapshot import LARGEST_CONTENT_BYTES, content_of_bytes, damaged

ATTACHMENT = "snapshot.json"
LARGEST_PDF_BYTES = 256 * 1024 * 1024
LONGEST_DICTIONARY = 4096  # bytes between `obj` and `stream`
MOST_CANDIDATES = 64

_SPECIFICATION = re.compile(rb"/U?F\s{0,9}\(snapshot\.json\)")
_EMBEDDED = re.compile(rb"/EF\s{0,9}<<[^>]{0,200}?/U?F\s{1,9}(\d{1,9})\s{1,9}(\d{1,5})\s{1,9}R")
_LENGTH = re.compile(rb"/Length\s{1,9}(\d{1,10})(?=[\s/>])(?!\s{1,9}\d{1,5}\s{1,9}R)")
_FILTER = re.compile(rb"/Filter\s{0,9}\[?\s{0,9}/(\w{1,40})")
_STREAM = re.compile(rb"stream\r?\n")


def read(path: str | Path) -> dict[str, Any]:
    """The content of the snapshot attached to a PDF, its digest checked.

    Raises
    ------
    NotFound, LimitExceeded, WentAway
        When the file is missing, too large, or cannot be read.
    NotAPortfolio
        When it is no PDF, or one without a snapshot.
    SnapshotDamaged
        When the snapshot is not what was written.
    """
    path = Path(path)
    raw = _bytes_of(path)
    if b"%PDF-" not in raw[:1024]:
        raise NotAPortfolio(f"{path.name} is not a PDF.", next="Choose a report that Reckoner made.")
    attached = _attached(raw)
    if attached is None:
        raise NotAPortfolio(f"{path.name} holds no Reckoner snapshot.", next="Choose a report that Reckoner made.")
    return content_of_bytes(attached)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_PDF_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"There is no file {path.name}.") from error
    except OSError as error:
        raise WentAway(f"{path.name} cannot be read: {(error.strerror or 'the system refused').lower()}.") from error
    if len(raw) > LARGEST_PDF_BYTES:
        raise LimitExceeded(f"{path.name} is larger than any report.", next="Choose a report that Reckoner made.")
    return raw


def _attached(raw: bytes) -> bytes | None:
    """The attached bytes; None where there is no such attachment. The last one counts: an update is appended."""
    for number, generation in reversed(list(_references(raw))):
        stream = _stream_of(raw, number, generation)
        if stream is not None:
            return stream
    return None


def _references(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Object numbers of the streams that file specifications of that name point to."""
    for count, found in enumerate(_SPECIFICATION.finditer(raw)):
        if count >= MOST_CANDIDATES:
            return
        start = max(raw.rfind(b"obj", max(0, found.start() - LONGEST_DICTIONARY), found.start()), 0)
        end = raw.find(b"endobj", found.end(), found.end() + LONGEST_DICTIONARY)
        if embedded := _EMBEDDED.search(raw, start, end if end > 0 else found.end() + LONGEST_DICTIONARY):
            yield embedded[1], embedded[2]


def _stream_of(raw: bytes, number: bytes, generation: bytes) -> bytes | None:
    objects = list(re.finditer(rb"(?<!\d)" + number + rb"\s{1,9}" + generation + rb"\s{1,9}obj\b", raw))
    if not objects:
        return None
    start = objects[-1].end()
    begins = _STREAM.search(raw, start, start + LONGEST_DICTIONARY)
    length = _LENGTH.search(raw, start, begins.start()) if begins else None
    if begins is None or length is None:
        raise damaged("the attachment of this PDF cannot be located")
    stored = raw[begins.end() : begins.end() + int(length[1])]
    if len(stored) != int(length[1]):
        raise damaged("the PDF ends before its attachment does")
    method = _FILTER.search(raw, start, begins.start())
    if method is None:
        return stored
    if method[1] != b"FlateDecode":
        raise damaged("its attachment is packed in a way Reckoner does not write")
    return _inflated(stored)


def _inflated(stored: bytes) -> bytes:
    """Never more than a snapshot can have, whatever the bytes would become."""
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(stored, LARGEST_CONTENT_BYTES)
        if inflater.decompress(inflater.unconsumed_tail, 1):
            raise damaged("it is larger than any snapshot")
    except zlib.error as error:
        raise damaged("its attachment cannot be unpacked") from error
    if not inflater.eof:
        raise damaged("its attachment is cut off")
    return raw
