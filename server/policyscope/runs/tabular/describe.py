"""What a page is told about a run when it opens: the problem's arrays, the policy's features if it has any, and how to draw them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policyscope.gradients import TabularModel
from policyscope.policies import Features, Network
from policyscope.runs.limits import Limits
from policyscope.runs.specs import Experiment, Softmax

PHI_NUMBERS = 20_000


def describe(experiment: Experiment, model: TabularModel, limits: Limits) -> dict[str, Any]:
    """Experiment, problem, policy and limits, as the ``opened`` message carries them."""
    problem, features = model.problem, model.features
    numbers = problem.states * problem.actions * features.parameters
    grid = problem.grid
    return {
        "experiment": experiment.model_dump(mode="json"),
        "problem": {
            "states": problem.states,
            "actions": problem.actions,
            "state_names": list(problem.state_names),
            "action_names": list(problem.action_names),
            "start": problem.start,
            "terminal": problem.terminal,
            "horizon": problem.horizon,
            "mean_reward": model.dynamics.expected,
            "discrete_bandit": problem.states == 1 and problem.horizon == 1,
            "grid": None if grid is None else {"rows": grid.rows, "columns": grid.columns, "cells": grid.cells, "map": grid.map},
            "notes": problem.notes,
            "continuous": None,
            "linear_quadratic": None,
        },
        "policy": {
            "parameters": features.parameters,
            "parameter_names": parameter_names(experiment, model),
            "phi": features.dense() if isinstance(features, Features) and numbers <= PHI_NUMBERS else None,
            "inputs": features.inputs if isinstance(features, Network) and features.inputs.size <= PHI_NUMBERS else None,
        },
        "limits": asdict(limits),
    }


def parameter_names(experiment: Experiment, model: TabularModel) -> list[str]:
    """A name for every θ_d: the action it stands for, or state and action, if the features are one-hot."""
    problem = model.problem
    policy = experiment.policy
    if not isinstance(policy, Softmax) or policy.features.kind != "one_hot":
        return list(model.features.names)
    if problem.states == 1:
        return list(problem.action_names)
    return [f"{state} {action}" for state in problem.state_names for action in problem.action_names]
