"""JSON is read strictly and written so that it reads back the same."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from planner.cli.json_text import json_input, json_line
from planner.errors import InputRejected


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "not JSON"),
        ("{'a': 1}", "not JSON"),
        ('{"a": 1', "column"),
        ('{"a": 1} x', "not JSON"),
        ('{"a": 01}', "not JSON"),
        ('{"a": 1, "a": 1}', "'a' stands twice"),
        ('[{"b": {"a": 1, "a": 2}}]', "'a' stands twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": [Infinity]}', "Infinity is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "too many digits"),
    ],
)
def test_what_is_not_strict_json_is_refused(written: str, sentence: str) -> None:
    with pytest.raises(InputRejected, match=sentence):
        json_input(written)


def test_a_dash_reads_standard_input_with_or_without_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b'{"a": "\xc3\xa9"}', b'\xef\xbb\xbf{"a": "\xc3\xa9"}'):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        assert json_input("-") == {"a": "é"}


def test_standard_input_that_is_not_utf_8_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"a": "\xe9"}')))
    with pytest.raises(InputRejected, match="UTF-8"):
        json_input("-")


def test_a_line_is_ascii_and_exact() -> None:
    line = json_line({"é": [0.1 + 0.2, 1e-7, None]})
    assert line.isascii()
    assert "\n" not in line
    assert json_input(line) == {"é": [0.1 + 0.2, 1e-7, None]}
    with pytest.raises(ValueError, match="JSON"):
        json_line({"a": float("nan")})
