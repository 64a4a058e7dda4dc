"""An experiment: everything a run needs to be the same run again."""

from __future__ import annotations

from policyscope.runs.specs.base import Spec, knob
from policyscope.runs.specs.bounds import MOST_PARAMETERS, MOST_STEPS, Parameter
from policyscope.runs.specs.estimators import EstimatorSpec, Reinforce
from policyscope.runs.specs.objectives import ObjectiveSpec, StartValue
from policyscope.runs.specs.optimizers import Ascent, OptimizerSpec
from policyscope.runs.specs.policies import PolicySpec, Softmax
from policyscope.runs.specs.problems import Bandit, ProblemSpec


class Experiment(Spec):
    """Problem, policy, objective, estimator, optimizer, where θ starts, and the seed."""

    problem: ProblemSpec = knob(Bandit(), "Problem", "What there is to learn.")
    policy: PolicySpec = knob(Softmax(), "Policy", "How θ becomes probabilities.")
    objective: ObjectiveSpec = knob(StartValue(), "Objective", "What is to grow.")
    estimator: EstimatorSpec = knob(Reinforce(), "Estimator", "How its gradient is estimated.", live=True)
    optimizer: OptimizerSpec = knob(Ascent(), "Optimizer", "How the estimate moves θ.", live=True)
    initial_theta: list[Parameter] | None = knob(
        None, "Initial θ", "Where θ starts; empty: at zero, a network at weights drawn from the seed.",
        min_length=1, max_length=MOST_PARAMETERS,
    )  # fmt: skip
    seed: int = knob(0, "Seed", "Same seed, same run.", ge=0, le=2**53 - 1)
    runs: int = knob(
        1, "Runs", "Runs side by side, each with the next seed: run 0 is the one that is shown in full.", ge=1, le=MOST_STEPS, limit="runs"
    )
