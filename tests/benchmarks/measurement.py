"""What a benchmark hands back: figures with their unit, the floor measured beside them, and what is to be reached."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

MILLISECONDS = 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One benchmark. Keys of `figures` end in their unit; `reach` says how large some of them may be at most."""

    name: str
    figures: Mapping[str, float]
    reach: Mapping[str, float] = field(default_factory=dict)
    measured_how: str = ""
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 2))  # of the machine, last minute

    def reached(self) -> dict[str, bool]:
        """For each figure that has a mark, whether it stays below it."""
        return {key: self.figures[key] <= most for key, most in self.reach.items()}

    def as_record(self) -> dict[str, object]:
        """Flat JSON: every key begins with the benchmark's name."""
        record: dict[str, object] = {f"{self.name}_{key}": value for key, value in self.figures.items()}
        for key, most in self.reach.items():
            record[f"{self.name}_{key}_reach"] = most
            record[f"{self.name}_{key}_reached"] = self.figures[key] <= most
        record[f"{self.name}_load"] = self.load
        return record

    def as_text(self) -> str:
        """A block of lines for people."""
        lines = [f"{self.name}  (load {self.load:.2f}){f'  {self.measured_how}' if self.measured_how else ''}"]
        for key, value in self.figures.items():
            mark = ""
            if key in self.reach:
                mark = f"   reach ≤ {self.reach[key]:g}   {'reached' if value <= self.reach[key] else 'NOT REACHED'}"
            lines.append(f"    {key:<34} {value:>12,.3f}{mark}")
        return "\n".join(lines)


def spread(times_s: Sequence[float] | np.ndarray, prefix: str = "") -> dict[str, float]:
    """Median, 95th percentile and longest, in milliseconds."""
    times = np.asarray(times_s) * MILLISECONDS
    return {
        f"{prefix}p50_ms": float(np.percentile(times, 50)),
        f"{prefix}p95_ms": float(np.percentile(times, 95)),
        f"{prefix}max_ms": float(times.max()),
    }


def timed(work: Callable[[int], object], count: int) -> list[float]:
    """Seconds that each of `count` calls took; the call is handed its number."""
    times = []
    for number in range(count):
        begin = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - begin)
    return times
