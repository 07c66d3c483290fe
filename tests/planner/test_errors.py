from __future__ import annotations

import pytest

from planner import errors
from planner.errors import DiskFull, InputRejected, Problem, ReckonerError


def _all(kind: type[ReckonerError]) -> list[type[ReckonerError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all(child))]


@pytest.mark.parametrize(
    "kind", [kind for kind in _all(ReckonerError) if kind not in (ReckonerError, errors.StorageFailed)]
)
def test_each_error_has_a_word_of_its_own_and_says_what_to_do(kind: type[ReckonerError]) -> None:
    words = [other.word for other in _all(ReckonerError) if other not in (ReckonerError, errors.StorageFailed)]
    assert words.count(kind.word) == 1
    record = kind("It broke.").as_record()
    assert set(record) == {"error", "message", "saved", "next"}
    assert record["next"]
    assert kind("It broke.").sentence().startswith("It broke. ")


def test_all_problems_of_a_form_stand_in_one_message() -> None:
    rejected = InputRejected.of(
        [Problem(where="PUE", value="9", reason="is high"), Problem(where="Name", value="", reason="is empty")]
    )
    assert rejected.message == "PUE (9): is high; Name: is empty."
    assert rejected.exit_status == 10
    assert DiskFull("Full.").exit_status == 9
