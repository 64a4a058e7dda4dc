"""A kernel called directly computes what the kernel computes, whatever types it was first called with."""

from __future__ import annotations

import numpy as np
import pytest

from policyscope.gradients.calls import Call
from policyscope.gradients.direct import Direct
from policyscope.gradients.machine_code.compiled import compiled


@compiled
def twice(numbers: np.ndarray, out: np.ndarray) -> float:
    total = 0.0
    for i in range(numbers.size):
        out[i] = 2.0 * numbers[i]
        total += out[i]
    return total


@pytest.mark.parametrize("dtype", [np.float64, np.int64])
def test_a_direct_call_is_the_kernels_call(dtype: type) -> None:
    call, out = Direct(Call(twice)), np.empty(3)
    for start in range(3):
        numbers = np.arange(start, start + 3, dtype=dtype)
        assert call(numbers, out) == 2.0 * numbers.sum()
        assert out.tolist() == (2.0 * numbers).tolist()


def test_each_owner_is_bound_to_its_own_types() -> None:
    whole, real, out = Direct(Call(twice)), Direct(Call(twice)), np.empty(2)
    for _ in range(3):
        assert whole(np.array([1, 2]), out) == 6.0
        assert real(np.array([0.25, 0.5]), out) == 1.5
