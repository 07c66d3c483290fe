"""A display of our own, and a hand and a window manager for it: everything from outside the program's process."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest
from Xlib.xobject.drawable import Window

MOVES_PER_S = 120  # as a mouse sends them


@contextlib.contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """An X server with one screen of that size; the name of its display, or an empty one where there is no Xvfb."""
    server = shutil.which("Xvfb")
    if server is None:
        yield ""
        return
    reading, writing = os.pipe()
    command = [
        server,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{width}x{height}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)


class Hand:
    """Mouse and keyboard at screen coordinates, through the XTEST extension."""

    def __init__(self, display: str) -> None:
        self._display = Display(display)

    def close(self) -> None:
        """Leave the display."""
        self._display.close()

    def place_window(self, title: str, width: int, height: int) -> bool:
        """As a window manager does: the window over the whole screen, on top, with the keyboard. False if not there."""
        window = self._window(title)
        if window is None:
            return False
        window.configure(x=0, y=0, width=width, height=height, stack_mode=X.Above)
        window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._display.sync()
        return True

    def glide(self, places: Sequence[tuple[int, int]]) -> None:
        """The pointer goes through all of them, at the pace of a mouse."""
        for place in places:
            time.sleep(1.0 / MOVES_PER_S)
            self.move(place)

    def move(self, place: tuple[int, int]) -> None:
        """The pointer goes there."""
        xtest.fake_input(self._display, X.MotionNotify, x=place[0], y=place[1])
        self._display.sync()

    def button(self, *, down: bool) -> None:
        """The left button."""
        xtest.fake_input(self._display, X.ButtonPress if down else X.ButtonRelease, 1)
        self._display.sync()

    def press(self, *keys: str) -> None:
        """Keys held together, by their X names, like `Control_L`, `z`."""
        codes = [self._display.keysym_to_keycode(XK.string_to_keysym(key)) for key in keys]
        for code in codes:
            xtest.fake_input(self._display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()

    def _window(self, title: str) -> Window | None:
        for window in self._display.screen().root.query_tree().children:
            name = window.get_full_text_property(self._display.intern_atom("_NET_WM_NAME"))
            if name and title in str(name) and window.get_attributes().map_state == X.IsViewable:
                return window
        return None
