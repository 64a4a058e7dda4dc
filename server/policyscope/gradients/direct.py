"""A kernel called again and again with arguments of the same types.

numba looks at the type of every argument of every call, field by field through the named tuples: 10 to 16 µs for our kernels, as
much as the work itself for a three-armed bandit. `Direct` lets it look once, and then calls the machine code's own entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policyscope.gradients.calls import Call, interpreting


class Direct:
    """A kernel bound to the types of its first call of machine code; until there is machine code, the interpreter runs each call.

    Later arguments must have exactly those types, down to the arrays' layouts: nobody checks them again. An owner whose arguments
    may change their types makes a new one.
    """

    __slots__ = ("_call", "_entry")

    def __init__(self, call: Call[..., Any]) -> None:
        self._call = call
        self._entry: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        if self._entry is not None:
            return self._entry(*arguments)
        if interpreting():
            return self._call.interpreted(*arguments)
        result = self._call.kernel(*arguments)
        self._entry = entry(self._call.kernel, arguments)
        return result


def entry(kernel: Any, arguments: tuple[Any, ...]) -> Callable[..., Any]:
    """The compiled function behind a kernel that was just called with these arguments.

    Args:
        kernel: a function made by `compiled`.
        arguments: one for each of its parameters.
    """
    known = list(kernel.overloads.values())
    if len(known) == 1:  # naming the types takes milliseconds: only where there is a choice
        return known[0].entry_point
    return kernel.get_overload(tuple(kernel.typeof_pyval(argument) for argument in arguments))
