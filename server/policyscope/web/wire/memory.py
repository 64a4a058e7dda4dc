"""Memory that others made us take goes back to the system: glibc keeps what was freed between two blocks that are still in use."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any


@cache
def _library() -> Any:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") else None


def give_back() -> None:
    """Return free pages to the system, where its C library can be asked to. It takes milliseconds: not on the event loop."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
