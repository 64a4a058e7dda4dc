"""What an attack is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.attack.line import Attacker

MISTAKES = ("500", "Internal error", "closed 1011")
"""Answers by which a server owns to a mistake of its own."""


@dataclass(frozen=True)
class Attack:
    """One way to harm a server.

    Attributes:
        run: carries it out until stopped; its name is the attack's, its docstring says what it is.
        wrong: answers that must not come.
    """

    run: Callable[[Attacker], Awaitable[object]]
    wrong: tuple[str, ...] = MISTAKES

    @property
    def name(self) -> str:
        return getattr(self.run, "__name__", "").replace("_", "-")

    @property
    def what(self) -> str:
        return (self.run.__doc__ or "").partition("\n")[0]


def attacks(*runs: Callable[[Attacker], Awaitable[object]]) -> tuple[Attack, ...]:
    """These functions as attacks."""
    return tuple(map(Attack, runs))
