"""A run that loses its θ at a given update, whatever the kernels do: what happens then is the run's own affair."""

from __future__ import annotations

import math

from policyscope.runs import Run


def loses_itself(run: Run, after: int) -> None:
    """From now on the run's θ is not a number once it has made ``after`` updates."""
    learn = run.learner.learn

    def losing(updates: int) -> None:
        learn(updates)
        if run.learner.memory.steps[0, 0] >= after:
            run.learner.memory.theta[0] = math.nan

    run.learner.learn = losing  # type: ignore[method-assign]
