"""Memory goes back to the system with the run that needed it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from policyscope.web.memory import LARGE, give_back_large

NUMBERS = 4 * LARGE // 8


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="the C library's own affair elsewhere")
def test_large_arrays_go_back_and_zeros_take_room_only_where_used() -> None:
    if not give_back_large():
        pytest.skip("not glibc")
    arrays = [np.ones(NUMBERS) for _ in range(20)]
    most = resident()
    arrays.clear()
    least = resident()
    assert most - least > 15 * 4 * LARGE
    zeros = [np.zeros(NUMBERS) for _ in range(20)]
    assert resident() - least < 5 * 4 * LARGE
    assert not zeros[0].any()
