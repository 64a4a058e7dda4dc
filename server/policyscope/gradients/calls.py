"""The kernels as Python calls them: machine code or the interpreter, decided at every call.

                    ┌─ machine code    compiled on its first call, or loaded from its cache
    call(*arguments)┤
                    └─ the twin        while the process is told to interpret: at once, and to the last bit the same numbers

A process begins with machine code. A server that has none yet interprets meanwhile, and goes over in the middle of its runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic

import numba
import numpy as np

from policyscope.gradients.chance import generators
from policyscope.gradients.kernels import (
    clipped,
    exact,
    gaussian,
    gaussian_learn,
    linear_exact,
    linear_learn,
    natural,
    optimal,
    optimal_state,
    pulls,
    sweep,
)
from policyscope.gradients.kernels import learn as learning
from policyscope.gradients.machine_code.compiled import Parameters, Result
from policyscope.gradients.machine_code.twins import twin

_interpreting = False


def interpreting() -> bool:
    """Whether calls of kernels go to the interpreter."""
    return _interpreting or bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]


def interpret(wanted: bool = True) -> None:
    """From the next call on, use the interpreter, or (False) the machine code."""
    global _interpreting
    _interpreting = wanted


class Call(Generic[Parameters, Result]):
    """A kernel as Python calls it; if it draws, ``streams`` are words (R, 4) either way."""

    def __init__(self, kernel: Callable[Parameters, Result]) -> None:
        self.kernel = kernel
        names = list(inspect.signature(getattr(kernel, "py_func", kernel)).parameters)
        self._streams = names.index("streams") if "streams" in names else None

    @cached_property
    def _twin(self) -> Callable[..., Any]:
        return twin(self.kernel)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if interpreting():
            return self.interpreted(*args)
        return self.kernel(*args, **kwargs)

    def interpreted(self, *arguments: Any) -> Result:
        """The call by the interpreter."""
        with np.errstate(all="ignore"):  # as IEEE has it: the kernels say nothing of an overflow either
            if self._streams is None:
                return self._twin(*arguments)
            with generators(arguments[self._streams]) as streams:
                return self._twin(*arguments[: self._streams], streams, *arguments[self._streams + 1 :])

    def load(self) -> Iterator[None]:
        """Links the machine code in the cache, one signature per step."""
        for signature in self.kernel._cache.signatures():  # type: ignore[attr-defined]
            self.kernel.compile(signature)  # type: ignore[attr-defined]
            yield


advantages = Call(exact.advantages)
evaluate = Call(exact.evaluate)
evaluate_runs = Call(exact.evaluate_runs)
survey = Call(exact.survey)
fisher = Call(natural.fisher)
prepare = Call(natural.prepare)
optimal_constant = Call(optimal.optimal_constant)
optimal_by_state = Call(optimal_state.optimal_by_state)
contribute_epochs = Call(clipped.contribute_epochs)
learn = Call(learning.learn)
pull = Call(pulls.pull)
score_rows = Call(learning.score_rows)
sweep_rows = Call(sweep.sweep_rows)
solve_exactly = Call(gaussian.solve_exactly)
best_baseline = Call(gaussian.best_baseline)
survey_plane = Call(gaussian.survey_plane)
learn_gaussian = Call(gaussian_learn.learn_gaussian)
solve_linear = Call(linear_exact.solve_linear)
prepare_linear = Call(linear_exact.prepare_linear)
best_at = Call(linear_exact.best_at)
survey_linear = Call(linear_exact.survey_linear)
learn_linear = Call(linear_learn.learn_linear)

CALLS: tuple[Call[..., Any], ...] = tuple(value for value in list(globals().values()) if isinstance(value, Call))


def load() -> Iterator[None]:
    """Links all machine code in the cache, in steps of a few milliseconds, so that a server can do other things between them."""
    for call in CALLS:
        yield from call.load()
