"""How a kernel is compiled: `@compiled` is numba's njit with a cache that cannot go stale.

numba keys its cache by one file's own time stamp, so an edit in a *callee's* module would silently keep old machine code.
Here the cache folder carries a digest of every kernel source and of numba's version: another source, another folder.

`NUMBA_CACHE_DIR` chooses the parent folder; otherwise the user's cache folder, and where that cannot be written a
temporary one. `NUMBA_DISABLE_JIT=1` leaves the kernels plain Python: the interpreter is their oracle.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def _digest() -> str:
    here = Path(__file__).parent
    sources = sorted([*here.glob("kernels/*.py"), here / "arrays.py", here / "compiled.py"])
    text = b"".join(path.read_bytes() for path in sources) + numba.__version__.encode() + sys.version.encode()
    return hashlib.blake2s(text, digest_size=8).hexdigest()


def _parents() -> list[Path]:
    named = os.environ.get("NUMBA_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache"))
    return ([Path(named)] if named else []) + [Path(base), Path(tempfile.gettempdir())]


def _cache_folder() -> Path:
    for parent in _parents():
        folder = parent / "policyscope" / f"kernels-{_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="policyscope-kernels-"))


numba.config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined]


# Without numba's run time (`_nrt`) a kernel cannot allocate, and need not count references to arrays it only borrows:
# that counting took nine tenths of a bandit's update.
OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def interpreted() -> bool:
    """Whether kernels stay plain Python."""
    return bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The function compiled on first call, cached on disk, run without the interpreter lock; IEEE division, no fast-math."""
    kernel: Callable[Parameters, Result] = numba.njit(**OPTIONS)(function)
    return kernel


def inlined(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The same, but built into each kernel that calls it: for what runs in every update (four times as fast on bandits).

    It is never compiled by itself, which would link and optimise all that it calls once more.
    """
    kernel: Callable[Parameters, Result] = numba.njit(inline="always", **OPTIONS)(function)
    return kernel
