"""Figures on paper: vectors, readable numbers, the same bytes each time."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from planner.figure import Figure
from tests.ui import example_figures
from ui.figure_view import figure_pdf, paint_pdf

SIX = example_figures.all_six()


def _named(figure: Figure) -> str:
    return figure.key


def _text(content: bytes) -> str:
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()


@pytest.mark.parametrize("figure", SIX, ids=_named)
def test_there_is_no_raster_image(qapp: QApplication, figure: Figure) -> None:
    page = PdfReader(io.BytesIO(figure_pdf(figure, 320, 240))).pages[0]
    assert len(page.images) == 0
    assert b"/Subtype /Image" not in figure_pdf(figure, 320, 240)


@pytest.mark.parametrize("figure", SIX, ids=_named)
def test_the_same_figure_is_the_same_bytes(qapp: QApplication, figure: Figure) -> None:
    assert figure_pdf(figure, 320, 240) == figure_pdf(figure, 320, 240)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (SIX[0], ("After the halving only Llano North still earns", "Mill Pond", "45.4", "Halving 2028-04", "2029")),
        (SIX[1], ("171.2", "−112.9", "+2.4", "−48.1", "Cash\nmargin", "−50")),
        (SIX[2], ("Hashprice net of pool fee 32.1", "Ohio Bluff earns 0.6", "plan 34.3", "15 EH/s")),
        (SIX[3], ("EBITDA zero", "+50", "40k", "5 ¢", "BTC price, USD", "now")),
        (SIX[4], ("Monthly EBITDA", "Cash balance", "−38", "minimum cash 5")),
        (SIX[5], ("+28.5", "−0.6", "Llano North", "vs pinned", "Ohio Bluff")),
    ],
    ids=[figure.key for figure in SIX],
)
def test_numbers_and_words_can_be_read_back(qapp: QApplication, figure: Figure, words: tuple[str, ...]) -> None:
    text = _text(figure_pdf(figure, 400, 300))
    assert [word for word in words if word not in text] == []


def test_no_date_and_no_identifier_of_the_day(qapp: QApplication) -> None:
    content = figure_pdf(SIX[1], 320, 240)
    assert set(re.findall(rb"D:(\d{14})", content)) == {b"20000101000000"}
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", content)) == {b"2000-01-01T00:00:00"}
    identifiers = re.search(rb"/ID \[ <(\w+)> <(\w+)> \]", content)
    assert identifiers is not None
    assert set(identifiers.group(1) + identifiers.group(2)) == set(b"0")


def test_the_page_is_three_quarters_of_a_point_per_pixel(qapp: QApplication) -> None:
    box = PdfReader(io.BytesIO(figure_pdf(SIX[1], 320, 240))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (240.0, 180.0)


def test_fonts_are_embedded(qapp: QApplication) -> None:
    content = figure_pdf(SIX[1], 320, 240)
    assert b"Inter" in content
    assert b"/FontFile" in content


def test_it_goes_to_a_path_or_a_stream(qapp: QApplication, tmp_path: Path) -> None:
    stream = io.BytesIO()
    paint_pdf(SIX[1], 320, 240, stream)
    paint_pdf(SIX[1], 320, 240, tmp_path / "bridge.pdf")
    assert stream.getvalue() == (tmp_path / "bridge.pdf").read_bytes()
    with pytest.raises(OSError, match="nowhere"):
        paint_pdf(SIX[1], 320, 240, tmp_path / "nowhere" / "bridge.pdf")


def test_an_empty_figure_says_why(qapp: QApplication) -> None:
    assert "Add a site under Portfolio" in " ".join(_text(figure_pdf(example_figures.empty(), 320, 240)).split())


def test_another_number_is_another_page(qapp: QApplication) -> None:
    assert figure_pdf(example_figures.margin_bridge(0.3), 320, 240) != figure_pdf(SIX[1], 320, 240)
