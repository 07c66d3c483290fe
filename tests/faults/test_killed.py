"""kill -9 between and during edits: every acknowledged edit is there when the file is opened again."""

from __future__ import annotations

import json
import os
import queue
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from planner.storage import Store
from tests.faults.conftest import ROOT
from tests.portfolio_files import closed_file, count_in

pytestmark = pytest.mark.faults
PROGRAM = "import sys; from planner.cli import main; sys.exit(main(sys.argv[1:], None))"
FIRST_ACK_SECONDS = 60


def line(count: int) -> str:
    return json.dumps({"table": "lots", "id": 1, "column": "count", "value": count}) + "\n"


def start(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "edits", str(path), "--script", "-"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_writer_keeps_what_it_acknowledged(tmp_path: Path, seed: int) -> None:
    path = closed_file(tmp_path)
    chance = random.Random(seed)
    process = start(path)
    assert process.stdin is not None
    assert process.stdout is not None
    acks: queue.Queue[int] = queue.Queue()

    def listen(stream: object) -> None:
        for said in stream:  # type: ignore[attr-defined]  # a text stream
            acks.put(int(said.removeprefix("ACK ")))

    listener = threading.Thread(target=listen, args=(process.stdout,))
    listener.start()
    process.stdin.writelines(map(line, range(1, 2_001)))
    process.stdin.flush()
    acknowledged = [acks.get(timeout=FIRST_ACK_SECONDS)]
    time.sleep(chance.uniform(0.0, 0.3))  # the moment of the kill is the test's only input
    process.kill()
    process.wait()
    listener.join()
    process.stdin.close()
    process.stdout.close()
    while not acks.empty():
        acknowledged.append(acks.get())
    assert acknowledged == list(range(1, len(acknowledged) + 1))
    with Store.open(path) as store:
        # count n was edit n; the one under way may have become durable before its word could be said
        assert len(acknowledged) <= count_in(store.book) <= len(acknowledged) + 1
        assert store.check(full=True).edits == count_in(store.book)
        assert store.undo() is not None


def test_an_acknowledged_edit_is_there_before_the_next_is_asked_for(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    for count in range(1, 5):
        process = start(path)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line(1_000 + count))
        process.stdin.flush()
        assert process.stdout.readline() == "ACK 1\n"
        process.kill()
        process.communicate()
        with Store.open(path, read_only=True) as store:
            assert count_in(store.book) == 1_000 + count
            assert store.check(full=True).edits == count
