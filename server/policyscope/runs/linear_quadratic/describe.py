"""What a page is told about a linear-quadratic run when it opens. Each step of an episode takes a state's place."""

from __future__ import annotations

from typing import Any

from policyscope.gradients import LinearModel
from policyscope.runs.specs import Experiment


def describe(experiment: Experiment, model: LinearModel) -> dict[str, Any]:
    """Experiment, problem and policy, as the ``opened`` message carries them; the limits are the caller's."""
    problem = model.problem
    steps = problem.horizon
    return {
        "experiment": experiment.model_dump(mode="json"),
        "problem": {
            "states": steps,
            "actions": 0,
            "state_names": [f"t = {t}" for t in range(steps)],
            "action_names": [],
            "start": [1.0] + [0.0] * (steps - 1),
            "terminal": [False] * steps,
            "horizon": steps,
            "mean_reward": [],
            "discrete_bandit": False,
            "grid": None,
            "notes": {},
            "continuous": None,
            "linear_quadratic": {
                "a": problem.a,
                "b": problem.b,
                "q": problem.q,
                "r": problem.r,
                "final": problem.final,
                "noise": problem.noise,
                "start_mean": problem.start_mean,
                "start_std": problem.start_std,
                "constant": model.policy.inputs > 1,
            },
        },
        "policy": {"parameters": model.parameters, "parameter_names": list(model.parameter_names), "phi": None, "inputs": None},
    }
