"""The attachment of a report, read back; and files that are anything but a report."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import NotAPortfolio, NotFound, ReckonerError, SnapshotDamaged
from planner.exchange import pdf_snapshot
from planner.exchange.pdf_snapshot import read
from planner.snapshot import bytes_of_content, content_of_bytes, content_of_snapshot
from tests.portfolio_files import outcome


def content() -> dict[str, object]:
    return content_of_snapshot(outcome(), "0.1.0")


def pdf_with(stored: bytes, *, entry: bytes = b"/Filter/FlateDecode", name: bytes = b"snapshot.json") -> bytes:
    """The parts of a PDF that matter, in the form that typst writes."""
    length = str(len(stored)).encode()
    return b"".join(
        (
            b"%PDF-1.7\n%\x80\n1 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n",
            b"12 0 obj\n<</Type/Filespec/F(" + name + b")/UF(" + name + b")/EF<</F 17 0 R/UF 17 0 R>>>>\nendobj\n",
            b"17 0 obj\n<</Length " + length + b"/Type/EmbeddedFile" + entry + b"/Params<</Size 9>>>>\nstream\n",
            stored + b"\nendstream\nendobj\ntrailer\n<</Size 18>>\n%%EOF\n",
        )
    )


def file_of(tmp_path: Path, raw: bytes) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(raw)
    return path


def test_deflated_and_plain_attachments_read_back(tmp_path: Path) -> None:
    raw = bytes_of_content(content())
    assert read(file_of(tmp_path, pdf_with(zlib.compress(raw)))) == content()
    assert read(file_of(tmp_path, pdf_with(raw, entry=b""))) == content()


def test_the_last_version_of_an_updated_pdf_counts(tmp_path: Path) -> None:
    raw = bytes_of_content(content())
    old = pdf_with(b"{}", entry=b"")
    assert read(file_of(tmp_path, old + pdf_with(zlib.compress(raw)))) == content()


@pytest.mark.parametrize(
    ("raw", "refused", "words"),
    [
        (b"", NotAPortfolio, "is not a PDF"),
        (b"SQLite format 3\0", NotAPortfolio, "is not a PDF"),
        (b"%PDF-1.7\n%%EOF\n", NotAPortfolio, "holds no Reckoner snapshot"),
        (pdf_with(b"{}", entry=b"", name=b"other.json"), NotAPortfolio, "holds no Reckoner snapshot"),
        (pdf_with(b"{}", entry=b""), SnapshotDamaged, "not a snapshot"),
        (pdf_with(b"\x00" * 20), SnapshotDamaged, "cannot be unpacked"),
        (pdf_with(zlib.compress(b"{}")[:-3]), SnapshotDamaged, "cut off"),
        (pdf_with(b"{}", entry=b"/Filter/LZWDecode"), SnapshotDamaged, "packed in a way"),
        (
            pdf_with(b"{}").partition(b"17 0 obj")[0] + b"17 0 obj\n<<>>\nendobj",
            SnapshotDamaged,
            "located",
        ),
        (pdf_with(b"{}", entry=b"").replace(b"/Length 2", b"/Length 99999"), SnapshotDamaged, "ends before"),
    ],
)
def test_everything_else_ends_in_a_sentence(
    tmp_path: Path, raw: bytes, refused: type[ReckonerError], words: str
) -> None:
    with pytest.raises(refused, match=words):
        read(file_of(tmp_path, raw))


def test_one_changed_digit_is_noticed(tmp_path: Path) -> None:
    raw = bytes_of_content(content())
    place = raw.index(b'"revenue_usd":[') + len(b'"revenue_usd":[')
    changed = raw[:place] + (b"1" if raw[place : place + 1] != b"1" else b"2") + raw[place + 1 :]
    with pytest.raises(SnapshotDamaged, match="not what was written"):
        read(file_of(tmp_path, pdf_with(zlib.compress(changed))))


def test_a_bomb_is_not_inflated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_snapshot, "LARGEST_CONTENT_BYTES", 1_000)
    with pytest.raises(SnapshotDamaged, match="larger than any snapshot"):
        read(file_of(tmp_path, pdf_with(zlib.compress(b" " * 1_000_000))))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"gone\.pdf"):
        read(tmp_path / "gone.pdf")


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=60))
def test_bytes_at_random_end_in_a_sentence(noise: bytes, place: int, cut: int) -> None:
    raw = pdf_with(zlib.compress(b'{"form":"no"}'))
    mangled = raw[:place] + noise + raw[place + cut :]
    with pytest.raises(ReckonerError):
        content_of_bytes(pdf_snapshot._attached(mangled) or b"")
