"""What a lesson may ask of the library at a step, besides what is exact there: estimators, other objectives, loops, and runs."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from policyscope.arrays import Floats
from policyscope.errors import InvalidInput
from policyscope.library import run
from policyscope.runs import EstimatesRequest, ExactRequest, Experiment, Limits, estimates, exact_answer
from policyscope.runs.specs.continuous import ContinuousBandit, Gaussian
from policyscope.web.lessons import counted

MOST_UPDATES = 2_000_000
"""Updates of all runs together that a lesson may ask for; more only where they have been counted beforehand."""

NODES, WEIGHTS = (array / 2 for array in np.polynomial.legendre.leggauss(8))
"""On a side of the loop, as the panel *Objectives* walks it: exact to degree 15."""


class Answers:
    """The library's answers at one θ of one experiment.

    Args:
        query: the step's address, by which counted runs are found again.
        experiment: what the lab shows there.
    """

    def __init__(self, query: str, experiment: Experiment) -> None:
        self.query = query
        self.experiment = experiment

    @cached_property
    def theta(self) -> Floats:
        """Where the run begins, θ[D]."""
        begun = self.experiment.initial_theta
        return np.array(begun) if begun is not None else np.zeros(len(self.exact(None)["gradient"]))

    def exact(self, theta: Floats | None, objective: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer of /api/exact, for the step's objective or another."""
        asked = {
            "problem": self.experiment.problem, "policy": self.experiment.policy, "objective": objective or self.experiment.objective,
            "theta": None if theta is None else np.asarray(theta).tolist(),
        }  # fmt: skip
        return _exact(ExactRequest.model_validate(asked).model_dump_json())

    def pi_after(self, direction: Floats) -> Floats:
        """π after one update along a direction: at θ + α · direction."""
        found = np.array(self.exact(self.theta + self.experiment.optimizer.learning_rate * np.asarray(direction))["probabilities"])
        return found[0] if len(found) == 1 else found

    def one(self, index: float) -> Floats:
        """1 for one parameter, else 0."""
        return np.eye(len(self.theta))[int(index)]

    def score(self, action: float) -> Floats:
        """Of a Gaussian policy: ∇ log π of an action, in the first context."""
        problem, policy = self.experiment.problem, self.experiment.policy
        if not isinstance(problem, ContinuousBandit) or not isinstance(policy, Gaussian):
            raise InvalidInput("score", "a Gaussian policy on a continuous bandit; elsewhere write scores[a]", policy.kind)
        context = np.array(problem.contexts[:1], dtype=float)
        return policy.build(context.shape[1]).scores(self.theta, context, np.array([float(action)]))[0]

    # -- estimators --------------------------------------------------------------------------------------------------

    def _estimate(self, theta: Floats, **estimator: Any) -> dict[str, Any]:
        asked = EstimatesRequest.model_validate(
            {
                "problem": self.experiment.problem, "policy": self.experiment.policy, "objective": self.experiment.objective,
                "theta": np.asarray(theta).tolist(), "estimators": [estimator], "samples": 2,
            }
        )  # fmt: skip
        return _answered(asked.model_dump_json())

    def variance(self, baseline: float | str = 0.0, credit: str = "reward_to_go") -> float:
        """The exact variance of one contribution of REINFORCE, with a constant baseline or one of a kind: "exact_value"."""
        kind = {"kind": baseline} if isinstance(baseline, str) else {"kind": "constant", "value": float(baseline)}
        return _known(self._estimate(self.theta, kind="reinforce", baseline=kind, credit=credit)["exact_variance"], "variance")

    def variance_of(self, estimator: str) -> float:
        """The same of an estimator of another kind: "pathwise"."""
        return _known(self._estimate(self.theta, kind=estimator)["exact_variance"], "variance")

    def without_gamma(self) -> Floats:
        """What REINFORCE moves θ along, on average, when it leaves γᵗ out."""
        return self._without_gamma(self.theta)

    def _without_gamma(self, theta: Floats) -> Floats:
        return np.array(_known(self._estimate(theta, kind="reinforce", discount_weighting=False)["exact_mean"], "mean"))

    # -- objectives, loops -------------------------------------------------------------------------------------------

    def _objective(self, kind: str) -> dict[str, Any]:
        discount = getattr(self.experiment.objective, "discount", 0.9)
        return {"kind": kind} if kind == "average_reward" else {"kind": kind, "discount": discount}

    def value_of(self, objective: str) -> float:
        """J of another objective here, with the same discount: "average_reward"."""
        return float(self.exact(self.theta, self._objective(objective))["value"])

    def gradient_of(self, objective: str) -> Floats:
        """And its gradient."""
        return np.array(self.exact(self.theta, self._objective(objective))["gradient"])

    def visits_of(self, objective: str) -> Floats:
        """And where it looks: each state's share of the visits."""
        visits = np.array(self.exact(self.theta, self._objective(objective))["visitation"])
        return visits / visits.sum()

    def loop(self, i: float, j: float, side: float) -> float:
        """∮ ∇J · dθ around a square of two parameters with θ in its middle, counter-clockwise."""
        return self._around(lambda theta: np.array(self.exact(theta)["gradient"]), int(i), int(j), side)

    def loop_without_gamma(self, i: float, j: float, side: float) -> float:
        """The same of the direction without γᵗ."""
        return self._around(self._without_gamma, int(i), int(j), side)

    def _around(self, field: Any, i: int, j: int, side: float) -> float:
        height = 0.0
        for along, across, sense in ((i, j, 1), (j, i, 1), (i, j, -1), (j, i, -1)):
            off = -sense if along == i else sense  # below, right, above, left
            for node, weight in zip(NODES, WEIGHTS, strict=True):
                theta = self.theta.copy()
                theta[along] += side * node
                theta[across] += side * off / 2
                height += sense * side * weight * float(field(theta)[along])
        return height

    # -- runs ----------------------------------------------------------------------------------------------------------

    def value_after(self, updates: float) -> float:
        """J of this very run after that many updates."""
        self._affordable(int(updates), 1)
        return float(run(self.experiment, int(updates), every=max(1, int(updates))).value[-1])

    def ending_best(self, updates: float, runs: float) -> float:
        """In how many of the runs, of this seed and those that follow, the best action is the likeliest after that many updates."""
        known = counted.look_up(self.query, f"ending_best({int(updates)}, {int(runs)})")
        if known is None:
            self._affordable(int(updates), int(runs))
        return self.count_best(int(updates), int(runs)) if known is None else known

    def count_best(self, updates: int, runs: int) -> float:
        """The same, played now."""
        many = Experiment.model_validate(self.experiment.model_dump() | {"runs": runs})
        ends = run(many, updates, every=max(1, updates)).arrays["end_probabilities"].reshape(runs, -1)
        best = int(np.argmax(np.array(self.exact(self.theta)["action_values"])[0]))
        return float(np.sum(ends.argmax(axis=1) == best))

    def _affordable(self, updates: int, runs: int) -> None:
        if not (updates >= 1 and runs >= 1 and updates * runs <= MOST_UPDATES):
            raise InvalidInput("updates", f"at least one, and of all runs together at most {MOST_UPDATES:,}", updates * runs)


# The steps of a lesson ask the same again, and interpreted kernels take seconds for it. What is answered is only read.


@lru_cache(maxsize=64)
def _exact(asked: str) -> dict[str, Any]:
    return exact_answer(ExactRequest.model_validate_json(asked), Limits())


@lru_cache(maxsize=512)
def _answered(asked: str) -> dict[str, Any]:
    return dict(estimates(EstimatesRequest.model_validate_json(asked))["estimates"][0])


def _known(value: Any, name: str) -> Any:
    if value is None:
        raise InvalidInput("estimator", f"one whose {name} has a closed form here", "none")
    return value
