"""How a kernel is compiled: `@compiled` is numba's njit with a cache that cannot go stale (see machine_code.py).

numba keys its cache by one file alone, so an edit in a *callee's* module would silently keep old machine code.
Here the cache folder carries a digest of every kernel source and of numba's version: another source, another folder.

``NUMBA_DISABLE_JIT=1`` leaves the kernels plain Python: the interpreter is their oracle.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import numba
from numba.core.dispatcher import Dispatcher

from policyscope.gradients.machine_code.cache import KernelCache

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


# Without numba's run time (`_nrt`) a kernel cannot allocate, and need not count references to arrays it only borrows:
# that counting took nine tenths of a bandit's update.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The function compiled on first call, cached on disk, run without the interpreter lock; IEEE division, no fast-math."""
    kernel: Callable[Parameters, Result] = numba.njit(**OPTIONS)(function)
    if isinstance(kernel, Dispatcher) and isinstance(function, FunctionType):
        kernel._cache = KernelCache(function)  # type: ignore[attr-defined]
    return kernel


def inlined(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The same, but inlined into each kernel that calls it: for what runs in every update (four times as fast on bandits).

    It is never compiled by itself, which would link and optimise all that it calls again.
    """
    kernel: Callable[Parameters, Result] = numba.njit(inline="always", **OPTIONS)(function)
    return kernel
