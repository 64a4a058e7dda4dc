"""A kernel's twin: the same Python function for the interpreter, whose every call of a kernel goes to that kernel's twin.

    learn (numba) ──► evaluate (numba) ──► …          the module's own globals
    learn (twin)  ──► evaluate (twin)  ──► …          a copy of them, with twins for the kernels

So an interpreted call compiles nothing, and runs the kernel's own text line by line.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

_twins: dict[Any, FunctionType] = {}
_globals: dict[int, dict[str, Any]] = {}


def twin(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The interpreter's twin of a kernel; a function that is not compiled is its own."""
    function: Any = getattr(kernel, "py_func", kernel)
    if function is kernel:
        return function
    if kernel not in _twins:
        _twins[kernel] = FunctionType(
            function.__code__, _copied(function.__globals__), function.__name__, function.__defaults__, function.__closure__
        )
    return _twins[kernel]


def _copied(names: dict[str, Any]) -> dict[str, Any]:
    """A module's globals with twins instead of its kernels, one copy per module."""
    if id(names) not in _globals:
        copy = _globals[id(names)] = dict(names)
        copy.update({name: twin(value) for name, value in names.items() if hasattr(value, "py_func")})
    return _globals[id(names)]
