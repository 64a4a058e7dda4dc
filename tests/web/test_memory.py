"""Memory goes back to the system with the run that needed it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

from policyscope.web.memory import LARGE, give_back_large

NUMBERS = 4 * LARGE // 8


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_large_arrays_go_back_and_zeros_take_room_only_where_used(root: Path) -> None:
    """In a process of its own: this one's other threads take and return memory meanwhile."""
    words = [sys.executable, "-c", "from tests.web.test_memory import check; check()"]
    child = subprocess.run(words, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr


def check() -> None:
    if not give_back_large():
        assert platform.libc_ver()[0] != "glibc"  # elsewhere there is nothing to ask
        return
    arrays = [np.ones(NUMBERS) for _ in range(20)]
    most = resident()
    arrays.clear()
    least = resident()
    assert most - least > 15 * 4 * LARGE
    zeros = [np.zeros(NUMBERS) for _ in range(20)]
    assert resident() - least < 5 * 4 * LARGE
    assert not zeros[0].any()
