"""Remembering by identity: frozen inputs are the same input when they are the same object.

Comparing a portfolio of fifty thousand lots value by value on every slider event would cost more than the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True, eq=False)
class Same(Generic[Held]):
    """A key that equals another only when both hold the very same object; it keeps that object alive."""

    held: Held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.held is self.held
