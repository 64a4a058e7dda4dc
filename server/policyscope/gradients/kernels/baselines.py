"""Baselines as both families of kernels read them, and what a frame shows of them.

    row_of          what one run remembers
    constant_of     one number, known before the batch is drawn
    remembered_of   one number for each state, learned from earlier batches
    batch_mean_of   one number for each step, made of the batch's own returns
    learn_from      what one weighed return teaches a baseline that learns

The exact baselines of a state are not here: what they read differs between the families.
"""

from __future__ import annotations

from policyscope.gradients.kernels.arrays import Memory, Settings
from policyscope.gradients.kernels.codes import NAN, Baseline
from policyscope.gradients.machine_code.compiled import inlined


@inlined
def row_of(memory: Memory, run: int) -> Memory:
    """The rows of one run."""
    return Memory(memory.theta[run], memory.running[run], memory.value[run], memory.slope[run], memory.square[run], memory.steps[run])


@inlined
def learns(kind: int) -> bool:
    """Whether it is learned from the returns it was subtracted from."""
    return kind in (Baseline.RUNNING, Baseline.LEARNED)


@inlined
def counts_once(kind: int) -> bool:
    """Whether a return that weighed several steps, as under total return, is learned from once and not at each of them."""
    return kind == Baseline.RUNNING


@inlined
def is_remembered(kind: int) -> bool:
    """Whether `remembered_of` tells it."""
    return kind == Baseline.LEARNED


@inlined
def is_batch_mean(kind: int) -> bool:
    """Whether `batch_mean_of` tells it."""
    return kind in (Baseline.BATCH, Baseline.OTHERS)


@inlined
def constant_of(kind: int, settings: Settings, memory: Memory, optimum: float) -> float:
    """The baseline if it is one number known before the batch; 0 if batch or state tell it, NaN for an unknown kind."""
    constant = NAN
    if kind == Baseline.CONSTANT:
        constant = settings.baseline_value
    elif kind == Baseline.RUNNING:
        constant = memory.running[0]
    elif kind == Baseline.OPTIMAL:
        constant = optimum + settings.baseline_value
    elif kind in (Baseline.NONE, Baseline.EXACT, Baseline.OPTIMAL_STATE) or is_remembered(kind) or is_batch_mean(kind):
        constant = 0.0
    return constant


@inlined
def remembered_of(kind: int, settings: Settings, memory: Memory, state: int) -> float:
    """What a baseline with a number for each state has learned: V̂(s), or V̂ if all states share one."""
    remembered = NAN
    if kind == Baseline.LEARNED:
        remembered = memory.value[0 if settings.shared_value else state]
    return remembered


@inlined
def batch_mean_of(kind: int, total: float, own: float, count: int) -> float:
    """The mean of a batch's returns, or of those of all other episodes.

    Args:
        kind: which of the two.
        total: the sum of the returns, of one time step where episodes have several.
        own: the return that is being weighed, one of them.
        count: N, episodes of the batch.
    """
    mean = NAN
    if kind == Baseline.BATCH:
        mean = total / count
    elif kind == Baseline.OTHERS:
        mean = (total - own) / max(1, count - 1)
    return mean


@inlined
def learn_from(kind: int, settings: Settings, memory: Memory, state: int, weighed: float) -> None:
    """One return that was weighed moves the baseline towards it.

    Args:
        kind: one for which `learns` holds.
        settings: the step size; 0 makes the running mean a plain average.
        memory: what the baseline remembers, updated in place.
        state: where the return was weighed.
        weighed: the return.
    """
    if kind == Baseline.RUNNING:
        memory.running[1] += 1.0
        step = settings.baseline_step if settings.baseline_step > 0.0 else 1.0 / memory.running[1]
        memory.running[0] += step * (weighed - memory.running[0])
    elif kind == Baseline.LEARNED:
        at = 0 if settings.shared_value else state
        memory.value[at] += settings.baseline_step * (weighed - memory.value[at])
