"""The families of problems and policies, and which one an experiment belongs to.

                                                    ┌─ tabular            softmax policies on tabular MDPs
    family_of(problem, policy, objective) ──► Family┼─ continuous         Gaussian policies on bandits with a scalar action
                                                    └─ linear_quadratic   Gaussian policies that steer a number for H steps

A new family is a package with an object of this shape, and a place in `FAMILIES`.
"""

from __future__ import annotations

from typing import Any, Protocol

from policyscope.arrays import Floats
from policyscope.gradients import Settings
from policyscope.runs.continuous import CONTINUOUS
from policyscope.runs.learner import Learner
from policyscope.runs.limits import Limits
from policyscope.runs.linear_quadratic import LINEAR_QUADRATIC
from policyscope.runs.specs import EstimatorSpec, Experiment, ObjectiveSpec, OptimizerSpec, PolicySpec, ProblemSpec
from policyscope.runs.suits import check_suits
from policyscope.runs.tabular import TABULAR


class Family(Protocol):
    """From the parts of an experiment to what computes them. A model is the family's own `policyscope.gradients.Model`."""

    def model(self, problem: ProblemSpec, policy: PolicySpec, limits: Limits) -> Any:
        """Problem and policy as arrays, within the limits; raises InvalidInput naming the field under ``problem`` or ``policy``."""
        ...

    def settings(
        self, policy: PolicySpec, objective: ObjectiveSpec, estimator: EstimatorSpec, optimizer: OptimizerSpec, model: Any, limits: Limits
    ) -> Settings:
        """The kernels' settings; raises InvalidInput if the combination makes no sense here."""
        ...

    def theta(self, model: Any, theta: list[float] | None, field: str) -> Floats:
        """θ[D] as an array, or where runs begin if None; raises InvalidInput."""
        ...

    def direction(self, model: Any, theta: list[float], field: str) -> Floats:
        """Any vector [D]; raises InvalidInput."""
        ...

    def answer(self, model: Any, theta: Floats, settings: Settings, limits: Limits) -> dict[str, Any]:
        """The body of ``/api/exact``."""
        ...

    def learner(self, experiment: Experiment, limits: Limits) -> Learner:
        """The runs of an experiment, at their beginning; raises InvalidInput for one that cannot run."""
        ...


FAMILIES: dict[str, Family] = {"tabular": TABULAR, "continuous": CONTINUOUS, "linear_quadratic": LINEAR_QUADRATIC}


def family_of(problem: ProblemSpec, policy: PolicySpec, objective: ObjectiveSpec) -> Family:
    """The family of the problem.

    Raises:
        InvalidInput: field ``policy.kind`` or ``objective.kind``, where one does not go with the problem, naming the kinds that would.
    """
    name = problem.families[0]
    check_suits(name, "policy", policy)
    check_suits(name, "objective", objective)
    return FAMILIES[name]
