"""What is typed is read in the reader's own marks, or refused with a hint in them; never misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from planner.errors import InputRejected
from ui.form import box_text, cell_text, typed_number

GERMAN, ENGLISH, FRENCH, HINDI = QLocale("de_DE"), QLocale("en_US"), QLocale("fr_FR"), QLocale("hi_IN")


@pytest.mark.parametrize(
    ("locale", "written", "value"),
    [
        (GERMAN, "1.234,5", 1234.5),
        (GERMAN, "71.329", 71_329.0),
        (GERMAN, "0,05", 0.05),
        (ENGLISH, "1,234.5", 1234.5),
        (ENGLISH, "71329", 71_329.0),
        (ENGLISH, "5.12 ¢/kWh", 5.12),
        (ENGLISH, " .5 ", 0.5),
        (ENGLISH, "5.", 5.0),
        (ENGLISH, "−3", -3.0),
        (ENGLISH, "+3", 3.0),
        (FRENCH, "1\u202f234,5", 1234.5),
        (FRENCH, "1 234,5", 1234.5),
        (ENGLISH, "3e6", 3e6),
        (ENGLISH, "1.5E−3", 1.5e-3),
        (GERMAN, "1,5e+3", 1500.0),
        (HINDI, "1,234.5e2", 123_450.0),
    ],
)
def test_what_the_locale_writes_is_read(locale: QLocale, written: str, value: float) -> None:
    assert typed_number(written, locale, unit="¢/kWh") == value


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        (ENGLISH, "1.234,5"),
        (ENGLISH, "1,23"),
        (ENGLISH, "12,34,567"),
        (GERMAN, "1,234.5"),
        (GERMAN, "7.1"),
        (GERMAN, "0.020"),
        (FRENCH, "1.5"),
        (FRENCH, "1.5e3"),
        (GERMAN, "1.5e3"),
        *[
            (ENGLISH, text)
            for text in ("", " ", ".", "-", "nan", "inf", "e5", "1e", "1e5.5", "1_000", "0x10", "١٢", "5 5", "--5")
        ],
    ],
)
def test_anything_else_is_refused_with_a_hint(locale: QLocale, written: str) -> None:
    with pytest.raises(InputRejected) as refused:
        typed_number(written, locale)
    hint = refused.value.next
    assert box_text(1234.5, 1, locale) in hint or "0" in hint


@pytest.mark.parametrize(
    ("locale", "written", "words"),
    [
        (ENGLISH, "12 M", "If 12 million is meant, write 12,000,000."),
        (GERMAN, "1,5M", "If 1,5 million is meant, write 1.500.000."),
        (HINDI, "12k", "If 12 thousand is meant, write 12,000."),
        (QLocale("C"), "2 bn", "If 2 billion is meant, write 2,000,000,000."),
        (ENGLISH, "1.234,5 M", "Write it like 1,234.5."),
    ],
)
def test_a_number_with_a_word_is_refused_with_the_number_written_out(locale: QLocale, written: str, words: str) -> None:
    with pytest.raises(InputRejected) as refused:
        typed_number(written, locale)
    assert refused.value.next == words


@pytest.mark.parametrize(("written", "words"), [("1e400", "too large"), ("1e-400", "too small")])
def test_a_power_beyond_what_a_number_holds_says_so(written: str, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        typed_number(written, ENGLISH)


@given(value=st.floats(-1e300, 1e300), locale=st.sampled_from([GERMAN, ENGLISH, FRENCH, HINDI]))
def test_a_cell_reads_back_what_it_shows(value: float, locale: QLocale) -> None:
    """To fifteen digits, also where it is shown with a power of ten."""
    assert typed_number(cell_text(value, locale), locale) == pytest.approx(value, rel=1e-14, abs=5e-324)


@given(value=st.floats(-1e9, 1e9), digits=st.integers(0, 6), locale=st.sampled_from([GERMAN, ENGLISH, FRENCH]))
def test_a_box_reads_back_what_it_shows(value: float, digits: int, locale: QLocale) -> None:
    """To the last digit shown, halves rounded either way."""
    half_a_digit = 0.5 * 10.0**-digits
    assert typed_number(box_text(value, digits, locale), locale) == pytest.approx(value, abs=half_a_digit * 1.001)


def test_a_cell_keeps_every_digit() -> None:
    assert cell_text(0.0123456789, ENGLISH) == "0.0123456789"
    assert cell_text(11_500.0, GERMAN) == "11.500"
    assert cell_text(-3.5, ENGLISH) == "−3.5"
