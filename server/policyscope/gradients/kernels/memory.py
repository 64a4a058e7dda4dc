"""What a run remembers, as both families of kernels read it."""

from __future__ import annotations

from policyscope.gradients.kernels.arrays import Memory, Settings
from policyscope.gradients.kernels.codes import NAN, Baseline
from policyscope.gradients.machine_code.compiled import inlined


@inlined
def row_of(memory: Memory, run: int) -> Memory:
    """The rows of one run."""
    return Memory(memory.theta[run], memory.running[run], memory.value[run], memory.slope[run], memory.square[run], memory.steps[run])


@inlined
def constant_of(kind: int, settings: Settings, memory: Memory, optimum: float) -> float:
    """The baseline where it is one number known before the batch; 0 where batch or state tell it, NaN for a kind nobody knows."""
    constant = NAN
    if kind == Baseline.CONSTANT:
        constant = settings.baseline_value
    elif kind == Baseline.RUNNING:
        constant = memory.running[0]
    elif kind == Baseline.OPTIMAL:
        constant = optimum + settings.baseline_value
    elif kind in (Baseline.NONE, Baseline.BATCH, Baseline.OTHERS, Baseline.LEARNED, Baseline.EXACT, Baseline.OPTIMAL_STATE):
        constant = 0.0
    return constant
