"""A hand that does not wait: writes moments and places of a mouse to standard output, 120 a second for 5 s."""

from __future__ import annotations

import struct
import sys
import time

EVENTS_PER_S = 120
DRAG_S = 5.0
SWEEPS = 4  # there and back, twice
RECORD = struct.Struct("<dd")  # moment it was sent, place along the sweep from 0 to 1


def main() -> None:
    """Send every event when it is due."""
    count = round(EVENTS_PER_S * DRAG_S)
    begin = time.monotonic() + 0.1
    for number in range(1, count + 1):
        place = number / count * SWEEPS
        share = place % 1.0 if int(place) % 2 == 0 else 1.0 - place % 1.0
        time.sleep(max(0.0, begin + number / EVENTS_PER_S - time.monotonic()))
        sys.stdout.buffer.write(RECORD.pack(time.monotonic(), share))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
