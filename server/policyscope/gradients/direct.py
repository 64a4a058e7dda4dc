"""A kernel called again and again with arguments of the same types.

numba looks at the type of every argument of every call, field by field through the named tuples: 10 to 16 µs for our kernels, as
much as the work itself for a three-armed bandit. `Direct` lets it look once, and then calls the machine code's own entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Direct:
    """A kernel bound to the types of its first call.

    Later arguments must have exactly those types, down to the arrays' layouts: nobody checks them again. An owner whose arguments
    may change their types makes a new one.
    """

    __slots__ = ("_entry", "_kernel")

    def __init__(self, kernel: Callable[..., Any]) -> None:
        self._kernel = kernel
        self._entry: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        if self._entry is not None:
            return self._entry(*arguments)
        result = self._kernel(*arguments)
        self._entry = entry(self._kernel, arguments)
        return result


def entry(kernel: Any, arguments: tuple[Any, ...]) -> Callable[..., Any]:
    """The compiled function behind a kernel that was just called with these arguments; the kernel itself where nothing is compiled.

    Args:
        kernel: a function made by `compiled`.
        arguments: one for each of its parameters.
    """
    if not hasattr(kernel, "get_overload"):
        return kernel
    known = list(kernel.overloads.values())
    if len(known) == 1:  # naming the types takes milliseconds: only where there is a choice
        return known[0].entry_point
    return kernel.get_overload(tuple(kernel.typeof_pyval(argument) for argument in arguments))
