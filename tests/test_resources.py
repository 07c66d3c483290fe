"""Resources are found by relative name, wherever the package lies."""

from __future__ import annotations

import pytest

import resources


def test_text_and_data_are_the_same_file() -> None:
    assert resources.text("fonts/OFL.txt").encode("utf-8") == resources.data("fonts/OFL.txt")
    assert "SIL OPEN FONT LICENSE" in resources.text("fonts/OFL.txt")


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold"])
def test_each_weight_of_the_font_is_a_font(weight: str) -> None:
    font = resources.data(f"fonts/Inter-{weight}.ttf")
    assert font[:4] == b"\x00\x01\x00\x00"
    assert b"GSUB" in font[:500]  # the table with tabular figures


def test_a_missing_resource_says_so() -> None:
    assert not resources.path("fonts/none.ttf").is_file()
    with pytest.raises(FileNotFoundError):
        resources.data("fonts/none.ttf")
